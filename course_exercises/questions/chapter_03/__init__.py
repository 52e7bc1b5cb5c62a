"""Assignment 3: which way, and how far."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
