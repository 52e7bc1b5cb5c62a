"""The explorers of chapter 1: what they draw in every corner is what the library computes."""

import numpy as np
import pytest
from shared_explorers import started

from course_lib.gradcheck import numerical_derivative
from course_lib.objectives import CURVES
from course_lib.optimizers import gradient_descent
from course_lib.widgets import backward_stepper, secant_explorer, step_size_explorer
from course_lib.widgets.backward_stepper import example, record


def test_the_secant_goes_through_both_points_and_the_tangent_has_the_slope():
    explorer = started(secant_explorer)
    for corner in explorer.corners():
        explorer.set(**corner)
        x, h = corner["x"], corner["h"]
        xs, ys = explorer.artists["secant"].get_data()
        np.testing.assert_allclose(np.interp([x, x + h], xs, ys), [x**3, (x + h) ** 3], atol=1e-9)
        xs, ys = explorer.artists["tangent"].get_data()
        slope = numerical_derivative(lambda v: v**3, x)
        assert (ys[-1] - ys[0]) / (xs[-1] - xs[0]) == pytest.approx(slope, abs=1e-8)


def test_the_caption_says_how_far_the_slopes_are_apart():
    explorer = started(secant_explorer)
    explorer.set(x=0.5, h=0.01)
    assert "secant 0.7651, of the tangent 0.7500, difference 0.0151" in explorer.caption.value


@pytest.mark.parametrize("name", CURVES)
def test_the_path_is_gradient_descent(name):
    explorer, f = started(step_size_explorer), CURVES[name]
    explorer.set(curve=name, start=0.3, lr=0.02)
    xs, ys = explorer.artists["path"].get_data()
    start = f.bounds[0] + 0.3 * (f.bounds[1] - f.bounds[0])
    path = gradient_descent(
        lambda x: (float(f.value(x)[0]), f.gradient(x)), [start], lr=0.02, steps=40, tolerance=0
    ).path[:, 0]
    np.testing.assert_allclose(xs, path, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ys, f.value(xs))


def test_a_path_that_leaves_the_picture_says_so():
    explorer = started(step_size_explorer)
    explorer.set(curve="parabola", start=0.0, lr=2.0)
    assert "Step 1 leaves the picture" in explorer.caption.value


def test_the_stepper_shows_a_gradient_only_when_it_is_finished():
    explorer, output = started(backward_stepper), example()
    output.backward()
    truth = {f"grad:{node.id}": node.grad for node in output.nodes()}
    for step in range(1, len(truth) + 1):
        explorer.set(step=step)
        shown = {
            gid: text.get_text().replace("−", "-")
            for gid, text in explorer.artists.items()
            if gid.startswith("grad:") and text.get_text()
        }
        assert len(shown) == step
        for gid, text in shown.items():
            assert float(text) == pytest.approx(truth[gid], rel=5e-3)


def test_the_stepper_explains_a_reused_node_as_a_sum():
    explorer = started(backward_stepper)
    captions = []
    for step in range(1, explorer.controls["step"].max + 1):
        explorer.set(step=step)
        captions.append(explorer.caption.value)
    reused = next(text for text in captions if "one product for each use" in text)
    assert "“a”: 2.36 × -2 + 2.36 × 1 = -2.36" in reused


def test_a_typed_gradient_finishes_the_node_only_if_it_is_right():
    explorer = backward_stepper()
    slider, box, reply, *_ = explorer.view.children
    order = [gradient for _, gradient in record(example())]
    box.value = order[1] + 0.5
    assert slider.value == 1
    assert "Not yet" in reply.value
    for step, gradient in enumerate(order[1:], 2):
        box.value = float(f"{gradient:.3g}")
        assert slider.value == step
        assert "Right" in reply.value
    box.value = 7.0
    assert slider.value == len(order)
    explorer.close()
