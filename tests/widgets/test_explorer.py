"""An explorer follows its sliders, and is a picture with words where there is no kernel."""

import base64
import io
import sys
from textwrap import dedent

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

from course_lib import plots
from course_lib.plots import data_digest
from course_lib.widgets import Explorer, choice, slider

X = np.linspace(0, 1, 30)
ALT = "A straight line through the origin with slope one."


def compute(slope, shape):
    return slope * (X if shape == "line" else X**2)


def build(figure, numbers):
    return {"curve": figure.subplots().plot(X, numbers)[0]}


def update(artists, numbers):
    artists["curve"].set_ydata(numbers)


def controls():
    return {"slope": slider("slope", -2.0, 2.0, 1.0), "shape": choice("shape", ["line", "bowl"])}


def make(**changes):
    parts = {
        "compute": compute,
        "build": build,
        "update": update,
        "controls": controls(),
        "alt": ALT,
    }
    return Explorer("slopes", **(parts | changes))


@pytest.fixture
def toy():
    toy = make()
    yield toy
    toy.close()


def drawn(toy):
    return toy.artists["curve"].get_ydata()


def test_the_starting_state_is_computed_from_the_sliders(toy):
    assert toy.values() == {"slope": 1.0, "shape": "line"}
    np.testing.assert_array_equal(drawn(toy), X)


def test_a_moved_slider_moves_the_picture(toy):
    before = bytes(toy.live.image.value)
    toy.controls["slope"].value = -2.0
    np.testing.assert_array_equal(drawn(toy), -2 * X)
    np.testing.assert_array_equal(toy.numbers, -2 * X)
    assert bytes(toy.live.image.value) != before


def test_every_corner_can_be_visited(toy):
    corners = list(toy.corners())
    assert len(corners) == 4
    for corner in corners:
        toy.set(**corner)
        assert toy.values() == corner
        np.testing.assert_array_equal(drawn(toy), compute(**corner))


def test_set_moves_all_controls_and_computes_once():
    calls = []

    def counted(slope, shape):
        calls.append((slope, shape))
        return compute(slope, shape)

    make(compute=counted).set(slope=2.0, shape="bowl")
    assert calls == [(1.0, "line"), (2.0, "bowl")]


def test_after_a_refused_value_the_explorer_still_follows(toy):
    with pytest.raises(ValueError, match=r"slopes: expected control in .*Did you mean 'slope'"):
        toy.set(slop=1.0)
    with pytest.raises(ValueError, match="slopes: expected shape from 'line' to 'bowl', got 'tri"):
        toy.set(shape="triangle")
    toy.controls["slope"].value = 2.0
    np.testing.assert_array_equal(drawn(toy), 2 * X)


def test_an_update_that_returns_true_redraws_what_stands_still():
    def with_limits(artists, numbers):
        artists["curve"].set_ydata(numbers)
        artists["curve"].axes.set_ylim(numbers.min() - 9, numbers.max() + 9)
        return True

    toys = [make(), make(update=with_limits)]
    for toy in toys:
        toy.set(slope=-1.0)
    first, second = (toy.live.pixels() for toy in toys)
    assert (first[:, :60] != second[:, :60]).any()  # the numbers on the axis


def test_the_bundle_holds_a_view_a_picture_and_words(toy):
    data, metadata = toy._repr_mimebundle_(include=None, exclude=None)
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view == {"version_major": 2, "version_minor": 0, "model_id": toy.view.model_id}
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.size == toy.live.canvas.get_width_height()
    digest = data_digest(toy.figure)
    text = f"Explorer: slopes, slope=1, shape=line, data {digest} · {ALT}"
    assert data["text/plain"] == repr(toy) == text
    assert metadata == {"alt": ALT, "image/png": {"alt": ALT}}


def test_picture_and_words_stay_those_of_the_start(toy):
    picture = {"image/png", "text/plain"}
    before = {key: toy._repr_mimebundle_()[0][key] for key in picture}
    toy.set(slope=-2.0)
    assert {key: toy._repr_mimebundle_()[0][key] for key in picture} == before


def test_the_picture_without_a_kernel_shows_the_moving_artists(toy):
    image = Image.open(io.BytesIO(base64.b64decode(toy._repr_mimebundle_()[0]["image/png"])))
    pixels = np.asarray(image.convert("RGB"), dtype=float)
    assert np.abs(pixels - toy.live.pixels()).max() < 16


def test_the_digest_follows_the_data_of_the_start():
    assert repr(make()) != repr(make(compute=lambda slope, shape: 1.01 * compute(slope, shape)))
    assert repr(make()) == repr(make(size=(4, 3)))


def test_caption_and_alternative_text_are_words_for_a_screen_reader():
    toy = make(caption=lambda numbers: f"ends at {numbers[-1]:.1f} <b>")
    assert '<div role="status">ends at 1.0 &lt;b&gt;</div>' in toy.caption.value
    assert ALT in toy.caption.value
    toy.set(slope=-2.0)
    assert "ends at -2.0" in toy.caption.value


def test_the_box_holds_controls_picture_and_caption_in_this_order(toy):
    expected = (*toy.controls.values(), toy.live.image, toy.caption)
    assert toy.view.children == expected


def test_closing_removes_every_widget(toy):
    toy.close()
    assert all(widget.comm is None for widget in (toy.view, *toy.view.children))


def test_wrong_parts_are_refused():
    with pytest.raises(TypeError, match=r"a control 'slope', got HTML.*slider\(\.\.\.\)"):
        make(controls={"slope": widgets.HTML()})
    with pytest.raises(ValueError, match="explorer: expected alt of 20 characters or more"):
        make(alt="A line.")
    with pytest.raises(
        ValueError, match="explorer: expected one entry or more in artists of build"
    ):
        make(build=lambda figure, numbers: {})


def test_the_explorer_of_the_docstring_runs():
    text = sys.modules["course_lib.widgets.explorer"].__doc__
    example = dedent(text.split("::\n\n")[1].split("\n\nA cell that")[0])
    names = {"np": np, "plots": plots, "slider": slider, "Explorer": Explorer}
    exec("from __future__ import annotations\n" + example, names)
    toy = names["step_size"]()
    for corner in toy.corners():
        toy.set(**corner)
        x, y = toy.artists["path"].get_data()
        np.testing.assert_allclose(x[1] / x[0], 1 - 2 * corner["lr"])
        np.testing.assert_allclose(y, x**2)
