"""Assignment 2: why deep networks refused to learn."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
