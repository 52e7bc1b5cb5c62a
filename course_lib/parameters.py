"""Parameters: named views of one flat vector θ, with the gradient beside it.

A network has many arrays, an optimizer wants one vector. `flatten` makes both true: it copies
all parameters into one vector `theta` (gradients: `grad`) and turns each `Parameter` into a view
of its part. Updating `theta` in place *is* updating the network, so the same optimizer moves a
point on a surface and a network.

With trial axes (K networks trained at once) ``theta`` has shape ``(*trials, P)``.
"""

from __future__ import annotations

import math
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from course_lib._validate import Array, check_finite, message, not_written

T = TypeVar("T")
FORMAT = "course_lib network 1"
MEMORY = ("h", "m", "v")
"""What optimizers remember, named as in the papers."""


class Parameter:
    """An array that is learned, and the gradient of the loss with respect to it.

    ``value`` and ``grad`` cannot be replaced, only filled: ``p.value[...] = x``.

    Parameters
    ----------
    name : str
        For example ``"W"``; `Sequential` adds the layer: ``"0.W"``.
    value : array, shape (*trials, ...)
        The initial value (copied).
    decay : bool, default True
        Whether weight decay applies; no for biases, γ and β.
    trial_axes : int, default 0
        How many leading axes count trials.

    Examples
    --------
    >>> W = Parameter("W", np.ones((2, 3)))
    >>> W.grad.shape
    (2, 3)
    """

    __slots__ = ("_bound", "_grad", "_value", "decay", "name", "trial_axes")

    def __init__(
        self, name: str, value: object, *, decay: bool = True, trial_axes: int = 0
    ) -> None:
        self.name = name
        self.decay = decay
        self.trial_axes = trial_axes
        self._value = check_finite("Parameter", name, value).copy()
        self._grad = np.zeros_like(self._value)
        self._bound = False

    @property
    def value(self) -> Array:
        """The parameter itself."""
        return self._value

    @property
    def grad(self) -> Array:
        """The gradient written by the last backward pass."""
        return self._grad

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one trial's value."""
        return self._value.shape[self.trial_axes :]

    @property
    def trials(self) -> tuple[int, ...]:
        """Shape of the trial axes; ``()`` for one network."""
        return self._value.shape[: self.trial_axes]

    def bind(self, theta: Array, grad: Array) -> None:
        """Move into `theta`, `grad`, shape ``(*trials, size)``: views of the flat vectors."""
        if self._bound:
            remedy = "Build a new layer, or pass copy.deepcopy(layer)."
            received = f"{self.name!r} of another network, or of a layer used twice"
            raise ValueError(message("flatten", "parameters without a network", received, remedy))
        old_value, old_grad = self._value, self._grad
        self._value = theta.reshape(old_value.shape)
        self._grad = grad.reshape(old_value.shape)
        self._value[...], self._grad[...] = old_value, old_grad
        self._bound = True

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle as a parameter of its own, bound to no network."""
        return _rebuild, (self.name, self._value.copy(), self.decay, self.trial_axes)

    def __repr__(self) -> str:
        return f"Parameter({self.name!r}, shape={self._value.shape}, dtype={self._value.dtype})"


def _rebuild(name: str, value: Array, decay: bool, trial_axes: int) -> Parameter:
    parameter = Parameter(name, np.zeros_like(value), decay=decay, trial_axes=trial_axes)
    parameter.value[...] = value  # also of a network that has diverged
    return parameter


def flatten(parameters: Sequence[Parameter]) -> tuple[Array, Array]:
    """Join all parameters into one vector and make each of them a view of its part.

    Parameters
    ----------
    parameters : sequence of Parameter
        All with the same dtype and the same trial axes.

    Returns
    -------
    theta, grad : array, shape (*trials, P)
        The values and the gradients; P is the number of parameters of one trial.

    Raises
    ------
    ValueError
        If dtypes or trials differ, or a parameter already belongs to a network.

    Examples
    --------
    >>> W, b = Parameter("W", [[1.0, 2.0]]), Parameter("b", [3.0])
    >>> theta, grad = flatten([W, b])
    >>> theta += 10
    >>> W.value, b.value
    (array([[11., 12.]]), array([13.]))
    """
    if not isinstance(parameters, Sequence) or isinstance(parameters, str):
        raise TypeError(message("flatten", "a list of parameters", repr(parameters)))
    trials = _common("trials", [p.trials for p in parameters], ())
    dtype = _common("dtype", [p.value.dtype for p in parameters], np.dtype(np.float64))
    sizes = [math.prod(p.shape) for p in parameters]
    theta = np.zeros((*trials, sum(sizes)), dtype)
    grad = np.zeros_like(theta)
    start = 0
    for parameter, size in zip(parameters, sizes, strict=True):
        part = (..., slice(start, start + size))
        parameter.bind(theta[part], grad[part])
        start += size
    return theta, grad


def decay_mask(parameters: Sequence[Parameter]) -> Array:
    """Return a vector of length P: True where weight decay applies."""
    masks = [np.full(math.prod(p.shape), p.decay) for p in parameters]
    return np.concatenate([np.zeros(0, bool), *masks])


def _common(what: str, values: Sequence[T], empty: T) -> T:
    different = list(dict.fromkeys(values))
    if len(different) > 1:
        received = " and ".join(str(value) for value in different)
        raise ValueError(message("flatten", f"one {what} for all layers", received))
    return different[0] if different else empty


class Stateful(Protocol):
    """Anything with named parameters and buffers; a `Sequential`."""

    def named_parameters(self) -> Iterable[tuple[str, Parameter]]:
        """Yield name and parameter."""

    def buffers(self) -> Mapping[str, Array]:
        """Return named buffers."""


class Stepping(Protocol):
    """An optimizer: beside `t` it remembers what the papers call h, m and v."""

    t: int


def save(path: str | Path, network: Stateful, optimizer: Stepping | None = None) -> None:
    """Write all parameters and buffers of `network` into one ``.npz`` file, without pickle.

    The file is written beside its place and then moved there: an interrupted or failed write
    leaves the old file as it was (a process that is killed leaves its ``.partial`` too). With the
    optimizer it is a checkpoint: a run that goes on from it walks the same path as one that was
    never stopped.

    Parameters
    ----------
    path : path
        Where to; an existing file is replaced.
    network : Sequential
        What to save.
    optimizer : object with ``t``, optional
        Its memory is saved too: h, m, v and the steps done. Its settings are not, nor is a
        `ReduceOnPlateau`, which has a memory of its own.

    Raises
    ------
    OSError
        If the file cannot be written, for example on a full disk; it names the file.

    Examples
    --------
    Train in passes, each with random numbers of its own, and nothing is lost but the pass that
    was stopped::

        if path.exists():
            load(path, network, optimizer)
        for epoch in range(optimizer.t // steps_per_epoch, epochs):
            rng = np.random.default_rng([seed, epoch])
            fit(network, x, y, optimizer=optimizer, epochs=1, rng=rng)
            save(path, network, optimizer)
    """
    target = Path(path)
    contents = {"format": np.array(FORMAT), **_arrays(network), **_memory(optimizer)}
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, **contents)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise not_written(error, target) from error
    finally:
        partial.unlink(missing_ok=True)


def load(path: str | Path, network: Stateful, optimizer: Stepping | None = None) -> None:
    """Fill `network` with what `save` wrote; nothing changes unless all of it fits.

    Parameters
    ----------
    path : path
        A file written by `save`.
    network : Sequential
        Built like the one that was saved: same names and shapes.
    optimizer : object with ``t``, optional
        Of the same class as the one that was saved; gets its memory.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, is not ours, is of another version, network or optimizer.
    """
    stored = _read(Path(path))
    memory = {name: stored.pop(name) for name in list(stored) if name.startswith("optimizer.")}
    wanted = _arrays(network)
    _check_shapes(path, wanted, stored)
    if optimizer is not None:
        _recall(path, optimizer, memory)
    for name, array in wanted.items():
        array[...] = stored[name]


def _check_shapes(
    path: str | Path, wanted: Mapping[str, Array], stored: Mapping[str, Array]
) -> None:
    shapes = {name: array.shape for name, array in wanted.items()}
    found = {name: array.shape for name, array in stored.items()}
    if shapes != found:
        names = sorted(shapes.keys() ^ found.keys()) or [n for n in shapes if shapes[n] != found[n]]
        received = f"{found.get(names[0], 'nothing')} in {path}"
        remedy = "Build the network as it was when it was saved."
        rule = f"{names[0]} of shape {shapes.get(names[0], '(none)')}"
        raise ValueError(message("load", rule, received, remedy))


def _arrays(network: Stateful) -> dict[str, Array]:
    parameters = {f"parameter.{name}": p.value for name, p in network.named_parameters()}
    return parameters | {f"buffer.{name}": b for name, b in network.buffers().items()}


def _memory(optimizer: Stepping | None) -> dict[str, Array]:
    """Return what an optimizer remembers; before its first step that is little."""
    if optimizer is None:
        return {}
    kept = {name: getattr(optimizer, name, None) for name in (*MEMORY, "t")}
    kept["class"] = type(optimizer).__name__
    return {f"optimizer.{n}": np.array(value) for n, value in kept.items() if value is not None}


def _recall(path: str | Path, optimizer: Stepping, memory: Mapping[str, Array]) -> None:
    wanted, found = type(optimizer).__name__, str(memory.get("optimizer.class", "none"))
    if found != wanted:
        remedy = "Pass the optimizer to save too, and one of the same class to load."
        raise ValueError(message("load", f"the memory of {wanted}", f"{found} in {path}", remedy))
    optimizer.t = int(memory["optimizer.t"])
    for name in MEMORY:
        if hasattr(optimizer, name):
            setattr(optimizer, name, memory.get(f"optimizer.{name}"))


def _read(path: Path) -> dict[str, Array]:
    remedy = "Save the network again with course_lib.parameters.save."
    if not path.exists():
        raise FileNotFoundError(message("load", f"a file {path}", "none", remedy))
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        version = str(arrays.pop("format"))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
        received = f"{path}, which is damaged or not ours ({type(error).__name__})"
        raise ValueError(message("load", "a file of save", received, remedy)) from error
    if version != FORMAT:
        raise ValueError(message("load", f"format {FORMAT!r}", f"{version!r} in {path}", remedy))
    return arrays
