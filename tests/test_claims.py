"""A claim that holds is printed with its number; one that does not stops the chapter."""

import numpy as np
import pytest

from course_lib.claims import claim, compare


@pytest.mark.parametrize("true", [True, np.bool_(True), np.float64(2) > 1])
def test_a_true_claim_is_printed(true, capsys):
    assert claim("He keeps the scale", true) is None
    assert capsys.readouterr().out == "✓ He keeps the scale\n"


@pytest.mark.parametrize("false", [False, np.bool_(False)])
def test_a_false_claim_stops_with_its_sentence(false, capsys):
    with pytest.raises(AssertionError, match=r"^Adam always wins$"):
        claim("Adam always wins", false)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("silent", ["", "  ", None])
def test_a_claim_needs_a_sentence(silent):
    with pytest.raises(ValueError, match="claim: expected a sentence"):
        claim(silent, True)


@pytest.mark.parametrize("untidy", ["Ends in a newline\n", " Starts with a blank", "Two\nlines"])
def test_a_claim_is_one_tidy_line(untidy):
    with pytest.raises(ValueError, match=r"on one line .* got '.*'\. Write claim\("):
        claim(untidy, True)


def test_an_untidy_sentence_is_found_even_when_the_claim_fails():
    with pytest.raises(ValueError, match="on one line"):
        claim("Adam always wins\n", False)


@pytest.mark.parametrize(
    ("measured", "bound", "printed"),
    [
        (1.0378, {"between": (0.8, 1.25)}, "1.04 (between 0.8 and 1.25)"),
        (0.8, {"between": (0.8, 1.25)}, "0.8 (between 0.8 and 1.25)"),
        (596, {"above": 500}, "596 (above 500)"),
        (711_612, {"above": 7e5}, "711,612 (above 700000)"),
        (-0.5, {"below": 0, "above": -1}, "-0.5 (above -1 and below 0)"),
        (599, {"equal": 599}, "599 (equal to 599)"),
        (0.1 + 0.2, {"equal": 0.3}, "0.3 (equal to 0.3)"),
        (np.array([4, 3, 8]), {"below": 10}, "3 to 8 (below 10)"),
        (np.float32(2.5e-9), {"below": 1e-8}, "2.5e-09 (below 1e-08)"),
        (12.34, {"above": 10, "unit": " %"}, "12.3 % (above 10)"),
    ],
)
def test_a_claim_prints_its_number_and_the_bound(measured, bound, printed, capsys):
    claim("He keeps it", measured, **bound)
    assert capsys.readouterr().out == f"✓ He keeps it: {printed}\n"


@pytest.mark.parametrize(
    ("measured", "bound"),
    [
        (0.79, {"between": (0.8, 1.25)}),
        (500, {"above": 500}),
        (0, {"below": 0}),
        (-1, {"above": -1, "below": 0}),
        (598, {"equal": 599}),
        (np.array([1.0, 3.0]), {"below": 3}),
    ],
)
def test_a_number_outside_its_bound_stops_with_all_three(measured, bound, capsys):
    with pytest.raises(AssertionError, match=r"^He keeps it: .* \(not .*\)$"):
        claim("He keeps it", measured, **bound)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("measured", "bound", "error"),
    [
        (np.nan, {"above": 0}, ValueError),
        (np.array([]), {"above": 0}, ValueError),
        ("much", {"above": 0}, TypeError),
        (1.0, {}, ValueError),
        (1.0, {"above": 0, "equal": 1}, ValueError),
        (1.0, {"between": (0, 2), "below": 3}, ValueError),
        (True, {"equal": 1}, TypeError),
    ],
)
def test_a_claim_needs_a_finite_number_and_one_bound(measured, bound, error):
    with pytest.raises(error, match=r"^claim: expected"):
        claim("He keeps it", measured, **bound)


def runs(differences, seed=0):
    b = np.random.default_rng(seed).uniform(50, 90, len(differences))
    return b + differences, b


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([2.0, 3.0] * 5, "A is better than B by 2.5 ± 0.4 (10 seeds)"),
        ([-2.0, -3.0] * 5, "B is better than A by 2.5 ± 0.4 (10 seeds)"),
        ([0.3, -0.3] * 5, "A and B: no difference above 1 (0.0 ± 0.2, 10 seeds)"),
        ([0.5, 0.3] * 5, "A is better than B by 0.40 ± 0.08 (10 seeds), which is within"),
        ([5.0, -4.0] * 5, "A and B: undecided, 0 ± 3 (10 seeds)"),
        ([2.0] * 8, "A is better than B by 2 ± 0 (8 seeds)"),
    ],
)
def test_the_verdict_follows_the_interval_and_the_margin(differences, verdict, capsys):
    result = compare("A", *runs(differences)[:1], "B", runs(differences)[1], margin=1)
    assert result.verdict.startswith(verdict)
    assert capsys.readouterr().out == result.verdict + "\n"


def test_of_losses_the_lower_is_better():
    a, b = runs([2.0, 3.0] * 5)
    assert compare("A", a, "B", b, margin=1, lower_is_better=True).verdict.startswith("B is")


def test_the_interval_holds_the_true_difference_in_19_of_20_cases():
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        a, b = runs(rng.normal(1.0, 2.0, 10))
        result = compare("A", a, "B", b, margin=1)
        held += abs(result.difference - 1.0) <= result.half_width
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("a", "b", "margin"),
    [
        (range(7), range(7), 1),
        (range(8), range(9), 1),
        (np.eye(8), np.eye(8), 1),
        (range(8), range(8), 0),
    ],
)
def test_a_comparison_needs_eight_pairs_and_a_margin(a, b, margin):
    with pytest.raises(ValueError, match=r"^compare: expected"):
        compare("A", list(a), "B", list(b), margin=margin)
