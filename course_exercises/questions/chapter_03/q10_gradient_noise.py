"""Question 3.10: how noisy is the gradient of a mini-batch?"""

from itertools import combinations

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question


def _gradients(rng, N, P):
    return rng.standard_normal((N, P)) + rng.uniform(0.5, 2, P)


def _reference(G, B):
    """Average over *all* batches of B rows: no formula."""
    full = G.mean(axis=0)
    batches = combinations(range(len(G)), B)
    return float(np.mean([np.sum((G[list(rows)].mean(axis=0) - full) ** 2) for rows in batches]))


QUESTION = Question(
    key="q10",
    function="gradient_noise",
    minutes=8,
    reference=_reference,
    checks=(
        Check(
            "equals the average over all batches",
            lambda rng: ((_gradients(rng, 8, 3), B) for B in (2, 3)),
            points=2,
        ),
        Check(
            "one image, and all of them", lambda rng: ((_gradients(rng, 7, 2), B) for B in (1, 7))
        ),
        Check(
            "other sizes",
            lambda rng: ((_gradients(rng, N, 5), B) for (N, B) in ((9, 4), (10, 3))),
            hidden=True,
            points=2,
        ),
    ),
    mistakes=(
        Mistake(
            "this is for images that are put back; here the noise must vanish at B = N",
            lambda G, B: G.var(axis=0).sum() / B,
        ),
        Mistake(
            "the noise falls with the root of B: that is the error's length, not its square",
            lambda G, B: G.var(axis=0).sum() / np.sqrt(B) * (len(G) - B) / (len(G) - 1),
        ),
        Mistake(
            "the standard deviation is taken where the variance is needed",
            lambda G, B: G.std(axis=0).sum() / B * (len(G) - B) / (len(G) - 1),
        ),
        Mistake(
            "the weights' variances are averaged: the squared length adds them up",
            lambda G, B: G.var(axis=0).mean() / B * (len(G) - B) / (len(G) - 1),
        ),
        Mistake(
            "the variance is taken over all numbers of G at once",
            lambda G, B: np.var(G) / B * (len(G) - B) / (len(G) - 1),
        ),
        Mistake(
            "the mean gradient is not subtracted: this is the length of the gradients",
            lambda G, B: np.mean(np.sum(G**2, axis=1)) / B * (len(G) - B) / (len(G) - 1),
        ),
        Mistake(
            "the last factor divides by N: one image is then less noisy than it is",
            lambda G, B: G.var(axis=0).sum() / B * (len(G) - B) / len(G),
        ),
        Mistake(
            "N - 1 is used twice, in the variance and in the factor",
            lambda G, B: G.var(axis=0, ddof=1).sum() / B * (len(G) - B) / (len(G) - 1),
        ),
    ),
    hints=(
        "σ² belongs to single images: how far do the rows of G scatter around their mean?",
        (
            "Variance of each column, added up; divided by B; times a factor that is 1 for B = 1 "
            "and 0 for B = N."
        ),
        "spread = G.var(axis=0).sum()",
    ),
)
