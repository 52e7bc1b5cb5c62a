"""nbgrader's settings: run nbgrader's commands in this folder."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "how_neural_networks_are_trained"
