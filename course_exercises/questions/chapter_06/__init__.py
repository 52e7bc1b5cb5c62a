"""Assignment 6: add noise in training, average it out in testing."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
