"""What the questions on normalising share."""

import numpy as np

from course_lib._validate import Array


def normal(x: Array, eps: float, axis: int | None, ddof: int = 0) -> Array:
    """Return `x` less its mean, over the root of its variance and `eps`, along `axis`."""
    mean, variance = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True, ddof=ddof)
    x_hat: Array = (x - mean) / np.sqrt(variance + eps)
    return x_hat
