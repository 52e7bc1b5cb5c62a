"""The questions of the *Your turn* cells, by lesson and letter."""

from course_exercises.questions.lessons import chapter_01

QUESTIONS = {question.key: question for question in chapter_01.QUESTIONS}
