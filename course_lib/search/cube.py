"""A configuration is a point of the unit cube: one coordinate u in [0, 1] per hyperparameter.

A search space is a dict {name: distribution}. Here are the few things the search methods do with
a whole space: draw from it, walk its grid, go from the cube to a configuration and back, and
write it down. The order of the names is the order of the coordinates. Used in chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.search.space import KINDS, Choice, Config, Distribution, Value

Space: TypeAlias = Mapping[str, Distribution]
"""A search space: the distribution of every hyperparameter, by name."""


def check_space(owner: str, space: object) -> Space:
    """Return a copy of `space` if it is a non-empty dict of names and distributions."""
    if not isinstance(space, Mapping) or not space:
        raise TypeError(message(owner, "a dict {name: distribution} as space", repr(space)))
    for name, distribution in space.items():
        if not isinstance(name, str):
            raise TypeError(message(owner, "hyperparameter names as strings", repr(name)))
        if not isinstance(distribution, Distribution):
            rule = f"a distribution, such as Uniform(0, 1), for {name}"
            received, remedy = repr(distribution)[:80], _remedy(distribution)
            raise TypeError(message(owner, rule, received, remedy))
    return dict(space)


def _remedy(value: object) -> str:
    """Say what to write instead of a range, a list of options or a number."""
    if isinstance(value, tuple | list) and value:
        numbers = isinstance(value, tuple) and all(isinstance(v, int | float) for v in value)
        kind = f"Uniform{value}" if numbers and len(value) == 2 else f"Choice({list(value)})"
        return f"Did you mean {kind}?" if len(kind) < 80 else "Did you mean Choice([…])?"
    return "A value that stays fixed belongs in the objective, not in the space."


def sample(space: Space, *, rng: np.random.Generator) -> Config:
    """Draw one configuration.

    x = from_unit(u),  u uniform in the unit cube

    Parameters
    ----------
    space : dict
        Name → distribution.
    rng : numpy.random.Generator
        The random generator; it gives one number per hyperparameter.

    Returns
    -------
    dict
        Name → value.

    Examples
    --------
    >>> from course_lib.search import LogUniform, sample
    >>> config = sample({"lr": LogUniform(1e-4, 1e-1)}, rng=np.random.default_rng(0))
    >>> print(f"{config['lr']:.4f}")
    0.0081
    """
    check_space("sample", space)
    return from_unit(space, check.generator("sample", rng).random(len(space)))


def from_unit(space: Space, point: Sequence[float] | Array) -> Config:
    """Return the configuration at a point (d,) of the unit cube."""
    space = check_space("from_unit", space)
    place = check.interval("from_unit", "point", point, 0, 1)
    if np.shape(place) != (len(space),):
        rule = f"a point of {len(space)} numbers"
        raise ValueError(message("from_unit", rule, f"shape {np.shape(place)}"))
    pairs = zip(space.items(), point, strict=True)
    return {name: distribution.from_unit(float(u)) for (name, distribution), u in pairs}


def to_unit(space: Space, config: Mapping[str, Value]) -> Array:
    """Return the point (d,) of the unit cube of a configuration: the inverse of `from_unit`."""
    space = check_space("to_unit", space)
    if not isinstance(config, Mapping) or not set(space) <= set(config):
        raise ValueError(message("to_unit", f"a configuration with {list(space)}", repr(config)))
    return np.array([distribution.to_unit(config[name]) for name, distribution in space.items()])


def features(space: Space, points: Array) -> Array:
    """Return points (n, d) of the cube as coordinates (n, width) for a distance.

    Whole numbers are moved to the middle of their cell, an option becomes one coordinate per
    option. All points that mean the same configuration are then the same place.
    """
    columns = [dist.features(points[:, i]) for i, dist in enumerate(space.values())]
    return np.concatenate(columns, axis=1)


def grid_axes(
    space: Space, points: int | Mapping[str, int], *, owner: str = "grid_axes"
) -> dict[str, Sequence[Value]]:
    """Return the grid values of every hyperparameter.

    `points` is one number for all, or a dict {name: number}, which may leave out a `Choice`.
    """
    if not isinstance(points, Mapping):
        points = dict.fromkeys(space, points)
    for name in points:
        check.choice(owner, "names in points", name, space)
    counts = {name: 1 for name, kind in space.items() if isinstance(kind, Choice)} | dict(points)
    if missing := [name for name in space if name not in counts]:
        raise ValueError(message(owner, "points for every hyperparameter", f"none for {missing}"))
    return {
        name: kind.grid(check.integer(owner, f"points of {name}", counts[name]))
        for name, kind in space.items()
    }


def grid(axes: Mapping[str, Sequence[Value]]) -> Iterator[Config]:
    """Yield every combination of the values in `axes`; the last name changes fastest."""
    for values in product(*axes.values()):
        yield dict(zip(axes, values, strict=True))


def is_member(space: Space, config: object) -> bool:
    """Tell whether `config` has exactly the names of `space`, each with a possible value."""
    if not isinstance(config, dict) or list(config) != list(space):
        return False
    return all(config[name] in distribution for name, distribution in space.items())


def space_to_json(space: Space) -> dict[str, dict[str, Any]]:
    """Return the space as plain dicts: {"lr": {"kind": "LogUniform", "low": …, "high": …}}."""
    return {
        name: {"kind": type(distribution).__name__} | vars(distribution)
        for name, distribution in space.items()
    }


def space_from_json(written: Mapping[str, Mapping[str, Any]]) -> Space:
    """Return the space that `space_to_json` wrote; raises if it is none."""
    return {name: _distribution(name, dict(entry)) for name, entry in written.items()}


def _distribution(name: str, entry: dict[str, Any]) -> Distribution:
    kind = check.choice("space", f"the kind of {name}", entry.pop("kind", None), KINDS)
    return KINDS[kind](**entry)  # type: ignore[no-any-return]
