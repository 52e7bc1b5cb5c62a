"""Try every answer that the tests know, and print a table of Markdown.

uv run python -m scripts.question_table              # a line per question, and the totals
uv run python -m scripts.question_table --messages   # a line per wrong answer: what it is told
"""

import sys

from course_exercises.assignments import questions
from tests.exercises.answers import EACH_QUESTION, all_answers
from tests.exercises.battery import failures

HEADS = {
    False: "| question | function | points | right accepted | wrong rejected | catalogue + check |",
    True: "| question | wrong answer | what it is told |",
}


def main():
    messages = "--messages" in sys.argv[1:]
    print(HEADS[messages], "|---" * HEADS[messages].count(" | ") + "|---|", sep="\n")
    totals = [0] * 6
    for name, key in EACH_QUESTION:
        question, number = questions(name)[key], f"{int(name[:2])}.{key[1:]}"
        tried = [(a, failures(question, a.function)) for a in all_answers(name, key)]
        counts = [question.points, *_counts(tried)]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        if not messages:
            print(f"| {number} | `{question.function}` | {_counted(counts)} |")
        for answer, failed in tried if messages else ():
            if answer.told:
                print(f"| {number} | `{answer.expression}` | {_told(failed)} |")
    if not messages:
        print(f"| all | {len(EACH_QUESTION)} questions | {_counted(totals)} |")


def _counts(tried):
    """Right answers accepted and tried, wrong ones rejected and tried, those named by a mistake."""
    right = [failed == [] for answer, failed in tried if not answer.told]
    wrong = [failed for answer, failed in tried if answer.told]
    named = [failed for failed in wrong if any(o.mistake for o in failed)]
    return sum(right), len(right), sum(map(bool, wrong)), len(wrong), len(named)


def _counted(counts):
    points, right, of_right, wrong, of_wrong, named = counts
    return f"{points} | {right} of {of_right} | {wrong} of {of_wrong} | {named} + {wrong - named}"


def _told(failed):
    messages = dict.fromkeys(o.mistake or o.seen.split("): ", 1)[-1] for o in failed)
    return "; ".join(messages).replace("|", "\\|")


if __name__ == "__main__":
    main()
