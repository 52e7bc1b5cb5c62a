"""Draws of exactly 0, which are rarest."""

import numpy as np


def zeros():
    """A generator whose every draw is exactly 0: a Mersenne twister whose state is all zeros."""
    bits = np.random.MT19937(0)
    state = bits.state
    state["state"]["key"][:] = 0
    bits.state = state
    return np.random.Generator(bits)
