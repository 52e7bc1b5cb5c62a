"""All answers that the tests know, right and wrong, each as a function and as a student's text.

Wrong ones are the mistakes of the questions, and functions ``right...`` beside them are right; the
other right ones, and the wrong ones that no mistake covers, have a file a chapter (`battery`).
"""

import ast
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from course_exercises.assignments import MODULES, questions
from course_exercises.checks.question import Question

COURSE = ("course_exercises", "course_lib", "pytest", "tests")
"""What a student's notebook does not import."""
EACH_QUESTION = [(name, key) for name in MODULES for key in questions(name)]


@dataclass(frozen=True)
class Answer:
    """An answer to a question: the function, the expression that gives it in the file `module`,
    and for a wrong one the words that it must be told.
    """

    name: str
    question: Question
    function: Callable
    expression: str
    module: str
    told: tuple[str, ...] = ()

    def __str__(self) -> str:
        label = self.told[0] if self.expression.startswith(("lambda", "_")) else self.expression
        return f"{self.name[:2]}-{self.question.key}-{label}"

    def cells(self) -> list[str]:
        """Return two cells: what the answer needs, and the definition of the student's function."""
        code, own = _definitions(self.module), f"**numbers[{self.question.key!r}]"
        numbered = self.question.numbers.__name__ != "no_numbers"
        answer = f"lambda *args: ({self.expression})(*args, {own})" if numbered else self.expression
        needed = _needed(code, ast.parse(self.expression))
        helpers = "\n".join(dict.fromkeys(ast.unparse(code[n]) for n in code if n in needed))
        return [helpers, f"{self.question.function} = {answer}"]


def answers_in(module):
    """Return the answers in the tests of a chapter, in the order of the file."""
    name = next(n for n in MODULES if module.__name__.endswith(f"_chapter_{n[:2]}"))
    found = [(re.match(r"(q\d+)_", word), f) for word, f in vars(module).items()]
    return [
        Answer(name, questions(name)[m[1]], f, m.string, module.__name__, getattr(f, "told", ()))
        for m, f in found
        if m and callable(f)
    ]


def answers_of(name, key):
    """Return the answers in the file of a question: functions ``right...``, and its mistakes."""
    question = questions(name)[key]
    module = next(word for word in sys.modules if word.startswith(f"{MODULES[name]}.{key}_"))
    listed = iter(_listed(module))
    right = [(w, f) for w, f in vars(sys.modules[module]).items() if w.startswith("right")]
    return [Answer(name, question, f, word, module) for word, f in right] + [
        Answer(name, question, m.wrong, _expression(m, module, listed), module, (m.message,))
        for m in question.mistakes
    ]


def all_answers(name, key):
    """Return all answers to a question: right ones, wrong ones, its mistakes."""
    chapter = import_module(f"tests.exercises.test_chapter_{name[:2]}")
    here = [a for a in answers_in(chapter) if a.question.key == key]
    return sorted(here + answers_of(name, key), key=lambda a: bool(a.told))


def _expression(mistake, module, listed):
    """Return the name of a mistake that is a function, else what stands in the list."""
    word = mistake.wrong.__name__
    if getattr(sys.modules[module], word, None) is mistake:
        return word
    return ast.unparse(next(listed).args[1])


def _listed(module):
    """Return the calls ``Mistake("...", function)`` in a file, in order."""
    calls = [node for node in ast.walk(_tree(module)) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) == "Mistake"]


@cache
def _tree(module):
    return ast.parse(Path(sys.modules[module].__file__).read_text(encoding="utf-8"))


@cache
def _definitions(module):
    """Return what a file defines at its top, by name, without its decorators."""
    found = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            targets = [n.id for target in node.targets for n in ast.walk(target) if _is_name(n)]
            found |= dict.fromkeys(targets, node)
        elif isinstance(node, ast.Import | ast.ImportFrom) and _is_a_students(node):
            found |= {alias.asname or alias.name: node for alias in node.names}
    return found


def _is_a_students(node):
    return ast.unparse(node).split()[1].split(".")[0] not in COURSE


def _needed(code, tree):
    """Return the names of `code` that `tree` uses, directly or through others."""
    needed, waiting = set(), [tree]
    while waiting:
        used = {n.id for n in ast.walk(waiting.pop()) if _is_name(n)} & code.keys() - needed
        needed |= used
        waiting += [code[name] for name in used]
    return needed


def _is_name(node):
    return isinstance(node, ast.Name)
