"""The explorers of chapter 3: in every corner they draw what the library computes."""

from itertools import product

import numpy as np
import pytest
from shared_explorers import drive, started

from course_lib.objectives import SURFACES, bowl
from course_lib.optimizers import SGD, Adam, best_momentum, momentum_rate, walk
from course_lib.schedules import cosine, warmup
from course_lib.widgets import momentum_explorer, optimizer_playground, schedule_designer
from course_lib.widgets.controls import extremes
from course_lib.widgets.momentum_map import measured_rate
from course_lib.widgets.optimizer_playground import GROUPS, OPTIMIZERS, STEPS
from course_lib.widgets.schedule_designer import SHAPES


def corners_of(explorer, **only):
    """The corners of all controls; `only` shortens the list of a drop-down."""
    ends = {name: only.get(name, extremes(c)) for name, c in explorer.controls.items()}
    return [dict(zip(ends, corner, strict=True)) for corner in product(*ends.values())]


def test_playground_in_every_corner_of_every_surface():
    explorer = started(optimizer_playground)
    corners = corners_of(explorer, surface=["bowl", "beale"], algorithms=["all six"])
    middle = {"lr": 0.1, "momentum": 0.9, "x": 0.4, "y": 0.6, "step": STEPS}
    corners += [
        {"surface": surface, "algorithms": group, **middle}
        for surface in SURFACES
        for group in GROUPS
    ]
    pictures = drive(explorer, corners)
    assert len(set(pictures.values())) == len(pictures) > 60


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_algorithm_can_be_shown_alone(name):
    explorer = started(optimizer_playground)
    explorer.set(algorithms=f"{name} alone")
    drawn = [key for key, a in explorer.artists.items() if len(a.get_xdata())]
    assert drawn == [f"path {name}", f"end {name}", f"height {name}", "start"]


def test_the_paths_are_those_of_the_library_up_to_the_step_shown():
    explorer = started(optimizer_playground)
    explorer.set(surface="saddle", lr=0.05, momentum=0.8, x=0.1, y=0.55, step=70)
    start = np.array([-2 + 0.1 * 4, -1.75 + 0.55 * 3.5])
    for name, optimizer in [("momentum", SGD(0.05, 0.8)), ("adam", Adam(0.05, beta1=0.8))]:
        path = walk(optimizer, SURFACES["saddle"].gradient, start, 70)
        np.testing.assert_allclose(np.transpose(explorer.artists[f"path {name}"].get_data()), path)
        np.testing.assert_allclose(
            explorer.artists[f"height {name}"].get_ydata(),
            SURFACES["saddle"](path) + 0.25,
            atol=1e-6,
        )


def test_a_run_that_leaves_is_cut_and_reported():
    explorer = started(optimizer_playground)
    explorer.set(algorithms="sgd alone", lr=3.0, step=STEPS)
    assert "sgd left at step" in explorer.caption.value
    assert len(explorer.artists["path sgd"].get_xdata()) < 20


def test_another_surface_has_its_own_limits_minima_and_formula():
    explorer = started(optimizer_playground)
    explorer.set(surface="himmelblau")
    ax = explorer.artists["start"].axes
    stars = [
        tuple(np.ravel(line.get_data())) for line in ax.lines if line.get_label() == "_minimum"
    ]
    assert ax.get_xlim() == SURFACES["himmelblau"].bounds[0]
    np.testing.assert_allclose(stars, SURFACES["himmelblau"].minima)
    assert SURFACES["himmelblau"].formula in ax.get_title()


def test_the_player_replays_the_steps():
    explorer = started(optimizer_playground)
    player = explorer.view.children[0]
    assert (player.min, player.max, player.value) == (0, STEPS, 60)
    player.value = 10
    assert explorer.controls["step"].value == 10
    assert len(explorer.artists["path adam"].get_xdata()) == 11


def test_the_run_of_the_map_is_the_library_s_and_theory_agrees(rng):
    explorer = started(momentum_explorer)
    for _ in range(12):
        values = {"kappa": 10 ** rng.uniform(0.3, 1.5), "lr": rng.uniform(0.2, 0.6)}
        values |= {
            "momentum": rng.uniform(0.3, 0.9),
            "method": rng.choice(["momentum", "nesterov"]),
        }
        explorer.set(**values)
        numbers = explorer.numbers
        curvatures = [2 / explorer.controls["kappa"].value, 2.0]
        rate = momentum_rate(*numbers["at"], curvatures, nesterov=values["method"] == "nesterov")
        assert numbers["rate"] == pytest.approx(rate)
        if rate < 0.95:  # slower runs have not settled after 150 steps
            assert measured_rate(numbers["distance"]) == pytest.approx(rate, abs=0.03)


def test_the_star_of_the_map_is_its_best_point():
    numbers = started(momentum_explorer).numbers
    assert numbers["best"] == best_momentum(0.1, 2.0)
    assert numbers["map"].min() > momentum_rate(*numbers["best"], [0.1, 2.0]) - 1e-6


def test_the_designer_draws_the_schedule_of_the_library():
    explorer = started(schedule_designer)
    explorer.set(shape="cosine", lr=0.3, end=0.1, warm=50)
    schedule = warmup(cosine(0.3, 350, final=0.03), 50, start_share=0.0)
    truth = [schedule(step) for step in range(400)]
    np.testing.assert_allclose(explorer.artists["rates"].get_ydata(), truth, rtol=1e-9)


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"constant", "cyclic"}))
def test_shapes_end_at_the_share_that_was_asked_for(shape):
    explorer = started(schedule_designer)
    explorer.set(shape=shape, lr=0.5, end=0.01)
    rates = explorer.numbers["rates"]
    assert rates.max() == pytest.approx(0.5, rel=0.01)
    assert rates[-1] == pytest.approx(0.005, rel=0.05)


def test_without_noise_the_walkers_are_one_descent():
    explorer = started(schedule_designer)
    explorer.set(shape="constant", lr=0.4, noise=0.0)
    heights = bowl(walk(SGD(explorer.controls["lr"].value), bowl.gradient, bowl.start, 400))
    np.testing.assert_allclose(explorer.artists["heights"].get_ydata(), heights, rtol=1e-9)


def test_a_schedule_beats_the_constant_rate_under_noise():
    explorer = started(schedule_designer)
    for shape in ("cosine", "exponential", "inverse_time", "step_decay"):
        explorer.set(shape=shape)
        assert "times lower" in explorer.caption.value
    explorer.set(shape="constant")
    assert "no gain" in explorer.caption.value
