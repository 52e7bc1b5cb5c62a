"""Diagnostics: what to ask a network before, and while, it trains (chapters 2, 4, 5 and 7).

=========================  =============================================  =======
function                   question                                       chapter
=========================  =============================================  =======
`initial_loss_check`       does it start as a guess among C classes?      7
`overfit_small_batch`      can it memorise a few examples?                7
`lr_range_test`            which learning rates make the loss fall?       7
`activation_statistics`    does the signal survive on its way forward?    2, 4, 5
`activation_histograms`    how is it distributed, layer by layer?         2, 4, 5
`gradient_norms`           does the gradient survive on its way back?     2, 4
`dead_units`               which units let no gradient through at all?    2
=========================  =============================================  =======

The network is never modified: whatever has to move, moves in a copy. Results are plain numbers
and arrays in frozen dataclasses; those of the three checks print as one line that says what was
expected, what was measured and what to try. With trial axes there is one number per trial.
"""

from course_lib.diagnostics.activity import (
    ActivationStatistics,
    activation_histograms,
    activation_statistics,
)
from course_lib.diagnostics.dead import DeadUnits, dead_units
from course_lib.diagnostics.gradients import GradientNorms, gradient_norms
from course_lib.diagnostics.learning_rates import LearningRateRange, lr_range_test
from course_lib.diagnostics.sanity import (
    InitialLoss,
    SmallBatch,
    initial_loss_check,
    overfit_small_batch,
)

__all__ = [
    "ActivationStatistics",
    "DeadUnits",
    "GradientNorms",
    "InitialLoss",
    "LearningRateRange",
    "SmallBatch",
    "activation_histograms",
    "activation_statistics",
    "dead_units",
    "gradient_norms",
    "initial_loss_check",
    "lr_range_test",
    "overfit_small_batch",
]
