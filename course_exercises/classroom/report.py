"""What a teacher reads after grading, made from the results: tables, pages, gradebook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from course_exercises.classroom import anonymous, items, lms, results
from course_exercises.classroom.attempts import keep
from course_exercises.classroom.course import Course
from course_exercises.classroom.feedback import write_pages
from course_exercises.classroom.people import Person
from course_exercises.classroom.results import Result, Standing
from course_exercises.classroom.rules import Rules, moment


def write_report(course: Course, rules: Rules, url: str | None) -> list[str]:
    """Write gradebook, tables and pages of an assignment and return what to tell the teacher.

    Parameters
    ----------
    course : Course
    rules : Rules
    url : str or None
        The gradebook as a URL of SQLAlchemy; None: no gradebook.
    """
    found, words = results.load(course)
    listed = rules.class_list()
    people = {person.id: person for person in listed.people if person.id} if listed else {}
    counting, changes = keep(course, rules, found)
    standings = [_standing(course, rules, result, people) for result in counting]
    if url is not None:
        _with_gradebook(course, standings, url)
    everybody = sorted([*standings, *_absent(course, people, found)], key=lambda s: s.student)
    results.write_scores(course, everybody)
    anonymous.write_scores(course, everybody)
    write_pages(course, standings)
    items.write_items(course, counting, standings)
    words += [f"{who} {key}: {old} -> {new} ({why})" for who, key, old, new, why in changes]
    words += [f"not collected: submitted/{path}" for path in course.strays()]
    if listed and (path := lms.export(course, listed, everybody)):
        words.append(f"marks for {listed.kind}: {path}")
    return words + list(_summary(course, everybody))


def _standing(
    course: Course, rules: Rules, result: Result, people: Mapping[str, Person]
) -> Standing:
    student = result["student"]
    when = moment(result["handed_in"]) if result["handed_in"] else None
    late = rules.minutes_late(course.name, student, when)
    marks: dict[str, float | None] = {**results.automatic(result, rules.hint_cost)}
    standing = Standing(student, result, marks, handed_in=when, late=late)
    standing.lost = rules.late.share(late)
    standing.folder = people[student].folder if student in people else ""
    standing.remarks = [text for text in (result["broken"], *result["flags"]) if text]
    standing.remarks += _remarks(course, student, people)
    if late:
        cost = f", which costs {standing.lost:.0%} of the points" if standing.lost else ""
        standing.remarks.append(f"handed in {late:.0f} minutes late{cost}")
    return standing


def _remarks(course: Course, student: str, people: Mapping[str, Person]) -> Iterator[str]:
    if not course.handed_in(student).parent.exists():
        yield "the submission is gone: these are the marks of the last grading"
    if people and student not in people:
        yield "not in the class list"


def _with_gradebook(course: Course, standings: list[Standing], url: str) -> None:
    from course_exercises.classroom.gradebook import save
    from course_exercises.classroom.marking import write_copies

    sound = [s.student for s in standings if s.result and not s.result["broken"]]
    copies = write_copies(course, sound)
    changed: dict[str, Collection[str]] = {who: copy.changed for who, copy in copies.items()}
    for standing in standings:
        copy = copies.get(standing.student)
        if copy and copy.problem:
            standing.remarks.append(copy.problem)
    save(course, standings, url, changed)


def _absent(course: Course, people: Collection[str], found: list[Result]) -> Iterator[Standing]:
    """Yield those who are in the class, or got a notebook, and have no result."""
    known = {*people, *course.released(), *course.students()}
    for student in known - {result["student"] for result in found}:
        waiting = student in course.students()
        remark = "not graded yet" if waiting else "nothing was handed in"
        yield Standing(student, remarks=[remark])


def _summary(course: Course, everybody: list[Standing]) -> Iterator[str]:
    graded = [s for s in everybody if s.result]
    absent = [s.student for s in everybody if not s.result]
    if absent:
        yield f"no result: {', '.join(absent)}"
    yield f"{len(graded)} results: {course.results / 'scores.csv'}, pages in feedback/"
