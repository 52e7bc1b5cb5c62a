"""The gradient check of a layer: every entry of dx and of every parameter's gradient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.gradcheck.difference import ROUND_OFF, STEPS

TOLERANCE: Final = 1e-6
"""A right backward pass stays below it, also with kinks 10 h away; see `GradientReport`."""


class Layer(Protocol):
    """What `check_layer` needs of a layer."""

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y."""

    def backward(self, dy: Array) -> Array:
        """Write the gradients of the parameters; return dx."""

    def parameters(self) -> Sequence[Any]:
        """Return what is learned, each with a ``name``, a ``value`` and a ``grad``."""


@dataclass(frozen=True)
class GradientReport:
    """What `check_layer` found; printed, it names the worst entry.

    Attributes
    ----------
    errors : mapping
        Name of the array (``"x"``, then the parameters) to the largest error of its gradient:
        ``|analytic − numeric|`` over the largest entry of that gradient.
    name, index
        Array and place of the worst entry.
    analytic, numeric : float
        Its two values.
    hint : str
        What the pattern of the errors suggests; may be empty.
    """

    errors: Mapping[str, float]
    name: str
    index: tuple[int, ...]
    analytic: float
    numeric: float
    hint: str = ""

    @property
    def max_error(self) -> float:
        """The largest error of all."""
        return self.errors[self.name]

    @property
    def passed(self) -> bool:
        """Whether the largest error is below `TOLERANCE`."""
        return self.max_error < TOLERANCE

    def __str__(self) -> str:
        verdict, place = "passed" if self.passed else "failed", f"∂L/∂{self.name}{list(self.index)}"
        values = f"analytic {self.analytic:.9g}, numeric {self.numeric:.9g}"
        text = f"Gradient check {verdict}: error {self.max_error:.1e} at {place}, {values}."
        return f"{text} {self.hint}".rstrip()


def check_layer(
    layer: Layer,
    x: object,
    rng: np.random.Generator,
    h: float = STEPS["central"],
    max_entries: int = 500,
) -> GradientReport:
    """Compare ``layer.backward`` with central differences of ``layer.forward(train=True)``.

    The output y is projected on a random v, L = ⟨v, y⟩. Then ``backward(v)`` has to return ∂L/∂x
    and to write ∂L/∂W for every parameter W, and each of their entries is compared with

        ⟨v, y(w + h) − y(w − h)⟩ / (2h)

    A difference below 10 ε ⟨|v|, |y|⟩ / h is the round-off of this quotient and does not count:
    the divisor of an error is at least 1e6 times that.

    Parameters
    ----------
    layer : Layer
        float64. Its parameters are moved and put back, its ``buffers()`` (running averages)
        too, if it has some. Every evaluation gets a generator with the same seed, so the masks
        of a stochastic layer stay the same.
    x : array, shape of a batch
        The input; keep it 10 h away from kinks. Not modified.
    rng : numpy.random.Generator
        Draws v, the seed, and the entries to check.
    h : float > 0, default 1e-5
        The step.
    max_entries : int >= 1, default 500
        In a larger array only `max_entries` entries are checked, drawn at random.

    Returns
    -------
    GradientReport
        ``report.max_error < 1e-6`` is a pass.

    Raises
    ------
    TypeError, ValueError
        For float32 parameters, or a gradient of the wrong shape.

    Examples
    --------
    >>> from course_lib.layers import Linear
    >>> rng = np.random.default_rng(0)
    >>> report = check_layer(Linear(3, 2, rng=rng), rng.standard_normal((4, 3)), rng)
    >>> report.passed, list(report.errors)
    (True, ['x', 'W', 'b'])
    """
    check.method("check_layer", "layer", layer, "forward")
    check.number("check_layer", "h", h, 0, open_low=True)
    check.integer("check_layer", "max_entries", max_entries)
    seed = int(check.generator("check_layer", rng).integers(2**63))
    point = check.finite("check_layer", "x", x).astype(np.float64)
    arrays = {"x": point} | {name: p.value for name, p in _named(layer).items()}

    def output() -> Array:
        # copies: the layer may keep x, and may use one buffer for every y
        y = layer.forward(point.copy(), train=True, rng=np.random.default_rng(seed))
        return np.array(y)

    with _buffers_kept(layer):
        y = output()
        v = rng.standard_normal(y.shape)
        entries = {name: _choose(array, max_entries, rng) for name, array in arrays.items()}
        found = {n: _differences(output, y, arrays[n], entries[n], v, h) for n in arrays}
        output()
        gradients = _gradients(layer, point, v)
    analytic = {n: np.array([gradients[n][i] for i in entries[n]]) for n in arrays}
    return _report(entries, analytic, found, ROUND_OFF * float(np.abs(v * y).sum()) / h)


@contextmanager
def _buffers_kept(layer: Layer) -> Iterator[None]:
    """Put the layer's buffers back at the end: the check is no training step."""
    buffers: Callable[[], Mapping[str, Array]] = getattr(layer, "buffers", dict)
    kept = {name: buffer.copy() for name, buffer in buffers().items()}
    try:
        yield
    finally:
        for name, buffer in kept.items():
            buffers()[name][...] = buffer


def _named(layer: Layer) -> dict[str, Any]:
    """Return the parameters by name; the second W of a network is ``"W (2)"``."""
    named: dict[str, Any] = {}
    count = Counter("x")
    for p in layer.parameters():
        if p.value.dtype != np.float64:
            remedy = "Build the layer with dtype=np.float64."
            raise TypeError(message("check_layer", f"float64 {p.name}", p.value.dtype, remedy))
        count[p.name] += 1
        named[p.name if count[p.name] == 1 else f"{p.name} ({count[p.name]})"] = p
    return named


def _choose(array: Array, limit: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return all indices of `array`, or `limit` of them."""
    indices = list(np.ndindex(array.shape))
    if len(indices) <= limit:
        return indices
    return [indices[i] for i in np.sort(rng.choice(len(indices), limit, replace=False))]


def _differences(
    output: Callable[[], Array],
    y: Array,
    array: Array,
    entries: Sequence[tuple[int, ...]],
    v: Array,
    h: float,
) -> Array:
    """Return two rows: for every entry w, moved in place and put back, the slope and its jump.

    ⟨v, y(w + h) − y(w − h)⟩ / (2h),  and the right-hand minus the left-hand quotient, which is of
    order h unless there is a kink.
    """
    slopes = np.empty((2, len(entries)))
    for k, index in enumerate(entries):
        w = array[index]
        try:
            array[index] = w + h
            upper = output()
            array[index] = w - h
            lower = output()
            slopes[0, k] = np.vdot(v, upper - lower) / (2 * h)
            slopes[1, k] = np.vdot(v, (upper - y) + (lower - y)) / h
        finally:
            array[index] = w
    return slopes


def _gradients(layer: Layer, x: Array, v: Array) -> dict[str, Array]:
    """Return dx and the parameters' gradients from one backward pass."""
    dx = layer.backward(v.copy())
    gradients = {"x": (dx, x)} | {n: (p.grad, p.value) for n, p in _named(layer).items()}
    owner = type(layer).__name__
    for name, (gradient, value) in gradients.items():
        if check.as_array(owner, f"d{name}", gradient).shape != value.shape:
            raise ValueError(message(owner, f"d{name} of shape {value.shape}", np.shape(gradient)))
    return {name: np.array(gradient) for name, (gradient, _) in gradients.items()}


def _report(
    entries: Mapping[str, Sequence[tuple[int, ...]]],
    analytic: Mapping[str, Array],
    found: Mapping[str, Array],
    floor: float,
) -> GradientReport:
    errors = {n: _error(analytic[n], found[n][0], floor) for n in entries}
    name = max(errors, key=lambda n: float(errors[n].max()))
    k, (numeric, jumps) = int(errors[name].argmax()), found[name]
    return GradientReport(
        {n: float(error.max()) for n, error in errors.items()},
        name,
        entries[name][k],
        float(analytic[name][k]),
        float(numeric[k]),
        _hint(analytic[name], numeric, jumps[k]) if errors[name][k] >= TOLERANCE else "",
    )


def _error(analytic: Array, numeric: Array, floor: float) -> Array:
    """Return |analytic − numeric| over the largest of both; infinity where one is not finite."""
    finite = np.isfinite(analytic) & np.isfinite(numeric)
    a, n = np.where(finite, analytic, 0.0), np.where(finite, numeric, 0.0)
    divisor = max(float(np.abs(a).max()), float(np.abs(n).max()), floor, 1e-300)
    return np.where(finite, np.abs(a - n) / divisor, np.inf)


def _hint(analytic: Array, numeric: Array, jump: float) -> str:
    """Name the patterns that are easy to recognise: a kink, nothing written, a constant factor."""
    if abs(jump) > 0.01 * max(np.abs(analytic).max(), np.abs(numeric).max()):
        return "The slopes on both sides differ: a kink within h? Move x away from it."
    if not analytic.any():
        return "The analytic gradient is all 0: is it written?"
    square = float(np.vdot(numeric, numeric))
    ratio = float(np.vdot(analytic, numeric)) / max(square, 1e-300)
    proportional = np.abs(analytic - ratio * numeric).max() < 1e-4 * np.abs(analytic).max()
    if analytic.size == 1 or not proportional or abs(ratio - 1) < 1e-3:
        return ""
    return f"All of it is {ratio:.4g} times the numeric gradient: a sign or a factor?"
