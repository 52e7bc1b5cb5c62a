"""Assignment 1: one rule trains every network."""

from course_exercises.questions.chapter_01 import (
    q1_numerical_gradient,
    q2_complex_step,
    q3_local_backward,
    q4_backward_by_hand,
    q5_accumulate,
    q6_affine_backward,
    q7_softmax_cross_entropy,
    q8_steps_needed,
    q9_worst_chord,
    q10_newton,
    q11_measure_limit,
)

QUESTIONS = (
    q1_numerical_gradient.QUESTION,
    q2_complex_step.QUESTION,
    q3_local_backward.QUESTION,
    q4_backward_by_hand.QUESTION,
    q5_accumulate.QUESTION,
    q6_affine_backward.QUESTION,
    q7_softmax_cross_entropy.QUESTION,
    q8_steps_needed.QUESTION,
    q9_worst_chord.QUESTION,
    q10_newton.QUESTION,
    q11_measure_limit.QUESTION,
)
