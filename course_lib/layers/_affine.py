"""How layers with weights W and a bias b start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib.layers._trials import Generators, Initializers, Trials, draw, trial_shape
from course_lib.layers.base import Layer
from course_lib.parameters import Parameter


class Affine(Layer):
    """W and b of a layer, for each trial; the formula is that of the layer.

    With ``bias=False`` b stays 0 and is not among the parameters.
    """

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
