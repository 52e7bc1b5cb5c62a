"""Question 3.2: one step of Nesterov's momentum, as published."""

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import SGD


def _valley(rng):
    return Source(f"lambda x: {between(rng, 0.3, 1)} * x + {between(rng, 0.5, 1.5)} * x**3")


def _moving(rng):
    for n in (1, 3):
        theta, v = away_from_zero(rng, 2, n)
        yield theta, v, _valley(rng), between(rng, 0.02, 0.05), between(rng, 0.5, 0.9)


def _reference(theta, v, gradient, lr, mu):
    """Take the step with SGD, which stores the look-ahead point, and translate."""
    optimizer, ahead = SGD(lr, momentum=mu, nesterov=True), theta + mu * v
    optimizer.v = -v / lr
    optimizer.step(ahead, gradient(ahead))
    v = -lr * optimizer.v
    return ahead - mu * v, v


def _walk(call, theta, v, gradient, lr, mu):
    mine = theirs = (theta, v)
    for step in range(1, 21):
        mine, theirs = call(*mine, gradient, lr, mu), _reference(*theirs, gradient, lr, mu)
        if words := difference(mine, theirs):
            return f"it leaves its path at step {step}: {words}"
    return None


@mistake("the gradient is taken where you stand: that is plain momentum")
def plain(theta, v, gradient, lr, mu):
    v = mu * v - lr * gradient(theta)
    return theta + v, v


@mistake("you look ahead by all of v: friction takes its share first")
def too_far(theta, v, gradient, lr, mu):
    v = mu * v - lr * gradient(theta + v)
    return theta + v, v


@mistake("you look back: the point lies behind θ")
def behind(theta, v, gradient, lr, mu):
    step = mu * v - lr * gradient(theta - mu * v)
    return theta + step, step


@mistake("your update uses v after the step: that is look-ahead in the wrong place")
def after_the_step(theta, v, gradient, lr, mu):
    first = mu * v - lr * gradient(theta)
    v = mu * v - lr * gradient(theta + mu * first)
    return theta + v, v


@mistake("the step starts from the look-ahead point: that part of the way is walked twice")
def from_ahead(theta, v, gradient, lr, mu):
    theta = theta + mu * v
    v = mu * v - lr * gradient(theta)
    theta = theta + v
    return theta, v


@mistake("the gradient pushes uphill: its sign in v is wrong")
def climbs(theta, v, gradient, lr, mu):
    v = mu * v + lr * gradient(theta + mu * v)
    return theta + v, v


@mistake("your v holds gradients as in question 1; in this form it holds moves")
def summing(theta, v, gradient, lr, mu):
    v = mu * v + gradient(theta + mu * v)
    return theta - lr * v, v


QUESTION = Question(
    key="q2",
    function="nesterov_step",
    minutes=10,
    reference=_reference,
    checks=(
        Check("a step with speed looks ahead", _moving, points=2),
        Check("twenty steps down a valley", _moving, law=_walk, hidden=True),
        Check("other points and speeds", _moving, hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "You know where the speed will carry you. Ask for the slope there, then decide.",
        "Three lines: the point ahead; the new v with the gradient of that point; θ + v.",
        "ahead = theta + mu * v",
    ),
)
