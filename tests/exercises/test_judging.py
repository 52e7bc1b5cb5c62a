"""What a check counts, and in which words its failing case and a known mistake are reported."""

import inspect
from pathlib import Path

import numpy as np
import pytest

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.calling import calling, same
from course_exercises.checks.imports import unavailable
from course_exercises.checks.judging import AnswerError, NotWrittenError, Outcome, judge
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.classroom.course import Course
from course_exercises.grader.reading import Cell, Submission
from tests.exercises.sample import QUESTIONS

SCALED, SOFTMAX = QUESTIONS


def judged(question, answer, hidden=True, seed=0, numbers=None):
    return judge(question, answer, np.random.default_rng(seed), numbers or {}, hidden=hidden)


def right(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def overflowing(x):
    with np.errstate(all="ignore"):
        return np.exp(x) / np.exp(x).sum()


def test_right_answers_get_all_points_and_no_words():
    found = judged(SOFTMAX, right)
    assert [(o.passed, o.points, o.seen, o.mistake) for o in found] == [
        (True, 1, "", ""),
        (True, 1, "", ""),
        (True, 2, "", ""),
    ]


def test_hidden_checks_are_run_for_the_grader_only():
    assert [o.check.hidden for o in judged(SOFTMAX, right)] == [False, False, True]
    assert [o.check.hidden for o in judged(SOFTMAX, right, hidden=False)] == [False, False]


def test_inputs_of_a_check_do_not_depend_on_the_others():
    alone = Question("q", "f", 1, SOFTMAX.checks[:2], SOFTMAX.hints, SOFTMAX.reference)
    both = judged(SOFTMAX, lambda x: x)[:2]
    assert [o.seen for o in judged(alone, lambda x: x)] == [
        o.seen.replace("softmax(", "f(") for o in both
    ]


def test_a_failed_check_earns_nothing_and_names_call_difference_and_mistake():
    first, law, hidden = judged(SOFTMAX, overflowing)
    assert first.passed
    assert law.passed
    assert (hidden.passed, hidden.points) == (False, 0)
    assert hidden.seen.startswith("softmax([")
    assert hidden.seen.endswith("]) returned [nan, nan, nan]: it contains nan or inf")
    assert hidden.mistake == "subtract the maximum"


def test_an_answer_that_is_no_known_mistake_has_no_name():
    assert {o.mistake for o in judged(SOFTMAX, lambda x: x)} == {""}


def test_the_first_failing_case_is_shown():
    def wrong_for_five(x):
        return right(x) if len(x) == 2 else x

    seen = judged(SOFTMAX, wrong_for_five)[0].seen
    assert seen.split(" returned ")[0].count(",") == 4
    assert seen.endswith("5 of 5 wrong")


def test_numbers_reach_reference_cases_and_mistakes():
    found = judged(SCALED, lambda x: 3 + x, numbers={"slope": 3})
    assert [o.mistake for o in found] == ["the slope is added"] * 2
    assert all(o.passed for o in judged(SCALED, lambda x: 3 * x, numbers={"slope": 3}))


def law_question(law):
    check = Check("law", lambda rng: iter([(1.0,), (2.0,)]), law=law)
    return Question("q", "f", 1, (check,), ("", "", ""), mistakes=(Mistake("wrong", lambda x: x),))


def test_a_law_may_call_the_function_and_says_what_is_broken():
    doubles = law_question(lambda call, x: None if call(2 * x) == 2 * call(x) else "not linear")
    assert judged(doubles, lambda x: 3 * x)[0].passed
    assert judged(doubles, lambda x: x + 1)[0].seen == "f(1) returned 2: not linear"


def test_answers_without_form_or_value_are_told_from_wrong_ones():
    (stumbled,) = judged(law_question(lambda call, x: call(x)["no"]), lambda x: 1.0)
    assert stumbled.seen == "f(1) returned 1: its answer does not have the required form"
    (nothing,) = judged(law_question(lambda call, x: call(x)), lambda x: None)
    assert nothing.seen == "f(1): it returns None (is there a return?)"

    def raises(x):
        raise AnswerError("no answer")

    assert judged(law_question(lambda call, x: call(x)), raises)[0].seen == "f(1): no answer"


def test_the_mistake_is_left_out_where_a_second_call_fails():
    answers = iter([5.0])

    def once(x):
        try:
            return next(answers)
        except StopIteration:
            raise AnswerError("no more") from None

    (found,) = judged(law_question(lambda call, x: "broken" if call(x) else None), once)
    assert (found.seen, found.mistake) == ("f(1) returned 5: broken", "")


RECORDS = {
    "check": SOFTMAX.checks[0],
    "mistake": SOFTMAX.mistakes[0],
    "question": SOFTMAX,
    "outcome": Outcome(SOFTMAX.checks[0], True),
    "source": Source("1"),
    "seed": Seed(1),
    "course": Course(Path(), "00_sample"),
    "cell": Cell("q1", ""),
    "submission": Submission((), (), {}),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_is_shared_by_all_students_cannot_be_changed(kind):
    record = RECORDS[kind]
    for name in vars(record):
        with pytest.raises(AttributeError):
            setattr(record, name, None)


def test_sources_are_compared_by_their_text():
    assert Source("lambda x: x") == Source("lambda x: x") != Source("lambda y: y")
    assert repr(Source("lambda x: x")) == "Source(text='lambda x: x')"


def keeps(x):
    return x


@pytest.mark.parametrize(
    ("now", "before", "is_same"),
    [
        (np.ones(2), np.ones(2), True),
        (np.ones(2), np.zeros(2), False),
        (np.ones(2), np.ones((1, 2)), False),
        ([1.0, 1.0], np.ones(2), False),
        (np.array([np.nan]), np.array([np.nan]), True),
        ([1, 2], [1, 2], True),
        ([1, 2], [1, 3], False),
        ([1, 2], [1], False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        (keeps, right, True),
        (np.random.default_rng(0), np.random.default_rng(1), True),
        ("a", "b", False),
        (None, None, True),
    ],
)
def test_an_argument_that_was_changed_is_seen(now, before, is_same):
    assert same(now, before) is is_same


def test_the_argument_that_was_changed_is_counted_from_1():
    def changes(x, y):
        y[0] = 7

    with pytest.raises(AnswerError, match="changes its argument 2 in place"):
        calling(changes)(np.zeros(1), np.zeros(1))


def test_arguments_are_fresh_at_each_call():
    call = calling(lambda x, rng: (x.append(1), rng.normal())[1])
    given, drawn = [], np.random.default_rng(5).normal()
    for _ in range(2):
        with pytest.raises(AnswerError, match="argument 1 in place"):
            call(given, Seed(5))
    assert given == []
    assert [calling(lambda rng: rng.normal())(Seed(5)) for _ in range(2)] == [drawn, drawn]
    assert calling(lambda f: f(3))(Source("lambda x: x**2")) == 9


@pytest.mark.parametrize(
    ("function", "args", "text"),
    [
        (lambda: 1, (1,), "it must take 1 argument, yours takes ()"),
        (lambda x: 1, (1, 2), "it must take 2 arguments, yours takes (x)"),
        (lambda x: 1, (), "it must take 0 arguments, yours takes (x)"),
    ],
)
def test_wrong_numbers_of_arguments_are_named(function, args, text):
    with pytest.raises(AnswerError) as caught:
        calling(function)(*args)
    assert str(caught.value) == text


def test_functions_without_a_signature_are_called_all_the_same():
    with pytest.raises(ValueError, match="signature"):
        inspect.signature(max)
    assert calling(max)(2, 3) == 3


def outer(x):
    return deeper(x)


def deeper(x):
    raise ValueError("two\n lines " + "x" * 300 if x else "")


def test_errors_are_one_short_line_with_the_place_in_the_cell():
    line = inspect.getsourcelines(deeper)[1] + 1
    with pytest.raises(AnswerError) as caught:
        calling(outer)(1)
    assert str(caught.value) == f"ValueError: two lines {'x' * 190} (line {line} of its cell)"
    with pytest.raises(AnswerError) as caught:
        calling(outer)(0)
    assert str(caught.value) == f"ValueError (line {line} of its cell)"
    with pytest.raises(AnswerError) as caught:
        calling(int)("a")
    assert str(caught.value) == "ValueError: invalid literal for int() with base 10: 'a'"


def test_a_stub_is_told_from_an_error():
    def stub(x):
        raise NotImplementedError

    with pytest.raises(NotWrittenError):
        calling(stub)(1)


def test_warnings_of_numpy_do_not_count_as_errors():
    assert np.isnan(calling(lambda x: np.log(-x))(np.ones(1)))


def uses(name):
    names = {"np": np}
    exec(f"import course_lib, course_lib.losses as l\nfrom course_lib.losses import {name}\n"
         f"from course_exercises.checks.arguments import Seed as s\ncourse_library = 1\n"
         f"seed = s(1)\n"
         f"def recursive(x): return recursive(x)\n"
         f"def clean(x): return np.sum([course_library * v for v in x])\n"
         f"def module(x): return l\n"
         f"def instance(x): return seed\n"
         f"def kind(x): return s\n"
         f"def within(x): return [(lambda v: {name}(v, v))(v) for v in x]\n"
         f"def package(x): return course_lib\n"
         f"def by_helper(x): return within(x)\n"
         f"class fits:\n    def __call__(self, x): return x\n"
         f"fits = fits()\n", names)  # fmt: skip
    return names


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("recursive", ""),
        ("clean", ""),
        ("fits", ""),
        ("module", "l"),
        ("instance", "seed"),
        ("kind", "s"),
        ("within", "mean_squared_error"),
        ("package", "course_lib"),
        ("by_helper", "mean_squared_error"),
        ("mean_squared_error", "mean_squared_error"),
    ],
)
def test_help_of_the_library_is_found_however_it_is_reached(function, name):
    found = unavailable(uses("mean_squared_error")[function])
    assert found == (("course_lib", name) if name else None)


def late_question(*mistakes):
    """The answer is x from 3 on and 0 before; each check has three cases."""
    cases = [(1.0,), (4.0,), (5.0,)]
    checks = (
        Check("value", lambda rng: iter(cases)),
        Check("grows", lambda rng: iter(cases[1:]), law=lambda call, x: grows(call, x)),
    )
    named = tuple(Mistake(text, wrong) for text, wrong in mistakes)
    return Question("q", "f", 1, checks, ("", "", ""), lambda x: x * (x >= 3), named)


def grows(call, x):
    return None if call(x + 1) > call(x) else "it does not grow"


def test_a_mistake_that_is_right_in_the_failing_case_is_not_named():
    """Wrong below 3 only; the law fails at 4 for another reason."""
    early = late_question(("it starts too early", lambda x: x))
    value, law = judged(early, lambda x: x * (x >= 3) if x < 4.5 else 0.0)
    assert (value.passed, law.passed) == (False, False)
    assert [value.mistake, law.mistake] == ["", ""]


def test_a_mistake_has_to_explain_every_wrong_answer():
    early = late_question(("it starts too early", lambda x: x))
    assert judged(early, lambda x: x)[0].mistake == "it starts too early"
    assert judged(early, lambda x: x if x < 4.5 else 7.0)[0].mistake == ""


def test_a_mistake_that_fails_itself_explains_nothing():
    broken = late_question(("it divides", lambda x: 1 / 0))
    assert judged(broken, lambda x: x)[0].mistake == ""


def test_an_answer_of_another_form_passes_no_law():
    (found,) = judged(law_question(lambda call, x: None), lambda x: np.ones(3))
    assert found.passed
    formed = Question("q", "f", 1, law_question(lambda call, x: call(x) and None).checks,
                      ("", "", ""), reference=lambda x: x)  # fmt: skip
    (found,) = judged(formed, lambda x: (x, x))
    assert (
        found.seen == "f(1) returned (1, 1): expected numbers, got tuple" or "shape" in found.seen
    )


def test_an_error_of_the_reference_is_ours_and_not_the_students():
    broken = Question("q", "f", 1, SOFTMAX.checks[:1], ("", "", ""), reference=lambda x: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        judged(broken, right)
