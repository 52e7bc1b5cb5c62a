"""A live figure shows exactly what a full redraw would show, only sooner."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course_lib.widgets import LiveFigure
from course_lib.widgets.live_figure import fast_png

X = np.linspace(0, 1, 50)


def build():
    """A figure with something that stands still and three artists that move, at other depths."""
    figure = Figure(figsize=(4, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.contour(np.outer(X, X))
    left.set_title("stands still")
    right.set(xlim=(0, 1), ylim=(0, 1))
    (line,) = right.plot(X, X, zorder=5, linewidth=6)
    points = right.scatter(X, X**2, zorder=4, s=90)  # under the line, above what stands still
    word = figure.text(0.6, 0.5, "moves", zorder=6)
    return figure, [line, points, word]


def move(artists):
    line, points, word = artists
    line.set_ydata(1 - X)
    points.set_offsets(np.column_stack([X, X**3]))
    word.set_text("moved")


def decode(png):
    return np.asarray(Image.open(io.BytesIO(bytes(png))))


def redrawn(change=None):
    figure, artists = build()
    figure.set_dpi(110)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # lets the layout settle, as in a live figure
    figure.set_layout_engine("none")
    if change is not None:
        change(artists)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]


def test_the_first_picture_is_that_of_a_full_redraw():
    live = LiveFigure(*build())
    np.testing.assert_array_equal(decode(live.image.value), redrawn())


def test_a_refresh_shows_what_a_full_redraw_shows():
    figure, artists = build()
    live = LiveFigure(figure, artists)
    move(artists)
    live.refresh()
    np.testing.assert_array_equal(decode(live.image.value), redrawn(move))
    np.testing.assert_array_equal(live.pixels(), redrawn(move))


def test_refreshing_leaves_no_traces_behind():
    figure, artists = build()
    live = LiveFigure(figure, artists)
    before = bytes(live.image.value)
    line = artists[0]
    for step in range(20):
        line.set_ydata(np.full_like(X, step / 20))
        live.refresh()
    line.set_ydata(X)
    live.refresh()
    assert bytes(live.image.value) == before


def test_a_redraw_takes_over_new_limits_and_keeps_the_panels_in_their_places():
    figure, artists = build()
    live = LiveFigure(figure, artists)
    before, place = live.pixels(), figure.axes[1].get_position().bounds
    figure.axes[1].set(ylim=(-1000, 1000), title="a title\nof two lines")
    live.refresh()
    np.testing.assert_array_equal(live.pixels()[:, :220], before[:, :220])
    live.redraw()
    assert (live.pixels() != before).any()
    assert figure.axes[1].get_position().bounds == place


def test_the_static_part_is_not_drawn_again(monkeypatch):
    figure, artists = build()
    live = LiveFigure(figure, artists)
    monkeypatch.setattr(figure.axes[0].title, "draw", lambda renderer: pytest.fail("drawn again"))
    live.refresh()


def test_pyplot_never_sees_the_figure():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    LiveFigure(*build())
    assert plt.get_fignums() == before


def test_a_figure_in_which_nothing_moves_is_refused():
    with pytest.raises(ValueError, match="LiveFigure: expected one moving artist or more"):
        LiveFigure(Figure(), [])


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
        lambda size: arrays(np.uint8, (*size, 3), elements=st.integers(0, 255))
    )
)
def test_a_fast_png_holds_the_pixels(pixels):
    image = Image.open(io.BytesIO(fast_png(pixels)))
    image.verify()  # checks the sums of all chunks
    np.testing.assert_array_equal(decode(fast_png(pixels)), pixels)
