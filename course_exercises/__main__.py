"""Hand out, grade and report: ``python -m course_exercises release|grade|report NAME``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from course_exercises.assignments import questions
from course_exercises.classroom import items, results
from course_exercises.classroom.course import Course
from course_exercises.classroom.feedback import write_pages
from course_exercises.grader.grading import grade
from course_exercises.grader.remote import BUDGET
from course_exercises.grader.sandbox import SandboxError


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        questions(options.name)
        options.run(options)
    except (ValueError, RuntimeError, ModuleNotFoundError, SandboxError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m course_exercises", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="release|grade|report")
    for name, run, text in (
        ("release", _release, "make the students' notebooks"),
        ("grade", _grade, "grade what was handed in, then report"),
        ("report", _report, "write gradebook, CSV, feedback pages and item analysis again"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        command.add_argument("name", help="the assignment: 01_chain_rule")
        command.add_argument("--course", type=Path, default=Path("exercises"), metavar="DIR")
        command.add_argument("--db", metavar="URL", help="gradebook, default: DIR/gradebook.db")
        command.add_argument("--student", action="append", metavar="ID", help="may be repeated")
        if name == "release":
            command.add_argument("--students", type=Path, help="a file with one id a line")
        else:
            command.add_argument("--hint-cost", type=float, default=0.0, metavar="POINTS")
            command.add_argument("--no-gradebook", action="store_true")
        if name == "grade":
            _grading_options(command)
    return parser


def _grading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--again", action="store_true", help="also what has a result")
    command.add_argument("--budget", type=float, default=BUDGET, help="seconds per submission")
    command.add_argument("--unsafe", action="store_true", help="without a sandbox")


def _release(options: argparse.Namespace) -> None:
    from course_exercises.classroom.release import release

    students = list(options.student or [])
    if options.students:
        lines = options.students.read_text(encoding="utf-8").split("\n")
        students += [line.strip() for line in lines if line.strip()]
    for path in release(options.course, options.name, students, options.db):
        print(path)


def _grade(options: argparse.Namespace) -> None:
    begun = time.perf_counter()
    graded = grade(
        options.course,
        options.name,
        options.student,
        budget=options.budget,
        again=options.again,
        unsafe=options.unsafe,
    )
    print(f"graded {len(graded)} submissions in {time.perf_counter() - begun:.1f} s")
    _report(options)


def _report(options: argparse.Namespace) -> None:
    course = Course(options.course, options.name)
    found = results.load(course)
    marks, comments = _marks(course, found, options)
    results.write_csv(course, found, marks)
    write_pages(course, found, marks, comments)
    items.write_items(course, found)
    for row in items.analyse(found):
        key, check, right, of, share, slow, often = row
        tail = f"; {slow} out of time" * (slow != "0") + f"; often: {often}" * bool(often)
        print(f"{key:4} {share:>5} ({right} of {of})  {check}{tail}")
    print(f"{len(found)} results: {course.results / 'scores.csv'}, pages in feedback/")


def _marks(
    course: Course, found: list[results.Result], options: argparse.Namespace
) -> tuple[results.Marks, dict[str, dict[str, str]]]:
    if options.no_gradebook:
        return {r["student"]: results.automatic(r, options.hint_cost) for r in found}, {}
    from course_exercises.classroom.gradebook import default_url, save
    from course_exercises.classroom.marking import write_copies

    write_copies(course, found)
    return save(course, found, options.db or default_url(course), options.hint_cost)


if __name__ == "__main__":
    sys.exit(main())
