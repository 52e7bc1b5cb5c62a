"""The explorers of chapter 5 in every corner, against the library and the formula."""

import numpy as np
import pytest
from shared_explorers import started

from course_lib.optimizers import SGD
from course_lib.training import fit
from course_lib.widgets import batch_in_out, norm_pair
from course_lib.widgets.norm_pair import NAMES, STEPS, T, X, make


def drawn(explorer, name):
    return np.asarray(explorer.artists[name].get_xdata(), dtype=float)


def test_every_corner_shows_the_batch_that_the_formula_gives():
    explorer = started(batch_in_out)
    for corner in explorer.corners():
        explorer.set(**corner)
        x, y = drawn(explorer, "before"), drawn(explorer, "after")
        assert len(x) == len(y) == corner["n"]
        x_hat = (x - x.mean()) / np.sqrt(x.var() + corner["eps"])
        np.testing.assert_allclose(y, corner["gamma"] * x_hat + corner["beta"], atol=1e-12)
        assert "nan" not in explorer.caption.value


def test_every_example_stays_inside_the_panel():
    explorer = started(batch_in_out)
    low, high = explorer.figure.axes[0].get_xlim()
    for corner in explorer.corners():
        explorer.set(**corner)
        for name in ("before", "after"):
            shown = drawn(explorer, name)
            assert low < shown.min() <= shown.max() < high


def test_every_tie_joins_an_example_with_itself():
    explorer = started(batch_in_out)
    explorer.set(n=5, outlier=10.0, gamma=2.0)
    ends = drawn(explorer, "ties").reshape(5, 3)
    np.testing.assert_array_equal(ends[:, 0], drawn(explorer, "after"))
    np.testing.assert_array_equal(ends[:, 1], drawn(explorer, "before"))
    ring = drawn(explorer, "marked")
    np.testing.assert_array_equal(ring, [ends[0, 1], ends[0, 0]])


def test_an_outlier_squeezes_all_others():
    explorer = started(batch_in_out)
    explorer.set(outlier=0.0)
    apart = drawn(explorer, "after")[1:].std()
    explorer.set(outlier=40.0)
    assert drawn(explorer, "after")[1:].std() < apart / 2


def test_two_examples_come_out_at_minus_1_and_1():
    explorer = started(batch_in_out)
    for outlier in (0.0, 3.0, 40.0):
        explorer.set(n=2, outlier=outlier)
        np.testing.assert_allclose(np.sort(drawn(explorer, "after")), [-1, 1], atol=1e-3)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [0.05, 0.5])
def test_the_losses_are_those_of_training_on_the_whole_batch(name, scale):
    explorer = started(norm_pair)
    explorer.set(scale=scale, layers=3, lr=0.2)
    history = fit(make(name, scale, 3), X, T, optimizer=SGD(0.2), epochs=STEPS + 1,
                  batch_size=len(X), rng=np.random.default_rng(0))  # fmt: skip
    step, loss = explorer.artists[f"loss {name}"].get_data()
    np.testing.assert_array_equal(step, np.arange(STEPS + 1))
    np.testing.assert_allclose(loss, history.loss, rtol=1e-6)


def test_every_corner_of_the_pair_draws_finite_positive_points():
    explorer = started(norm_pair)
    for corner in explorer.corners():
        explorer.set(**corner)
        for name in NAMES:
            loss = explorer.artists[f"loss {name}"].get_ydata()
            spread = explorer.artists[f"spread {name}"].get_ydata()
            assert np.isfinite(loss).all()
            assert len(spread) == corner["layers"]
            assert (spread > 0).all()
            assert np.isfinite(spread).all()


def test_a_run_that_diverges_is_named_and_its_line_ends():
    explorer = started(norm_pair)
    explorer.set(scale=1.0, layers=5, lr=3.0)
    losses = explorer.numbers["plain"]["loss"]
    kept = explorer.artists["loss plain"].get_ydata()
    assert len(kept) == np.isfinite(losses).sum()
    assert ("plain has diverged" in explorer.caption.value) == (not np.isfinite(losses[-1]))


def test_the_pair_tells_its_story_where_it_starts():
    explorer = started(norm_pair)
    plain, normed = (explorer.numbers[name]["loss"] for name in NAMES)
    assert abs(plain[-1] - np.log(2)) < 0.01
    assert normed[-1] < 0.2


def test_the_spread_grows_by_the_scale_in_every_layer_without_normalisation():
    explorer = started(norm_pair)
    explorer.set(scale=0.1, layers=4)
    before = explorer.artists["spread plain"].get_ydata()
    with_norm = explorer.artists["spread batch_norm"].get_ydata()
    explorer.set(scale=0.2)
    after = explorer.artists["spread plain"].get_ydata()
    np.testing.assert_allclose(after / before, 2.0 ** np.arange(1, 5), rtol=1e-9)
    np.testing.assert_allclose(
        explorer.artists["spread batch_norm"].get_ydata(), with_norm, rtol=0.01
    )
