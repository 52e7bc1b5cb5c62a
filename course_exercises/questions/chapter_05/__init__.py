"""Assignment 5: normalise inside the network."""

from course_exercises.questions import questions_in

QUESTIONS = questions_in(__name__)
