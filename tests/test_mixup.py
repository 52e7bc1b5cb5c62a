"""mixup: images and targets share one λ per example; its distribution; the refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from course_lib.augmentation import mixup
from course_lib.losses import softmax_cross_entropy


@pytest.mark.parametrize("shape", [(40, 3), (40, 5, 6), (40, 2, 5, 6)])
@given(alpha=st.floats(0.05, 5), seed=st.integers(0, 10**6))
def test_images_and_targets_are_mixed_alike(shape, alpha, seed):
    """If every image *is* its one-hot target, it stays so."""
    labels = np.random.default_rng(seed).integers(7, size=40)
    one_hot = np.eye(7)[labels]
    mix = mixup(alpha, classes=7)
    images = np.broadcast_to(one_hot.reshape(40, 7, *[1] * (len(shape) - 1)), (40, 7, *shape[1:]))
    x, p = mix(images.copy(), labels, np.random.default_rng(seed))
    expected = np.broadcast_to(p.reshape(40, 7, *[1] * (len(shape) - 1)), x.shape)
    np.testing.assert_allclose(x, expected, atol=1e-15)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()


@given(seed=st.integers(0, 10**6))
def test_each_example_is_mixed_with_one_partner_and_each_is_a_partner_once(seed):
    """The batch mean of λ x + (1 − λ) x' is not fixed, but every example serves twice."""
    count = 30
    x, _ = mixup(1.0, classes=2)(np.eye(count), np.zeros(count, int), np.random.default_rng(seed))
    assert ((x > 0).sum(axis=1) <= 2).all()
    assert ((x > 0).sum(axis=0) <= 2).all()
    np.testing.assert_allclose(x.sum(axis=1), 1)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_lambda_is_beta_distributed(alpha):
    """In a batch of two, the own share is λ when the partner is the other one."""
    shares = []
    for seed in range(1500):
        x, _ = mixup(alpha, classes=2)(np.eye(2), np.arange(2), np.random.default_rng(seed))
        if x[0, 1] > 0:
            shares += [x[0, 0], x[1, 1]]
    assert len(shares) > 1000
    assert stats.kstest(shares, stats.beta(alpha, alpha).cdf).pvalue > 1e-4


def test_probabilities_are_accepted_as_targets():
    rng = np.random.default_rng(0)
    x, p = rng.random((20, 3)), rng.dirichlet(np.ones(4), 20)
    first = mixup(1.0)(x, p, np.random.default_rng(1))
    np.testing.assert_allclose(first[1].sum(axis=1), 1)
    labels = np.arange(20) % 4
    by_label = mixup(1.0, classes=4)(x, labels, np.random.default_rng(1))
    by_row = mixup(1.0)(x, np.eye(4)[labels], np.random.default_rng(1))
    np.testing.assert_array_equal(by_label[1], by_row[1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_inputs_are_untouched(dtype):
    images, labels = np.random.default_rng(0).random((9, 4, 4)).astype(dtype), np.arange(9) % 3
    before = images.copy()
    x, p = mixup(classes=3)(images, labels, np.random.default_rng(0))
    assert x.dtype == p.dtype == dtype
    np.testing.assert_array_equal(images, before)
    assert labels.tolist() == [0, 1, 2] * 3


def test_alpha_is_0_2_by_default():
    x, labels = np.random.default_rng(0).random((9, 4)), np.arange(9) % 3
    default, written = (
        m(x, labels, np.random.default_rng(1)) for m in (mixup(classes=3), mixup(0.2, 3))
    )
    np.testing.assert_array_equal(default[0], written[0])


def test_the_generator_decides():
    images, labels = np.random.default_rng(0).random((9, 4, 4)), np.arange(9) % 3
    runs = [mixup(classes=3)(images, labels, np.random.default_rng(s))[0] for s in (1, 1, 2)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert (runs[0] != runs[2]).any()


def test_the_loss_takes_what_mixup_returns(rng):
    """Cross-entropy is linear in its target: mixed targets cost λ of one and 1 − λ of the other."""
    logits, labels = rng.standard_normal((8, 3)), rng.integers(3, size=8)
    _, p = mixup(1.0, classes=3)(logits, labels, rng)
    costs = [[softmax_cross_entropy(z[None], np.array([c]))[0] for c in range(3)] for z in logits]
    assert softmax_cross_entropy(logits, p)[0] == pytest.approx(np.mean(np.sum(p * costs, axis=1)))


@pytest.mark.parametrize(
    ("settings", "targets", "text"),
    [
        ({}, np.zeros(4, int), r"^mixup: expected probabilities \(N, classes\), got labels. Pass "),
        ({"classes": 3}, np.arange(4), "^mixup: expected whole labels from 0 to 2"),
        ({"classes": 3}, np.array([0, -1, 0, 0]), r"^mixup: expected whole labels .* from -1 to 0"),
        ({"classes": 3}, np.array([0, 0.5, 0, 0]), r"^mixup: expected whole labels .* dtype float"),
        ({"classes": 3}, np.zeros((4, 1), int), r"^mixup: expected labels .* got shape \(4, 1\)"),
        ({"classes": 3}, np.zeros(5, int), r"^mixup: expected 4 targets, got 5\.$"),
    ],
)
def test_refuses_targets_it_cannot_mix(rng, settings, targets, text):
    with pytest.raises(ValueError, match=text):
        mixup(**settings)(np.ones((4, 2)), targets, rng)


def test_refuses_bad_settings_and_inputs(rng):
    with pytest.raises(ValueError, match=r"^mixup: expected 0 < alpha, got alpha=0"):
        mixup(0)
    with pytest.raises(ValueError, match=r"^mixup: expected classes >= 2, got classes=1"):
        mixup(classes=1)
    with pytest.raises(ValueError, match=r"^mixup: expected a batch of 1 example or more, got"):
        mixup(classes=2)(np.ones((0, 2)), np.zeros(0, int), rng)
    with pytest.raises(TypeError, match=r"^mixup: expected floating-point images, got dtype int"):
        mixup(classes=2)(np.ones((2, 2), int), np.zeros(2, int), rng)
    with pytest.raises(TypeError, match=r"^mixup: expected a numpy.random.Generator rng, got 7"):
        mixup(classes=2)(np.ones((2, 2)), np.zeros(2, int), 7)
