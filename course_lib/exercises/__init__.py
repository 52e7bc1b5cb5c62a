"""Graded exercises: instant checks and hints in the notebook, and a grader that can be trusted."""
