"""`Value`: one node of the graph, its operations and its backward pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple, SupportsFloat, TypeAlias, final

from course_lib._validate import message
from course_lib.graph._numbers import not_finite, or_inf, positive, real, sigmoid
from course_lib.graph.accumulation import topological_order

Operand: TypeAlias = "Value | float"


class Node(NamedTuple):
    """One node as plain numbers, for drawing; `id` is its place in the topological order."""

    id: int
    label: str
    value: float
    grad: float


class Edge(NamedTuple):
    """One edge from a parent to its child, for drawing, with the local slope ∂child/∂parent."""

    source: int
    target: int
    local: float


@final
class Value:
    """A number that remembers how it was computed.

    ``+ - * / **`` work between values and numbers (a number becomes a leaf), also inside NumPy
    arrays with ``dtype=object``, so that ``x @ W`` and ``np.tanh(x)`` build graphs.

    Conventions where there is no slope: ``relu`` and ``abs`` take 0 at 0; ``a.maximum(b)`` hands
    everything to a on a tie, as max pooling does (``torch.maximum``: half to each).

    Parameters
    ----------
    data
        The number, real and finite.
    label
        Name for drawings.
    op, parents, partials
        How it was made: the operation's name, the values it was computed from, its local slope
        for each. Leaves have none. Give them to define an operation of your own.

    Raises
    ------
    TypeError
        For anything but a real number: complex numbers, arrays, text.
    ValueError, ZeroDivisionError, OverflowError
        Where a result or a local slope does not exist or is not finite, as Python's `math` does.

    Notes
    -----
    A graph is a record of one computation. After ``w.data -= lr * w.grad`` build it again.

    Examples
    --------
    >>> a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(6.5, "c")
    >>> f = (a * b + c).tanh()
    >>> f.backward()
    >>> f, a
    (Value(0.462117, grad=1), Value(2, grad=-2.35934, label='a'))
    """

    __slots__ = ("data", "grad", "label", "op", "parents", "partials")
    __array_ufunc__ = None  # NumPy scalars then leave the operation to this class

    def __init__(
        self,
        data: float,
        label: str = "",
        *,
        op: str = "",
        parents: tuple[Value, ...] = (),
        partials: tuple[float, ...] = (),
    ) -> None:
        self.data = data if type(data) is float else real(data)
        for number in (self.data, *partials):
            if not math.isfinite(number):
                raise not_finite(op, number)
        self.grad = 0.0
        self.label = label
        self.op = op
        self.parents = parents
        self.partials = partials

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self.data:.6g}, grad={self.grad:.6g}{label})"

    def __add__(self, other: Operand) -> Value:
        """∂(a + b)/∂a = 1, ∂(a + b)/∂b = 1: both get the whole gradient."""
        b = _value(other)
        return Value(self.data + b.data, op="+", parents=(self, b), partials=(1.0, 1.0))

    def __sub__(self, other: Operand) -> Value:
        """∂(a - b)/∂a = 1, ∂(a - b)/∂b = -1."""
        b = _value(other)
        return Value(self.data - b.data, op="-", parents=(self, b), partials=(1.0, -1.0))

    def __mul__(self, other: Operand) -> Value:
        """∂(ab)/∂a = b, ∂(ab)/∂b = a: each gets the gradient times the other."""
        b = _value(other)
        return Value(self.data * b.data, op="*", parents=(self, b), partials=(b.data, self.data))

    def __truediv__(self, other: Operand) -> Value:
        """∂(a/b)/∂a = 1/b, ∂(a/b)/∂b = -a/b²."""
        b = _value(other)
        if b.data == 0:
            raise ZeroDivisionError(message("Value /", "a divisor other than 0", b.data))
        quotient = self.data / b.data
        slopes = 1.0 / b.data, -quotient / b.data
        return Value(quotient, op="/", parents=(self, b), partials=slopes)

    def __pow__(self, exponent: Operand) -> Value:
        """∂aᵇ/∂a = b aᵇ⁻¹ and, where b is a Value too, ∂aᵇ/∂b = aᵇ ln a."""
        if not isinstance(exponent, Value):
            return self._power(real(exponent))
        a, b = self.data, exponent.data
        if a <= 0:
            remedy = "The slope aᵇ ln a needs a > 0. Make the exponent a plain number."
            raise ValueError(message("Value **", "a base > 0 under a Value exponent", a, remedy))
        power = or_inf(math.pow, a, b)
        partials = (b * or_inf(math.pow, a, b - 1.0), power * math.log(a))
        return Value(power, op="**", parents=(self, exponent), partials=partials)

    def _power(self, n: float) -> Value:
        """∂aⁿ/∂a = n aⁿ⁻¹ for a number n."""
        a = self.data
        if a < 0 and not n.is_integer():
            raise ValueError(message("Value **", f"a base >= 0 under the exponent {n:g}", a))
        if a == 0 and n < 1 and n != 0:
            remedy = f"0 ** {n:g} has no finite slope."
            raise ZeroDivisionError(message("Value **", "a base other than 0", a, remedy))
        slope = n * or_inf(math.pow, a, n - 1.0) if n else 0.0
        return Value(or_inf(math.pow, a, n), op=f"**{n:g}", parents=(self,), partials=(slope,))

    def __neg__(self) -> Value:
        """∂(-a)/∂a = -1."""
        return Value(-self.data, op="neg", parents=(self,), partials=(-1.0,))

    def __radd__(self, other: float) -> Value:
        return _value(other) + self

    def __rsub__(self, other: float) -> Value:
        return _value(other) - self

    def __rmul__(self, other: float) -> Value:
        return _value(other) * self

    def __rtruediv__(self, other: float) -> Value:
        return _value(other) / self

    def __rpow__(self, other: float) -> Value:
        return _value(other) ** self

    def __abs__(self) -> Value:
        """∂|a|/∂a = sign(a), 0 at 0."""
        sign = float((self.data > 0) - (self.data < 0))
        return Value(abs(self.data), op="abs", parents=(self,), partials=(sign,))

    def maximum(self, other: Operand) -> Value:
        """∂max(a, b)/∂a = 1 if a >= b, else 0: the winner takes the whole gradient."""
        b = _value(other)
        data, wins = max(self.data, b.data), float(self.data >= b.data)
        return Value(data, op="max", parents=(self, b), partials=(wins, 1.0 - wins))

    def exp(self) -> Value:
        """∂eᵃ/∂a = eᵃ."""
        e = or_inf(math.exp, self.data)
        return Value(e, op="exp", parents=(self,), partials=(e,))

    def log(self) -> Value:
        """∂ln a/∂a = 1/a."""
        a = positive("log", self.data)
        return Value(math.log(a), op="log", parents=(self,), partials=(1.0 / a,))

    def sqrt(self) -> Value:
        """∂√a/∂a = 1/(2√a)."""
        root = math.sqrt(positive("sqrt", self.data))
        return Value(root, op="sqrt", parents=(self,), partials=(0.5 / root,))

    def sin(self) -> Value:
        """∂sin a/∂a = cos a."""
        return self.map(math.sin, math.cos, "sin")

    def cos(self) -> Value:
        """∂cos a/∂a = -sin a."""
        return self.map(math.cos, lambda a: -math.sin(a), "cos")

    def tanh(self) -> Value:
        """∂tanh a/∂a = 1 - tanh² a."""
        t = math.tanh(self.data)
        return Value(t, op="tanh", parents=(self,), partials=(1.0 - t * t,))

    def sigmoid(self) -> Value:
        """σ(a) = 1/(1 + e⁻ᵃ),  ∂σ/∂a = σ(a) (1 - σ(a)) = σ(a) σ(-a)."""
        s = sigmoid(self.data)
        return Value(s, op="sigmoid", parents=(self,), partials=(s * sigmoid(-self.data),))

    def relu(self) -> Value:
        """∂relu(a)/∂a = 1 if a > 0, else 0 (so 0 at 0)."""
        slope = float(self.data > 0)
        return Value(max(self.data, 0.0), op="relu", parents=(self,), partials=(slope,))

    def map(
        self,
        f: Callable[[float], SupportsFloat],
        df: Callable[[float], SupportsFloat],
        op: str = "map",
    ) -> Value:
        """Apply any function `f` with derivative `df`: ∂f(a)/∂a = df(a).

        >>> Value(0.0).map(math.sin, math.cos, "sin")
        Value(0, grad=0)
        """
        return Value(float(f(self.data)), op=op, parents=(self,), partials=(float(df(self.data)),))

    def backward(self) -> None:
        """Set ``grad = ∂self/∂node`` on every node of this graph.

        It *sets*: calling it again changes nothing. To add the gradients of two outputs, call
        ``(f + g).backward()``. Nodes outside the graph keep the gradient they had.

        Raises
        ------
        OverflowError
            If a gradient is too large for a float.

        Examples
        --------
        >>> a = Value(3.0)
        >>> b = a + a
        >>> c = b + b
        >>> c.backward()
        >>> c.backward()
        >>> a.grad
        4.0
        """
        for _ in self.backward_steps():
            pass

    def backward_steps(self) -> Iterator[int]:
        """Advance the backward pass node by node; yield the id of each node as in `nodes`.

        When an id arrives, the gradient of that node is final, and all nodes before it have
        handed on theirs. Exhausting the iterator is `backward`.
        """
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for i in reversed(range(len(order))):
            node = order[i]
            if not math.isfinite(node.grad):
                raise not_finite("backward", node.grad)
            yield i
            for parent, partial in zip(node.parents, node.partials, strict=True):
                parent.grad += node.grad * partial

    def nodes(self) -> list[Node]:
        """Return the nodes in topological order, labelled ``label: op`` (or what there is)."""
        return [
            Node(i, ": ".join(filter(None, (node.label, node.op))), node.data, node.grad)
            for i, node in enumerate(topological_order(self))
        ]

    def edges(self) -> list[Edge]:
        """Return the graph's edges, two for ``a * a``: each is a path of its own."""
        order = topological_order(self)
        number = {node: i for i, node in enumerate(order)}
        return [
            Edge(number[parent], number[node], partial)
            for node in order
            for parent, partial in zip(node.parents, node.partials, strict=True)
        ]


def _value(operand: Operand) -> Value:
    """Return `operand`, a number as a leaf labelled with it."""
    if isinstance(operand, Value):
        return operand
    number = real(operand)
    return Value(number, f"{number:g}")
