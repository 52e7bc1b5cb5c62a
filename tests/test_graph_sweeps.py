"""What drawings and steppers read of a graph, and the cost of its forward and reverse sweeps."""

import numpy as np

from course_lib.graph import Edge, Node, Value, jacobian


def test_nodes_and_edges_are_plain_numbers_for_drawing():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    d = a * b
    d.label = "d"
    f = d * d + 1
    f.backward()
    assert f.nodes() == [
        Node(0, "a", 2.0, 36.0),
        Node(1, "b", -3.0, -24.0),
        Node(2, "d: *", -6.0, -12.0),
        Node(3, "*", 36.0, 1.0),
        Node(4, "1", 1.0, 1.0),
        Node(5, "+", 37.0, 1.0),
    ]
    assert f.edges() == [
        Edge(0, 2, -3.0),
        Edge(1, 2, 2.0),
        Edge(2, 3, -6.0),
        Edge(2, 3, -6.0),
        Edge(3, 5, 1.0),
        Edge(4, 5, 1.0),
    ]


def test_steps_of_backward_stop_where_a_gradient_is_final():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    f = (a * b + a).tanh()
    f.backward()
    final = [node.grad for node in f.nodes()]
    seen, frames = [], []
    for active in f.backward_steps():
        seen.append(active)
        frames.append([node.grad for node in f.nodes()])
        assert frames[-1][active] == final[active]
    assert seen == list(reversed(range(len(final))))
    assert frames[0] == [0.0] * (len(final) - 1) + [1.0]
    assert frames[-1] == final


def test_forward_costs_a_sweep_per_input_and_reverse_one_per_output():
    x = [Value(0.1 * i) for i in range(1, 11)]
    products = [x[i] * x[i + 1] for i in range(9)]
    f = sum(products[1:], products[0])  # 9 products and 8 sums, 2 edges each
    forward, reverse = (jacobian([f], x, mode) for mode in ("forward", "reverse"))
    np.testing.assert_allclose(forward.rows, reverse.rows, rtol=1e-15)
    assert (forward.sweeps, forward.multiplications) == (10, 10 * 34)
    assert (reverse.sweeps, reverse.multiplications) == (1, 34)
    t = Value(0.3)
    outputs = [t.sin(), t.cos(), t.exp()]
    forward, reverse = (jacobian(outputs, [t], mode) for mode in ("forward", "reverse"))
    assert forward.rows == reverse.rows
    assert (forward.sweeps, reverse.sweeps) == (1, 3)


def test_jacobian_leaves_grad_alone_and_gives_0_where_nothing_depends():
    a, b, c = Value(2.0), Value(3.0), Value(4.0)
    f = a * b
    f.backward()
    g = a * a
    for mode in ("forward", "reverse"):
        assert jacobian([f, g], [a, b, c], mode).rows == ((3.0, 2.0, 0.0), (4.0, 0.0, 0.0))
    assert (a.grad, b.grad) == (3.0, 2.0)
