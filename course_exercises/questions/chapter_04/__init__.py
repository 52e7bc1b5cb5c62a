"""Assignment 4: start so that the signal survives."""

from course_exercises.questions.chapter_04 import (
    q1_standardise,
    q2_pca,
    q3_zca,
    q4_least_squares_bowl,
    q5_gain,
    q6_xavier,
    q7_he_leaky,
    q8_orthogonal,
    q9_predict,
    q10_lsuv,
    q11_compare_gains,
)

QUESTIONS = (
    q1_standardise.QUESTION,
    q2_pca.QUESTION,
    q3_zca.QUESTION,
    q4_least_squares_bowl.QUESTION,
    q5_gain.QUESTION,
    q6_xavier.QUESTION,
    q7_he_leaky.QUESTION,
    q8_orthogonal.QUESTION,
    q9_predict.QUESTION,
    q10_lsuv.QUESTION,
    q11_compare_gains.QUESTION,
)
