"""What can move parameters: anything with a method ``step(theta, grad)``."""

from __future__ import annotations

from typing import Protocol

from course_lib._validate import Array


class Stepper(Protocol):
    """What moves θ in place, once for each gradient: an optimizer of this package, or your own."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta`; `decay` is the 0/1 mask of what weight decay applies to."""
