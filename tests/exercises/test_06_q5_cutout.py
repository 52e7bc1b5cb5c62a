"""Question 6.5: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q5_cutout import QUESTION
from tests.exercises.battery import battery


def slices(images, centres, *, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, max(0, r - half) : r + half + 1, max(0, c - half) : c + half + 1] = 0
    return out


def pixels(images, centres, *, size):
    out = np.array(images)
    for n, i, j in np.ndindex(images.shape):
        if max(abs(i - centres[n, 0]), abs(j - centres[n, 1])) <= (size - 1) / 2:
            out[n, i, j] = 0.0
    return out


def negative_start(images, centres, *, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, r - half : r + half + 1, c - half : c + half + 1] = 0
    return out


def too_small(images, centres, *, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, max(0, r - half) : r + half, max(0, c - half) : c + half] = 0
    return out


def corner(images, centres, *, size):
    out = images.copy()
    for i, (r, c) in enumerate(centres):
        out[i, r : r + size, c : c + size] = 0
    return out


def radius(images, centres, *, size):
    return slices(images, centres, size=2 * size + 1)


def x_first(images, centres, *, size):
    return slices(images, np.fliplr(centres), size=size)


def same_hole(images, centres, *, size):
    out, half = images.copy(), size // 2
    r, c = centres[0]
    out[:, max(0, r - half) : r + half + 1, max(0, c - half) : c + half + 1] = 0
    return out


def pushed_back(images, centres, *, size):
    out, (h, w) = images.copy(), images.shape[1:]
    for i, (r, c) in enumerate(centres):
        top = min(max(r - size // 2, 0), h - size)
        left = min(max(c - size // 2, 0), w - size)
        out[i, top : top + size, left : left + size] = 0
    return out


def kept(images, centres, *, size):
    return np.where(slices(images, centres, size=size) == 0, images, 0)


def in_place(images, centres, *, size):
    images[...] = slices(images, centres, size=size)
    return images


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [slices, pixels],
    {
        "Python counts that from the end": negative_start,
        "one pixel too small": too_small,
        "upper left corner": corner,
        "twice as large": radius,
        "exchanged": x_first,
        "hole of the first one": same_hole,
        "pushed back": pushed_back,
        "the rest is cut away": kept,
        "changes its argument 1 in place": in_place,
    },
)
