"""`check_layer` is checked: right layers pass, wrong ones fail under their own name."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from course_lib.activations import relu
from course_lib.gradcheck import TOLERANCE, check_layer
from course_lib.layers import Elementwise

# --- right ones --------------------------------------------------------------------------------


def parameter(name, value):
    return SimpleNamespace(name=name, value=value, grad=np.zeros_like(value))


class Affine:
    """y = tanh(x W + b); `dW`, `db`, `dx` may be replaced by wrong ones."""

    def __init__(self, **wrong):
        rng = np.random.default_rng(5)
        self.W = parameter("W", rng.standard_normal((3, 2)))
        self.b = parameter("b", rng.standard_normal(2))
        self.wrong = {"W": lambda g: g, "b": lambda g: g, "x": lambda g: g} | wrong

    def parameters(self):
        return self.W, self.b

    def forward(self, x, *, train, rng=None):
        self.x, self.y = x, np.tanh(x @ self.W.value + self.b.value)
        return self.y

    def backward(self, dy):
        dz = dy * (1 - self.y**2)
        self.W.grad = self.wrong["W"](self.x.T @ dz)
        self.b.grad = self.wrong["b"](dz.sum(0))
        return self.wrong["x"](dz @ self.W.value.T)


class Normalise:
    """Batch normalisation without scale and shift; `eps_back`, `ddof_back` break its backward."""

    def __init__(self, eps=1e-5, eps_back=None, ddof_back=0):
        self.eps, self.ddof_back = eps, ddof_back
        self.eps_back = eps if eps_back is None else eps_back
        self.running = np.zeros(3)

    def parameters(self):
        return ()

    def buffers(self):
        return {"running": self.running}

    def forward(self, x, *, train, rng=None):
        self.running += 0.1 * (x.mean(0) - self.running)
        self.x = x
        return (x - x.mean(0)) / np.sqrt(x.var(0) + self.eps)

    def backward(self, dy):
        x = self.x
        std = np.sqrt(x.var(0, ddof=self.ddof_back) + self.eps_back)
        x_hat = (x - x.mean(0)) / std
        return (dy - dy.mean(0) - x_hat * (dy * x_hat).mean(0)) / std


class Shifted(Normalise):
    """Normalises x + b: the output does not depend on b, so db is 0 but for its last digits."""

    def __init__(self):
        super().__init__()
        self.b = parameter("b", np.array([0.3, -1.0, 2.0]))

    def parameters(self):
        return (self.b,)

    def forward(self, x, *, train, rng=None):
        return super().forward(x + self.b.value, train=train)

    def backward(self, dy):
        dx = super().backward(dy)
        self.b.grad = dx.sum(0)
        return dx


class Small(Affine):
    """A layer whose output, and gradient, are of the order 1e-12."""

    def forward(self, x, *, train, rng=None):
        return 1e-12 * super().forward(x, train=train)

    def backward(self, dy):
        return super().backward(1e-12 * dy)


class Drop:
    """Dropout; with `own` it ignores the generator it is given."""

    def __init__(self, own=None):
        self.own = own

    def parameters(self):
        return ()

    def forward(self, x, *, train, rng):
        self.mask = ((self.own or rng).random(x.shape) < 0.5) / 0.5
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask


class OneBuffer(Affine):
    """A layer that writes y, and dx, into the same memory every time."""

    def forward(self, x, *, train, rng=None):
        self.out = getattr(self, "out", np.empty((len(x), 2)))
        self.out[...] = super().forward(x, train=train)
        return self.out


SEEDS = range(5)


def check(layer, seed, shape=(8, 3), **options):
    rng = np.random.default_rng(seed)
    return check_layer(layer, rng.standard_normal(shape), rng, **options)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make", [Affine, Normalise, Small, Drop, OneBuffer])
def test_right_layers_pass(make, seed):
    report = check(make(), seed)
    assert report.passed, report
    assert report.max_error == max(report.errors.values()) < 1e-8
    assert "passed" in str(report)


@pytest.mark.parametrize("seed", range(20))
def test_a_gradient_that_is_0_passes_in_spite_of_round_off(seed):
    layer = Shifted()
    report = check(layer, seed)
    assert np.abs(layer.b.grad).max() < 1e-13
    assert report.passed, report


# --- wrong ones --------------------------------------------------------------------------------


def one_entry(gradient):
    gradient = gradient.copy()
    gradient.flat[3] += 1e-4 * np.abs(gradient).max()
    return gradient


WRONG = {
    "sign of dW": (lambda: Affine(W=lambda g: -g), "W"),
    "sign of dx": (lambda: Affine(x=lambda g: -g), "x"),
    "dW not averaged": (lambda: Affine(W=lambda g: g / 8), "W"),
    "factor 2 in db": (lambda: Affine(b=lambda g: 2 * g), "b"),
    "sign of db, all gradients small": (lambda: Small(b=lambda g: -g), "b"),
    "db missing": (lambda: Affine(b=lambda g: 0 * g), "b"),
    "db is nan": (lambda: Affine(b=lambda g: g * np.nan), "b"),
    "dW transposed": (lambda: Affine(W=lambda g: g.reshape(2, 3).T), "W"),
    "one entry of dx by 1e-4": (lambda: Affine(x=one_entry), "x"),
    "eps dropped in backward": (lambda: Normalise(eps_back=0.0), "x"),
    "unbiased variance in backward": (lambda: Normalise(ddof_back=1), "x"),
    "unseeded mask": (lambda: Drop(own=np.random.default_rng(7)), "x"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_layers_fail_and_the_report_names_the_array(wrong, seed):
    make, name = WRONG[wrong]
    report = check(make(), seed)
    assert not report.passed
    assert report.name == name
    assert [n for n, error in report.errors.items() if error >= TOLERANCE] == [name]
    assert f"failed: error {report.max_error:.1e} at ∂L/∂{name}[" in str(report)


def test_report_names_the_worst_entry_and_its_two_values():
    report = check(Affine(x=one_entry), 0)
    assert report.index == (1, 0)
    assert report.max_error == pytest.approx(1e-4, rel=1e-3)
    values = f"x[1, 0], analytic {report.analytic:.9g}, numeric {report.numeric:.9g}."
    assert str(report).endswith(values)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("sign of dW", r"All of it is -1 times the numeric gradient: a sign or a factor\?"),
        ("dW not averaged", r"All of it is 0\.125 times"),
        ("factor 2 in db", r"All of it is 2 times"),
        ("sign of db, all gradients small", r"All of it is -1 times"),
        ("one entry of dx by 1e-4", r"numeric \S+$"),
        ("db missing", r"The analytic gradient is all 0: is it written\?"),
        ("dW transposed", r"numeric \S+$"),
        ("eps dropped in backward", r"numeric \S+$"),
    ],
)
def test_report_hints_at_the_patterns_it_recognises(wrong, hint):
    assert re.search(hint, str(check(WRONG[wrong][0](), 0)))


# --- what the check leaves behind --------------------------------------------------------------


def test_everything_moved_is_put_back(rng):
    layer, x = Affine(), rng.standard_normal((4, 3))
    values = [p.value.copy() for p in layer.parameters()]
    kept = x.copy()
    check_layer(layer, x, rng)
    np.testing.assert_array_equal(x, kept)
    for p, value in zip(layer.parameters(), values, strict=True):
        np.testing.assert_array_equal(p.value, value)
    layer = Normalise()
    layer.running += 3.0
    check_layer(layer, x, rng)
    np.testing.assert_array_equal(layer.running, np.full(3, 3.0))


def test_everything_moved_is_put_back_after_an_error_too(rng):
    layer, calls = Affine(), []

    def forward(x, *, train, rng=None):
        calls.append(1)
        if len(calls) == 30:
            raise RuntimeError("broken")
        return np.tanh(x @ layer.W.value + layer.b.value)

    layer.forward = forward
    W = layer.W.value.copy()
    with pytest.raises(RuntimeError, match="broken"):
        check_layer(layer, rng.standard_normal((4, 3)), rng)
    np.testing.assert_array_equal(layer.W.value, W)


@pytest.mark.parametrize("width", [1, 4])
def test_a_kink_is_named(width, rng):
    report = check_layer(Elementwise(relu), np.zeros((3, width)), rng)
    assert not report.passed
    assert "kink" in str(report)
    assert "kink" not in str(check(WRONG["sign of dW"][0](), 0))


def test_one_entry_is_no_pattern():
    assert check(WRONG["sign of dW"][0](), 0, max_entries=1).hint == ""


def test_large_arrays_are_sampled_without_repetition_and_reproducibly():
    counts = []

    class Counting(Affine):
        def forward(self, x, *, train, rng=None):
            counts.append(1)
            return super().forward(x, train=train)

    first = check(Counting(), 0, (50, 3), max_entries=20)
    assert len(counts) == 2 + 2 * (20 + 6 + 2)
    assert first == check(Affine(), 0, (50, 3), max_entries=20)
    places = {check(WRONG["sign of dx"][0](), s, (50, 3), max_entries=1).index for s in range(8)}
    assert len(places) > 4


def broken(**changes):
    layer = Affine()
    for name, value in changes.items():
        setattr(layer, name, value)
    return layer


@pytest.mark.parametrize(
    ("layer", "error", "text"),
    [
        (
            broken(W=parameter("W", np.ones((3, 2), np.float32))),
            TypeError,
            r"check_layer: expected float64 W, got float32\. Build .* dtype=np\.float64",
        ),
        (broken(backward=lambda dy: None), TypeError, r"Affine: expected real numbers in dx, got"),
        (
            Affine(x=lambda g: g.T),
            ValueError,
            r"Affine: expected dx of shape \(4, 3\), got \(3, 4\)",
        ),
        (Affine(b=lambda g: g[None]), ValueError, r"expected db of shape \(2,\), got \(1, 2\)"),
    ],
)
def test_layers_that_break_the_protocol_are_named(layer, error, text, rng):
    with pytest.raises(error, match=text):
        check_layer(layer, rng.standard_normal((4, 3)), rng)


@pytest.mark.parametrize(("name", "label"), [("W", "W (2)"), ("x", "x (2)"), ("gamma", "gamma")])
def test_repeated_names_are_numbered_so_that_none_hides_another(name, label, rng):
    layer = Affine(b=lambda g: -g)
    layer.b.name = name
    report = check_layer(layer, rng.standard_normal((4, 3)), rng)
    assert (report.name, list(report.errors)) == (label, ["x", "W", label])


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"rng": 0}, TypeError, r"check_layer: .*default_rng\(seed\)"),
        ({"h": 0.0}, ValueError, r"check_layer: expected 0 < h, got h=0.0"),
        ({"max_entries": 0}, ValueError, r"check_layer: expected max_entries >= 1"),
        ({"x": [[np.nan, 0, 0]]}, ValueError, r"check_layer: expected finite x, got 1 of 3"),
    ],
)
def test_bad_arguments_are_refused(options, error, text, rng):
    with pytest.raises(error, match=text):
        check_layer(Affine(), **({"x": np.ones((4, 3)), "rng": rng} | options))
