"""Learning rates that change during training: a schedule is a function ``step -> lr``.

`step` counts updates from 0: the first update uses ``schedule(0)``. Every optimizer takes a
schedule in place of the number: ``SGD(lr=cosine(0.1, steps=1000))``. Wherever a learning rate is
expected, it may be an array with one number per trial. Chapter 3 compares the shapes:

==============  =====================================================  ========================
schedule        η at step t (T `steps`, k `every`, γ `factor`)         PyTorch
==============  =====================================================  ========================
`constant`      η                                                      –
`step_decay`    η γ^⌊t/k⌋                                              StepLR
`exponential`   η γ^(t/k)                                              ExponentialLR (k = 1)
`inverse_time`  η / (1 + decay · t)                                    –
`cosine`        η_T + (η − η_T) (1 + cos(π t/T)) / 2                   CosineAnnealingLR
`warmup`        rises linearly to another schedule, then follows it    LinearLR, SequentialLR
`one_cycle`     cosine up to η, cosine down to almost 0                OneCycleLR
`cyclic`        triangles between two rates                            CyclicLR
==============  =====================================================  ========================

`ReduceOnPlateau` follows a metric, so it is an object with a memory. `steps_in` turns epochs into
steps. Schedules can be pickled, as workers need it.
"""

from course_lib.schedules._rule import Schedule
from course_lib.schedules.cycles import cyclic, one_cycle, warmup
from course_lib.schedules.decays import constant, cosine, exponential, inverse_time, step_decay
from course_lib.schedules.epochs import steps_in
from course_lib.schedules.plateau import ReduceOnPlateau

__all__ = [
    "ReduceOnPlateau",
    "Schedule",
    "constant",
    "cosine",
    "cyclic",
    "exponential",
    "inverse_time",
    "one_cycle",
    "step_decay",
    "steps_in",
    "warmup",
]
