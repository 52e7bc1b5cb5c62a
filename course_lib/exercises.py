"""For notebooks handed out before the exercises moved to `course_exercises`."""

from course_exercises import assignment as assignment
