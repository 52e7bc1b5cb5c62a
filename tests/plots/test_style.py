"""One look, one colour for each method, and everything readable in grey and on a slide."""

import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import pytest

from course_lib.plots import COLORS, SIZES, color_of, style, style_of, use_course_style

OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
METHODS = [
    *("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "sigmoid", "tanh"),
    *("relu", "leaky_relu", "elu", "selu", "softplus", "gelu", "prelu", "maxout", "zeros", "small"),
    *("xavier", "he", "train", "validation", "test"),
]


def contrast(first, second):
    low, high = sorted(style._luminance(*mpl.colors.to_rgb(c)) for c in (first, second))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_the_course_has_a_style(method):
    assert style_of(method, marker=True).keys() == {"color", "linestyle", "marker"}
    assert style_of(method) == {
        k: v for k, v in style_of(method, marker=True).items() if k != "marker"
    }
    assert style_of(method)["color"] == color_of(method) == COLORS[method]


def test_colours_are_those_of_okabe_and_ito_and_none_is_yellow_on_white():
    assert set(COLORS.values()) <= OKABE_ITO - {"#F0E442"} | {style.GUIDE}


@pytest.mark.parametrize("family", style.FAMILIES)
def test_methods_of_a_family_differ_in_grey(family):
    for (one, a), (two, b) in combinations(style.FAMILIES[family].items(), 2):
        lightness = abs(
            style._luminance(*mpl.colors.to_rgb(a[0])) - style._luminance(*mpl.colors.to_rgb(b[0]))
        )
        assert a[1] != b[1] or lightness > 0.09, (one, two)
        assert a[2] != b[2], (one, two)


def test_a_method_has_one_style_in_all_its_families():
    for name in COLORS:
        styles = [family[name] for family in style.FAMILIES.values() if name in family]
        assert all(one == styles[0] for one in styles)


@pytest.mark.parametrize("spelling", ["Leaky ReLU", "leaky-relu", " leaky_relu "])
def test_spelling_does_not_matter(spelling):
    assert color_of(spelling) == COLORS["leaky_relu"]
    assert style.is_method(spelling)


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"style_of: expected method in .*Did you mean 'adam'\?"):
        style_of("adan")
    with pytest.raises(ValueError, match="color_of: expected method in"):
        color_of("nothing of the sort")
    assert not style.is_method("depth 4")


def test_text_is_ten_points_or_more_and_figures_fit_a_slide():
    with mpl.rc_context():
        use_course_style()
        rc = mpl.rcParams
        base = rc["font.size"]
        sizes = [
            rc[key] for key in rc if key.endswith(("titlesize", "labelsize", "legend.fontsize"))
        ]
        points = [
            s if isinstance(s, float | int) else base * mpl.font_manager.font_scalings[s]
            for s in sizes
        ]
        assert min([base, *points]) >= 10
        assert not rc["axes.spines.top"]
        assert not rc["axes.spines.right"]
        for width, height in (*SIZES.values(), rc["figure.figsize"]):
            assert width * rc["figure.dpi"] <= 1280 - 2 * 60  # margins of the slide
            assert height * rc["figure.dpi"] <= 720 - 110  # its heading


def test_importing_the_package_changes_no_default():
    code = (
        "import matplotlib as mpl; before = dict(mpl.rcParams)\n"
        "import course_lib.plots; assert dict(mpl.rcParams) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"MPLBACKEND": "agg"})


@pytest.mark.parametrize("color", [*sorted(OKABE_ITO), "white", style.GUIDE])
def test_ink_is_readable_on_white_and_keeps_what_already_is(color):
    assert contrast(style.ink(color), "white") >= 4.5
    if contrast(color, "white") >= 4.6:
        assert style.ink(color) == pytest.approx(mpl.colors.to_rgb(color))


@pytest.mark.parametrize("color", [*sorted(OKABE_ITO), "white", style.GUIDE, "#777777", "#747474"])
def test_black_or_white_text_reads_on_every_colour(color):
    assert contrast("white" if style.is_dark(color) else "black", color) >= 4.5
