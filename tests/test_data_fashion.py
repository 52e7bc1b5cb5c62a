"""The bundled Fashion-MNIST: what it holds, in which form it comes, damaged and missing files."""

import hashlib
import re
import socket

import numpy as np
import pytest

from course_lib.data import CLASS_NAMES, fashion, fashion_mnist, load_fashion_mnist_full


@pytest.fixture(scope="module")
def stored():
    """The arrays of the bundled file, read without `course_lib`."""
    with np.load(fashion.BUNDLE, allow_pickle=False) as arrays:
        return dict(arrays)


def test_bundle_is_small_and_its_hash_is_written_beside_it():
    content = fashion.BUNDLE.read_bytes()
    note = fashion.BUNDLE.with_name("README.md").read_text(encoding="utf-8")
    assert len(content) < 4e6
    assert hashlib.sha256(content).hexdigest() == fashion.BUNDLE_SHA256
    assert fashion.BUNDLE_SHA256 in note
    assert f"{len(content):,} bytes" in note
    assert "Copyright: 2017, Zalando SE" in note
    assert "Permission is hereby granted, free of charge" in note


def test_bundle_is_balanced_shuffled_and_keeps_train_and_test_apart(stored):
    for part, share in (("train", 600), ("test", 200)):
        x, y = stored[f"x_{part}"], stored[f"y_{part}"]
        assert (x.dtype, y.dtype, x.shape[1:]) == (np.uint8, np.uint8, (28, 28))
        assert np.bincount(y).tolist() == [share] * 10
        repeats = np.mean(y[1:] == y[:-1])  # 1/10 when shuffled, about 1 when sorted
        assert 0.07 < repeats < 0.13
    seen = {image.tobytes() for image in stored["x_train"]}
    assert len(seen) == 6000
    assert not any(image.tobytes() in seen for image in stored["x_test"])


def test_images_look_like_their_names():
    """Upright, not transposed, labels in place: shapes that anybody knows from a wardrobe."""
    data = fashion_mnist(flat=False)
    mean = {
        name: data.x_train[data.y_train == k].mean(axis=0)
        for k, name in enumerate(data.class_names)
    }
    trouser, boot, shirt, bag = (
        mean[name] for name in ("Trouser", "Ankle boot", "T-shirt/top", "Bag")
    )
    assert trouser[22:, 14].mean() < 0.7 * trouser[22:, [11, 17]].mean()  # a gap between the legs
    assert trouser[2:6, 14].mean() > 0.9 * trouser[2:6, [11, 17]].mean()  # but not at the waist
    assert boot[24:26].sum() > 2 * boot[2:4].sum()  # the sole is below
    assert boot[18:24, :6].mean() > boot[2:8, :6].mean()  # the toe points left
    assert shirt[4:8, :6].mean() > 2 * shirt[20:, :6].mean()  # sleeves above
    assert bag[14:].mean() > 1.5 * bag[:6].mean()  # a bag hangs below its handle


def test_default_is_float64_rows_in_the_unit_interval(stored):
    data = fashion_mnist()
    assert (data.x_train.shape, data.x_test.shape) == ((6000, 784), (2000, 784))
    assert (data.x_train.dtype, data.y_train.dtype) == (np.float64, np.int64)
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)
    assert data.class_names == CLASS_NAMES
    np.testing.assert_array_equal(data.x_train, stored["x_train"].reshape(6000, 784) / 255)
    np.testing.assert_array_equal(data.y_test, stored["y_test"])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32", np.dtype("float64")])
def test_dtype_is_kept_and_each_value_rounded_once(dtype, stored):
    for size in (28, 14):
        data = fashion_mnist(train=10, test=10, size=size, dtype=dtype)
        exact = fashion_mnist(train=10, test=10, size=size)
        assert data.x_train.dtype == data.x_test.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(data.x_train, exact.x_train.astype(dtype))


def test_size_14_is_the_mean_of_each_block_of_four():
    large = fashion_mnist(train=50, test=10, flat=False).x_train
    small = fashion_mnist(train=50, test=10, flat=False, size=14).x_train
    corners = [large[:, i::2, j::2] for i in (0, 1) for j in (0, 1)]
    np.testing.assert_allclose(small, np.mean(corners, axis=0), rtol=0, atol=1e-15)
    rows = fashion_mnist(train=50, test=10, size=14).x_train
    np.testing.assert_array_equal(rows, small.reshape(50, 196))


def test_fewer_images_stay_balanced_and_are_part_of_more():
    few, more = fashion_mnist(train=30, test=10), fashion_mnist(train=500, test=20)
    for y, share in ((few.y_train, 3), (few.y_test, 1), (more.y_train, 50), (more.y_test, 2)):
        assert np.bincount(y).tolist() == [share] * 10
    known, chosen = (
        {(image.tobytes(), label) for image, label in zip(d.x_train, d.y_train, strict=True)}
        for d in (more, few)
    )
    assert chosen < known


def test_calls_agree_and_share_no_memory():
    first, second = fashion_mnist(train=10, test=10), fashion_mnist(train=10, test=10)
    first.x_train[:] = 0.5
    np.testing.assert_array_equal(
        second.x_train, fashion_mnist(train=10, test=10).x_train, strict=True
    )
    assert second.x_train.max() > 0.5


def test_no_network(monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise AssertionError("the network was used")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    fashion_mnist(train=10, test=10)
    with pytest.raises(FileNotFoundError):
        load_fashion_mnist_full(tmp_path)
    monkeypatch.setattr(fashion, "BUNDLE", tmp_path / "gone.npz")
    with pytest.raises(FileNotFoundError):
        fashion_mnist()


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"train": 25}, ValueError,
         "expected train a multiple of 10 up to 6000, got train=25. Classes get equal shares"),
        ({"test": 2010}, ValueError, "expected test a multiple of 10 up to 2000, got test=2010"),
        ({"train": 0}, ValueError, "fashion_mnist: expected train >= 10, got train=0"),
        ({"test": 10.0}, TypeError, "expected an integer test, got 10.0"),
        ({"size": 20}, ValueError, "fashion_mnist: expected size 28 or 14, got size=20"),
        ({"size": "14"}, TypeError, "fashion_mnist: expected an integer size, got '14'"),
        ({"dtype": np.uint8}, ValueError, r"dtype in \['float32', 'float64'\], got 'uint8'"),
        ({"dtype": "flaot64"}, ValueError, "got 'flaot64'. Did you mean 'float64'"),
    ],
)  # fmt: skip
def test_options_are_checked(options, error, text):
    with pytest.raises(error, match=text):
        fashion_mnist(**options)


def damage(content):
    middle = len(content) // 2
    yield "one bit", content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    yield "cut short", content[:middle]
    yield "empty", b""
    yield "a Git LFS pointer", b"version https://git-lfs.github.com/spec/v1\n"


def test_damaged_bundle_is_refused_with_file_hash_and_remedy(monkeypatch, tmp_path):
    path = tmp_path / "fashion_mnist.npz"
    for _, content in damage(fashion.BUNDLE.read_bytes()):
        path.write_bytes(content)
        with monkeypatch.context() as patch:
            patch.setattr(fashion, "BUNDLE", path)
            with pytest.raises(ValueError, match="fashion_mnist: expected") as caught:
                fashion_mnist()
        text = str(caught.value)
        assert f"{path} with SHA-256 {fashion.BUNDLE_SHA256}" in text
        assert f"got SHA-256 {hashlib.sha256(content).hexdigest()}" in text
        assert "git checkout -- course_lib/datasets/fashion_mnist.npz" in text


def test_missing_bundle_is_named_with_hash_and_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(fashion, "BUNDLE", tmp_path / "gone.npz")
    rule = re.escape(f"{tmp_path / 'gone.npz'} with SHA-256 {fashion.BUNDLE_SHA256}")
    with pytest.raises(FileNotFoundError, match=f"expected {rule}, got no such file. Restore it"):
        fashion_mnist()
