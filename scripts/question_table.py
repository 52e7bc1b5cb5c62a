"""Print what the batteries say of each question, as a table of Markdown.

uv run python -m scripts.question_table              # a line per question, and the totals
uv run python -m scripts.question_table --messages   # a line per wrong answer: what it is told
"""

import sys
from importlib import import_module

from tests.exercises.answers import FILES, answers, place
from tests.exercises.battery import outcomes

HEADS = {
    False: "| question | function | points | right accepted | wrong rejected | catalogue + check |",
    True: "| question | wrong answer | what it is told |",
}


def main():
    messages = "--messages" in sys.argv[1:]
    print(HEADS[messages], "|---" * HEADS[messages].count(" | ") + "|---|", sep="\n")
    totals = [0] * 6
    for file in FILES:
        rows, counts = _tried(file)
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        question = answers(file).question
        number = "{}.{}".format(*place(file))
        lines = [f"| {number} | `{question.function}` | {_counted(counts)} |"]
        print("\n".join(f"| {number} | {row} |" for row in rows) if messages else lines[0])
    if not messages:
        print(f"| all | {len(FILES)} questions | {_counted(totals)} |")


def _counted(counts):
    points, right, of_right, wrong, of_wrong, named = counts
    return f"{points} | {right} of {of_right} | {wrong} of {of_wrong} | {named} + {wrong - named}"


def _tried(file):
    """The rows of the wrong answers, and the counts of the line of one question."""
    given, here = answers(file), vars(import_module(f"tests.exercises.{file.stem}"))
    right = [_failed(given, here, answer) == [] for answer in given.right]
    failed = {answer: _failed(given, here, answer) for answer in given.wrong}
    named = [answer for answer, found in failed.items() if any(o.mistake for o in found)]
    rows = [f"`{answer}` | {_told(found)}" for answer, found in failed.items()]
    wrong = len(list(filter(None, failed.values())))
    points = given.question.points
    return rows, [points, sum(right), len(right), wrong, len(failed), len(named)]


def _failed(given, here, answer):
    found = outcomes(given.question, eval(answer, here), 0)
    return [outcome for outcome in found if not outcome.passed]


def _told(failed):
    messages = dict.fromkeys(o.mistake or o.seen.split("): ", 1)[-1] for o in failed)
    return "; ".join(messages).replace("|", "\\|")


if __name__ == "__main__":
    main()
