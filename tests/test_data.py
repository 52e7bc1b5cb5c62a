"""Mini-batches and datasets: the laws of an epoch, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import Dataset, batches, check_examples, k_fold, split

sizes = {"n": st.integers(1, 40), "size": st.integers(1, 50), "seed": st.integers(0, 2**32 - 1)}


def numbered(n):
    """Example i holds i and i + 0.5; its label is i: where it went can be read off."""
    return np.stack([np.arange(n), np.arange(n) + 0.5], axis=-1), np.arange(n)


@given(**sizes)
def test_epoch_holds_each_example_once_with_its_label(n, size, seed):
    x, y = numbered(n)
    drawn = list(batches(x, y, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate([labels for _, labels in drawn])) == list(range(n))
    for images, labels in drawn:
        np.testing.assert_array_equal(images, x[labels])


@given(**sizes)
def test_all_batches_are_full_except_the_last(n, size, seed):
    lengths = [len(labels) for _, labels in batches(*numbered(n), size)]
    assert all(length == size for length in lengths[:-1])
    assert 1 <= lengths[-1] <= size
    assert sum(lengths) == n


@given(**sizes)
def test_drop_last_leaves_out_only_a_short_batch(n, size, seed):
    size = min(size, n)
    every, full = (
        [y.tolist() for _, y in batches(*numbered(n), size, np.random.default_rng(seed), **option)]
        for option in ({}, {"drop_last": True})
    )
    assert full == [labels for labels in every if len(labels) == size]


@given(trials=st.integers(1, 4), **sizes)
def test_trials_with_examples_of_their_own_share_the_order(n, size, seed, trials):
    x, y = numbered(n)
    shift = 1000 * np.arange(trials)[:, None]
    own = batches(np.stack([x] * trials), y + shift, size, np.random.default_rng(seed),
                  data_per_trial=True)  # fmt: skip
    shared = batches(x, y, size, np.random.default_rng(seed))
    for (images, labels), (image, label) in zip(own, shared, strict=True):
        np.testing.assert_array_equal(labels, label + shift)
        np.testing.assert_array_equal(images, np.stack([image] * trials))


@given(n=st.integers(2, 60), share=st.floats(0.01, 0.99), seed=st.integers(0, 99))
def test_split_cuts_the_examples_in_two(n, share, seed):
    x, y = numbered(n)
    count = int(np.floor(share * n + 1e-9))
    if count == 0:
        with pytest.raises(ValueError, match=r"^split: expected an example or more in both parts"):
            split(x, y, share, rng=np.random.default_rng(seed))
        return
    parts = split(x, y, share, rng=np.random.default_rng(seed))
    assert [len(labels) for _, labels in parts] == [n - count, count]
    assert sorted(np.concatenate([labels for _, labels in parts])) == list(range(n))
    for images, labels in parts:
        np.testing.assert_array_equal(images, x[labels])


@given(n=st.integers(2, 60), k=st.integers(2, 12), seed=st.integers(0, 99))
def test_every_example_is_held_out_once(n, k, seed):
    k = min(k, n)
    x, y = numbered(n)
    folds = list(k_fold(x, y, k, rng=np.random.default_rng(seed)))
    assert sorted(np.concatenate([held_out[1] for _, held_out in folds])) == list(range(n))
    assert {len(held_out[1]) for _, held_out in folds} <= {n // k, -(-n // k)}
    for (_, labels), (_, held_out) in folds:
        assert sorted([*labels, *held_out]) == list(range(n))


@pytest.mark.parametrize("seed", range(3))
def test_stratified_parts_hold_the_same_share_of_every_label(seed):
    y = np.repeat([0, 1, 2], [50, 30, 11])
    x, rng = np.arange(91.0), np.random.default_rng(seed)
    _, held_out = split(x, y, 0.3, rng=rng, stratified=True)
    parts = [(0.3, held_out)]
    parts += [(0.25, held_out) for _, held_out in k_fold(x, y, 4, rng=rng, stratified=True)]
    for share, (rows, labels) in parts:
        np.testing.assert_array_equal(y[rows.astype(int)], labels)
        assert np.abs(np.bincount(labels) - share * np.bincount(y)).max() < 1.01


def test_splits_differ_with_the_seed():
    x, y = numbered(40)
    first, second = (split(x, y, 0.5, rng=np.random.default_rng(s))[1][1] for s in (0, 1))
    assert set(first) != set(second)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x, y, rng: split(x, y, 1.0, rng=rng), ValueError, "split: expected 0 < share < 1"),
        (lambda x, y, rng: k_fold(x, y, 9, rng=rng), ValueError, "k_fold: expected k <= 8"),
        (lambda x, y, rng: k_fold(x, x, 2, rng=rng, stratified=True), TypeError, "integer labels"),
    ],
)
def test_splits_that_cannot_be_are_refused(call, error, text):
    with pytest.raises(error, match=text):
        call(np.ones(8), np.arange(8), np.random.default_rng(0))


@pytest.mark.parametrize("seed", range(5))
def test_examples_are_shuffled_not_ready_made_batches(seed):
    """joelnet permutes the starts of the batches: neighbours then stay together forever."""
    rng = np.random.default_rng(seed)
    meetings = [{tuple(sorted(y)) for _, y in batches(*numbered(64), 8, rng)} for _ in range(3)]
    assert not meetings[0] & meetings[1] & meetings[2]
    assert not any(np.ptp(batch) == 7 for epoch in meetings for batch in epoch)


def test_every_example_is_equally_likely_in_the_first_batch():
    rng = np.random.default_rng(1)
    epochs, n, size = 4000, 10, 3
    firsts = [next(batches(*numbered(n), size, rng))[1] for _ in range(epochs)]
    share = np.bincount(np.concatenate(firsts), minlength=n) / epochs
    p = size / n
    assert np.abs(share - p).max() < 5 * np.sqrt(p * (1 - p) / epochs)


def test_batch_gradients_average_to_the_full_gradient(rng):
    """Of the mean squared error, when the batch size divides N."""
    x, y, w = rng.standard_normal((60, 4)), rng.standard_normal(60), rng.standard_normal(4)
    parts = [xb.T @ (xb @ w - yb) / len(yb) for xb, yb in batches(x, y, 12, rng)]
    np.testing.assert_allclose(np.mean(parts, axis=0), x.T @ (x @ w - y) / 60, rtol=1e-12)


def test_order_is_kept_without_rng_and_repeats_with_its_seed():
    x, y = numbered(20)
    in_order = np.concatenate([labels for _, labels in batches(x, y, 6)])
    np.testing.assert_array_equal(in_order, y)
    runs = [[b.tolist() for _, b in batches(x, y, 6, np.random.default_rng(7))] for _ in range(2)]
    assert runs[0] == runs[1]


def test_order_is_drawn_by_the_call():
    """Two epochs asked for one after the other do not depend on which is read first."""
    rng = np.random.default_rng(3)
    first, second = batches(*numbered(9), 9, rng), batches(*numbered(9), 9, rng)
    late, early = next(second)[1], next(first)[1]
    rng = np.random.default_rng(3)
    np.testing.assert_array_equal(early, rng.permutation(9))
    np.testing.assert_array_equal(late, rng.permutation(9))


@pytest.mark.parametrize("shuffle", [True, False])
def test_changing_a_batch_changes_no_data(shuffle):
    x, y = numbered(8)
    for images, labels in batches(x, y, 4, np.random.default_rng(0) if shuffle else None):
        images *= -1
        labels += 100
    np.testing.assert_array_equal(x, numbered(8)[0])
    np.testing.assert_array_equal(y, numbered(8)[1])


def test_shapes_and_dtypes_are_kept(rng):
    x = rng.random((10, 3, 5, 4)).astype(np.float32)
    images, targets = next(batches(x, rng.random((10, 2)), 4, rng))
    assert (images.shape, images.dtype) == ((4, 3, 5, 4), np.float32)
    assert (targets.shape, targets.dtype) == ((4, 2), np.float64)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "text"),
    [
        ((np.ones((3, 2)), np.ones(4), 2), {}, ValueError,
         r"batches: expected one row of x for each entry of y, got x of shape \(3, 2\) and y of"),
        ((np.ones(()), np.ones(()), 2), {}, ValueError, "one row of x for each entry"),
        ((np.ones((0, 2)), np.ones(0), 2), {}, ValueError, "batch of 1 example or more, got an em"),
        ((np.array([[1.0], [np.nan]]), np.ones(2), 2), {}, ValueError,
         "finite x, got 1 of 2 values NaN or infinite. Look for a division by zero"),
        ((np.ones(2), np.array([np.inf, 0]), 2), {}, ValueError, "finite y, got 1 of 2"),
        ((np.array(["a"]), np.ones(1), 2), {}, TypeError, "real numbers in x, got dtype <U1"),
        ((np.ones(3), np.ones(3), 0), {}, ValueError, "expected size >= 1, got size=0"),
        ((np.ones(3), np.ones(3), 1.5), {}, TypeError, "an integer size, got 1.5"),
        ((np.ones(3), np.ones(3), 4), {"drop_last": True}, ValueError,
         "size <= 3 examples, got size=4. Every batch would be dropped: use drop_last=False"),
        ((np.ones(3), np.ones(3), 2, 7), {}, TypeError,
         r"Generator rng, got 7. Pass rng=np.random.default_rng\(seed\)"),
        ((np.ones((2, 3)), np.ones(2), 2), {"data_per_trial": True}, ValueError,
         r"one row of x for each entry of y, in each trial, got x of shape \(2, 3\)"),
    ],
)  # fmt: skip
def test_batches_refuses_at_the_call(arguments, options, error, text):
    with pytest.raises(error, match=text):
        batches(*arguments, **options)


@pytest.mark.parametrize(
    ("y", "error", "text"),
    [
        (
            np.array([0, 3]),
            ValueError,
            "fit: expected labels y from 0 to 2, got labels from 0 to 3",
        ),
        (np.array([-1, 2]), ValueError, "labels y from 0 to 2, got labels from -1 to 2"),
        (
            np.array([0.0, 1.0]),
            TypeError,
            r"integer labels y, got dtype float64. Use y.astype",
        ),
        (np.array([True, False]), TypeError, "integer labels y, got dtype bool"),
        (np.eye(2, dtype=int), ValueError, r"shape \(N,\), got \(2, 2\). One-hot rows\?"),
    ],
)
def test_labels_are_checked_against_the_classes(y, error, text):
    check_examples("fit", np.ones((2, 3)), np.array([0, 2]), classes=3)
    with pytest.raises(error, match=text):
        check_examples("fit", np.ones((2, 3)), y, classes=3)


def test_dataset_checks_both_parts_and_cannot_be_changed():
    x, y = np.zeros((2, 3)), np.array([0, 1])
    data = Dataset(x, y, x, y, ("cat", "dog"))
    assert repr(data) == "Dataset(x_train (2, 3) float64, x_test (2, 3) float64, 2 classes)"
    with pytest.raises(AttributeError, match="cannot assign to field 'x_train'"):
        data.x_train = x
    with pytest.raises(ValueError, match="Dataset train: expected finite x, got 6 of 6 values NaN"):
        Dataset(x * np.nan, y, x, y, ("cat", "dog"))
    with pytest.raises(ValueError, match="Dataset test: expected labels y from 0 to 1, got labels"):
        Dataset(x, y, x, y + 1, ("cat", "dog"))
