"""Graded exercises: instant checks and hints in the notebook, and a grader that can be trusted."""

from course_exercises.session import assignment

__all__ = ["assignment"]
