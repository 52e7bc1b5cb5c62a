"""Assignment 1: one rule trains every network."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
