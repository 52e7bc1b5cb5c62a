"""Where an optimizer goes: its path over a surface, for the pictures of chapter 3.

The optimizer that trains a network also moves a point in the plane: θ is two numbers, and the
gradient comes from a formula instead of a backward pass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.optimizers.frame import Stepper


def walk(
    optimizer: Stepper, gradient: Callable[[Array], Array], theta0: object, steps: int
) -> Array:
    """Take `steps` steps; return all points, the start first.

    ::

        repeat:  g ← ∇f(θ),  θ ← optimizer.step(θ, g)

    Parameters
    ----------
    optimizer : object with ``step(theta, grad)``
        A new one for each walk.
    gradient : callable
        ``θ -> ∇f(θ)``, of θ's shape; may be noisy.
    theta0 : array, shape (*trials, P)
        Start (copied; computed in float64). With trial axes many points walk at once, each with
        its own hyperparameters.
    steps : int >= 1

    Returns
    -------
    array, shape (steps + 1, *trials, P)
        A walk that diverges ends with infinities and NaN.

    Examples
    --------
    >>> from course_lib.optimizers import SGD
    >>> walk(SGD(lr=0.25), lambda x: 2 * x, [8.0], steps=3)[:, 0]
    array([8., 4., 2., 1.])
    """
    check.method("walk", "optimizer", optimizer, "step")
    check.function("walk", "gradient", gradient)
    theta = np.array(check.finite("walk", "theta0", theta0), dtype=np.float64)
    if theta.ndim == 0:
        raise ValueError(message("walk", "theta0 of shape (*trials, P)", "one number"))
    path = np.empty((check.integer("walk", "steps", steps) + 1, *theta.shape))
    path[0] = theta
    with np.errstate(all="ignore"):  # too long a step may overflow; the path shows it
        for place in path[1:]:
            optimizer.step(theta, gradient(theta))
            place[...] = theta
    return path


def steps_to_stay(path: Array, minimum: object, radius: float) -> Number:
    """Return after how many steps a path comes within `radius` of the minimum and stays there.

    Parameters
    ----------
    path : array, shape (steps + 1, *trials, P)
        From `walk`.
    minimum : array, shape (P,)
    radius : float > 0

    Returns
    -------
    float, or array over trials
        NaN for a path that does not end within `radius`.

    Examples
    --------
    >>> steps_to_stay(np.array([[8.0], [1.0], [-3.0], [1.0], [0.0]]), [0.0], radius=2.0)
    3.0
    """
    check.number("steps_to_stay", "radius", radius, 0, open_low=True)
    check.array("steps_to_stay", "path", path)
    centre = check.finite("steps_to_stay", "minimum", minimum)
    if path.ndim < 2 or len(path) == 0 or centre.shape != path.shape[-1:]:
        rule, received = "a path (steps + 1, ..., P) and a minimum (P,)", (path.shape, centre.shape)
        raise ValueError(message("steps_to_stay", rule, f"shapes {received}"))
    with np.errstate(all="ignore"):  # of a walk that diverged
        near = np.sqrt(np.sum((path - centre) ** 2, axis=-1)) < radius
    last_away = len(path) - 1 - np.argmin(near[::-1], axis=0)
    steps = np.where(near.all(axis=0), 0.0, np.where(near[-1], last_away + 1.0, np.nan))
    return float(steps) if steps.ndim == 0 else steps
