"""Assignment 1: one rule trains every network."""

from course_lib.exercises.chapter_01 import q1_numerical_gradient

QUESTIONS = (q1_numerical_gradient.QUESTION,)
