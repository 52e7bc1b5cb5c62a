"""Fractional max pooling: the laws of its regions, and Graham's own formula for them."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.layers import FractionalMaxPool2d

settings = {
    "alpha": st.floats(1.001, 1.999),
    "sequence": st.sampled_from(["random", "pseudorandom"]),
    "overlapping": st.booleans(),
}
layers = st.builds(FractionalMaxPool2d, **settings)
generators = st.none() | st.builds(np.random.default_rng, st.integers(0, 2**32 - 1))


@given(layers, st.integers(2, 70), generators)
def test_regions_cover_the_image_in_steps_of_1_and_2(layer, pixels, rng):
    first, last = layer.regions(pixels, rng).T
    assert (first[0], last[-1]) == (0, pixels - 1)
    assert len(first) == max(int(pixels / layer.alpha), ceil(pixels / 2))
    np.testing.assert_array_equal(first[1:], last[:-1] + (not layer.overlapping))
    assert set(np.diff(first)) <= {1, 2}
    assert set(last - first) <= ({1, 2} if layer.overlapping else {0, 1})


@pytest.mark.parametrize("overlapping", [True, False])
@pytest.mark.parametrize(("pixels", "alpha"), [(25, 1.4), (28, 1.5), (11, 1.2), (9, 1.9)])
def test_pseudorandom_edges_are_those_of_the_paper(pixels, alpha, overlapping):
    layer = FractionalMaxPool2d(alpha, overlapping=overlapping)
    drawn = {tuple(layer.regions(pixels, np.random.default_rng(seed))[:, 0]) for seed in range(500)}
    out, span = len(layer.regions(pixels)), pixels - overlapping
    exact = Fraction(span, out)
    paper = set()
    for u in (Fraction(2 * k + 1, 2 * 997) for k in range(997)):  # fine, and never on a tie
        edges = [ceil(exact * (i + u)) - ceil(exact * u) for i in range(out)]
        paper.add(tuple(edges))
    assert drawn == paper


@pytest.mark.parametrize("overlapping", [True, False])
@pytest.mark.parametrize(
    ("pixels", "alpha"), [(25, 1.4), (28, 1.5), (11, 1.2), (9, 1.9), (40, 1.1)]
)
def test_edges_in_evaluation_are_those_of_u_one_half(pixels, alpha, overlapping):
    first, _ = FractionalMaxPool2d(alpha, overlapping=overlapping).regions(pixels).T
    exact, half = Fraction(pixels - overlapping, len(first)), Fraction(1, 2)
    expected = [floor(exact * (i + half)) - floor(exact * half) for i in range(len(first))]
    np.testing.assert_array_equal(first, expected)


def test_random_edges_reach_every_order_of_steps_equally_often():
    layer = FractionalMaxPool2d(1.4, sequence="random", overlapping=False)
    rng, draws = np.random.default_rng(0), 3000
    drawn = [tuple(np.diff(layer.regions(7, rng)[:, 0], append=7)) for _ in range(draws)]
    orders, counts = np.unique(drawn, axis=0, return_counts=True)
    assert len(orders) == 10  # two steps of 2 among five
    np.testing.assert_allclose(counts, draws / 10, atol=5 * np.sqrt(draws * 0.09))


@given(layers, st.integers(0, 2**32 - 1))
def test_output_is_the_maximum_of_each_region_and_gradient_goes_to_it(layer, seed):
    rng = np.random.default_rng(seed)
    x = rng.permutation(3 * 2 * 9 * 7).reshape(3, 2, 9, 7).astype(float)
    y = layer.forward(x, train=True, rng=np.random.default_rng(seed))
    again = np.random.default_rng(seed)
    rows, columns = layer.regions(9, again), layer.regions(7, again)
    dx = np.zeros_like(x)
    dy = rng.standard_normal(y.shape)
    for n, c, i, j in np.ndindex(y.shape):
        (top, bottom), (left, right) = rows[i], columns[j]
        region = x[n, c, top : bottom + 1, left : right + 1]
        assert y[n, c, i, j] == region.max()
        dx[n, c][x[n, c] == region.max()] += dy[n, c, i, j]
    np.testing.assert_allclose(layer.backward(dy), dx, rtol=1e-12, atol=1e-14)


def test_rows_and_columns_are_drawn_independently():
    layer = FractionalMaxPool2d(1.5, sequence="random")
    x = np.add.outer(10 * np.arange(12.0), np.arange(12.0))[None, None]
    y = layer.forward(x, train=True, rng=np.random.default_rng(0))[0, 0]
    assert (np.diff(y[:, 0]) / 10 != np.diff(y[0])).any()


def test_evaluation_draws_only_if_given_a_generator(rng):
    layer, x = FractionalMaxPool2d(1.5), rng.standard_normal((2, 1, 12, 12))
    drawn = {layer.forward(x, train=False, rng=rng).tobytes() for _ in range(30)}
    assert len(drawn) > 5
    assert len({layer.forward(x, train=False).tobytes() for _ in range(5)}) == 1


@pytest.mark.parametrize("alpha", [1.0, 2.0, 0.5])
def test_alpha_outside_1_to_2_is_refused(alpha):
    with pytest.raises(ValueError, match=r"FractionalMaxPool2d: expected 1 < alpha < 2, got"):
        FractionalMaxPool2d(alpha)


def test_a_misspelt_sequence_is_refused():
    with pytest.raises(ValueError, match=r"got 'pseudo-random'. Did you mean 'pseudorandom'?"):
        FractionalMaxPool2d(1.5, sequence="pseudo-random")


def test_images_of_one_pixel_are_refused():
    with pytest.raises(ValueError, match=r"FractionalMaxPool2d: expected pixels >= 2, got"):
        FractionalMaxPool2d(1.5).forward(np.zeros((1, 1, 1, 5)), train=False)


@pytest.mark.parametrize("sequence", ["random", "pseudorandom"])
def test_a_seed_is_no_generator(sequence):
    with pytest.raises(TypeError, match=r"FractionalMaxPool2d: expected a numpy.random.Generator"):
        FractionalMaxPool2d(1.5, sequence=sequence).regions(9, rng=0)
