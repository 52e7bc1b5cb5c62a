"""What the questions on normalising share."""

import numpy as np

from course_exercises.checks.comparing import difference


def alone(call, x, *rest, **numbers):
    """The first example gets the same answer alone as in company, and not itself."""
    together = np.asarray(call(x, *rest))
    if together.shape != x.shape or not together.std() > 0 or np.array_equal(together, x):
        return "the examples are not normalised"
    if difference(call(x[:1], *rest), together[:1]):
        return "the first example gets another answer alone than in company"
    return None
