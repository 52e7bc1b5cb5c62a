"""The explorers of chapter 7 in every corner, against the library and the formula."""

import numpy as np
import pytest
from shared_explorers import started

from course_lib.search import Uniform, grid_search, successive_halving
from course_lib.widgets import curve_doctor, halving_bracket, search_sampler
from course_lib.widgets.curve_doctor import PATIENTS, TREATMENTS
from course_lib.widgets.halving_bracket import CONFIGS, MAX_BUDGET, curves
from course_lib.widgets.search_sampler import effective_dimension


def test_the_grid_of_the_sampler_is_that_of_the_library():
    explorer = started(search_sampler)
    explorer.set(s=0.4, a=0.3, side=5)
    space = {"x": Uniform(0, 1), "y": Uniform(0, 1)}
    result = grid_search(
        lambda c: (c["x"] - 0.3) ** 2 + 0.4 * (c["y"] - 0.35) ** 2, space, points=5
    )
    assert explorer.numbers["best"]["grid"] == pytest.approx(result.best.value)
    x, y = explorer.artists["points grid"].get_data()
    assert sorted(zip(x, y, strict=True)) == sorted(
        zip(result.column("x"), result.column("y"), strict=True)
    )


def test_random_search_wins_less_often_where_both_directions_matter():
    explorer = started(search_sampler)
    explorer.set(s=0.0, side=4)
    alone = explorer.numbers["wins"]
    explorer.set(s=1.0)
    assert explorer.numbers["wins"] < alone - 0.2
    assert effective_dimension(0.0) == 1
    assert effective_dimension(1.0) == 2


@pytest.mark.parametrize("cross", [0.0, 0.5, 1.0])
def test_the_bracket_trains_what_the_library_trains(cross):
    explorer = started(halving_bracket)
    explorer.set(cross=cross, seed=3, first=1, eta=3)
    order = iter(range(CONFIGS))
    number = {}

    def objective(config, budget):
        i = number.setdefault(config["x"], None)
        if i is None:
            i = number[config["x"]] = next(order)
        return curves(cross, 3)[i, budget]

    rng = np.random.default_rng(0)
    result = successive_halving(
        objective, {"x": Uniform(0, 1)}, CONFIGS, max_budget=MAX_BUDGET, rng=rng
    )
    assert number[result.trials[-1].config["x"]] == explorer.numbers["winner"]
    assert sum(trial.budget for trial in result.trials) == explorer.numbers["spent"]


def test_crossing_curves_deceive_an_early_judge_and_not_a_late_one():
    explorer = started(halving_bracket)
    explorer.set(cross=1.0, first=1)
    losses = explorer.numbers["losses"][:, -1]
    assert losses[explorer.numbers["winner"]] > np.median(losses)
    explorer.set(first=27)
    assert losses[explorer.numbers["winner"]] == losses.min()


CURES = {
    "A": "larger rate",
    "B": "smaller rate",
    "C": "He weights",
    "D": "repair the labels",
    "E": "no weight decay",
    "F": "more data",
}


def test_every_patient_has_a_cure():
    assert list(CURES) == list(PATIENTS)


@pytest.mark.parametrize("patient", PATIENTS)
def test_each_patient_is_cured_by_one_treatment_only(patient):
    explorer = started(curve_doctor)
    well = []
    for treatment in TREATMENTS:
        explorer.set(patient=patient, treatment=treatment)
        if explorer.numbers["verdict"] == "cured":
            well.append(treatment)
    assert well == [CURES[patient]]
