"""Valid calls of what makes, changes and prepares examples."""

import numpy as np

from course_lib import augmentation, data, preprocessing
from tests.fuzz.values import FLOAT, IMAGES, LABELS, RNG, ROWS, New, T, X, rng


def augmented(make):
    return lambda images=IMAGES, **arguments: make(**arguments)(images, rng())


def mixed(images=IMAGES, targets=T[:3], **arguments):
    return augmentation.mixup(**arguments)(images, targets, rng())


def fitted(make):
    return lambda x, **arguments: make(**arguments).fit(x).transform(x)


EXAMPLES = {
    "preprocessing.Standardizer": (
        fitted(preprocessing.Standardizer),
        {"x": X, "scale": True, "axis": 0},
    ),
    "preprocessing.PCA": (fitted(preprocessing.PCA), {"x": X, "n_components": 2}),
    "preprocessing.Whitening": (
        fitted(preprocessing.Whitening),
        {"x": X, "kind": "pca", "eps": 1e-3, "n_components": 2},
    ),
    "augmentation.horizontal_flip": (
        augmented(augmentation.horizontal_flip),
        {"p": 0.5, "images": IMAGES},
    ),
    "augmentation.random_crop": (
        augmented(augmentation.random_crop),
        {"size": 4, "padding": 1, "fill": 0.0},
    ),
    "augmentation.translate": (augmented(augmentation.translate), {"pixels": 2, "fill": 0.0}),
    "augmentation.random_scale": (
        augmented(augmentation.random_scale),
        {"low": 0.8, "high": 1.2, "fill": 0.0},
    ),
    "augmentation.rotate": (augmented(augmentation.rotate), {"degrees": 10.0, "fill": 0.0}),
    "augmentation.cutout": (
        augmented(augmentation.cutout),
        {"size": 2, "fill": 0.0, "images": IMAGES},
    ),
    "augmentation.color_jitter": (
        augmented(augmentation.color_jitter),
        {"brightness": 0.2, "contrast": 0.2, "saturation": 0.0},
    ),
    "augmentation.mixup": (
        mixed,
        {"alpha": 0.2, "classes": 3, "images": IMAGES, "targets": np.array([0, 1, 2])},
    ),
    "augmentation.compose": (
        augmented(lambda augmentations: augmentation.compose(augmentations)),
        {"augmentations": augmentation.horizontal_flip(), "images": IMAGES},
    ),
    "data.batches": (
        lambda **a: next(iter(data.batches(**a))),
        {"x": X, "y": T, "size": 2, "rng": New(rng), "drop_last": False, "data_per_trial": False},
    ),
    "data.split": (
        lambda **a: data.split(**a)[0],
        {"x": ROWS, "y": LABELS, "share": 0.4, "stratified": False, **RNG},
    ),
    "data.k_fold": (
        lambda **a: next(iter(data.k_fold(**a)))[0],
        {"x": ROWS, "y": LABELS, "k": 2, "stratified": False, **RNG},
    ),
    "data.blobs": (
        data.blobs,
        {"n": 6, "centers": [[0.0, 1.0], [2.0, 1.0]], "spread": 0.5, **RNG},
    ),
    "data.moons": (data.moons, {"n": 6, "noise": 0.1, **RNG}),
    "data.spirals": (data.spirals, {"n": 6, "classes": 3, "turns": 0.7, "noise": 0.1, **RNG}),
    "data.fashion_mnist": (
        lambda **a: data.fashion_mnist(**a).x_train,
        {"train": 20, "test": 10, "size": 14, "flat": True, **FLOAT},
    ),
    "data.Dataset": (
        lambda **a: data.Dataset(**a).x_train,
        {
            "x_train": ROWS,
            "y_train": LABELS,
            "x_test": ROWS,
            "y_test": LABELS,
            "class_names": ("a", "b", "c"),
        },
    ),
}
