"""Assignment 6: add noise in training, average it out in testing."""

from course_exercises.questions.chapter_06 import (
    q1_dropout,
    q2_drop_connect,
    q3_elastic_net,
    q4_early_stopping,
    q5_cutout,
    q6_mixup,
    q7_stochastic_depth,
    q8_ensemble,
    q9_transfer,
    q10_dropout_noise,
)

QUESTIONS = (
    q1_dropout.QUESTION,
    q2_drop_connect.QUESTION,
    q3_elastic_net.QUESTION,
    q4_early_stopping.QUESTION,
    q5_cutout.QUESTION,
    q6_mixup.QUESTION,
    q7_stochastic_depth.QUESTION,
    q8_ensemble.QUESTION,
    q9_transfer.QUESTION,
    q10_dropout_noise.QUESTION,
)
