"""Augmentations: the contract of all, SciPy's interpolation, the laws of each, the refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.augmentation import (
    color_jitter,
    compose,
    cutout,
    horizontal_flip,
    random_crop,
    random_scale,
    rotate,
    translate,
)

AUGMENTATIONS = {
    "horizontal_flip": horizontal_flip(),
    "random_crop": random_crop(size=(5, 6), padding=1),
    "random_crop_padded": random_crop(padding=2),
    "translate": translate((1, 2)),
    "random_scale": random_scale(0.5, 2.0),
    "rotate": rotate(90),
    "color_jitter": color_jitter(0.5, 0.5),
    "cutout": cutout(4),
    "compose": compose(rotate(), random_crop(padding=1), horizontal_flip(), cutout(2)),
}
ALL = pytest.mark.parametrize("name", AUGMENTATIONS)
SHAPES = pytest.mark.parametrize("shape", [(6, 7, 8), (6, 1, 7, 8), (6, 3, 7, 8)])


def pictures(shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).random(shape).astype(dtype)


def run(name, images, seed=0):
    return AUGMENTATIONS[name](images, np.random.default_rng(seed))


@ALL
@SHAPES
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_are_kept_and_the_input_is_untouched(name, shape, dtype):
    images = pictures(shape, dtype=dtype)
    before = images.copy()
    result = run(name, images)
    assert result.shape == ((*shape[:-2], 5, 6) if name == "random_crop" else shape)
    assert result.dtype == dtype
    assert not np.shares_memory(result, images)
    np.testing.assert_array_equal(images, before)


@ALL
@SHAPES
def test_the_generator_decides(name, shape):
    images = pictures(shape)
    np.testing.assert_array_equal(run(name, images, 5), run(name, images, 5))
    assert any((run(name, images, seed) != run(name, images, 5)).any() for seed in range(4))


@ALL
def test_every_image_gets_its_own_draw(name):
    same = np.broadcast_to(pictures((7, 8)), (50, 7, 8))
    assert len(np.unique(run(name, same), axis=0)) > 1


@ALL
@SHAPES
@given(seed=st.integers(0, 10**6))
def test_pixels_stay_in_range(name, shape, seed):
    result = run(name, pictures(shape, seed), seed)
    assert result.min() >= 0
    assert result.max() <= 1 + 1e-15


@ALL
@SHAPES
def test_order_in_memory_makes_no_difference(name, shape):
    images = pictures(shape)
    np.testing.assert_allclose(
        run(name, np.asfortranarray(images)), run(name, images), atol=1e-14, rtol=0
    )
    view = np.repeat(images, 2, axis=-1)[::-1, ..., ::-2]
    np.testing.assert_allclose(run(name, view), run(name, view.copy()), atol=1e-14, rtol=0)


@ALL
def test_a_batch_of_one(name):
    assert len(run(name, pictures((1, 7, 8)))) == 1


@ALL
def test_channels_move_together(name):
    """An image with three equal channels stays so, and its channels are those of the grey one."""
    grey = pictures((6, 7, 8))
    rgb = np.repeat(grey[:, None], 3, axis=1)
    result = run(name, rgb)
    for channel in range(3):
        np.testing.assert_allclose(result[:, channel], run(name, grey), atol=1e-12)


def test_compose_applies_the_first_one_first():
    images = pictures((10, 7, 8))
    both = compose(random_crop(size=5), cutout(2))(images, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(both, cutout(2)(random_crop(size=5)(images, rng), rng))
    np.testing.assert_array_equal(compose()(images, rng), images)


@ALL
@pytest.mark.parametrize(
    ("images", "error", "text"),
    [
        (np.ones((7, 8)), ValueError, r"expected \(N, H, W\) or \(N, C, H, W\), got \(7, 8\). One"),
        (np.ones((0, 7, 8)), ValueError, "expected a batch of 1 example or more, got an empty"),
        (np.ones((2, 7, 8), np.uint8), TypeError, "expected floating-point images, got dtype uint"),
    ],
)
def test_refuses_what_is_no_batch_of_pictures(name, images, error, text):
    first = "rotate" if name == "compose" else name.removesuffix("_padded")
    with pytest.raises(error, match=f"^{first}: {text}"):
        run(name, images)


@ALL
def test_refuses_a_seed_for_a_generator(name):
    with pytest.raises(TypeError, match=r"expected a numpy.random.Generator rng, got 0. Pass rng"):
        AUGMENTATIONS[name](pictures((2, 7, 8)), 0)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: horizontal_flip(1.5), r"^horizontal_flip: expected 0 <= p <= 1, got p=1.5\.$"),
        (lambda: random_crop(), r"^random_crop: expected a size or a padding, got none\. For ex"),
        (lambda: random_crop(0), r"^random_crop: expected size >= 1, got size=0"),
        (lambda: random_crop((1, 2, 3)), r"^random_crop: expected size as one number or two, got"),
        (lambda: random_crop(padding=-1), r"^random_crop: expected padding >= 0, got padding=-1"),
        (
            lambda: random_crop(9, 1)(np.ones((2, 6, 6)), np.random.default_rng(0)),
            r"^random_crop: expected images of \(9, 9\) or more with their padding, got \(8, 8\)",
        ),
        (lambda: translate(-1), r"^translate: expected pixels >= 0, got pixels=-1"),
        (lambda: random_scale(0, 1), r"^random_scale: expected 0 < low, got low=0"),
        (lambda: random_scale(2, 1), r"^random_scale: expected low <= high"),
        (lambda: rotate(-5), r"^rotate: expected 0 <= degrees, got degrees=-5"),
        (lambda: rotate((5, -5)), r"^rotate: expected low <= high, got low=5 and high=-5"),
        (lambda: rotate(fill=np.nan), r"^rotate: expected finite fill, got fill=nan"),
        (lambda: color_jitter(1.5), r"^color_jitter: expected 0 <= brightness <= 1, got bright"),
        (lambda: color_jitter(0, -1), r"^color_jitter: expected 0 <= contrast <= 1, got contr"),
        (
            lambda: color_jitter()(np.full((2, 3, 3), -1.5), np.random.default_rng(0)),
            r"^color_jitter: expected pixels in \[0, 1\], got pixels from -1.5 to -1.5. Jitter bef",
        ),
        (
            lambda: color_jitter()(np.full((2, 3, 3), 1.2), np.random.default_rng(0)),
            r"^color_jitter: expected pixels in \[0, 1\], got pixels from 1.2 to 1.2\. Jitter",
        ),
        (
            lambda: color_jitter(saturation=1)(np.ones((2, 1, 3, 3)), np.random.default_rng(0)),
            r"^color_jitter: expected shape \(N, 3, H, W\), got \(2, 1, 3, 3\). Grey images have",
        ),
        (lambda: cutout(0), r"^cutout: expected size >= 1, got size=0"),
    ],
)
def test_refuses_bad_settings(make, text):
    with pytest.raises(ValueError, match=text):
        make()


def test_compose_refuses_what_it_cannot_call():
    with pytest.raises(TypeError, match=r"^compose: expected functions, got 3. Pass for example"):
        compose(horizontal_flip(), 3)
