"""The answers in the batteries of all questions, as text that a student could have handed in.

`answers` finds them in the files of tests: what stands in a file before its battery is a cell, and
each of its right and wrong answers an expression that gives the student's function.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from course_exercises.assignments import MODULES, questions
from course_exercises.checks.question import Question

COURSE = ("course_exercises", "course_lib", "pytest", "tests")
"""What a student's notebook does not import."""


def place(file):
    """The chapter and the number of the question that `file` tests."""
    _, chapter, key, *_ = file.stem.split("_")
    return int(chapter), int(key[1:])


FILES = sorted(Path(__file__).parent.glob("test_[0-9][0-9]_q*.py"), key=place)


@dataclass(frozen=True)
class Answers:
    """A question, the code that its answers need, and the answers: right ones, and wrong ones with
    the words that each must be told.
    """

    name: str
    question: Question
    code: str
    right: tuple[str, ...]
    wrong: dict[str, str]

    def cells(self, answer: str) -> list[str]:
        """Return two cells: the code, and the definition of the student's function."""
        own = f"**numbers[{self.question.key!r}]"
        function = f"lambda *args: ({answer})(*args, {own})" if self.numbered else answer
        return [self.code, f"{self.question.function} = {function}"]

    @property
    def numbered(self) -> bool:
        """Whether each student has numbers of their own in this question."""
        return self.question.numbers.__name__ != "no_numbers"


def answers(file: Path) -> Answers:
    """Return what stands in one file of tests."""
    chapter, number = place(file)
    name = next(name for name in MODULES if name.startswith(f"{chapter:02}_"))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    code = ast.Module([node for node in tree.body if _is_a_students(node)], [])
    batteries = [node.args for node in ast.walk(tree) if _is_battery(node)]
    return Answers(
        name,
        questions(name)[f"q{number}"],
        ast.unparse(code),
        tuple(dict.fromkeys(ast.unparse(a) for _, right, _ in batteries for a in right.elts)),
        {
            ast.unparse(answer): ast.literal_eval(said)
            for _, _, wrong in reversed(batteries)
            for said, answer in zip(wrong.keys, wrong.values, strict=True)
        },
    )


def _is_battery(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "battery"


def _is_a_students(node):
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        return False
    if isinstance(node, ast.Import | ast.ImportFrom):
        return ast.unparse(node).split()[1].split(".")[0] not in COURSE
    return not any(map(_is_battery, ast.walk(node)))
