"""Assignment 3: which way, and how far."""

from course_exercises.questions.chapter_03 import (
    q1_momentum,
    q2_nesterov,
    q3_best_momentum,
    q4_adagrad,
    q5_rmsprop,
    q6_adam,
    q7_adamw,
    q8_cosine_warmup,
    q9_usable_range,
    q10_gradient_noise,
    q11_fair_comparison,
)

QUESTIONS = (
    q1_momentum.QUESTION,
    q2_nesterov.QUESTION,
    q3_best_momentum.QUESTION,
    q4_adagrad.QUESTION,
    q5_rmsprop.QUESTION,
    q6_adam.QUESTION,
    q7_adamw.QUESTION,
    q8_cosine_warmup.QUESTION,
    q9_usable_range.QUESTION,
    q10_gradient_noise.QUESTION,
    q11_fair_comparison.QUESTION,
)
