"""Standardizer, PCA, Whitening: scikit-learn's recorded numbers, the laws, and the refusals."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.preprocessing import PCA, Standardizer, Whitening

ALL = [
    Standardizer,
    lambda: Standardizer(scale=False),
    PCA,
    Whitening,
    lambda: Whitening("zca"),
]
IDS = ["standardizer", "centring", "pca", "whitening-pca", "whitening-zca"]


@pytest.fixture(scope="module")
def recorded():
    with np.load(Path(__file__).parent / "fixtures" / "preprocessing.npz") as file:
        return dict(file)


def cloud(seed, rows=60, columns=4):
    rng = np.random.default_rng(seed)
    mix = rng.standard_normal((columns, columns)) + 2 * np.eye(columns)
    return rng.standard_normal((rows, columns)) @ mix + 5 * rng.standard_normal(columns)


def rounding(x):
    """What whitening must lose: it divides by the smallest variance."""
    return np.finfo(float).eps * np.linalg.cond(np.cov(x.T))


def test_standardizer_agrees_with_scikit_learn(recorded):
    x = recorded["x"]
    result = Standardizer().fit(x[:30]).transform(x)
    np.testing.assert_allclose(result, recorded["standardized"], rtol=1e-10, atol=1e-12)
    result = Standardizer(scale=False).fit(x[:30]).transform(x)
    np.testing.assert_allclose(result, recorded["centred"], rtol=1e-10, atol=1e-12)


def test_pca_agrees_with_scikit_learn_signs_included(recorded):
    x = recorded["x"]
    pca = PCA().fit(x[:30])
    varying = slice(0, 5)  # the sixth direction has no variance: any unit vector will do
    np.testing.assert_allclose(pca.variances, recorded["variances"], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(pca.explained, recorded["explained"], rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(
        pca.components[varying], recorded["components"][varying], rtol=1e-10, atol=1e-11
    )
    np.testing.assert_allclose(
        pca.transform(x)[:, varying], recorded["rotated"][:, varying], rtol=1e-10, atol=1e-10
    )


def test_pca_reconstruction_agrees_with_scikit_learn(recorded):
    x = recorded["x"]
    pca = PCA(n_components=2).fit(x[:30])
    restored = pca.inverse_transform(pca.transform(x))
    np.testing.assert_allclose(restored, recorded["restored"], rtol=1e-10)


def test_whitening_agrees_with_scikit_learn(recorded):
    varying = recorded["x"][:, [0, 1, 2, 3, 5]]
    whitening = Whitening(eps=0.0).fit(varying[:30])
    np.testing.assert_allclose(
        whitening.transform(varying), recorded["whitened"], rtol=1e-10, atol=1e-11
    )
    np.testing.assert_allclose(
        whitening.inverse_transform(varying), recorded["unwhitened"], rtol=1e-10
    )


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_inverse_transform_undoes_transform(make):
    x = cloud(1)
    fitted = make().fit(x)
    np.testing.assert_allclose(fitted.inverse_transform(fitted.transform(x)), x, rtol=1e-9)


@pytest.mark.parametrize("make", ALL, ids=IDS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_input_untouched(make, dtype):
    x = np.asfortranarray(cloud(2).astype(dtype))
    before = x.copy()
    fitted = make().fit(x)
    z = fitted.transform(x)
    assert z.dtype == dtype
    assert fitted.inverse_transform(z).dtype == dtype
    assert not np.shares_memory(z, x)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_integers_become_float64(make):
    x = np.array([[0, 3], [4, 1], [2, 9]], dtype=np.uint8)
    np.testing.assert_array_equal(
        make().fit(x).transform(x), make().fit(x.astype(float)).transform(x.astype(float))
    )


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_statistics_come_from_the_training_set_alone(make):
    train, new = cloud(3), cloud(4)
    fitted = make().fit(train)
    alone = np.concatenate([fitted.transform(row[None]) for row in new])
    np.testing.assert_allclose(fitted.transform(new), alone, rtol=1e-12, atol=1e-12)


@given(seed=st.integers(0, 10**6), offset=st.floats(-1e3, 1e3))
def test_standardized_features_have_mean_0_and_variance_1(seed, offset):
    z = Standardizer().fit(cloud(seed) + offset).transform(cloud(seed) + offset)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-10)
    np.testing.assert_allclose(z.var(axis=0), 1, rtol=1e-10)


def test_a_large_mean_does_not_spoil_the_variance_in_float32(rng):
    """labml computes E[x²] − E[x]² and gets 1.19 for 0.996 (style-anchors, section 4)."""
    x = (1000 + rng.standard_normal((200_000, 1))).astype(np.float32)
    assert Standardizer().fit(x).std.item() == pytest.approx(x.astype(float).std(), rel=1e-9)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e8, -3.3])
def test_a_constant_feature_becomes_0(value):
    x = np.column_stack([np.full(7, value), np.arange(7.0)])
    fitted = Standardizer().fit(x)
    np.testing.assert_allclose(fitted.transform(x)[:, 0], 0, atol=1e-15 * abs(value))
    assert fitted.std[0, 0] == 1
    z = Whitening("zca").fit(x).transform(x)
    np.testing.assert_allclose(z[:, 0], 0, atol=1e-12)
    np.testing.assert_allclose(PCA().fit(x).variances, [14 / 3, 0], rtol=1e-12)


def test_statistics_per_channel(rng):
    images = rng.random((5, 3, 4, 4)) * np.array([1.0, 10.0, 100.0])[:, None, None]
    fitted = Standardizer(axis=(0, 2, 3)).fit(images)
    assert fitted.mean.shape == (1, 3, 1, 1)
    z = fitted.transform(images)
    for channel in range(3):
        assert z[:, channel].mean() == pytest.approx(0, abs=1e-12)
        assert z[:, channel].std() == pytest.approx(1)


@given(seed=st.integers(0, 10**6))
def test_principal_axes_are_orthonormal_uncorrelated_and_sorted(seed):
    x = cloud(seed)
    pca = PCA().fit(x)
    np.testing.assert_allclose(pca.components @ pca.components.T, np.eye(4), atol=1e-12)
    covariance = np.cov(pca.transform(x).T)
    np.testing.assert_allclose(covariance, np.diag(pca.variances), atol=1e-10 * covariance.max())
    assert (np.diff(pca.variances) <= 0).all()
    assert pca.explained.sum() == pytest.approx(1)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 3))
def test_the_variance_of_the_dropped_axes_is_the_reconstruction_error(seed, count):
    x = cloud(seed)
    pca = PCA(n_components=count).fit(x)
    error = x - pca.inverse_transform(pca.transform(x))
    share = np.sum(error**2) / np.sum((x - x.mean(axis=0)) ** 2)
    assert share == pytest.approx(1 - pca.explained.sum(), abs=1e-12)


@given(seed=st.integers(0, 10**6))
def test_the_largest_entry_of_an_axis_is_positive_whatever_the_sign_of_the_data(seed):
    x = cloud(seed)
    components = PCA().fit(x).components
    assert (components[np.arange(4), np.abs(components).argmax(axis=1)] > 0).all()
    np.testing.assert_allclose(PCA().fit(-x).components, components, atol=1e-9)


def test_equal_entries_do_not_leave_the_sign_to_rounding():
    """On a cloud at 45° both entries are ±0.707: the first one decides."""
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
    for seed in range(20):
        z = np.random.default_rng(seed).standard_normal((30, 2))
        z, _ = np.linalg.qr(z - z.mean(axis=0))  # exactly uncorrelated, up to rounding
        components = PCA().fit(z * np.array([3.0, 1.0]) @ turn).components
        np.testing.assert_allclose(components, np.array([[1, -1], [1, 1]]) / np.sqrt(2), atol=1e-9)


@pytest.mark.parametrize("shape", [(6, 7), (12, 40), (2, 30)])
def test_wide_data_have_the_axes_of_their_covariance(shape, rng):
    x = rng.standard_normal(shape) * np.linspace(1, 3, shape[1])
    pca = PCA().fit(x)
    variances, vectors = np.linalg.eigh(np.cov(x.T))
    rank = len(x) - 1
    np.testing.assert_allclose(pca.variances, [*variances[: -rank - 1 : -1], 0], atol=1e-9)
    shares = np.abs(np.sum(pca.components[:rank] * vectors.T[: -rank - 1 : -1], axis=1))
    np.testing.assert_allclose(shares, 1, rtol=1e-9)
    np.testing.assert_allclose(pca.components @ pca.components.T, np.eye(len(x)), atol=1e-12)
    np.testing.assert_allclose(pca.inverse_transform(pca.transform(x)), x, atol=1e-12)


def test_two_examples_have_one_direction():
    pca = PCA(n_components=1).fit(np.array([[0.0, 0.0], [3.0, 4.0]]))
    np.testing.assert_allclose(pca.components, [[0.6, 0.8]])
    np.testing.assert_allclose(pca.variances, [12.5])


def test_the_default_eps_is_1e_5():
    x = 0.01 * cloud(5)
    share = PCA().fit(x).variances / (PCA().fit(x).variances + 1e-5)
    np.testing.assert_allclose(Whitening().fit(x).transform(x).var(axis=0, ddof=1), share)


def test_constant_data_has_no_variance_to_explain():
    pca = PCA().fit(np.full((4, 3), 0.1))
    np.testing.assert_array_equal(pca.variances, 0)
    np.testing.assert_array_equal(pca.explained, 0)


@pytest.mark.parametrize("kind", ["pca", "zca"])
@given(seed=st.integers(0, 10**6))
def test_whitened_data_has_covariance_i(kind, seed):
    x = cloud(seed)
    z = Whitening(kind, eps=0.0).fit(x).transform(x)
    np.testing.assert_allclose(np.cov(z.T), np.eye(4), atol=50 * rounding(x))


def test_eps_lowers_the_variance_to_its_share():
    x, eps = cloud(5), 0.3
    variances = PCA().fit(x).variances
    z = Whitening(eps=eps).fit(x).transform(x)
    np.testing.assert_allclose(np.cov(z.T), np.diag(variances / (variances + eps)), atol=1e-10)


@given(seed=st.integers(0, 10**6))
def test_zca_is_the_inverse_root_of_the_covariance(seed):
    x = cloud(seed)
    matrix = Whitening("zca", eps=0.0).fit(x).matrix
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12 * np.abs(matrix).max())
    np.testing.assert_allclose(matrix @ np.cov(x.T) @ matrix, np.eye(4), atol=50 * rounding(x))
    assert (np.linalg.eigvalsh(matrix) > 0).all()


def test_zca_stays_closer_to_the_data_than_pca_whitening():
    for seed in range(10):
        x = cloud(seed)
        distance = {
            kind: np.sum((Whitening(kind).fit(x).transform(x) - (x - x.mean(axis=0))) ** 2)
            for kind in ("pca", "zca")
        }
        assert distance["zca"] < distance["pca"]


def test_whitening_keeps_as_many_directions_as_asked():
    x = cloud(6)
    z = Whitening("pca", n_components=2, eps=0.0).fit(x).transform(x)
    np.testing.assert_allclose(np.cov(z.T), np.eye(2), atol=1e-10)
    z = Whitening("zca", n_components=2, eps=0.0).fit(x).transform(x)
    np.testing.assert_allclose(np.linalg.eigvalsh(np.cov(z.T)), [0, 0, 1, 1], atol=1e-10)


@pytest.mark.parametrize("make", ALL, ids=IDS)
@pytest.mark.parametrize("method", ["transform", "inverse_transform"])
def test_refuses_to_transform_before_fit(make, method):
    unfitted = make()
    name = type(unfitted).__name__
    rule = f"^{name}: expected fit before transform, got no fit. Call fit\\(x\\) with the training"
    with pytest.raises(RuntimeError, match=rule):
        getattr(unfitted, method)(np.ones((2, 2)))


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_refuses_data_it_cannot_learn_from(make):
    with pytest.raises(ValueError, match="expected finite x, got 1 of 4 values NaN or infinite"):
        make().fit(np.array([[1.0, 2.0], [np.nan, 1.0]]))
    with pytest.raises(ValueError, match=r"expected (a batch of 1 example|shape \(N, D\)).*"):
        make().fit(np.ones((0, 2)))


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_refuses_data_of_another_width(make):
    fitted = make().fit(cloud(7))
    name = type(fitted).__name__
    for method in (fitted.transform, fitted.inverse_transform):
        with pytest.raises(ValueError, match=rf"^{name}: expected .*4\).*, got \(2, 3\)"):
            method(np.ones((2, 3)))
        with pytest.raises(ValueError, match=rf"^{name}: expected .*, got \(4,\)"):
            method(np.ones(4))


def test_pca_refuses_images_and_single_examples():
    rule = r"^PCA: expected shape \(N, D\) with N >= 2, D >= 1, got \(3, 2, 2\). Flatten images"
    with pytest.raises(ValueError, match=rule):
        PCA().fit(np.ones((3, 2, 2)))
    with pytest.raises(ValueError, match=r"with N >= 2, D >= 1, got \(1, 2\)"):
        PCA().fit(np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"D >= 1, got \(3, 0\)"):
        PCA().fit(np.ones((3, 0)))


def test_refuses_more_components_than_there_are():
    rule = r"^PCA: expected n_components <= min\(N, D\) = 4, got n_components=5"
    with pytest.raises(ValueError, match=rule):
        Whitening(n_components=5).fit(cloud(8))
    with pytest.raises(ValueError, match=r"^PCA: expected n_components >= 1, got n_components=0"):
        PCA(0)
    with pytest.raises(TypeError, match=r"^PCA: expected an integer n_components, got 0.9"):
        PCA(0.9)


def test_whitening_refuses_to_divide_by_0():
    x = np.column_stack([cloud(9), np.ones(60)])
    rule = (
        "^Whitening: expected variance in all directions, "
        "got 1 directions without variance and eps=0. Use eps=1e-5, or n_components"
    )
    with pytest.raises(ValueError, match=rule):
        Whitening(eps=0.0).fit(x)
    assert Whitening(eps=0.0, n_components=4).fit(x).transform(x).shape == (60, 4)


def test_whitening_refuses_bad_settings():
    with pytest.raises(
        ValueError, match=r"^Whitening: expected kind in \['pca', 'zca'\], got 'zac'"
    ):
        Whitening("zac")
    with pytest.raises(ValueError, match=r"^Whitening: expected 0 <= eps, got eps=-1"):
        Whitening(eps=-1)


@pytest.mark.parametrize("scale", ["foo", "no", 0, None])
def test_standardizer_refuses_a_scale_that_is_no_flag(scale):
    text = rf"^Standardizer: expected True or False for scale, got {scale!r}\.$"
    with pytest.raises(TypeError, match=text):
        Standardizer(scale=scale)


@pytest.mark.parametrize("make", ALL, ids=IDS)
def test_lists_are_told_to_become_arrays(make):
    fitted = make().fit(cloud(10))
    for method in (fitted.transform, fitted.inverse_transform):
        with pytest.raises(TypeError, match=r"expected a NumPy array x, got list\. Pass np\.array"):
            method([[1.0, 2.0, 3.0, 4.0]])


@pytest.mark.parametrize("size", [1e-320, 1e-120, 1e120, 1e300])
def test_standardizing_refuses_units_whose_squares_float64_cannot_hold(size):
    x = np.array([[1.0, 1.0], [3.0, 2.0]]) * [size, 1]
    with pytest.raises(ValueError, match=r"^Standardizer: expected features that differ by 1e-100"):
        Standardizer().fit(x)


@pytest.mark.parametrize("size", [1e-90, 1e90])
def test_standardizing_does_not_depend_on_the_unit(size):
    x = np.array([[1.0], [3.0], [3.0], [1.0]])
    expected = Standardizer().fit(x).transform(x)
    np.testing.assert_allclose(Standardizer().fit(x * size).transform(x * size), expected)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_pca_refuses_what_has_no_variance_in_float64(size):
    with pytest.raises(ValueError, match=r"PCA: expected x of a size from 1e-100 to 1e100, got a"):
        PCA().fit(np.eye(3) * size)
