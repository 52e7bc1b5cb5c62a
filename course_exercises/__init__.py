"""Graded exercises: instant checks and hints in the notebook, and a grader that can be trusted."""

from course_exercises.session import assignment
from course_exercises.your_turn import try_it

__all__ = ["assignment", "try_it"]
