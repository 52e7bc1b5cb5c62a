"""Assignment 7: look, then search."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
