"""One look for every figure of the course, and one colour for every method.

A reader who has learned in chapter 3 that Adam is the orange-red solid line finds it again in
chapter 7. Colours are the eight of Okabe and Ito, which people with a colour-vision deficiency can
tell apart; every method also has a line style and a marker, so that a grey print says the same.
`use_course_style` is called once, in the first cell of every chapter; importing changes nothing.

Reference: M. Okabe and K. Ito, *Color Universal Design*, 2008.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.colors import to_rgb

from course_lib import _validate as check

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GUIDE = "#7F7F7F"
"""Theory, bounds, axes through zero: everything that is not a measurement."""

MAGNITUDE = "viridis"
"""Colour map for sizes: from little (dark) to much (light), also in grey."""
SIGNED = "RdBu_r"
"""Colour map for signed values: blue is negative, white is zero, red is positive.

In grey it shows only the size, so figures that use it also write the sign or do not need it.
"""

SIZES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"single": (7.0, 4.2), "wide": (10.0, 4.2), "grid": (10.0, 5.4)}
)
"""Inches that fit a slide of 1280 x 720 under its heading: one panel, a row of panels, 2 x 2."""

DPI = 110

SOLID, DASHED, DOTTED, LONG = "-", (0, (4, 2)), (0, (1, 1.4)), (0, (9, 2.5))
DASHDOT, DASHDOTDOT = (0, (6, 1.5, 1, 1.5)), (0, (5, 1.5, 1, 1.5, 1, 1.5))

FAMILIES: dict[str, dict[str, tuple[str, Any, str]]] = {
    "optimizers": {
        "gradient_descent": (BLACK, DOTTED, "."),
        "sgd": (BLACK, SOLID, "o"),
        "momentum": (BLUE, DASHED, "s"),
        "nesterov": (SKY, DASHDOT, "D"),
        "adagrad": (ORANGE, LONG, "^"),
        "rmsprop": (GREEN, DOTTED, "v"),
        "adam": (VERMILLION, SOLID, "P"),
        "adamw": (PURPLE, DASHDOTDOT, "X"),
        "newton": (PURPLE, DASHED, "*"),
        "lbfgs": (VERMILLION, LONG, "h"),
    },
    "activations": {
        "identity": (GUIDE, DOTTED, "."),
        "sigmoid": (BLUE, DASHED, "o"),
        "tanh": (GREEN, DASHDOT, "s"),
        "relu": (VERMILLION, SOLID, "^"),
        "leaky_relu": (ORANGE, LONG, "v"),
        "prelu": (ORANGE, DOTTED, ">"),
        "elu": (PURPLE, DASHDOTDOT, "D"),
        "selu": (BLACK, DASHED, "d"),
        "softplus": (SKY, DASHDOT, "h"),
        "gelu": (BLACK, SOLID, "P"),
        "maxout": (BLACK, DOTTED, "X"),
        "softmax": (SKY, SOLID, "*"),
    },
    "initialisations": {
        "zeros": (GUIDE, DOTTED, "."),
        "constant": (BLACK, SOLID, "_"),
        "normal": (BLACK, DASHED, "x"),
        "small": (SKY, DASHDOT, "v"),
        "large": (BLACK, DOTTED, "^"),
        "xavier": (BLUE, LONG, "o"),
        "he": (VERMILLION, SOLID, "s"),
        "lecun": (GREEN, DASHED, "D"),
        "orthogonal": (PURPLE, DASHDOTDOT, "P"),
        "lsuv": (ORANGE, DASHED, "*"),
    },
    "parts of the data": {
        "train": (BLUE, SOLID, "o"),
        "validation": (ORANGE, DASHED, "s"),
        "test": (VERMILLION, DASHDOT, "D"),
    },
    "with and without": {
        "plain": (BLACK, SOLID, "o"),
        "batch_norm": (GREEN, LONG, "s"),
        "layer_norm": (SKY, DASHED, "D"),
        "l2": (BLUE, DASHED, "v"),
        "l1": (SKY, DASHDOT, "^"),
        "early_stopping": (PURPLE, DASHDOTDOT, ">"),
        "dropout": (VERMILLION, SOLID, "P"),
        "dropconnect": (VERMILLION, DOTTED, "X"),
        "augmentation": (ORANGE, LONG, "h"),
        "ensemble": (BLACK, DASHDOT, "*"),
    },
    "learning-rate schedules": {
        "constant": (BLACK, SOLID, "_"),
        "step_decay": (BLUE, DASHED, "s"),
        "exponential": (GREEN, DASHDOT, "D"),
        "inverse_time": (SKY, LONG, "v"),
        "cosine": (VERMILLION, SOLID, "o"),
        "warmup": (ORANGE, DASHED, "^"),
        "one_cycle": (PURPLE, DASHDOTDOT, "P"),
        "cyclic": (BLACK, DOTTED, "X"),
    },
    "searches": {
        "grid": (BLUE, DASHED, "s"),
        "random": (VERMILLION, SOLID, "o"),
        "successive_halving": (GREEN, DASHDOT, "v"),
        "hyperband": (ORANGE, LONG, "D"),
        "bayesian": (PURPLE, DASHDOTDOT, "*"),
    },
}
"""Colour, line style, marker; methods of a family that share a line style differ in lightness."""

_STYLES = {name: style for family in FAMILIES.values() for name, style in family.items()}

COLORS: Mapping[str, str] = MappingProxyType({name: style[0] for name, style in _STYLES.items()})
"""The colour of every method that the course draws."""

_TURNS = (BLUE, VERMILLION, GREEN, BLACK, PURPLE, ORANGE, SKY)
_LINES = (SOLID, DASHED, DASHDOT, DOTTED, LONG, DASHDOTDOT, SOLID)
FALLBACK = [{"color": c, "linestyle": s} for c, s in zip(_TURNS, _LINES, strict=True)]
"""Styles, in this order, of lines that are no method: depth 2, depth 4, …"""


RC_PARAMS: Mapping[Any, Any] = MappingProxyType(
    {
        "figure.figsize": SIZES["single"],
        "figure.dpi": DPI,
        "figure.facecolor": "white",
        "figure.constrained_layout.use": True,
        "savefig.dpi": DPI,
        "font.family": "DejaVu Sans",
        "font.size": 11,
        "axes.titlesize": 12,
        "axes.titlelocation": "left",
        "axes.labelsize": 11,
        "xtick.labelsize": 10,
        "ytick.labelsize": 10,
        "legend.fontsize": 10,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#E6E6E6",
        "grid.linewidth": 0.7,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
        "image.cmap": MAGNITUDE,
        "image.interpolation": "nearest",
        "axes.prop_cycle": cycler(color=_TURNS, linestyle=_LINES),
    }
)
"""matplotlib's settings for the whole course; see `use_course_style`."""


def use_course_style() -> None:
    """Set matplotlib's defaults for the whole chapter: call it once, in the first cell.

    Text is 10 points or more, right and upper spines are off, grids are faint, sizes fit a slide.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> with mpl.rc_context():
    ...     use_course_style()
    ...     float(mpl.rcParams["xtick.labelsize"]), mpl.rcParams["axes.spines.top"]
    (10.0, False)
    """
    mpl.rcParams.update(RC_PARAMS)


def is_method(name: str) -> bool:
    """Return whether the course has a fixed style for `name` ("Leaky ReLU" is "leaky_relu")."""
    return _key(name) in _STYLES


def color_of(method: str) -> str:
    """Return the colour that `method` keeps through the course.

    Examples
    --------
    >>> color_of("Adam")
    '#D55E00'
    >>> color_of("batch norm") == COLORS["batch_norm"]
    True
    """
    return _STYLES[check.choice("color_of", "method", _key(method), _STYLES)][0]


def style_of(method: str, *, marker: bool = False) -> dict[str, Any]:
    """Return the colour and line style of `method`, for ``ax.plot(x, y, **style_of("adam"))``.

    Parameters
    ----------
    method : str
        A key of `COLORS`; capitals, spaces and hyphens do not matter.
    marker : bool, default False
        Also give the method's marker, for lines with few points and for scatter-like plots.

    Examples
    --------
    >>> style_of("sgd", marker=True)
    {'color': '#000000', 'linestyle': '-', 'marker': 'o'}
    """
    color, line, symbol = _STYLES[check.choice("style_of", "method", _key(method), _STYLES)]
    style = {"color": color, "linestyle": line}
    return style | {"marker": symbol} if check.flag("style_of", "marker", marker) else style


def ink(color: Any) -> tuple[float, float, float]:
    """Return a shade of `color` dark enough for text on white (contrast 4.5 : 1 or more).

    Examples
    --------
    >>> ink("white")[0] < 0.5, ink("#000000")
    (True, (0.0, 0.0, 0.0))
    """
    red, green, blue = to_rgb(color)
    while _luminance(red, green, blue) > 0.18:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return red, green, blue


def is_dark(color: Any) -> bool:
    """Return whether white text reads better than black on `color`."""
    return _luminance(*to_rgb(color)) < 0.18


def _luminance(*rgb: float) -> float:
    """Relative luminance of the WCAG: 0.18 leaves 4.5 : 1 to white and to black."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", str(name).strip().lower())
