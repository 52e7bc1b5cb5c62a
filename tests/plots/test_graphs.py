"""A drawn graph can be read: right numbers, nothing covered."""

from itertools import combinations

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_lib.plots import SIZES, data_digest, graph, use_course_style

SMALL = (
    [
        ("a", "a", 2.0, -0.6),
        ("b", "b", -3.0, 0.4),
        ("c", "c", 10.0, 0.2),
        ("ab", "×", -6.0, 0.2),
        ("s", "+", 4.0, 0.2),
        ("f", "tanh", 0.999, 1.0),
    ],
    [("a", "ab", -3.0), ("b", "ab", 2.0), ("ab", "s", 1.0), ("c", "s", 1.0), ("s", "f", 0.2)],
)
NORM = (  # the backward pass of batch norm, with numbers of the usual width
    [
        (name, label, -1.25, 0.52)
        for name, label in zip("xmcqvsihgyβo", "xμ-²μ√÷×γ×β+", strict=True)
    ],
    [(start, end, 0.25) for start, end in zip("xxmcqvsichgyβ", "mccqvsihhyyoo", strict=True)],
)


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_course_style()
        yield


def draw(nodes, edges, **options):
    return graph(
        Figure(figsize=SIZES["wide"], layout="constrained").subplots(), nodes, edges, **options
    )


def texts(ax):
    return {text.get_gid(): text for text in ax.texts}


def test_every_number_stands_at_its_node_or_wire():
    written = {gid: text.get_text() for gid, text in texts(draw(*SMALL)).items()}
    expected = {"value:c": "10", "grad:a": "−0.6", "local:a:ab": "−3", "node:f": "tanh"}
    assert expected.items() <= written.items()
    assert len(written) == 3 * 6 + 5


@pytest.mark.parametrize("example", [SMALL, NORM], ids=["small", "batch norm"])
def test_no_number_covers_another_or_a_node(example):
    ax = draw(*example)
    ax.figure.draw_without_rendering()
    renderer = ax.figure._get_renderer()
    boxes = {gid: Text.get_window_extent(text, renderer) for gid, text in texts(ax).items()}
    boxes |= {
        gid: text.get_bbox_patch().get_window_extent(renderer)
        for gid, text in texts(ax).items()
        if gid.startswith("node:")
    }
    covered = [pair for pair in combinations(boxes, 2) if boxes[pair[0]].overlaps(boxes[pair[1]])]
    assert not covered


@pytest.mark.parametrize("example", [SMALL, NORM], ids=["small", "batch norm"])
def test_values_stand_above_and_gradients_below_in_another_colour(example):
    written = texts(draw(*example))
    for name, *_ in example[0]:
        value, gradient = written[f"value:{name}"], written[f"grad:{name}"]
        assert value.xyann[1] > 0 > gradient.xyann[1]
        assert value.xyann[0] == gradient.xyann[0]
        assert value.get_color() != gradient.get_color()


def test_a_node_that_is_used_twice_shows_both_slopes_on_one_wire():
    ax = draw([("x", "x", 3.0, 6.0), ("y", "x²", 9.0, 1.0)], [("x", "y", 3.0), ("x", "y", 2.0)])
    assert texts(ax)["local:x:y"].get_text() == "3, 2"
    assert [patch.get_gid() for patch in ax.patches] == ["wire:x:y"]


def test_missing_numbers_are_left_out_and_zero_has_no_sign():
    ax = draw([("a", "a", -0.0, None), ("b", " ", None, None)], [("a", "b", None)])
    written = {gid: text.get_text() for gid, text in texts(ax).items()}
    assert (written["value:a"], written["grad:a"], written["local:a:b"]) == ("0", "", "")


@pytest.mark.parametrize("place", ["value", "gradient", "slope"])
def test_every_number_is_in_the_digest(place):
    nodes, edges = list(SMALL[0]), list(SMALL[1])
    if place == "slope":
        edges[0] = ("a", "ab", -3.03)
    else:
        nodes[0] = ("a", "a", 2.02, -0.6) if place == "value" else ("a", "a", 2.0, -0.606)
    assert data_digest(draw(nodes, edges).figure) != data_digest(draw(*SMALL).figure)
