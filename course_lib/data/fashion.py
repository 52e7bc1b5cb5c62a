"""Fashion-MNIST: photographs of clothes, 28 × 28 grey values, ten classes, never from the network.

`fashion_mnist` reads 6,000 training and 2,000 test images that travel with the package;
`load_fashion_mnist_full` reads the 60,000 and 10,000 of the original from a folder of yours.
Both give every class the same share, and grey values g = 0 … 255 as

    x = g / 255,   or, at size 14,   x = (g₁ + g₂ + g₃ + g₄) / (4 · 255)   over blocks of 2 × 2

All chapters use it as their real data. H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image
dataset for benchmarking machine learning algorithms, arXiv:1708.07747, 2017 (MIT licence).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import os
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.data.examples import Dataset

CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
BUNDLE = Path(__file__).parents[1] / "datasets" / "fashion_mnist.npz"
BUNDLE_SHA256 = "ee5177a306e954cece1defe2b872588977c285257dea96520afac3a5dee86773"
_BUNDLE_REMEDY = (
    "Restore it with `git checkout -- course_lib/datasets/fashion_mnist.npz`, reinstall the "
    "package, or rebuild it with scripts/make_fashion_mnist.py."
)
_FULL = "load_fashion_mnist_full"
_FULL_REMEDY = (
    "Install Debian's dataset-fashion-mnist, or copy the four files of "
    "https://github.com/zalandoresearch/fashion-mnist into the folder."
)


def fashion_mnist(
    *,
    train: int = 6000,
    test: int = 2000,
    size: int = 28,
    flat: bool = True,
    dtype: DTypeLike = np.float64,
) -> Dataset:
    """Return the bundled images of clothes, as many of each of the ten classes.

    x = g / 255, with g the grey value; at size 14 the mean over blocks of 2 × 2.

    Parameters
    ----------
    train, test : int
        How many images: a multiple of 10, up to 6,000 and 2,000. Fewer images are the first
        ones of each class, so a smaller choice is part of a larger one.
    size : int
        28, or 14 where fewer pixels do: four times fewer inputs.
    flat : bool
        Images as rows (N, size²) for `Linear`, or else as squares (N, size, size).
    dtype : DTypeLike
        float64 or float32.

    Returns
    -------
    Dataset
        x in [0, 1], 0 is the background; y, int64, numbers the names in `class_names`. The order
        of the images is random but always the same.

    Raises
    ------
    ValueError
        When the file's SHA-256 is wrong.
    FileNotFoundError
        When the file is missing; the message says how to get it back.

    Examples
    --------
    >>> data = fashion_mnist(train=1000, test=500, size=14)
    >>> data
    Dataset(x_train (1000, 196) float64, x_test (500, 196) float64, 10 classes)
    >>> data.class_names[data.y_train[0]]
    'Sandal'
    """
    raw = _read_bundle()
    train_set = _split("fashion_mnist", "train", raw["x_train"], raw["y_train"], train)
    test_set = _split("fashion_mnist", "test", raw["x_test"], raw["y_test"], test)
    return _dataset("fashion_mnist", train_set, test_set, size, flat, dtype)


def load_fashion_mnist_full(
    path: str | os.PathLike[str],
    *,
    train: int = 60_000,
    test: int = 10_000,
    size: int = 28,
    flat: bool = True,
    dtype: DTypeLike = np.float64,
) -> Dataset:
    """Return the complete Fashion-MNIST from the four idx files in the folder `path`.

    Parameters
    ----------
    path : str or PathLike
        Folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
        t10k-labels-idx1-ubyte, each as it is or with .gz. Debian's package dataset-fashion-mnist
        puts them into /usr/share/datasets/fashion-mnist.
    train, test, size, flat, dtype
        As for `fashion_mnist`, up to 60,000 and 10,000 images. All of them take 440 MB in
        float64; dtype float32 or size 14 makes it less.

    Returns
    -------
    Dataset
        As `fashion_mnist`.

    Raises
    ------
    FileNotFoundError
        When one of the four files is missing.
    ValueError
        When a file is damaged or is another data set.

    Examples
    --------
    >>> load_fashion_mnist_full("/nowhere")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    FileNotFoundError: load_fashion_mnist_full: expected train-images-idx3-ubyte or ...
    """
    folder = Path(path).expanduser()
    train_set = _split(_FULL, "train", *read_part(folder, "train"), train)
    test_set = _split(_FULL, "test", *read_part(folder, "t10k"), test)
    return _dataset(_FULL, train_set, test_set, size, flat, dtype)


def read_part(folder: Path, name: str) -> tuple[Array, Array]:
    """Return one part of the full set as it is stored, checked.

    Parameters
    ----------
    folder : Path
        Holds the idx files, as for `load_fashion_mnist_full`.
    name : str
        "train" or "t10k".

    Returns
    -------
    images, labels : Array
        (N, 28, 28) and (N,), uint8.

    Examples
    --------
    >>> read_part(Path("/nowhere"), "t10k")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    FileNotFoundError: load_fashion_mnist_full: expected t10k-images-idx3-ubyte or ...
    """
    images, labels = _read_idx(folder, f"{name}-images", 3), _read_idx(folder, f"{name}-labels", 1)
    if images.shape != (len(labels), 28, 28):
        rule = f"{len(labels)} images of 28 × 28 in {folder}, one for each label of {name}"
        raise ValueError(message(_FULL, rule, f"images of shape {images.shape}", _FULL_REMEDY))
    counts = np.bincount(labels, minlength=len(CLASS_NAMES)).tolist()
    if counts != [len(labels) // len(CLASS_NAMES)] * len(CLASS_NAMES):
        rule = f"the same number of images of each of 10 classes in {folder}"
        remedy = "MNIST's digits have the same file names: is it those? " + _FULL_REMEDY
        raise ValueError(message(_FULL, rule, f"{name} counts {counts}", remedy))
    return images, labels


def _read_bundle() -> dict[str, Array]:
    """Return the four uint8 arrays of the bundled file, if every byte is as it should be."""
    rule = f"{BUNDLE} with SHA-256 {BUNDLE_SHA256}"
    if not BUNDLE.is_file():
        raise FileNotFoundError(message("fashion_mnist", rule, "no such file", _BUNDLE_REMEDY))
    content = BUNDLE.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != BUNDLE_SHA256:
        raise ValueError(message("fashion_mnist", rule, f"SHA-256 {found}", _BUNDLE_REMEDY))
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _split(owner: str, name: str, images: Array, labels: Array, count: int) -> tuple[Array, Array]:
    """Return the first `count` / 10 images of each class, and their labels, in stored order."""
    classes = len(CLASS_NAMES)
    check.integer(owner, name, count, low=classes)
    if count % classes or count > len(labels):
        rule = f"{name} a multiple of {classes} up to {len(labels)}"
        raise ValueError(message(owner, rule, f"{name}={count}", "Classes get equal shares."))
    first = [np.flatnonzero(labels == k)[: count // classes] for k in range(classes)]
    pick = np.sort(np.concatenate(first))
    return images[pick], labels[pick].astype(np.int64)


def _dataset(
    owner: str,
    train: tuple[Array, Array],
    test: tuple[Array, Array],
    size: int,
    flat: bool,
    dtype: DTypeLike,
) -> Dataset:
    if check.integer(owner, "size", size) not in (28, 14):
        raise ValueError(message(owner, "size 28 or 14", f"size={size!r}"))
    check.flag(owner, "flat", flat)
    name = dtype.__name__ if isinstance(dtype, type) else str(dtype)
    kind = np.dtype(check.choice(owner, "dtype", name, ("float32", "float64")))
    x_train, x_test = (_pixels(images, size, flat, kind) for images, _ in (train, test))
    return Dataset(x_train, train[1], x_test, test[1], CLASS_NAMES)


def _pixels(images: Array, size: int, flat: bool, dtype: DTypeLike) -> Array:
    """Return grey values 0 … 255 as x in [0, 1]; whole sums first, so x is rounded only once."""
    if size == 14:
        images = images.reshape(-1, 14, 2, 14, 2).sum(axis=(2, 4), dtype=np.uint16)
    x: Array = np.divide(images, 255 * (28 // size) ** 2, dtype=dtype)
    return x.reshape(len(x), -1) if flat else x


def _read_idx(folder: Path, name: str, dimensions: int) -> Array:
    """Return the bytes of an idx file: magic number, `dimensions` lengths (big-endian), values."""
    path = _find(folder, f"{name}-idx{dimensions}-ubyte")
    content = _content(path)
    words = 1 + dimensions
    header = np.frombuffer(content[: 4 * words].ljust(4 * words, b"\0"), ">u4").tolist()
    magic = 0x0800 + dimensions  # 0x08: unsigned bytes
    if header[0] != magic:
        rule = f"magic number {magic} at the start of {path}"
        raise ValueError(message(_FULL, rule, header[0], _FULL_REMEDY))
    expected = 4 * words + math.prod(header[1:])
    if len(content) != expected:
        rule = f"{expected} bytes in {path}, as its header says"
        raise ValueError(message(_FULL, rule, len(content), _FULL_REMEDY))
    return np.frombuffer(content, np.uint8, offset=4 * words).reshape(header[1:])


def _find(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    rule = f"{name} or {name}.gz in {folder}"
    raise FileNotFoundError(message(_FULL, rule, "neither", _FULL_REMEDY))


def _content(path: Path) -> bytes:
    """Return the bytes of a file, unpacked if its name ends in .gz."""
    content = path.read_bytes()
    if path.suffix != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        rule = f"an undamaged gzip file {path}"
        raise ValueError(message(_FULL, rule, f"{error}", _FULL_REMEDY)) from error
