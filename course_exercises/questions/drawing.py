"""Random numbers that make fair questions: away from 0, with few decimals."""

from __future__ import annotations

import numpy as np

from course_lib._validate import Array


def away_from_zero(rng: np.random.Generator, *shape: int) -> Array:
    """Draw numbers of both signs, with absolute values between 0.5 and 2."""
    return np.asarray(rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape))


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw one number with three decimals."""
    return round(float(rng.uniform(low, high)), 3)
