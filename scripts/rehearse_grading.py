"""Rehearse a term: release, hand in, grade, kill the grader half-way, grade on, compare the marks.

    uv run python -m scripts.rehearse_grading build/term
    uv run python -m scripts.rehearse_grading build/term --students 6 --only 03_optimizers

Answers are those of the tests. Expected marks come from the same checks on the same inputs, run in
this process: without sandbox, notebook or gradebook. Hostile students must not get more than that.
"""

import argparse
import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from course_exercises.assignments import MODULES, questions
from course_exercises.checks.calling import calling
from course_exercises.checks.judging import judge
from course_exercises.classroom.course import Course
from course_exercises.classroom.gradebook import default_url, gradebook
from tests.exercises import hostile
from tests.exercises.answers import Answer, all_answers

SOURCE = Path("exercises/source")
FORK = "import os\nwhile True:\n    os.fork()"
ATTACKS = {
    "steals": hostile.STEAL,
    "copies": hostile.COPY,
    "patches": hostile.PATCH,
    "transforms": hostile.TRANSFORM,
    "forges": hostile.FORGE,
    "database": hostile.DATABASE,
    "forks": FORK,
    "loops": "while True:\n    pass",
    "exits": "import os\nos._exit(0)",
}
PATCHED = re.compile(r"close\(|array_equal\(|abs\(")
"""What an attack changes: answers that use it become other answers."""
CAST = ["right"] * 7 + ["mixed"] * 12 + ["stub", "broken", *ATTACKS]
"""What each of thirty students does."""
HINT_COST = 0.5
COMMANDS = ("release", "grade, killed", "grade, again", "report")


@dataclass
class Handed:
    """What one student handed in: an answer per question (none for the stub), hints, and whether
    the marks must be those of the answers or may be lower.
    """

    chosen: dict[str, Answer]
    hints: dict[str, int] = field(default_factory=dict)
    exact: bool = True


def main():
    options = _options()
    if options.folder.exists():
        sys.exit(f"rehearse_grading: expected a new folder, {options.folder} exists.")
    print(f"| assignment | {' s | '.join(COMMANDS)} s | s a submission | kept | marks |")
    print("|---|" + "---:|" * (len(COMMANDS) + 2) + "---|")
    cast = _cast(options.students)
    for name in options.only or MODULES:
        print(_rehearse(options.folder, name, cast), flush=True)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="a new folder, the course directory")
    parser.add_argument("--students", type=int, default=len(CAST))
    parser.add_argument("--only", action="append", choices=MODULES)
    return parser.parse_args()


def _cast(count):
    """`count` students spread over the cast; every second one gets numbers of their own."""
    places = np.linspace(0, len(CAST) - 1, count).round().astype(int)
    return {f"{CAST[k]}_{n:02}": CAST[k] for n, k in enumerate(places)}


def _rehearse(root, name, cast):
    course = Course(root, name)
    shutil.copytree(SOURCE / name, root / "source" / name)
    (root / "course.toml").write_text(f"hint_cost = {HINT_COST}\n")
    seconds = [_release(course, cast)]
    given = {key: all_answers(name, key) for key in questions(name)}
    handed = {who: _hand_in(course, who, role, given) for who, role in cast.items()}
    seconds.append(_killed(course, len(cast) // 2))
    kept = _times(course)
    seconds.append(_command("grade", course))
    _demand(kept.items() <= _times(course).items(), "what was graded stays as it is")
    _demand(len(_times(course)) == len(cast), "a result for everybody")
    seconds.append(_command("report", course))
    _compare(course, handed)
    each = [json.loads(course.result(who).read_text())["seconds"] for who in cast]
    times = " | ".join(f"{s:.1f}" for s in seconds)
    total = sum(map(sum, (m.values() for m in _table(course).values())))
    return f"| {name} | {times} | {median(each):.2f} | {len(kept)} | {total:g} as expected |"


def _release(course, cast):
    listed = course.root / "class.txt"
    listed.write_text("\n".join(list(cast)[::2]))
    return _command("release", course, "--students", str(listed))


def _command(command, course, *options):
    begun = time.perf_counter()
    subprocess.run(_line(command, course, *options), check=True, capture_output=True)
    return time.perf_counter() - begun


def _line(command, course, *options):
    program = [sys.executable, "-m", "course_exercises", command, course.name]
    return [*program, "--course", str(course.root), *options]


def _hand_in(course, who, role, given):
    """Write the notebook of one student and return its content."""
    rng = np.random.default_rng([*f"{course.name}{who}".encode()])
    handed = _choose(role, given, rng)
    released = course.notebook("release", who if course.has_variant(who) else ".")
    notebook = json.loads(released.read_text())
    for cell in notebook["cells"]:
        key = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if handed.chosen.get(key):
            cell["source"] = _source(handed.chosen[key])
        if key == "q1" and role in ATTACKS:
            cell["source"] = f"{_tried(ATTACKS[role])}\n{cell['source']}"
    path = course.notebook("submitted", who)
    path.parent.mkdir(parents=True)
    text = json.dumps(notebook, ensure_ascii=False)
    path.write_text(text[: len(text) // 2] if role == "broken" else text, encoding="utf-8")
    path.with_name(f"hints_{course.name}.json").write_text(json.dumps(handed.hints))
    return handed


def _choose(role, given, rng):
    if role in ("stub", "broken"):
        return Handed({})
    wrong = {key: [a for a in found if a.told] for key, found in given.items()}
    if role in ATTACKS:
        safe = {k: [a for a in w if not PATCHED.search(_source(a))] for k, w in wrong.items()}
        return Handed({key: rng.choice(w) for key, w in safe.items() if w}, exact=False)
    right = {key: [a for a in found if not a.told] for key, found in given.items()}
    if role == "right":
        return Handed({key: rng.choice(found) for key, found in right.items()})
    draws = {key: rng.random() for key in given}
    chosen = {
        key: rng.choice(right[key] if draws[key] < 0.5 else wrong[key])
        for key in given
        if draws[key] < 0.85
    }
    return Handed(chosen, {str(key): int(rng.integers(4)) for key in rng.choice(list(given), 3)})


def _source(answer):
    return "\n".join(answer.cells())


def _tried(code):
    inside = "\n".join(f"    {line}" for line in code.splitlines())
    return f"try:\n{inside}\nexcept Exception:\n    pass"


def _killed(course, enough):
    """Grade until `enough` submissions have a result, and kill the grader."""
    begun = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(_line("grade", course), **quiet) as run:
        while len(_times(course)) < enough and run.poll() is None:
            time.sleep(0.05)
        _demand(run.poll() is None, "a grader that can be killed half-way")
        run.send_signal(signal.SIGKILL)
    return time.perf_counter() - begun


def _times(course):
    return {path.name: path.stat().st_mtime_ns for path in course.results.glob("*.json")}


def _compare(course, handed):
    """Expected marks, the CSV and the gradebook say the same, and everybody has a page."""
    table = _table(course)
    _demand(list(table) == sorted(handed), "a row for everybody")
    for who, what in handed.items():
        due, got = _expected(course, who, what), table[who]
        fair = got == due if what.exact else all(got[key] <= due[key] for key in due)
        _demand(fair, f"the marks {due} of {who}, got {got}")
        _demand(course.feedback(who).exists(), f"a page for {who}")
    with gradebook(default_url(course)) as book:
        booked = {s.student.id: s.score for s in book.find_assignment(course.name).submissions}
    totals = {who: sum(marks.values()) for who, marks in table.items()}
    _demand(booked == totals, "a gradebook that says what the CSV says")


def _demand(holds, what):
    if not holds:
        sys.exit(f"rehearse_grading: expected {what}.")


def _table(course):
    keys = [key for key in course.points() if key not in course.manual()]
    with (course.results / "scores.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    _demand(len(rows) == len({row["student"] for row in rows}), "nobody twice")
    return {row["student"]: {key: float(row[key]) for key in keys} for row in rows}


def _expected(course, who, what):
    seed = json.loads(course.result(who).read_text())["seed"]
    numbers = course.numbers(who)
    points = dict.fromkeys(questions(course.name), 0.0)
    for key, answer in what.chosen.items():
        names = {"np": np, "numbers": numbers}
        exec(_source(answer), names)
        call = calling(names[answer.question.function])
        rng = np.random.default_rng([seed, *key.encode()])
        found = judge(answer.question, call, rng, numbers[key], hidden=True)
        earned = sum(outcome.points for outcome in found)
        points[key] = max(0.0, earned - HINT_COST * what.hints.get(key, 0))
    return points


if __name__ == "__main__":
    main()
