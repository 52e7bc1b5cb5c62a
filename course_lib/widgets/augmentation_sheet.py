"""Chapter 6: eight clothes, each drawn anew by an augmentation."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import augmentation, plots
from course_lib._validate import Array
from course_lib.data import fashion_mnist
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer

KINDS = ("rotate", "flip", "shift", "scale", "jitter", "cutout")


def augmentation_sheet() -> Explorer:
    """Return the explorer: kind, strength and seed."""
    data = fashion_mnist(train=100, test=10, flat=False)
    images = data.x_train[:8]

    def compute(kind: str, strength: float, seed: int) -> Array:
        drawn = changed(images, kind, strength, np.random.default_rng(seed))
        return np.concatenate([images, drawn])

    controls = {
        "kind": choice("augmentation", KINDS),
        "strength": slider("strength", 0.0, 1.0, 0.5),
        "seed": slider("seed", 0, 20, 0),
    }
    alt = "Eight clothes above, below them the same ones, each turned by an angle of its own."
    return Explorer("augmentation sheet", compute, build, update, controls, alt, size=(10.0, 3.0))


def changed(images: Array, kind: str, strength: float, rng: np.random.Generator) -> Array:
    """Return the images, changed; strength 0 changes nothing."""
    if strength == 0:
        return images
    change = {
        "rotate": augmentation.rotate(45 * strength),
        "flip": augmentation.horizontal_flip(strength),
        "shift": augmentation.translate(round(8 * strength)),
        "scale": augmentation.random_scale(1 - strength / 2, 1 + strength / 2),
        "jitter": augmentation.color_jitter(strength, strength),
        "cutout": augmentation.cutout(max(1, round(20 * strength))),
    }[kind]
    return change(images, rng)


def build(figure: Figure, numbers: Array) -> Artists:
    """Draw the sheet."""
    ax = plots.image_grid(figure.subplots(), numbers)
    ax.set_title("Above as photographed, below as the network sees it in this epoch")
    return {"sheet": ax.images[0]}


def update(artists: Artists, numbers: Array) -> None:
    """Put the new pictures into the sheet."""
    artists["sheet"].set_data(np.ma.masked_invalid(plots.tile(numbers, 8, 2)))
