"""Grade submissions: one result file each, written all at once; whatever stops a run, the next one
resumes.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np

from course_exercises.assignments import questions
from course_exercises.checks.judging import MissingError, NotWrittenError, Outcome, judge
from course_exercises.checks.question import Question
from course_exercises.classroom.course import Course, write
from course_exercises.grader import sandbox
from course_exercises.grader.reading import BrokenError, Submission, digest, read, solutions
from course_exercises.grader.remote import BUDGET, Student
from course_lib._validate import message


def grade(
    root: Path,
    name: str,
    students: Iterable[str] | None = None,
    executor: Executor | None = None,
    *,
    budget: float = BUDGET,
    again: bool = False,
    unsafe: bool = False,
    progress: bool = True,
) -> list[str]:
    """Grade what was handed in of an assignment and return the students who were graded now.

    A submission that has a result is not graded again, unless it has changed since. All of a run
    get the same inputs, drawn from a new secret seed, which is kept in the result.

    Parameters
    ----------
    root : Path
        The course directory, with ``submitted/STUDENT/NAME/NAME.ipynb``.
    name : str
        "01_chain_rule", ...
    students : iterable of str, optional
        Default: everybody who handed in.
    executor : concurrent.futures.Executor, optional
        Where submissions are graded: threads, processes, `client.get_executor()` of Dask; default:
        one thread per processor.
    budget : float, default 60
        Seconds for one submission.
    again : bool, default False
        Grade what has a result once more.
    unsafe : bool, default False
        Run students' code without a sandbox, with your rights.
    progress : bool, default True
        Show a progress bar.

    Raises
    ------
    SandboxError
        If there is no working sandbox.
    ValueError
        If there is no such assignment, or a student has not handed in.
    """
    questions(name)
    course = Course(Path(root), name)
    if not unsafe:
        sandbox.require_sandbox()
    waiting = [s for s in _chosen(course, students) if again or not _is_done(course, s)]
    seed = secrets.randbits(64)
    tasks = [(str(course.root), name, student, seed, budget, unsafe) for student in waiting]
    if executor is not None:
        _all(executor, tasks, progress)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            _all(threads, tasks, progress)
    return waiting


def _chosen(course: Course, students: Iterable[str] | None) -> list[str]:
    present = course.students()
    chosen = present if students is None else list(dict.fromkeys(students))
    absent = [s for s in chosen if s not in present]
    if absent:
        rule = f"students who handed in {course.name}"
        raise ValueError(message("grade", rule, ", ".join(absent), f"Look into {course.root}."))
    return chosen


def _is_done(course: Course, student: str) -> bool:
    try:
        result = json.loads(course.result(student).read_text(encoding="utf-8"))
        return bool(result["digest"] == digest(course.notebook("submitted", student)))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _all(executor: Executor, tasks: list[tuple[Any, ...]], progress: bool) -> None:
    from tqdm import tqdm

    futures = [executor.submit(grade_one, *task) for task in tasks]
    try:
        for future in tqdm(as_completed(futures), total=len(futures), disable=not progress):
            future.result()
    except BaseException:
        for future in futures:
            future.cancel()
        raise


def grade_one(
    root: str, name: str, student: str, seed: int, budget: float = BUDGET, unsafe: bool = False
) -> None:
    """Grade one submission and write its result file; what the arguments are: see `grade`."""
    course, begun = Course(Path(root), name), time.monotonic()
    path = course.notebook("submitted", student)
    result: dict[str, Any] = {
        "assignment": name, "student": student, "digest": digest(path), "seed": seed,
        "file": "", "broken": "", "flags": [], "hints": {}, "timeouts": 0,
    }  # fmt: skip
    asked = questions(name)
    try:
        submission = read(path, student, asked, course.has_variant(student))
    except BrokenError as error:
        result |= {"broken": str(error), "questions": {k: _zero(q, "") for k, q in asked.items()}}
    else:
        worker = Student(course.numbers(student), budget, unsafe=unsafe)
        ours = solutions(course.notebook("source"))
        result |= _graded(_Grading(submission, asked, worker, seed, ours))
    result["seconds"] = round(time.monotonic() - begun, 2)
    write(course.result(student), json.dumps(result, indent=1))


def _graded(grading: _Grading) -> dict[str, Any]:
    submission, worker = grading.submission, grading.worker
    try:
        found = grading.run()
    finally:
        worker.close()
    return {
        "file": submission.file, "questions": found, "hints": submission.hints,
        "flags": [*submission.flags, *grading.flags], "timeouts": worker.timeouts,
    }  # fmt: skip


class _Grading:
    """Run all cells, then judge each question with the names as they were where its check is.

    So a name that a later question uses for something else does no harm, and a helper or an answer
    may be further down. Errors of cells are told before a function has seen any input, and public
    checks are judged before hidden ones: no text that a student reads can carry hidden inputs out.
    """

    def __init__(
        self,
        submission: Submission,
        asked: dict[str, Question],
        worker: Student,
        seed: int,
        solutions: Mapping[str, str],
    ) -> None:
        self.submission, self.asked, self.worker, self.seed = submission, asked, worker, seed
        self.solutions = solutions
        self.errors: dict[str, list[str]] = {key: [] for key in asked}
        self.flags: list[str] = []
        self.found: dict[str, dict[str, Any]] = {key: {"note": "", "checks": []} for key in asked}

    def run(self) -> dict[str, dict[str, Any]]:
        """Return the result of each question, by key."""
        self._run_cells()
        lost: set[str] = set()
        for hidden in (False, True):
            for key in [key for key in self.asked if key not in lost]:
                outcomes = self._judge(key, key, hidden=hidden, public=not hidden)
                if outcomes is None:
                    lost.add(key)
                else:
                    self.found[key]["checks"] += map(_record, outcomes)
        for key, question in self.asked.items():
            order = [(check.name, check.hidden) for check in question.checks]
            self.found[key]["checks"].sort(key=lambda r: order.index((r["name"], r["hidden"])))
            if key not in lost:
                self._follow_through(key)
        return self.found

    def _run_cells(self) -> None:
        places = {key: self._place(key) for key in self.asked}
        for position, cell in enumerate(self.submission.cells):
            if not cell.grade_id.endswith("-check"):
                errors = self.worker.run_cell(cell.source)
                self.errors.setdefault(cell.grade_id, []).extend(errors)
            for key in (k for k, place in places.items() if place == position):
                self.worker.keep(key)
        self.worker.keep("")

    def _place(self, key: str) -> int:
        ids = [cell.grade_id for cell in self.submission.cells]
        if key not in ids:
            return -1
        solution = len(ids) - 1 - ids[::-1].index(key)
        check = f"{key}-check"
        return ids.index(check, solution) if check in ids[solution:] else solution

    def _judge(self, key: str, place: str, **kind: bool) -> list[Outcome] | None:
        """Return the outcomes of one kind of checks; None, and a note, if nothing can be judged."""
        question = self.asked[key]
        rng = np.random.default_rng([self.seed, *key.encode()])
        self.worker.next_question(place)
        self.worker.go_to(place)
        call, numbers = _bound(self.worker, question.function), self.worker.numbers[key]
        try:
            return judge(question, call, rng, numbers, **kind)
        except NotWrittenError:
            note = f"{question.function} is not written yet"
        except MissingError as error:
            note = "; ".join([str(error), *self.errors[key][:2]])
            if not kind.get("public", True):  # it has seen hidden inputs: no word of its own
                note = f"{question.function} is gone when it is called again"
        except sandbox.SandboxError:
            raise
        except Exception as error:  # ours, not the student's: the others are graded all the same
            self.flags.append(f"the checks of {key} failed ({type(error).__name__}: {error})")
            note = "The checks themselves failed: ask your teacher"
        self.found[key] = _zero(question, note)
        return None

    def _follow_through(self, key: str) -> None:
        """Judge a question once more on our answers to those it builds on, if they were wrong."""
        uses = [used for used in self.asked[key].uses if _lost(self.found[used])]
        if not uses or not _lost(self.found[key]) or not self.solutions.keys() >= {*uses}:
            return
        self.worker.go_to(key)
        for used in uses:
            self.worker.run_cell(self.solutions[used])
        place = f"{key} with {uses}"
        self.worker.keep(place)
        before = self.found[key]
        again = self._judge(key, place, hidden=True)
        self.found[key] = before
        helped = [o.check for o in again or () if o.passed]
        for record, check in zip(before["checks"], self.asked[key].checks, strict=True):
            if check in helped and not record["passed"]:
                record |= _record(Outcome(check, True))
                names = ", ".join(self.asked[used].function for used in uses)
                before["note"] = f"Judged with our own {names}, which yours lost points for"


def _bound(worker: Student, function: str) -> Any:
    return lambda *args: worker.call(function, *args)


def _record(outcome: Outcome) -> dict[str, Any]:
    check = outcome.check
    return {
        "name": check.name, "hidden": check.hidden, "of": check.points, "points": outcome.points,
        "passed": outcome.passed, "seen": outcome.seen, "mistake": outcome.mistake,
    }  # fmt: skip


def _lost(found: dict[str, Any]) -> bool:
    return not all(record["passed"] for record in found["checks"])


def _zero(question: Question, note: str) -> dict[str, Any]:
    return {"note": note, "checks": [_record(Outcome(c, False)) for c in question.checks]}
