"""Flip, crop, translate, zoom, rotate: SciPy's interpolation, and the laws of each."""

import numpy as np
import pytest
from scipy import ndimage

from course_lib.augmentation import horizontal_flip, random_crop, random_scale, rotate, translate


def pictures(shape, seed=0):
    return np.random.default_rng(seed).random(shape)


def test_a_flip_is_an_involution_and_mirrors_columns():
    images = pictures((6, 3, 4, 5))
    flip = horizontal_flip(p=1)
    once = flip(images, np.random.default_rng(0))
    np.testing.assert_array_equal(once, np.flip(images, axis=3))
    np.testing.assert_array_equal(flip(once, np.random.default_rng(1)), images)
    np.testing.assert_array_equal(horizontal_flip(p=0)(images, np.random.default_rng(0)), images)


@pytest.mark.parametrize(("flip", "p"), [(horizontal_flip(), 0.5), (horizontal_flip(0.3), 0.3)])
def test_a_share_p_of_the_images_is_flipped(flip, p):
    images = pictures((20_000, 1, 2))
    flipped = flip(images, np.random.default_rng(0)) != images
    assert flipped.any(axis=(1, 2)).mean() == pytest.approx(p, abs=5 * 0.5 / 20_000**0.5)


def test_a_window_as_large_as_the_picture_leaves_no_choice():
    images = pictures((5, 6, 7))
    crop = random_crop(size=(6, 7))(images, np.random.default_rng(0))
    np.testing.assert_array_equal(crop, images)


@pytest.mark.parametrize(
    "augment", [random_crop(padding=9), translate(9), random_scale(0.2, 0.2), rotate((45, 45))]
)
def test_what_comes_in_from_outside_is_black_by_default(augment):
    assert augment(np.ones((9, 8, 8)), np.random.default_rng(0)).min() == 0


def test_a_crop_is_a_window_and_all_windows_occur_equally_often():
    image = np.arange(1.0, 13).reshape(3, 4)
    framed = np.pad(image, 1, constant_values=-1)
    windows = {tuple(framed[r : r + 2, c : c + 3].ravel()): 0 for r in range(4) for c in range(4)}
    crops = random_crop(size=(2, 3), padding=1, fill=-1)(
        np.broadcast_to(image, (16_000, 3, 4)), np.random.default_rng(0)
    )
    for crop in crops:
        windows[tuple(crop.ravel())] += 1  # a KeyError is a picture that is no window
    counts = np.array(list(windows.values()))
    assert abs(counts - 1000).max() < 5 * 1000**0.5


def test_translation_shifts_by_whole_pixels_in_both_directions():
    images = np.zeros((5000, 7, 9))
    images[:, 3, 4] = 1
    moved = translate((1, 3))(images, np.random.default_rng(0))
    _, rows, columns = np.nonzero(moved)
    assert len(rows) == 5000, "one bright pixel each"
    assert np.unique(rows - 3).tolist() == [-1, 0, 1]
    assert np.unique(columns - 4).tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert abs((rows - 3).mean()) < 5 * (2 / 3 / 5000) ** 0.5
    assert abs((columns - 4).mean()) < 5 * (4 / 5000) ** 0.5


def test_translation_is_a_padded_crop():
    images = pictures((6, 3, 7, 8))
    np.testing.assert_array_equal(
        translate(2, fill=0.5)(images, np.random.default_rng(4)),
        random_crop(padding=2, fill=0.5)(images, np.random.default_rng(4)),
    )


@pytest.mark.parametrize("fill", [0.0, 0.7])
@pytest.mark.parametrize("degrees", [-170.0, -20.0, 0.0, 13.0, 45.0])
def test_rotation_agrees_with_scipy(degrees, fill):
    images = pictures((3, 2, 7, 10))
    result = rotate((degrees, degrees), fill)(images, np.random.default_rng(0))
    expected = ndimage.rotate(
        images, degrees, (3, 2), reshape=False, order=1, mode="grid-constant", cval=fill
    )
    np.testing.assert_allclose(result, expected, atol=1e-12)


@pytest.mark.parametrize("fill", [0.0, 0.7])
@pytest.mark.parametrize("s", [0.3, 0.8, 1.0, 1.7])
def test_zoom_agrees_with_scipy(s, fill):
    images = pictures((3, 2, 7, 10))
    result = random_scale(s, s, fill)(images, np.random.default_rng(0))
    centre = np.array([0, 0, 3, 4.5])
    expected = ndimage.affine_transform(
        images,
        np.diag([1, 1, 1 / s, 1 / s]),
        offset=centre * (1 - 1 / s),
        order=1,
        mode="grid-constant",
        cval=fill,
    )
    np.testing.assert_allclose(result, expected, atol=1e-12)


def test_a_quarter_turn_moves_whole_pixels():
    images = pictures((3, 6, 6))
    turned = rotate((90, 90))(images, np.random.default_rng(0))
    np.testing.assert_allclose(turned, np.rot90(images, axes=(1, 2)), atol=1e-12)


def test_float32_pictures_are_read_at_the_same_places():
    images = pictures((20, 14, 14))
    for augment in (rotate(40), random_scale(0.5, 2)):
        exact = augment(images, np.random.default_rng(1))
        coarse = augment(images.astype(np.float32), np.random.default_rng(1))
        np.testing.assert_allclose(coarse, exact, atol=1e-5)


def slope_of_the_ramp(images):
    """Columns hold their number: the slope along the middle row is cos φ, or 1 / s."""
    return np.diff(images[:, 8, 8:10], axis=1)[:, 0]


def test_angles_and_zooms_fill_their_range():
    ramp = np.broadcast_to(np.arange(17.0), (4000, 17, 17))
    turned = slope_of_the_ramp(rotate(30)(ramp, np.random.default_rng(0)))
    phi = np.rad2deg(np.arccos(np.minimum(turned, 1)))
    assert phi.max() == pytest.approx(30, abs=0.1)
    assert phi.mean() == pytest.approx(15, abs=5 * 8.7 / 4000**0.5)
    turned = slope_of_the_ramp(rotate()(ramp, np.random.default_rng(0)))
    assert np.rad2deg(np.arccos(turned.min())) == pytest.approx(15, abs=0.1)
    zoom = 1 / slope_of_the_ramp(random_scale()(ramp, np.random.default_rng(0)))
    assert [zoom.min(), zoom.max()] == pytest.approx([0.8, 1.2], abs=0.01)
    zoom = 1 / slope_of_the_ramp(random_scale(0.5, 1.5)(ramp, np.random.default_rng(0)))
    assert [zoom.min(), zoom.max()] == pytest.approx([0.5, 1.5], abs=0.01)
    assert zoom.mean() == pytest.approx(1, abs=5 * 0.29 / 4000**0.5)
