"""The file of a network, and of all that training remembers: one ``.npz``, without pickle.

===============================  ================================================
``parameter.0.W``, ``buffer.…``  the network
``optimizer.m``, ``history.…``   what each further part remembers, and its class
``format``                       the version of this table
===============================  ================================================

A part says itself what it remembers (`Remembering`): an array that is learned on the way, a count
of steps, but not its settings, which the program that resumes sets again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from course_lib import _validate as check
from course_lib._files import replace_file
from course_lib._validate import Array, message
from course_lib.parameters.parameter import Parameter

FORMAT = "course_lib network 2"
READABLE = ("course_lib network 1", FORMAT)
"""Files of version 1 hold a network and at most an optimizer, in the same layout."""

NETWORK = ("parameter", "buffer")
TAKEN = (*NETWORK, "format", "lr")
"""Names that no further part can have."""

AGAIN = "Save it again, or delete the file to begin again."


class Stateful(Protocol):
    """Anything with named parameters and buffers; a `Sequential`."""

    def named_parameters(self) -> Iterable[tuple[str, Parameter]]:
        """Yield name and parameter."""

    def buffers(self) -> Mapping[str, Array]:
        """Return named buffers."""


class Remembering(Protocol):
    """What a checkpoint can keep: an optimizer, a `ReduceOnPlateau`, a `History`, …"""

    def state_dict(self) -> Mapping[str, Any]:
        """Return arrays, numbers and texts by name; None for what does not exist yet."""

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume: arrays by name (of numbers and texts too), without those of None."""


def save(
    path: str | Path,
    network: Stateful,
    optimizer: Remembering | None = None,
    **parts: Remembering | None,
) -> None:
    """Write all parameters and buffers of `network` into one ``.npz`` file, without pickle.

    The file is written beside its place and then moved there: an interrupted or failed write
    leaves the old file as it was. What a killed process left half-written goes with the next save.

    With the optimizer and all else that has a memory it is a checkpoint: a run that resumes from
    it takes the same steps as one that was never stopped. `fit` writes and reads such files itself:
    ``fit(..., checkpoint=Checkpoint(path))``.

    Parameters
    ----------
    path : path
        Where to; an existing file is replaced.
    network : Sequential
        What to save.
    optimizer : optimizer, optional
        Its memory is saved too, with that of a `ReduceOnPlateau` that is its ``lr``; its settings
        are not.
    **parts : object with ``state_dict`` and ``load_state_dict``, or None
        What else remembers, under a name of your choice, for example ``average=average``.

    Raises
    ------
    TypeError, ValueError
        For a part that does not say what it remembers, or whose name is taken.
    OSError
        If the file cannot be written, for example on a full disk; it names the file.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from course_lib.network import mlp
    >>> from course_lib.optimizers import SGD
    >>> folder = TemporaryDirectory()
    >>> path = f"{folder.name}/net.npz"
    >>> network, sgd = mlp([2, 3], rng=np.random.default_rng(0)), SGD(0.1, momentum=0.9)
    >>> sgd.step(network.theta, grad=np.ones(9))
    >>> save(path, network, sgd)

    The same run, built again, resumes:

    >>> again, other = mlp([2, 3], rng=np.random.default_rng(1)), SGD(0.1, momentum=0.9)
    >>> load(path, again, other)
    >>> print((again.theta == network.theta).all(), other.t, other.v[0])
    True 1 1.0
    >>> folder.cleanup()
    """
    contents = {"format": np.array(FORMAT), **_arrays(network)}
    for name, part in _named("save", optimizer, parts).items():
        contents |= _memory(name, part)
    replace_file(Path(path), lambda file: np.savez(file, **contents))  # type: ignore[arg-type]


def load(
    path: str | Path,
    network: Stateful,
    optimizer: Remembering | None = None,
    **parts: Remembering | None,
) -> None:
    """Fill `network` with what `save` wrote; nothing changes unless all of it fits.

    Parameters
    ----------
    path : path
        A file written by `save`.
    network : Sequential
        Built like the one that was saved: same names and shapes.
    optimizer, **parts : optional
        All that were saved, of the same classes, under the same names; or none of them, and the
        network alone is read.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError, ValueError
        If the file is damaged, is not ours, is of another version, network or optimizer, or holds
        other parts.
    """
    stored = _read(Path(path))
    wanted, found = _arrays(network), _groups(stored)
    _check_shapes(path, wanted, {n: stored[n] for n in stored if n.partition(".")[0] in NETWORK})
    named = _named("load", optimizer, parts)
    if named:
        _check_parts(path, named, found)
    copies = {name: copy(part) for name, part in named.items()}
    for rehearsed in (copies, named):  # what a copy refuses has changed nothing
        for name, part in rehearsed.items():
            _recall(path, name, part, found[name])
    for name, array in wanted.items():
        array[...] = stored[name]


def check_part(owner: str, name: str, part: object) -> None:
    """Refuse what would be saved in part, or not at all."""
    methods = (getattr(part, method, None) for method in ("state_dict", "load_state_dict"))
    if isinstance(part, type) or not all(map(callable, methods)):
        remedy = "Give it these methods: they say what it remembers."
        rule = f"{name} with state_dict and load_state_dict"
        raise TypeError(message(owner, rule, repr(part), remedy))


def check_names(owner: str, names: Iterable[str], taken: Iterable[str]) -> None:
    """Refuse names of parts that mean something else."""
    for name in names:
        if name in taken:
            raise ValueError(message(owner, "another name of the part", f"{name}="))


def _named(
    owner: str, optimizer: Remembering | None, parts: Mapping[str, Remembering | None]
) -> dict[str, Remembering]:
    """Return all parts by name: the optimizer, its rate if that has a memory, and the others."""
    check_names(owner, parts, TAKEN)
    rate = getattr(optimizer, "lr", None)
    lr = rate if hasattr(rate, "state_dict") else None
    named = {"optimizer": optimizer, "lr": lr, **parts}
    present = {name: part for name, part in named.items() if part is not None}
    for name, part in present.items():
        check_part(owner, name, part)
    return present


def _memory(name: str, part: Remembering) -> dict[str, Array]:
    """Return what `part` remembers, and its class."""
    memory = {f"{name}.class": np.array(type(part).__name__)}
    for key, value in part.state_dict().items():
        if value is not None:
            memory[f"{name}.{key}"] = check.rectangular("save", f"{name}.{key}", value)
            if memory[f"{name}.{key}"].dtype.hasobject:
                rule = f"arrays, numbers and texts in {name}"
                raise TypeError(message("save", rule, f"{key}={value!r}"))
    return memory


def _groups(stored: Mapping[str, Array]) -> dict[str, dict[str, Array]]:
    """Return the arrays of each part but the network by their own names."""
    groups: dict[str, dict[str, Array]] = {}
    for full, array in stored.items():
        name, _, key = full.partition(".")
        if name not in NETWORK:
            groups.setdefault(name, {})[key] = array
    return groups


def _check_parts(
    path: str | Path,
    named: Mapping[str, Remembering],
    found: Mapping[str, Mapping[str, Array]],
) -> None:
    """Refuse a memory of something else, and one that nobody takes up."""
    for name, part in named.items():
        wanted, kind = type(part).__name__, str(found.get(name, {}).get("class", "none"))
        if kind != wanted:
            rule = f"the memory of {wanted} as {name}"
            remedy = "Pass to save and load the same parts, of the same classes."
            raise ValueError(message("load", rule, f"{kind} in {path}", remedy))
    left = found.keys() - named.keys()
    if left:
        rule = "all that was saved, or the network alone"
        received = f"no {', '.join(sorted(left))} of {path}"
        raise ValueError(message("load", rule, received, "Pass them too."))


def _recall(path: str | Path, name: str, part: Remembering, memory: Mapping[str, Array]) -> None:
    try:
        part.load_state_dict(memory)
    except KeyError as error:
        received = f"none in {path}"
        raise ValueError(message("load", f"{name}.{error.args[0]}", received, AGAIN)) from None


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


def _read(path: Path) -> dict[str, Array]:
    if not path.exists():
        remedy = "Save the network first, with course_lib.parameters.save."
        raise FileNotFoundError(message("load", f"a file {path}", "none", remedy))
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        version = str(arrays.pop("format"))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
        received = f"{path}, which is damaged or not ours ({type(error).__name__})"
        raise ValueError(message("load", "a file of save", received, AGAIN)) from error
    if version not in READABLE:
        raise ValueError(message("load", f"format {FORMAT!r}", f"{version!r} in {path}", AGAIN))
    return arrays
