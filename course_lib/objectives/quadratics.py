"""Quadratics f(x) = ½ (x − c)ᵀ A (x − c) of any dimension: every smooth minimum, magnified.

Their Hessian is A everywhere, and the condition number κ = λ_max / λ_min of A says how slow
gradient descent is on them: at best a factor (κ − 1)/(κ + 1) per step (chapter 3).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.objectives.objective import Objective


def quadratic(
    hessian: object, centre: object = None, start: object = None, name: str = "quadratic"
) -> Objective:
    """Return f(x) = ½ (x − c)ᵀ A (x − c).

    Parameters
    ----------
    hessian : array, shape (D, D), symmetric
        A. Where it is not positive definite, f has no isolated minimum and `minima` is empty.
    centre : array, shape (D,), default 0
        c, where the gradient is 0.
    start : array, shape (D,), default c + 1
        Where to start; the bounds reach 1.5 times as far from c.
    name : str
        Its name.

    Examples
    --------
    >>> f = quadratic(np.diag([1.0, 20.0]))
    >>> float(f([1.0, 1.0])), f.gradient([1.0, 1.0])
    (10.5, array([ 1., 20.]))
    >>> condition_number(f.hessian(f.start))
    20.0
    """
    A = _symmetric("quadratic", hessian)
    c = _vector("centre", np.zeros(len(A)) if centre is None else centre, len(A))
    first = _vector("start", c + 1 if start is None else start, len(A))
    reach = 1.5 * np.abs(first - c).max()
    definite = np.linalg.eigvalsh(A)[0] > 0
    return Objective(
        name,
        "(x - c)' A (x - c) / 2",
        partial(_value, A, c),
        partial(_slopes, A, c),
        partial(_curvatures, A),
        minima=(_point(c),) if definite else (),
        start=_point(first),
        bounds=tuple((float(x - reach), float(x + reach)) for x in c),
    )


def condition_number(hessian: object) -> float:
    """Return κ = λ_max / λ_min of a symmetric, positive definite matrix.

    Raises
    ------
    ValueError
        If the matrix is not symmetric or not positive definite.

    Examples
    --------
    >>> condition_number([[2.0, 0.0], [0.0, 0.1]])
    20.0
    """
    eigenvalues = np.linalg.eigvalsh(_symmetric("condition_number", hessian))
    if eigenvalues[0] <= 0:
        rule = "a positive definite hessian"
        received = f"the eigenvalue {eigenvalues[0]:.3g}"
        raise ValueError(message("condition_number", rule, received))
    return float(eigenvalues[-1] / eigenvalues[0])


def _value(A: Array, c: Array, *x: Any) -> Any:
    d = np.stack(x, -1) - c
    return (d * _product(A, d)).sum(-1) / 2


def _slopes(A: Array, c: Array, *x: Any) -> Any:
    return np.moveaxis(_product(A, np.stack(x, -1) - c), -1, 0)


def _curvatures(A: Array, *x: Any) -> Any:
    return A


def _product(A: Array, d: Array) -> Array:
    """Return A d, without BLAS: its order of summation depends on the processor."""
    product: Array = (A * d[..., None, :]).sum(-1)
    return product


def _symmetric(owner: str, hessian: object) -> Array:
    A = check.finite(owner, "hessian", hessian).astype(np.float64)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not A.size:
        raise ValueError(message(owner, "a hessian of shape (D, D)", A.shape))
    with np.errstate(over="ignore"):
        symmetric = np.allclose(A, A.T)
    if not symmetric:
        received = "one that differs from its transpose"
        raise ValueError(message(owner, "a symmetric hessian", received))
    return A


def _vector(name: str, value: object, size: int) -> Array:
    vector = check.finite("quadratic", name, value).astype(np.float64)
    if vector.shape != (size,):
        raise ValueError(message("quadratic", f"{name} of shape ({size},)", vector.shape))
    return vector


def _point(x: Array) -> tuple[float, ...]:
    return tuple(float(entry) for entry in x)
