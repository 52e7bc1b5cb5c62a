"""How layers with weights, and layers that normalise, start; the formula is that of the layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib.layers._trials import Generators, Initializers, Trials, draw, trial_shape
from course_lib.layers.base import Layer
from course_lib.parameters import Parameter


def sizes(owner: str, **numbers: int) -> tuple[int, ...]:
    """Return whole numbers >= 1, given by name."""
    return tuple(check.integer(owner, name, number) for name, number in numbers.items())


class Affine(Layer):
    """Weights W and a bias b, for each trial; ``bias=False``: b stays 0 and is not learned."""

    def __init__(
        self,
        W_shape: tuple[int, ...],
        b_shape: tuple[int, ...],
        *,
        rng: Generators,
        init: Initializers,
        bias: float,
        trials: Trials,
        dtype: Any,
    ) -> None:
        owner = type(self).__name__
        remedy = "bias is the initial value of b; False leaves b out."
        start = 0.0 if bias is False else check.number(owner, "bias", bias, remedy=remedy)
        k = trial_shape(owner, trials)
        self.W = Parameter("W", draw(owner, init, W_shape, k, rng, dtype), trial_axes=len(k))
        b = np.full((*k, *b_shape), start, dtype)
        self.b = Parameter("b", b, decay=False, trial_axes=len(k))
        self._learned = (self.W,) if bias is False else (self.W, self.b)

    def parameters(self) -> Sequence[Parameter]:
        """Return W and b."""
        return self._learned


class Norm(Layer):
    """γ = 1, β = 0 for each feature and trial, and ε."""

    def __init__(
        self, features: int, *, eps: float = 1e-5, trials: Trials = (), dtype: Any = np.float64
    ) -> None:
        owner = type(self).__name__
        self.eps = check.number(owner, "eps", eps, 0, open_low=True)
        k, real = trial_shape(owner, trials), check.dtype(owner, dtype)
        shape = (*k, check.integer(owner, "features", features))
        self.gamma = Parameter("gamma", np.ones(shape, real), decay=False, trial_axes=len(k))
        self.beta = Parameter("beta", np.zeros(shape, real), decay=False, trial_axes=len(k))

    def parameters(self) -> Sequence[Parameter]:
        """Return γ and β."""
        return self.gamma, self.beta
