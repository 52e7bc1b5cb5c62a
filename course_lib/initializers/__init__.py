"""Start so that the signal survives: initial weights whose size fits the layer.

An initializer is a function ``(shape, rng) -> array`` for *one* weight: ``(in, out)`` of a dense
layer, ``(out, in, kh, kw)`` of a convolution. `he_normal` is one itself; ``normal(0.01)``
returns one. Layers with trial axes call it once per trial. Chapter 4 derives them all.

With n inputs of second moment E[x²], a unit y = Σ wᵢ xᵢ has Var[y] = n Var[w] E[x²], and an
activation leaves E[f(y)²] = Var[y] / gain². So Var[w] = gain² / n keeps the signal:

===================================  ========  =====================  ====================
initializer                          gain²     n                      for
===================================  ========  =====================  ====================
`lecun_normal`                       1         fan-in                 linear, SELU
`xavier_normal`, `xavier_uniform`    1         (fan-in + fan-out)/2   tanh, sigmoid
`he_normal`, `he_uniform`            2         fan-in                 ReLU
``variance_scaling(gain(f), mode)``  1/E[f²]   `mode`                 any activation f
`orthogonal`                         gain²     lengths kept exactly   deep linear, tanh
`lsuv`                               measured  on a batch of data     any network
===================================  ========  =====================  ====================
"""

from course_lib.initializers.basic import Initializer, constant, normal, zeros
from course_lib.initializers.orthogonality import lsuv, orthogonal
from course_lib.initializers.scaling import (
    fans,
    gain,
    he_normal,
    he_uniform,
    lecun_normal,
    variance_scaling,
    xavier_normal,
    xavier_uniform,
)

__all__ = [
    "Initializer", "constant", "fans", "gain", "he_normal", "he_uniform", "lecun_normal", "lsuv",
    "normal", "orthogonal", "variance_scaling", "xavier_normal", "xavier_uniform", "zeros",
]  # fmt: skip
