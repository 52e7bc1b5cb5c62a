"""Assignment 1: one rule trains every network."""

from course_lib.exercises.chapter_01 import (
    q1_numerical_gradient,
    q2_complex_step,
    q3_local_backward,
    q4_backward_by_hand,
    q5_accumulate,
)

QUESTIONS = (
    q1_numerical_gradient.QUESTION,
    q2_complex_step.QUESTION,
    q3_local_backward.QUESTION,
    q4_backward_by_hand.QUESTION,
    q5_accumulate.QUESTION,
)
