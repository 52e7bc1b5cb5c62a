"""What every layer refuses: a dy of another shape, lists, odd dtypes, flags and starts."""

import re

import numpy as np
import pytest

from course_lib.activations import sigmoid
from course_lib.layers import (
    BatchNorm,
    Conv2d,
    DropConnect,
    Dropout,
    Elementwise,
    Flatten,
    FractionalMaxPool2d,
    Frozen,
    Linear,
    Maxout,
    MaxPool2d,
    PReLU,
    Residual,
)
from course_lib.network import Sequential

from .registry import LAYERS, build


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.label)


EACH = each(LAYERS)
LEARNING = each([case for case in LAYERS if build(case, np.random.default_rng(0)).parameters()])
AFFINE = {
    "Linear": lambda rng, **settings: Linear(3, 2, rng=rng, **settings),
    "Maxout": lambda rng, **settings: Maxout(3, 2, 4, rng=rng, **settings),
    "DropConnect": lambda rng, **settings: DropConnect(3, 2, rng=rng, **settings),
    "Conv2d": lambda rng, **settings: Conv2d(3, 2, 5, rng=rng, **settings),
}
EACH_AFFINE = pytest.mark.parametrize("name", AFFINE)


def other_shapes(shape):
    """One axis too few, too many, of length 1 (which would broadcast) and one too long."""
    *lead, last = shape
    others = [shape[1:], (*shape, 1), (1, *shape[1:]), (*lead, 1), (*lead, last + 1), (), (1,)]
    return [other for other in others if other != shape]


def first_asked(layer):
    """Return the name of the layer that sees dy first."""
    last = layer.layers[-1] if isinstance(layer, Sequential | Frozen) else layer
    return type(last).__name__


@EACH
@pytest.mark.parametrize("trials", [(), (2,)])
@pytest.mark.parametrize("seed", range(3))  # stochastic depth: left out or not
def test_a_dy_of_another_shape_is_refused(case, trials, seed, rng):
    layer = build(case, rng, trials=trials)
    x = rng.standard_normal((*trials, *case.shape))
    y = layer.forward(x, train=True, rng=np.random.default_rng(seed))
    for shape in other_shapes(y.shape):
        text = f"{first_asked(layer)}: expected dy of y's shape {y.shape}, got shape {shape}."
        for backward in (layer.backward, layer.backward_parameters):
            with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
                backward(np.ones(shape))
    text = r": expected a NumPy array dy, got list\. Pass np\.array\(dy\)\.$"
    with pytest.raises(TypeError, match=f"^{first_asked(layer)}{text}"):
        layer.backward(np.ones_like(y).tolist())
    assert layer.backward(np.ones_like(y)).shape == x.shape


@LEARNING
def test_layers_that_learn_take_no_trial_axes_but_their_own(case, rng):
    layer, x = build(case, rng), rng.standard_normal(case.shape)
    y = layer.forward(x, train=True, rng=np.random.default_rng(2))
    with pytest.raises(ValueError, match="expected dy of y's shape"):
        layer.backward(np.ones((3, *y.shape)))


@LEARNING
@pytest.mark.parametrize("axes", [(1,), (3,), (2, 3)])
def test_a_gradient_of_evaluation_needs_the_trials_too(case, axes, rng):
    layer = build(case, rng)
    if isinstance(layer, Sequential):
        layer = layer.layers[0]  # Flatten, further on, knows its trials
    y = layer.forward(rng.standard_normal((*axes, *case.shape)), train=False)
    with pytest.raises(
        ValueError, match=r"^\w+: expected training data .* Build the layer with tri"
    ):
        layer.backward(np.ones_like(y))


@pytest.mark.parametrize(
    "shared",
    [
        Elementwise(sigmoid),
        Dropout(0.5),
        Flatten(),
        MaxPool2d(2),
        FractionalMaxPool2d(1.5),
        Residual(Elementwise(sigmoid)),
        Residual(Elementwise(sigmoid), survival=0.5),
    ],
    ids=repr,
)
@pytest.mark.parametrize("seed", range(3))
def test_trials_that_share_a_layer_each_send_a_gradient_back(shared, seed, rng):
    x = rng.standard_normal((3, 2, 4, 4))
    y = shared.forward(x, train=True, rng=np.random.default_rng(seed))
    dy = rng.standard_normal((2, 5, *y.shape))
    dx = shared.backward(dy)
    for k in np.ndindex(2, 5):
        np.testing.assert_array_equal(dx[k], shared.backward(dy[k]))


@EACH
@pytest.mark.parametrize("training", [True, False])
def test_lists_are_refused(case, training, rng):
    layer, x = build(case, rng), rng.standard_normal(case.shape)
    first = layer.layers[0] if isinstance(layer, Sequential | Frozen) else layer
    text = f"{type(first).__name__}: expected a NumPy array x, got list. Pass np.array(x)."
    with pytest.raises(TypeError, match=f"^{re.escape(text)}$"):
        layer.forward(x.tolist(), train=training, rng=rng)


@EACH
def test_a_misspelt_attribute_is_an_error(case, rng):
    """minitorch's modules answer None to any name."""
    with pytest.raises(AttributeError, match="wieght"):
        _ = build(case, rng).wieght


@LEARNING
@pytest.mark.parametrize("dtype", [int, "foo", np.float16, None, complex])
def test_other_dtypes_are_refused(case, dtype, rng):
    text = f": expected dtype float64 or float32, got {dtype!r}."
    with pytest.raises(ValueError, match=rf"^\w+{re.escape(text)}$"):
        case.make(rng, dtype, ())


@LEARNING
def test_a_dtype_may_be_given_by_name(case, rng):
    for dtype in ("float32", np.dtype("float32")):
        arrays = [p.value for p in case.make(rng, dtype, ()).parameters()]
        assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda on: BatchNorm(2, images=on), "BatchNorm: expected True or False for images"),
        (lambda on: PReLU(2, images=on), "PReLU: expected True or False for images"),
        (lambda on: PReLU(2, shared=on), "PReLU: expected True or False for shared"),
        (
            lambda on: FractionalMaxPool2d(1.5, overlapping=on),
            "FractionalMaxPool2d: expected True or False for overlapping",
        ),
    ],
)
def test_text_is_no_flag(make, text):
    make(np.True_)
    with pytest.raises(TypeError, match=f"^{text}, got 'no'\\.$"):
        make("no")


@EACH_AFFINE
def test_a_bias_is_one_number(name, rng):
    with pytest.raises(
        TypeError, match=rf"^{name}: expected one number bias, got an array of shap"
    ):
        AFFINE[name](rng, bias=np.ones(2))
    with pytest.raises(
        TypeError, match=rf"^{name}: expected a number bias, got True.*False leaves"
    ):
        AFFINE[name](rng, bias=True)


@EACH_AFFINE
def test_without_a_bias_b_stays_0(name, rng):
    layer, with_bias = AFFINE[name](rng, bias=False), AFFINE[name](rng, bias=0.0)
    assert [p.name for p in layer.parameters()] == ["W"]
    layer.W.value[...] = with_bias.W.value
    x = rng.standard_normal((2, 3, 6, 6) if name == "Conv2d" else (4, 3))
    np.testing.assert_array_equal(layer.forward(x, train=False), with_bias.forward(x, train=False))
    assert Sequential(layer).theta.size == layer.W.value.size


@EACH_AFFINE
@pytest.mark.parametrize(("init", "got"), [("he", "'he'"), (np.ones((3, 2)), "ndarray")])
def test_what_is_no_initializer_is_named_not_printed(name, init, got, rng):
    with pytest.raises(
        TypeError, match=rf"^{name}: expected an initializer init, got {got}\. Pass"
    ):
        AFFINE[name](rng, init=init)


@EACH_AFFINE
@pytest.mark.parametrize("trials", [(), (2,)])
def test_an_initializer_returns_the_shape_it_was_asked_for(name, trials, rng):
    shape = AFFINE[name](rng).W.shape
    got = (4, 2, 3) if name == "Maxout" else shape[::-1]  # one piece at a time
    text = f"{name}: expected init to return an array of shape {shape}, got shape {got}."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        AFFINE[name](rng, trials=trials, init=lambda shape, rng: np.ones(shape[::-1]))


@pytest.mark.parametrize(
    ("layer", "shape", "batch"),
    [
        (BatchNorm(3, trials=2), (5, 4, 3), "(N, D)"),
        (BatchNorm(3, images=True, trials=2), (5, 4, 3, 2, 2), "(N, C, H, W)"),
    ],
    ids=["data", "images"],
)
def test_training_data_of_other_trials_are_refused(layer, shape, batch):
    text = (
        f"BatchNorm: expected training data {batch} or with trial axes (2,), got shape {shape}. "
        "Build the layer with trials=(5,)."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        layer.forward(np.ones(shape), train=True)
