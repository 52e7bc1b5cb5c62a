"""Assignment 7: look, then search."""

from course_exercises.questions.chapter_07 import (
    q1_log_uniform,
    q2_random_search,
    q3_initial_loss,
    q4_successive_halving,
    q5_expected_improvement,
    q6_reading_curves,
    q7_seeds_needed,
    q8_split,
    q9_peeking,
)

QUESTIONS = (
    q1_log_uniform.QUESTION,
    q2_random_search.QUESTION,
    q3_initial_loss.QUESTION,
    q4_successive_halving.QUESTION,
    q5_expected_improvement.QUESTION,
    q6_reading_curves.QUESTION,
    q7_seeds_needed.QUESTION,
    q8_split.QUESTION,
    q9_peeking.QUESTION,
)
