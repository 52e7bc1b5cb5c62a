"""Initializers: PyTorch's recorded constants and moments, the papers' laws, and the refusals."""

import json
import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from course_lib.activations import ACTIVATIONS, elu, leaky_relu, relu, selu, sigmoid, tanh
from course_lib.initializers import (
    constant,
    fans,
    gain,
    he_normal,
    he_uniform,
    lecun_normal,
    normal,
    orthogonal,
    variance_scaling,
    xavier_normal,
    xavier_uniform,
    zeros,
)

RECORDED = json.loads((Path(__file__).parent / "fixtures" / "initializers.json").read_text("utf-8"))
RECORDS = RECORDED["records"]
NAMED = [f"{record['name']}-{'x'.join(map(str, record['shape']))}" for record in RECORDS]

INITIALIZERS = {
    "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal,
    "he_uniform": he_uniform,
    "he_normal": he_normal,
    "he_normal_fan_out": variance_scaling(math.sqrt(2), "fan_out"),
    "lecun_normal": lecun_normal,
    "orthogonal": orthogonal,
    "normal": normal(0.01),
    "zeros": zeros,
    "constant": constant(0.3),
}
RANDOM = sorted(set(INITIALIZERS) - {"zeros", "constant"})


def draws(name, shape, count=200_000):
    """Weights of many generators, so that no seed decides."""
    repeats = -(-count // math.prod(shape))
    drawn = [INITIALIZERS[name](shape, np.random.default_rng(seed)) for seed in range(repeats)]
    return np.concatenate([W.ravel() for W in drawn])


@pytest.mark.parametrize("record", RECORDS, ids=NAMED)
def test_moments_agree_with_pytorch(record):
    """Means and variances of both samples differ by less than 5 standard errors."""
    W = draws(record["name"], tuple(record["shape"]))
    per_draw = 1 / W.size + 1 / record["count"]
    mean_error = math.sqrt(record["variance"] * per_draw)
    assert abs(W.mean() - record["mean"]) < 5 * mean_error
    variance_error = math.sqrt((record["fourth"] - record["variance"] ** 2) * per_draw)
    assert abs(W.var() - record["variance"]) < 5 * variance_error
    fourth = (W**4).mean()
    assert fourth == pytest.approx(record["fourth"], rel=0.1), "another distribution"


@pytest.mark.parametrize("record", [r for r in RECORDS if "std" in r])
def test_normal_weights_are_standard_draws_times_pytorchs_std(record):
    shape = tuple(record["shape"])
    W = INITIALIZERS[record["name"]](shape, np.random.default_rng(3))
    expected = record["std"] * np.random.default_rng(3).standard_normal(shape)
    np.testing.assert_allclose(W, expected, rtol=1e-10)


@pytest.mark.parametrize("record", [r for r in RECORDS if "bound" in r])
def test_uniform_weights_fill_pytorchs_bounds(record):
    W = draws(record["name"], tuple(record["shape"]))
    scaled = W / record["bound"]
    assert np.abs(scaled).max() <= 1 + 1e-10
    assert np.abs(scaled).max() > 1 - 1e-4
    assert stats.kstest(scaled, stats.uniform(-1, 2).cdf).pvalue > 1e-4


def test_fans_of_a_kernel():
    """tinynn computes 1,536 and 3 for this kernel (style-anchors, section 4)."""
    assert fans((32, 16, 3, 3)) == (144, 288)
    assert fans((784, 100)) == (784, 100)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (3, 7), (4, 2, 3, 3), (2, 5, 1, 2)])
def test_every_initializer_keeps_the_contract(name, shape):
    W = INITIALIZERS[name](shape, np.random.default_rng(1))
    assert W.shape == shape
    assert W.dtype == np.float64
    assert W.flags.c_contiguous
    assert W.flags.writeable
    np.testing.assert_array_equal(W, INITIALIZERS[name](shape, np.random.default_rng(1)))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_float32_weights_are_the_rounded_float64_weights(name):
    shape = (5, 4)
    W = INITIALIZERS[name](shape, np.random.default_rng(1), np.float32)
    assert W.dtype == np.float32
    exact = INITIALIZERS[name](shape, np.random.default_rng(1))
    np.testing.assert_allclose(W, exact, rtol=2e-7)


@pytest.mark.parametrize("name", RANDOM)
def test_another_seed_gives_other_weights(name):
    first, second = (INITIALIZERS[name]((4, 6), np.random.default_rng(s)) for s in (1, 2))
    assert not np.isclose(first, second).any()


def test_fills_without_dice():
    np.testing.assert_array_equal(zeros((2, 3)), [[0.0] * 3] * 2)
    np.testing.assert_array_equal(constant(0.3)((3,)), [0.3] * 3)


def test_variance_scaling_without_settings_is_lecun_normal():
    np.testing.assert_array_equal(
        variance_scaling()((5, 7), np.random.default_rng(0)),
        lecun_normal((5, 7), np.random.default_rng(0)),
    )


def test_normal_ignores_the_size_of_the_layer():
    for shape in ((2, 3), (300, 200), (40,)):
        repeats = -(-100_000 // math.prod(shape))
        W = np.array([normal(0.02)(shape, np.random.default_rng(s)) for s in range(repeats)])
        assert W.std() == pytest.approx(0.02, rel=0.02)
    assert not normal(0.0)((3, 3), np.random.default_rng(0)).any()


@given(
    fan_in=st.integers(1, 40),
    fan_out=st.integers(1, 40),
    distribution=st.sampled_from(["normal", "uniform"]),
    seed=st.integers(0, 10**6),
)
def test_the_mean_of_both_fans_lies_between_them(fan_in, fan_out, distribution, seed):
    """1/σ² is proportional to n: that of fan_avg is the mean of the other two."""
    modes = ("fan_in", "fan_out", "fan_avg")
    W = [
        variance_scaling(1.0, mode, distribution)((fan_in, fan_out), np.random.default_rng(seed))
        for mode in modes
    ]
    ratio_in, ratio_out = (W[2] / W[0]) ** 2, (W[2] / W[1]) ** 2
    np.testing.assert_allclose(1 / ratio_in, (1 + fan_out / fan_in) / 2, rtol=1e-9)
    np.testing.assert_allclose(1 / ratio_out, (1 + fan_in / fan_out) / 2, rtol=1e-9)


@pytest.mark.parametrize("f", [relu, tanh, elu, selu, sigmoid, leaky_relu], ids=lambda f: f.name)
def test_gain_is_the_gaussian_integral(f):
    def integrand(z):
        return float(f(np.array(z))) ** 2 * stats.norm.pdf(z)

    halves = [integrate.quad(integrand, *ends, epsabs=1e-13)[0] for ends in ((-12, 0), (0, 12))]
    assert gain(f) == pytest.approx(1 / math.sqrt(sum(halves)), rel=1e-10)


def test_gain_of_every_activation_agrees_with_monte_carlo():
    z = np.random.default_rng(0).standard_normal(1_000_000)
    for name, f in ACTIVATIONS.items():
        assert gain(f) == pytest.approx(1 / math.sqrt(np.mean(f(z) ** 2)), rel=0.01), name


def test_gain_against_pytorchs_table():
    """Equal where PyTorch derives, different where it has tried out."""
    table = RECORDED["gains"]
    assert gain(lambda z: z) == pytest.approx(table["linear"], rel=1e-12)
    assert gain(relu) == pytest.approx(table["relu"], rel=1e-12)
    leaky = leaky_relu.with_parameters(alpha=0.2)
    assert gain(leaky) == pytest.approx(table["leaky_relu_0.2"], rel=1e-12)
    assert gain(selu) == pytest.approx(1.0, rel=1e-9)
    assert table["selu"] == 0.75
    assert round(gain(tanh), 3) == 1.593
    assert round(table["tanh"], 3) == 1.667
    assert round(gain(sigmoid), 3) == 1.846
    assert table["sigmoid"] == 1


def test_gain_looks_at_the_activation_within_12_standard_deviations():
    seen = []
    gain(lambda z: seen.append(z) or z)
    (z,) = seen
    np.testing.assert_allclose(np.sort(z), np.sort(-z), atol=1e-12)
    assert np.unique(np.floor(z), return_counts=True)[1].tolist() == [32] * 24


def test_gain_is_exact_with_a_kink_at_a_whole_number():
    def clipped(z):
        return np.clip(z, -1, 1)

    inside = stats.norm.cdf(1) - stats.norm.cdf(-1) - 2 * stats.norm.pdf(1)  # ∫ z² φ over [-1, 1]
    assert gain(clipped) == pytest.approx((inside + 2 * stats.norm.sf(1)) ** -0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("f", "init"),
    [(relu, he_normal), (relu, he_uniform), (selu, lecun_normal)]
    + [(g, variance_scaling(gain(g))) for g in (tanh, leaky_relu, elu)]
    + [(tanh, partial(orthogonal, gain=gain(tanh)))],
)
def test_the_signal_survives_20_layers(f, init):
    """E[x²] stays within a factor 2 over 20 layers, as the gain promises; median of 9 seeds."""
    ends = []
    for seed in range(9):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((64, 200))
        x *= math.sqrt(np.mean(f(x) ** 2))  # a layer's input is an activation's output
        start = np.mean(x**2)
        for _ in range(20):
            x = f(x @ init((200, 200), rng))
        ends.append(np.mean(x**2) / start)
    assert 0.5 < np.median(ends) < 2


def test_relu_halves_the_signal_of_xavier_at_every_layer():
    """Row 4.7: E[x²] after 10 layers is 2^-10 of what it was, not of order 1."""
    ends = []
    for seed in range(9):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((64, 200))
        for _ in range(10):
            x = relu(x @ xavier_normal((200, 200), rng))
        ends.append(np.mean(x**2) * 2**10)
    assert 0.5 < np.median(ends) < 2


def test_fan_out_keeps_the_variance_on_the_way_back():
    shape, backward = (100, 400), []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        dy = rng.standard_normal((50, 400))
        dx = dy @ variance_scaling(1.0, "fan_out")(shape, rng).T
        backward.append(dx.var() / dy.var())
    assert np.mean(backward) == pytest.approx(1, abs=0.05)


@given(rows=st.integers(1, 30), columns=st.integers(1, 30), seed=st.integers(0, 10**6))
def test_orthogonal_is_orthogonal(rows, columns, seed):
    W = orthogonal((rows, columns), np.random.default_rng(seed), gain=1.5)
    product = W.T @ W if rows >= columns else W @ W.T
    np.testing.assert_allclose(product, 1.5**2 * np.eye(min(rows, columns)), atol=1e-12)


@pytest.mark.parametrize("shape", [(5, 5), (7, 4)])
def test_orthogonal_is_the_q_of_its_draws_whose_r_has_a_positive_diagonal(shape):
    """A = QR with a positive diagonal of R is unique (Mezzadri, section 5)."""
    draws = np.random.default_rng(4).standard_normal(shape)
    r = orthogonal(shape, np.random.default_rng(4)).T @ draws
    np.testing.assert_allclose(np.tril(r, -1), 0, atol=1e-12)
    assert (np.diagonal(r) > 0).all()


@pytest.mark.parametrize("shape", [(4, 3, 5, 2), (40, 3, 3, 2)])
def test_orthogonal_kernels_are_orthogonal_filters(shape):
    W = orthogonal(shape, np.random.default_rng(0)).reshape(shape[0], -1)
    product = W @ W.T if shape[0] < W.shape[1] else W.T @ W
    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-12)


def test_orthogonal_matrices_are_all_equally_likely():
    """Without the sign correction the diagonal is never positive on average (Mezzadri)."""
    W = np.array([orthogonal((3, 3), np.random.default_rng(seed)) for seed in range(4000)])
    error = 1 / math.sqrt(3 * 4000)  # an entry of a random unit vector has variance 1/3
    assert (np.abs(W.mean(axis=0)) < 5 * error).all()
    assert (np.linalg.det(W) > 0).mean() == pytest.approx(0.5, abs=5 * 0.5 / math.sqrt(4000))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda rng: fans((5,)),
            (
                r"^fans: expected a weight \(in, out\) or a kernel \(out, in, kh, kw\), "
                r"got shape \(5,\)\. Biases: use zeros or constant\. Trials: draw each one alone\.$"
            ),
        ),
        (lambda rng: he_normal((8, 3, 4), rng), r"^fans: expected .*, got shape \(8, 3, 4\)"),
        (lambda rng: orthogonal((5,), rng), r"^fans: expected a weight .*, got shape \(5,\)"),
        (lambda rng: he_normal((0, 3), rng), "^fans: expected size in shape >= 1, got"),
        (lambda rng: zeros((-1,), rng), "^zeros: expected size in shape >= 1, got"),
        (lambda rng: normal(-1), r"^normal: expected 0 <= std, got std=-1\."),
        (lambda rng: constant(np.nan), r"^constant: expected finite value, got value=nan"),
        (lambda rng: variance_scaling(0), r"^variance_scaling: expected 0 < gain, got gain=0"),
        (
            lambda rng: variance_scaling(1, "fan_mean"),
            (
                r"^variance_scaling: expected mode in \['fan_avg', 'fan_in', 'fan_out'\], "
                r"got 'fan_mean'. Did you mean 'fan_"
            ),
        ),
        (
            lambda rng: variance_scaling(1, "fan_in", "gauss"),
            r"^variance_scaling: expected distribution in \['normal', 'uniform'\], got 'gauss'",
        ),
        (lambda rng: orthogonal((3, 3), rng, gain=-1), "^orthogonal: expected 0 < gain, got"),
        (lambda rng: gain(np.zeros_like), r"^gain: expected an f that is not 0 everywhere, got E"),
        (lambda rng: gain(np.sum), r"^gain: expected an elementwise f: \(768,\) -> \(768,\), got"),
        (
            lambda rng: gain(lambda z: z * np.nan),
            r"^gain: expected finite f\(z\), got 768 of 768 values NaN or infinite. Is f elem",
        ),
    ],
)
def test_refuses_bad_values(rng, call, text):
    with pytest.raises(ValueError, match=text):
        call(rng)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_refuses_a_shape_that_is_not_a_tuple_of_whole_numbers(rng, name):
    with pytest.raises(TypeError, match=r"expected a tuple shape, got 5. Pass \(in, out\), for"):
        INITIALIZERS[name](5, rng)
    with pytest.raises(TypeError, match=r"expected an integer size in shape, got 2.5"):
        INITIALIZERS[name]((2.5, 3), rng)


@pytest.mark.parametrize("name", RANDOM)
def test_refuses_a_seed_for_a_generator(name):
    rule = r"^initializer: expected a numpy.random.Generator rng, got 0. Pass rng=np.random.default"
    with pytest.raises(TypeError, match=rule):
        INITIALIZERS[name]((3, 3), 0)
