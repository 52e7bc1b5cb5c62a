"""The scalar graph against finite differences, recorded micrograd numbers, and its own laws."""

import gc
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.graph import Value, jacobian
from course_lib.graph.accumulation import topological_order

UNARY = {
    "exp": (math.exp, (-1.0, 0.3, 2.0)),
    "log": (math.log, (0.2, 1.0, 7.0)),
    "sqrt": (math.sqrt, (0.2, 1.0, 7.0)),
    "sin": (math.sin, (-2.0, 0.1, 1.0)),
    "cos": (math.cos, (-2.0, 0.1, 1.0)),
    "tanh": (math.tanh, (-2.0, 0.1, 1.0)),
    "sigmoid": (lambda a: 1 / (1 + math.exp(-a)), (-3.0, 0.0, 0.5, 2.0)),
    "relu": (lambda a: a * (a > 0), (-2.0, 0.1, 1.0)),
    "__abs__": (abs, (-2.0, 0.1, 1.0)),
    "__neg__": (lambda a: -a, (-2.0, 0.1, 1.0)),
}
BINARY = {
    "+": (lambda a, b: a + b, ((2.0, -3.0), (0.5, 4.0))),
    "-": (lambda a, b: a - b, ((2.0, -3.0), (0.5, 4.0))),
    "*": (lambda a, b: a * b, ((2.0, -3.0), (0.0, 4.0))),
    "/": (lambda a, b: a / b, ((2.0, -3.0), (0.0, 4.0))),
    "**": (lambda a, b: a**b, ((2.0, -3.0), (0.5, 4.0))),
}


def slope(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize(("name", "x"), [(n, x) for n, (_, xs) in UNARY.items() for x in xs])
def test_functions_have_the_value_and_the_slope_of_math(name, x):
    f = UNARY[name][0]
    leaf = Value(x)
    y = getattr(leaf, name)()
    y.backward()
    assert y.data == pytest.approx(f(x), rel=1e-14, abs=1e-15)
    assert leaf.grad == pytest.approx(slope(f, x), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize(
    ("op", "a", "b"), [(op, a, b) for op, (_, pairs) in BINARY.items() for a, b in pairs]
)
def test_operators_between_values_and_numbers(op, a, b):
    f = BINARY[op][0]
    left, right = Value(a), Value(b)
    both = f(left, right)
    both.backward()
    assert both.data == pytest.approx(f(a, b), rel=1e-14)
    assert left.grad == pytest.approx(slope(lambda t: f(t, b), a), rel=1e-8)
    assert right.grad == pytest.approx(slope(lambda t: f(a, t), b), rel=1e-8, abs=1e-9)
    gradients = left.grad, right.grad
    number_right, number_left = f(left, b), f(a, right)
    number_right.backward()
    number_left.backward()
    assert number_right.data == number_left.data == both.data
    assert (left.grad, right.grad) == pytest.approx(gradients, rel=1e-15)


@pytest.mark.parametrize(
    ("a", "n", "value", "gradient"),
    [(-2.0, 3, -8.0, 12.0), (0.0, 1, 0.0, 1.0), (0.0, 2, 0.0, 0.0), (0.0, 0, 1.0, 0.0),
     (4.0, 0.5, 2.0, 0.25), (4.0, -0.5, 0.5, -0.0625), (-2.0, -1, -0.5, -0.25)],
)  # fmt: skip
def test_powers_with_a_number(a, n, value, gradient):
    x = Value(a)
    y = x**n
    y.backward()
    assert (y.data, x.grad) == (value, gradient)


def test_stated_conventions_at_kinks():
    a, b = Value(0.0), Value(0.0)
    assert jacobian([a.relu(), abs(a)], [a]).rows == ((0.0,), (0.0,))
    assert jacobian([a.maximum(b), a.maximum(a)], [a, b]).rows == ((1.0, 0.0), (1.0, 0.0))
    assert jacobian([a.maximum(1.0), a.maximum(-1.0)], [a]).rows == ((0.0,), (1.0,))
    assert (a.maximum(1.0).data, a.maximum(-1.0).data) == (1.0, 0.0)


def test_sigmoid_and_tanh_far_out_neither_overflow_nor_lose_the_small_slope():
    x = Value(800.0)
    assert (x.sigmoid().data, (-x).sigmoid().data, x.tanh().data) == (1.0, 0.0, 1.0)
    y = Value(40.0)
    y.sigmoid().backward()
    assert y.grad == pytest.approx(math.exp(-40), rel=1e-12)


def test_readme_example_of_micrograd():
    """Numbers printed in karpathy/micrograd's README, there checked against PyTorch."""
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert [round(v, 4) for v in (g.data, a.grad, b.grad)] == [24.7041, 138.8338, 645.5773]


def positive(call, b):
    return call("exp", call("sin", b)) + 0.5  # between 0.8 and 3.3


OPERATIONS = (
    lambda call, a, b: a + b,
    lambda call, a, b: a - b,
    lambda call, a, b: call("tanh", a) * b,
    lambda call, a, b: a / positive(call, b),
    lambda call, a, b: positive(call, b) ** call("tanh", a),
    lambda call, a, b: a * 0.5 - 2 * b,
    lambda call, a, b: -call("sigmoid", a),
    lambda call, a, b: call("sin", a) + call("cos", b),
    lambda call, a, b: call("log", positive(call, a)) ** 3,
    lambda call, a, b: 1 / call("sqrt", positive(call, a)),
)


def programs():
    """Draw leaves and operations; each operation picks two nodes made before it."""
    numbers = st.floats(-2, 2).map(lambda v: round(v, 3))
    pick = st.integers(0, 10**6)
    operation = st.tuples(st.sampled_from(OPERATIONS), pick, pick)
    return st.tuples(
        st.lists(numbers, min_size=1, max_size=4), st.lists(operation, min_size=1, max_size=12)
    )


def run(leaves, operations, call):
    """Run a program of smooth operations; `call(name, a)` applies a function to a."""
    nodes = list(leaves)
    for operation, i, j in operations:
        nodes.append(operation(call, nodes[i % len(nodes)], nodes[j % len(nodes)]))
    return nodes[-1]


def on_values(name, a):
    return getattr(a, name)()


def on_complex(name, a):
    return 1 / (1 + np.exp(-a)) if name == "sigmoid" else getattr(np, name)(a)


@given(programs())
def test_chain_rule_on_random_graphs(program):
    numbers, operations = program
    leaves = [Value(v) for v in numbers]
    out = run(leaves, operations, on_values)
    out.backward()
    exact = []
    for i in range(len(numbers)):
        moved = np.array(numbers, complex)
        moved[i] += 1e-20j
        exact.append(np.imag(run(moved, operations, on_complex)) / 1e-20)
    assert out.data == pytest.approx(float(run(np.array(numbers), operations, on_complex)), 1e-11)
    reached = set(topological_order(out))
    gradients = [leaf.grad if leaf in reached else 0.0 for leaf in leaves]
    np.testing.assert_allclose(gradients, exact, rtol=1e-10, atol=1e-12)
    for mode in ("forward", "reverse"):
        rows = jacobian([out], leaves, mode).rows
        np.testing.assert_allclose(rows, [exact], rtol=1e-10, atol=1e-12)


@given(programs())
def test_nodes_are_in_topological_order_and_listed_once(program):
    leaves = [Value(v) for v in program[0]]
    out = run(leaves, program[1], on_values)
    order = topological_order(out)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is out
    assert all(place[p] < place[node] for node in order for p in node.parents)


def test_a_node_used_twice_hands_on_its_gradient_once():
    """The counterexample to naive recursion: micrograd issues 21, 64, 68, 81."""
    a = Value(3.0)
    b = a + a
    c = b + b
    c.backward()
    assert (c.grad, b.grad, a.grad) == (1.0, 2.0, 4.0)


def test_backward_sets_and_does_not_add():
    a = Value(3.0)
    b = a * a
    f = b * b
    g = a * 5
    f.backward()
    once = [node.grad for node in topological_order(f)]
    f.backward()
    assert [node.grad for node in topological_order(f)] == once
    g.backward()
    assert (a.grad, b.grad) == (5.0, 18.0)  # b is not in g's graph
    (f + g).backward()
    assert a.grad == 4 * 27 + 5


def test_long_sums_and_deep_chains_need_no_recursion():
    x = Value(0.5)
    total = sum((x for _ in range(100_000)), Value(0.0))
    total.backward()
    assert (total.data, x.grad) == (50_000.0, 100_000.0)
    assert jacobian([total], [x], "forward").rows == ((100_000.0,),)
    del total  # as deep to free as to differentiate
    assert x.grad == 100_000.0


def test_dropping_a_graph_frees_it_without_the_collector():
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(o, Value) for o in gc.get_objects())
        x = Value(1.0)
        f = x
        for _ in range(1_000):
            f = (f * x + 1.0).tanh()
        f.backward()
        assert sum(isinstance(o, Value) for o in gc.get_objects()) - before == 1 + 4 * 1_000
        del f, x
        assert sum(isinstance(o, Value) for o in gc.get_objects()) == before
    finally:
        gc.enable()


def test_map_takes_any_function_with_its_derivative():
    x = Value(0.7)
    y = x.map(np.arctan, lambda a: np.array(1 / (1 + a * a)), "arctan")
    y.backward()
    assert (type(y.data), type(x.grad), y.op) == (float, float, "arctan")
    assert (y.data, x.grad) == pytest.approx((math.atan(0.7), 1 / 1.49), rel=1e-15)


def test_numpy_scalars_are_numbers_on_both_sides():
    x = Value(3.0)
    for number in (np.float64(2), np.float32(2), np.int64(2)):
        results = number * x, x * number, number - x, number**x, number / x
        assert [r.data for r in results] == [6.0, 6.0, -1.0, 8.0, 2 / 3]
        assert all(type(r.data) is float for r in results)


def test_softmax_cross_entropy_on_object_arrays_gives_p_minus_t(rng):
    """The bridge from scalars to matrices of chapter 1: dz = p - t, dW = xᵀ dz."""
    x, W = rng.standard_normal((1, 4)), rng.standard_normal((4, 3))
    wrap = np.vectorize(Value, otypes=[object])
    weights = wrap(W)
    z = (x @ weights)[0]
    loss = np.exp(z).sum().log() - z[1]
    loss.backward()
    p = np.exp(x @ W) / np.exp(x @ W).sum()
    dz = p - np.array([[0.0, 1.0, 0.0]])
    grad = np.vectorize(lambda v: v.grad)
    np.testing.assert_allclose(grad(z), dz[0], atol=1e-14)
    np.testing.assert_allclose(grad(weights), x.T @ dz, atol=1e-14)


@pytest.mark.parametrize(
    ("action", "error", "text"),
    [
        (lambda: Value(1j), TypeError, r"Value: expected a real number, got complex\. A Value"),
        (lambda: Value("2"), TypeError, r"got str"),
        (lambda: Value(1) * None, TypeError, r"got NoneType"),
        (lambda: Value(1) + np.ones(2), TypeError, r"got ndarray\..*one for each entry"),
        (lambda: np.ones(2) + Value(1), TypeError, r"got ndarray\..*one for each entry"),
        (lambda: Value(1) ** 1j, TypeError, r"got complex"),
        (lambda: Value(math.nan), ValueError, r"Value: expected a finite number, got nan\.$"),
        (lambda: Value(math.inf), ValueError, r"Value: expected a finite number, got inf\.$"),
        (lambda: Value(0).log(), ValueError, r"Value\.log: .* > 0, got 0\. Is a small ε missing"),
        (lambda: Value(-1).log(), ValueError, r"Value\.log: expected a number > 0, got -1\."),
        (lambda: Value(0).sqrt(), ValueError, r"Value\.sqrt: expected a number > 0, got 0\."),
        (lambda: Value(1) / 0, ZeroDivisionError, r"Value /: .* divisor other than 0, got 0.0"),
        (lambda: 1 / Value(0), ZeroDivisionError, r"Value /: expected a divisor other than 0"),
        (lambda: Value(0) ** -1, ZeroDivisionError, r"Value \*\*: .* 0 \*\* -1 has no finite"),
        (lambda: Value(0) ** 0.5, ZeroDivisionError, r"0 \*\* 0.5 has no finite slope"),
        (lambda: Value(-8) ** (1 / 3), ValueError, r"base >= 0 under the exponent 0.333333, got"),
        (lambda: Value(-2) ** Value(2), ValueError, r"base > 0 .* Make the exponent a plain num"),
        (lambda: Value(0) ** Value(2), ValueError, r"base > 0 under a Value exponent, got 0"),
        (lambda: Value(1000).exp(), OverflowError, r"Value\.exp: expected finite .* got inf\. "),
        (lambda: Value(1e200) ** 2, OverflowError, r"Value \*\*2: .* Make the inputs smaller"),
        (lambda: Value(1e200) * 1e200, OverflowError, r"Value \*: expected finite results and"),
        (lambda: 1 / Value(1e-200), OverflowError, r"Value /: expected finite results and slopes"),
        (lambda: Value(1).map(math.sin, lambda a: math.nan), ValueError, r"Value\.map: .* got nan"),
        (lambda: jacobian([], [Value(1)]), ValueError, r"1 or more .* got 0 outputs and 1 inputs"),
        (lambda: jacobian([Value(1)], []), ValueError, r"got 1 outputs and 0 inputs"),
        (lambda: jacobian([Value(1)], [Value(1)], "revers"), ValueError, r"mean 'reverse'"),
        (lambda: math.sin(Value(1)), TypeError, r"must be real number, not Value"),
    ],
)
def test_errors_say_rule_value_and_remedy(action, error, text):
    with pytest.raises(error, match=text):
        action()


def test_a_gradient_too_large_for_a_float_is_an_error_not_inf_or_nan():
    x = Value(1e-300)
    f = x * 1e200 * 1e200
    with pytest.raises(OverflowError, match=r"Value\.backward: .* got inf"):
        f.backward()


def test_repr_shows_six_digits_and_the_label():
    assert repr(Value(1 / 3, "w")) == "Value(0.333333, grad=0, label='w')"
    assert repr(Value(2)) == "Value(2, grad=0)"


@pytest.mark.parametrize("partials", [(), (1.0,), (1.0, 1.0, 1.0)])
@pytest.mark.parametrize(
    "use",
    [
        Value.backward,
        Value.edges,
        lambda f: jacobian([f], f.parents, "reverse"),
        lambda f: jacobian([f], f.parents, "forward"),
    ],
)
def test_an_operation_of_ones_own_needs_a_slope_for_each_parent(use, partials):
    a, b = Value(1.0), Value(2.0)
    with pytest.raises(ValueError, match="zip"):
        use(Value(3.0, op="own", parents=(a, b), partials=partials))
