"""Explorers: sliders over figures that follow at once, and their pictures where there is no kernel.

`Explorer` makes one from a pure function, a drawing and sliders; see `course_lib.widgets.explorer`.
"""

from course_lib.widgets.activation_zoo import activation_zoo
from course_lib.widgets.augmentation_sheet import augmentation_sheet
from course_lib.widgets.backward_stepper import backward_stepper
from course_lib.widgets.batch_in_out import batch_in_out
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.curve_doctor import curve_doctor
from course_lib.widgets.dropout_masks import dropout_masks
from course_lib.widgets.explorer import Explorer
from course_lib.widgets.gain_histograms import gain_histograms
from course_lib.widgets.gradient_depth import gradient_depth
from course_lib.widgets.halving_bracket import halving_bracket
from course_lib.widgets.live_figure import LiveFigure
from course_lib.widgets.momentum_map import momentum_explorer
from course_lib.widgets.norm_pair import norm_pair
from course_lib.widgets.optimizer_playground import optimizer_playground
from course_lib.widgets.regularisation_bench import regularisation_bench
from course_lib.widgets.schedule_designer import schedule_designer
from course_lib.widgets.search_sampler import search_sampler
from course_lib.widgets.secant import secant_explorer
from course_lib.widgets.step_size import step_size_explorer
from course_lib.widgets.whitening_cloud import whitening_cloud

__all__ = [
    "Explorer",
    "LiveFigure",
    "activation_zoo",
    "augmentation_sheet",
    "backward_stepper",
    "batch_in_out",
    "choice",
    "curve_doctor",
    "dropout_masks",
    "gain_histograms",
    "gradient_depth",
    "halving_bracket",
    "momentum_explorer",
    "norm_pair",
    "optimizer_playground",
    "regularisation_bench",
    "schedule_designer",
    "search_sampler",
    "secant_explorer",
    "slider",
    "step_size_explorer",
    "whitening_cloud",
]
