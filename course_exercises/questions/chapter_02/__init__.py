"""Assignment 2: why deep networks refused to learn."""

from course_exercises.questions.chapter_02 import (
    q1_slope_from_output,
    q2_leaky_relu,
    q3_elu,
    q4_maxout_backward,
    q5_gradient_profile,
    q6_predicted_share,
    q7_dead_share,
    q8_clip_by_norm,
    q9_residual,
    q10_same_sign_share,
    q11_factor_per_layer,
)

QUESTIONS = (
    q1_slope_from_output.QUESTION,
    q2_leaky_relu.QUESTION,
    q3_elu.QUESTION,
    q4_maxout_backward.QUESTION,
    q5_gradient_profile.QUESTION,
    q6_predicted_share.QUESTION,
    q7_dead_share.QUESTION,
    q8_clip_by_norm.QUESTION,
    q9_residual.QUESTION,
    q10_same_sign_share.QUESTION,
    q11_factor_per_layer.QUESTION,
)
