"""Linear: its convention, its start and what it refuses."""

import numpy as np
import pytest

from course_lib.layers import Linear


def test_weights_are_in_out_and_biases_are_spared_by_weight_decay(rng):
    layer = Linear(3, 2, rng=rng, bias=0.5)
    assert (layer.W.shape, layer.b.shape) == ((3, 2), (2,))
    assert [p.decay for p in layer.parameters()] == [True, False]
    x = rng.standard_normal((4, 3))
    np.testing.assert_allclose(layer.forward(x, train=False), x @ layer.W.value + 0.5)


def test_start_is_he_by_default(rng):
    assert Linear(400, 300, rng=rng).W.value.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)


def test_trials_with_their_own_generators_start_as_built_alone():
    generators = [np.random.default_rng(s) for s in range(6)]
    together = Linear(3, 2, rng=generators, trials=(2, 3))
    alone = Linear(3, 2, rng=np.random.default_rng(4))
    np.testing.assert_array_equal(together.W.value[1, 1], alone.W.value)


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        ({"d_in": 0}, ValueError, r"Linear: expected d_in >= 1, got d_in=0"),
        ({"d_out": 2.5}, TypeError, r"Linear: expected an integer d_out, got 2.5"),
        ({"bias": np.inf}, ValueError, r"Linear: expected finite bias, got bias=inf"),
        ({"trials": 0}, ValueError, r"Linear: expected trials >= 1, got trials=0"),
        ({"rng": 0}, TypeError, r"a numpy.random.Generator rng, got 0. Pass rng="),
        (
            {"rng": [np.random.default_rng(0)], "trials": 2},
            ValueError,
            r"expected one rng, or one for each of 2 trials, got 1",
        ),
    ],
)
def test_bad_settings_are_refused(settings, error, text, rng):
    with pytest.raises(error, match=text):
        Linear(**{"d_in": 3, "d_out": 2, "rng": rng, **settings})


def test_images_are_told_about_flatten(rng):
    text = r"Linear: expected shape \(\.\.\., N, 784\), got \(8, 28, 28\). Missing Flatten\?"
    with pytest.raises(ValueError, match=text):
        Linear(784, 10, rng=rng).forward(np.zeros((8, 28, 28)), train=False)


def test_other_leading_axes_are_fine_in_evaluation(rng):
    assert Linear(3, 2, rng=rng).forward(np.zeros((5, 4, 3)), train=False).shape == (5, 4, 2)


@pytest.mark.parametrize(
    ("trials", "shown"), [((), "Linear(3, 2)"), (4, "Linear(3, 2, trials=(4,))")]
)
def test_inputs_are_shown_before_outputs(trials, shown, rng):
    assert repr(Linear(3, 2, trials=trials, rng=rng)) == shown
