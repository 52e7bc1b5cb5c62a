"""Hand out, collect, grade and report: ``python -m course_exercises release|collect|… NAME``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from course_exercises.assignments import BANK, questions
from course_exercises.classroom import items, results
from course_exercises.classroom.course import Course
from course_exercises.classroom.executors import executor
from course_exercises.classroom.rules import Rules, load_rules
from course_exercises.grader.grading import grade
from course_exercises.grader.remote import BUDGET
from course_exercises.grader.sandbox import SandboxError

Run = Callable[[Course, Rules, argparse.Namespace], None]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        rules = _rules(options)
        questions(options.name)
        options.run(Course(options.course, options.name), rules, options)
    except (ValueError, TypeError, RuntimeError, ModuleNotFoundError, SandboxError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m course_exercises", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="release|collect|grade|report|similar")
    add = {
        name: _command(commands, name, run, text)
        for name, run, text in (
            ("release", _release, "make the students' notebooks"),
            ("collect", _collect, "put a download of Moodle or Canvas into submitted/"),
            ("grade", _grade, "grade what was handed in, then report"),
            ("report", _report, "write gradebook, CSV, feedback pages and item analysis again"),
            ("similar", _similar, "list answers that are written alike"),
        )
    }
    _shared_options(add)
    _own_options(add)
    return parser


def _shared_options(add: dict[str, argparse.ArgumentParser]) -> None:
    for name in ("release", "grade"):
        add[name].add_argument("--student", action="append", metavar="ID", help="may be repeated")
    for name in ("release", "grade", "report"):
        add[name].add_argument("--db", metavar="URL", help="gradebook, default: DIR/gradebook.db")
    for name in ("grade", "report"):
        add[name].add_argument("--no-gradebook", action="store_true")
        add[name].add_argument("--deadline", metavar="DATE", help="2026-12-01T23:59")


def _own_options(add: dict[str, argparse.ArgumentParser]) -> None:
    add["release"].add_argument(
        "--package", action="store_true", help="with the checks beside it, without solutions"
    )
    add["collect"].add_argument("download", type=Path, help="a zip or a folder")
    add["similar"].add_argument("--above", type=float, default=0.8, metavar="SHARE")
    add["grade"].add_argument("--again", action="store_true", help="also what has a result")
    add["grade"].add_argument("--budget", type=float, default=BUDGET, help="seconds each")
    add["grade"].add_argument(
        "--executor", default="threads", metavar="WHERE", help="threads, processes, tcp://HOST:PORT"
    )
    add["grade"].add_argument("--unsafe", action="store_true", help="without a sandbox")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Run, text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    command.add_argument("name", help="the assignment: 01_chain_rule")
    command.add_argument("--course", type=Path, default=Path("exercises"), metavar="DIR")
    command.add_argument("--students", metavar="FILE", help="class list, default: of course.toml")
    command.add_argument("--questions", metavar="DIR", help="a folder of questions of your own")
    return command


def _rules(options: argparse.Namespace) -> Rules:
    """Return the rules of the course file, with what the command line says instead."""
    rules = load_rules(options.course)
    if options.students:
        rules = replace(rules, students=str(Path(options.students).resolve()))
    if getattr(options, "deadline", None):
        rules = replace(rules, deadlines={options.name: options.deadline})
    bank = options.questions or (rules.questions and options.course / rules.questions)
    if bank:
        os.environ[BANK] = str(Path(bank).resolve())  # processes that grade inherit it
    return rules


def _release(course: Course, rules: Rules, options: argparse.Namespace) -> None:
    from course_exercises.classroom.release import release

    listed = rules.class_list()
    students = [p.id for p in listed.people if p.id] if listed else []
    students += options.student or []
    package = options.package
    for path in release(course.root, course.name, students, options.db, package=package):
        print(path)


def _collect(course: Course, rules: Rules, options: argparse.Namespace) -> None:
    from course_exercises.classroom.download import collect

    collected, problems = collect(course, options.download, rules.class_list())
    print("\n".join([*problems, f"collected {len(collected)}: {', '.join(collected)}"]))


def _grade(course: Course, rules: Rules, options: argparse.Namespace) -> None:
    begun = time.perf_counter()
    with executor(options.executor) as workers:
        graded = grade(
            course.root.resolve(),
            course.name,
            options.student,
            workers,
            budget=options.budget,
            again=options.again,
            unsafe=options.unsafe,
        )
    print(f"graded {len(graded)} submissions in {time.perf_counter() - begun:.1f} s")
    _report(course, rules, options)


def _report(course: Course, rules: Rules, options: argparse.Namespace) -> None:
    from course_exercises.classroom.gradebook import default_url
    from course_exercises.classroom.report import write_report

    url = None if options.no_gradebook else options.db or default_url(course)
    words = write_report(course, rules, url)
    for row in items.analyse(results.load(course)[0]):
        key, check, right, of, share, slow, often = row
        tail = f"; {slow} out of time" * (slow != "0") + f"; often: {often}" * bool(often)
        print(f"{key:4} {share:>5} ({right} of {of})  {check}{tail}")
    print("\n".join(words))


def _similar(course: Course, rules: Rules, options: argparse.Namespace) -> None:
    from course_exercises.classroom.similar import write_similar

    for pair in write_similar(course, options.above):
        print(
            f"{pair.question:4} {pair.alike:.0%} alike, {pair.common:.0%} of the class write it "
            f"so: {pair.one}, {pair.other}"
        )
    print("Alike is not copied: read both, and ask.")


if __name__ == "__main__":
    sys.exit(main())
