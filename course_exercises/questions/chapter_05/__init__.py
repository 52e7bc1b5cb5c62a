"""Assignment 5: normalise inside the network."""

from course_exercises.questions.chapter_05 import (
    q1_batch_norm,
    q2_running_averages,
    q3_evaluation,
    q4_backward,
    q5_folding,
    q6_clinic,
    q7_layer_norm,
    q8_scale_invariance,
    q9_batch_noise,
)

QUESTIONS = (
    q1_batch_norm.QUESTION,
    q2_running_averages.QUESTION,
    q3_evaluation.QUESTION,
    q4_backward.QUESTION,
    q5_folding.QUESTION,
    q6_clinic.QUESTION,
    q7_layer_norm.QUESTION,
    q8_scale_invariance.QUESTION,
    q9_batch_noise.QUESTION,
)
