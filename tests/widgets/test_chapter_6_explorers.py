"""The explorers of chapter 6 in every corner."""

import itertools

import numpy as np
from shared_explorers import started

from course_lib.widgets import augmentation_sheet, dropout_masks, regularisation_bench


def test_every_corner_of_the_masks_is_the_weighted_sum_over_all_of_them():
    explorer = started(dropout_masks)
    for corner in explorer.corners():
        explorer.set(**corner)
        w = corner["size"] * np.random.default_rng(3).standard_normal(10)
        mean = 0.0
        for mask in itertools.product([0, 1], repeat=10):
            chance = np.prod([1 - corner["p"] if m else corner["p"] for m in mask])
            mean += chance / (1 + np.exp(-np.dot(mask, w) / (1 - corner["p"])))
        np.testing.assert_allclose(explorer.artists["mean"].get_xdata(), mean, rtol=1e-9)
        np.testing.assert_allclose(explorer.numbers["heights"].sum(), 1, rtol=1e-9)


def test_every_corner_of_the_sheet_keeps_grey_values_and_strength_0_changes_nothing():
    explorer = started(augmentation_sheet)
    for corner in explorer.corners():
        explorer.set(**corner)
        before, after = explorer.numbers[:8], explorer.numbers[8:]
        assert 0 <= after.min() <= after.max() <= 1
        assert np.array_equal(before, after) == (corner["strength"] == 0)
        shown = explorer.artists["sheet"].get_array().compressed()
        np.testing.assert_allclose(shown.sum(), explorer.numbers.sum())


def test_every_corner_of_the_bench_keeps_the_plain_curve_and_starts_from_the_same_loss():
    explorer = started(regularisation_bench)
    plain = explorer.artists["validation"].get_ydata().copy()
    for corner in explorer.corners():
        explorer.set(**corner)
        shown = explorer.artists["validation"].get_ydata()
        assert np.isfinite(explorer.numbers["map"]).all()
        assert np.isfinite(shown).all()
        np.testing.assert_array_equal(explorer.artists["plain"].get_ydata(), plain)
        np.testing.assert_array_equal(shown[0], plain[0])
        assert np.array_equal(shown, plain) == (not any(corner.values()))


def test_on_the_bench_nothing_unlearns_and_each_method_alone_ends_with_less_loss():
    explorer = started(regularisation_bench)
    start = explorer.numbers
    assert start["validation"][-1] > 2 * start["validation"].min()
    assert start["train"][-1] < 0.1
    middle = {"lambda2": 0.01, "lambda1": 0.003, "p": 0.5, "noise": 0.2, "alpha": 1.0}
    for name, strength in middle.items():
        explorer.set(**(dict.fromkeys(middle, 0.0) | {name: strength}))
        assert explorer.numbers["validation"][-1] < start["validation"][-1] / 2, name
