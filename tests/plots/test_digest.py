"""The digest of a figure stands for its drawn data: nothing less, nothing more."""

import numpy as np
import pytest
from drawn_kinds import DRAW, VALUES, X
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from course_lib.plots.digest import NEGLIGIBLE, attach_data, data_digest, rounded, summary

SEEDS = range(3)


def digest(draw, values=VALUES, **subplots):
    figure = Figure()
    draw(figure.subplots(**subplots), np.array(values))
    return data_digest(figure)


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(rounded(first), rounded(second), strict=True))


# (a) a disturbance of 1e-12 changes nothing


@pytest.mark.parametrize("kind", DRAW)
def test_noise_of_another_processor_changes_no_kind_of_artist(kind):
    for seed in SEEDS:
        noise = 1 + 1e-12 * np.random.default_rng(seed).uniform(-1, 1, VALUES.shape)
        assert digest(DRAW[kind], VALUES * noise) == digest(DRAW[kind])


@pytest.mark.parametrize("scale", [-12, -3, 0, 1, 7])
def test_every_tie_of_decimal_rounding_is_stable(scale):
    digits = np.arange(100, 1000)
    ties = np.array([float(f"{d}.5e{scale}") for d in digits])  # 1.235, 1.245, … times a power
    for sign in (1, -1):
        for shift in (-1e-12, 0, 1e-12):
            assert same(sign * ties * (1 + shift), sign * ties)


def test_binary_fractions_and_powers_of_ten_are_stable():
    values = np.array([k / 2**p for k in range(1, 64) for p in range(12)])
    values = np.concatenate([values, 10.0 ** np.arange(-8, 9)])
    for shift in (-1e-12, 1e-12):
        assert same(values * (1 + shift), values)


def test_a_ladder_of_powers_does_not_tie_at_the_threshold():
    ladder = 10.0 ** -np.arange(16.0)
    for shift in (-1e-12, 1e-12):
        noise = np.where(np.arange(16) % 2, 1 + shift, 1 - shift)
        assert same(ladder * noise, ladder)


@given(
    st.lists(st.decimals(-1000, 1000, places=4).map(float), min_size=1, max_size=20),
    st.integers(0, 1000),
)
def test_short_decimals_are_stable(values, seed):
    values = np.array(values)
    noise = 1 + 1e-12 * np.random.default_rng(seed).uniform(-1, 1, values.shape)
    assert same(values * noise, values)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20), st.integers(0, 1000))
def test_noise_around_zero_counts_as_zero(noise, seed):
    noise = 7e-10 * np.array(noise)
    assert same([1.0, *noise], [1.0, *np.zeros_like(noise)])
    assert same([-3e8, *(3e8 * noise)], [-3e8, *np.zeros_like(noise)])


def test_what_is_negligible_is_relative_to_the_coordinate_of_the_artist():
    def two(ax, small):
        ax.plot(1e9 * X, small)

    assert digest(two, 1e-6 * VALUES) != digest(two, 0 * VALUES)
    assert NEGLIGIBLE < 1e-9


def test_the_sign_of_zero_does_not_count():
    assert same([0.0, 1.0], [-0.0, 1.0])


# (c) one value that moves by 1 % changes the digest


@pytest.mark.parametrize("kind", DRAW)
def test_one_value_that_moves_by_one_percent_is_noticed(kind):
    digests = {digest(DRAW[kind])}
    for index in range(VALUES.size):
        for factor in (0.99, 1.01):
            moved = VALUES.copy()
            moved[index] *= factor
            digests.add(digest(DRAW[kind], moved))
    assert len(digests) == 1 + 2 * VALUES.size


def test_one_percent_is_noticed_at_every_mantissa():
    mantissas = np.arange(1.0, 10.0, 0.0005)
    for factor in (0.99, 1.01):
        old, new = rounded(mantissas), rounded(factor * mantissas)
        assert ((old[0] != new[0]) | (old[1] != new[1])).all()


@given(st.floats(1e-280, 1e300), st.sampled_from([-1, 1]), st.sampled_from([0.99, 1.01]))
def test_one_percent_is_noticed_at_every_size(size, sign, factor):
    assert not same([sign * size], [factor * sign * size])


@given(st.floats(1e-280, 1e300))
def test_rounding_is_to_three_digits(value):
    (mantissa,), (exponent,) = rounded([value])
    assert 100 <= mantissa <= 999
    assert float(f"{mantissa}e{exponent - 2}") == pytest.approx(value, rel=0.0052)


def test_special_values_are_told_apart():
    forms = [np.nan, np.inf, -np.inf, 0.0, 1.0]
    for i, first in enumerate(forms):
        for j, second in enumerate(forms):
            assert same([first, 5.0], [second, 5.0]) == (i == j)


def test_a_masked_value_is_a_missing_value():
    def masked(ax, v):
        ax.plot(X, np.ma.masked_equal(v, v[2]))

    gap = VALUES.copy()
    gap[2] = np.nan
    assert digest(masked) == digest(DRAW["line"], gap)


def test_panel_order_and_number_count():
    def panels(places):
        figure = Figure()
        axes = figure.subplots(1, 3)
        for place, factor in places:
            axes[place].plot(X, factor * VALUES)
        return data_digest(figure)

    layouts = [[(0, 1), (1, 2)], [(1, 1), (0, 2)], [(0, 1), (2, 2)], [(0, 1), (0, 2)]]
    assert len({panels(layout) for layout in layouts}) == 4


def test_the_kind_of_artist_counts():
    assert digest(DRAW["line"]) != digest(DRAW["points"])


# digests on record: they must not depend on the version of matplotlib or NumPy

RECORDED = {
    "line": "ffb90f",
    "line across": "8a57a3",
    "level": "9703b2",
    "slanted": "596c01",
    "slanted through points": "571aec",
    "span": "23d95d",
    "steps": "f956b8",
    "points": "5bf827",
    "bubbles": "2c5e51",
    "coloured points": "f97446",
    "bars": "ae4c8a",
    "bars across": "b18213",
    "band": "bdfe4a",
    "error bars": "d6c26d",
    "segments": "41da44",
    "mesh": "4bab3d",
    "image": "eec041",
    "arrows": "7976ef",
    "barbs": "7976ef",
    "polygon": "131ae4",
    "contours": "40e469",
    "inset": "75f94a",
}


@pytest.mark.parametrize("kind", RECORDED)
def test_recorded_digests_of_matplotlib_3_9_with_numpy_1_26(kind):
    assert digest(DRAW[kind]) == RECORDED[kind]


def test_every_kind_has_a_recorded_digest():
    assert set(RECORDED) == set(DRAW)


# refusals


def test_a_figure_without_data_is_refused():
    figure = Figure()
    figure.subplots().text(0, 0, "only words")
    with pytest.raises(ValueError, match=r"a figure that shows data, got none\. Draw something"):
        data_digest(figure)


def bare(kind):
    figure = Figure()
    if kind.startswith("contour"):
        return figure, getattr(figure.subplots(), kind)(np.outer(X, X))
    ax = figure.subplots(subplot_kw={"projection": "3d"})
    return figure, getattr(ax, kind)(*(np.outer(X, X),) * 3)


@pytest.mark.parametrize(
    "kind", ["plot_surface", "scatter", "plot_wireframe", "contour", "contourf"]
)
def test_bare_contours_and_3d_collections_are_refused_until_data_is_attached(kind):
    figure, drawn = bare(kind)
    with pytest.raises(ValueError, match=r"data attached to"):
        data_digest(figure)
    attach_data(drawn, X)
    assert len(data_digest(figure)) == 6


def test_a_3d_line_is_read_in_three_dimensions():
    def line(height):
        figure = Figure()
        figure.subplots(subplot_kw={"projection": "3d"}).plot(X, X, height)
        before = data_digest(figure)
        figure.draw_without_rendering()  # projects the line to the page
        assert data_digest(figure) == before
        return before

    assert line(VALUES) != line(1.01 * VALUES)


# the count in words


def test_the_summary_counts_what_is_drawn():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot(X, np.column_stack([VALUES, X]))
    left.scatter(X, X)
    right.bar(X, VALUES)
    right.imshow([[1, 2]])
    expected = "2 panels, 2 lines, 6 shapes, 1 point set, 1 image"
    assert summary(figure) == expected
