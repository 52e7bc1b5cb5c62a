"""Optimizers, in order of increasing complexity (chapter 3).

Stepping optimizers move a flat vector in place: ``optimizer.step(theta, grad)``. Minimizers see
the whole objective: ``gradient_descent(value_and_gradient, theta0)``.

===============  ==========================================================
``frame``        what they all share, `Stepper`; how to write your own
``sgd``          `SGD`, with momentum and Nesterov's look-ahead
``adaptive``     `AdaGrad`, `RMSProp`
``adam``         `Adam`, `AdamW`
``averaging``    `ExponentialAverage`, `clip_by_norm`
``descent``      `Minimum`, and the descent that all minimizers share
``minimize``     `gradient_descent`, `newton`
``line_search``  how far along a direction: backtracking, strong Wolfe
``lbfgs``        `lbfgs`
``walk``         `walk`: the path of a stepping optimizer; `steps_to_stay`
``theory``       `momentum_rate`, `best_momentum`: what a quadratic allows
===============  ==========================================================
"""

from course_lib.optimizers.adam import Adam, AdamW
from course_lib.optimizers.adaptive import AdaGrad, RMSProp
from course_lib.optimizers.averaging import ExponentialAverage, clip_by_norm
from course_lib.optimizers.descent import Minimum, ValueAndGradient
from course_lib.optimizers.frame import Rate, Stepper
from course_lib.optimizers.lbfgs import lbfgs
from course_lib.optimizers.minimize import gradient_descent, newton
from course_lib.optimizers.sgd import SGD
from course_lib.optimizers.theory import best_momentum, momentum_rate
from course_lib.optimizers.walk import steps_to_stay, walk

__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "ExponentialAverage",
    "Minimum",
    "RMSProp",
    "Rate",
    "Stepper",
    "ValueAndGradient",
    "best_momentum",
    "clip_by_norm",
    "gradient_descent",
    "lbfgs",
    "momentum_rate",
    "newton",
    "steps_to_stay",
    "walk",
]
