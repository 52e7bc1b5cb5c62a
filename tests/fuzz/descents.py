"""Valid calls of what steps downhill: optimizers, minimizers, schedules."""

import numpy as np

from course_lib import optimizers, schedules
from course_lib.objectives import bowl, value_and_gradient
from tests.fuzz.values import GRAD, START, THETA


def step(make):
    def call(theta, grad, **arguments):
        make(**arguments).step(theta, grad)
        return theta

    return call


def scheduled(make):
    return lambda t=3, **arguments: make(**arguments)(t)


def observed(metric=1.0, **arguments):
    return schedules.ReduceOnPlateau(**arguments).observe(metric)


def averaged(beta, theta):
    average = optimizers.ExponentialAverage(beta)
    average.update(theta)
    return average.value


def minimized(minimize):
    def call(**arguments):
        found = minimize(**arguments)
        return found.theta, found.value

    return call


HERE = {"theta": THETA, "grad": GRAD, "lr": 0.1, "weight_decay": 0.01}
DOWN = {
    "value_and_gradient": value_and_gradient(bowl),
    "theta0": START,
    "steps": 3,
    "tolerance": 1e-8,
}
ADAM = {"beta1": 0.9, "beta2": 0.99, "eps": 1e-8, **HERE}
DESCENTS = {
    "optimizers.SGD": (step(optimizers.SGD), {"momentum": 0.9, "nesterov": True, **HERE}),
    "optimizers.AdaGrad": (step(optimizers.AdaGrad), {"eps": 1e-10, **HERE}),
    "optimizers.RMSProp": (step(optimizers.RMSProp), {"rho": 0.9, "eps": 1e-8, **HERE}),
    "optimizers.Adam": (step(optimizers.Adam), ADAM),
    "optimizers.AdamW": (step(optimizers.AdamW), ADAM),
    "optimizers.clip_by_norm": (optimizers.clip_by_norm, {"grad": GRAD, "max_norm": 1.0}),
    "optimizers.momentum_rate": (
        optimizers.momentum_rate,
        {"lr": 0.1, "momentum": 0.9, "curvatures": [1.0], "nesterov": False},
    ),
    "optimizers.best_momentum": (optimizers.best_momentum, {"smallest": 0.1, "largest": 2.0}),
    "optimizers.gradient_descent": (
        minimized(optimizers.gradient_descent),
        {"lr": 0.1, **DOWN},
    ),
    "optimizers.newton": (
        minimized(optimizers.newton),
        {"hessian": bowl.hessian, "lr": 1.0, "line_search": True, **DOWN},
    ),
    "optimizers.lbfgs": (minimized(optimizers.lbfgs), {"history": 3, **DOWN}),
    "optimizers.walk": (
        optimizers.walk,
        {
            "optimizer": optimizers.SGD(0.1),
            "gradient": bowl.gradient,
            "theta0": START,
            "steps": 3,
        },
    ),
    "optimizers.steps_to_stay": (
        lambda **a: np.nan_to_num(optimizers.steps_to_stay(**a)),  # NaN: never within it
        {"path": np.ones((4, 2)), "minimum": np.zeros(2), "radius": 2.0},
    ),
    "optimizers.ExponentialAverage": (averaged, {"beta": 0.9, "theta": THETA}),
    "schedules.constant": (scheduled(schedules.constant), {"lr": 0.1, "t": 3}),
    "schedules.step_decay": (
        scheduled(schedules.step_decay),
        {"lr": 0.1, "every": 2, "factor": 0.5, "t": 3},
    ),
    "schedules.exponential": (
        scheduled(schedules.exponential),
        {"lr": 0.1, "factor": 0.9, "every": 2, "t": 3},
    ),
    "schedules.inverse_time": (
        scheduled(schedules.inverse_time),
        {"lr": 0.1, "decay": 0.1, "t": 3},
    ),
    "schedules.cosine": (
        scheduled(schedules.cosine),
        {"lr": 0.1, "steps": 9, "final": 0.0, "restart": True, "t": 3},
    ),
    "schedules.warmup": (
        scheduled(schedules.warmup),
        {"schedule": 0.1, "steps": 4, "start_share": 0.1},
    ),
    "schedules.cyclic": (
        scheduled(schedules.cyclic),
        {"low": 0.1, "high": 0.3, "half_cycle": 4, "shrink": 0.9},
    ),
    "schedules.one_cycle": (
        scheduled(schedules.one_cycle),
        {"lr": 0.1, "steps": 9, "rise": 0.3, "start_share": 0.1, "final_share": 0.01, "t": 3},
    ),
    "schedules.steps_in": (
        schedules.steps_in,
        {"epochs": 2, "examples": 90, "batch_size": 20, "drop_last": True},
    ),
    "schedules.ReduceOnPlateau": (
        observed,
        {
            "lr": 0.1,
            "factor": 0.5,
            "patience": 1,
            "threshold": 1e-4,
            "mode": "min",
            "cooldown": 0,
            "min_lr": 0.0,
            "metric": 1.0,
        },
    ),
}
