"""A scalar computational graph that differentiates itself: the chain rule, number by number.

Every operation makes a node that keeps its result, the nodes it was computed from (its
*parents*), and one *local slope* ∂node/∂parent for each. For an output f the chain rule is then

    ∂f/∂parent = Σ over the children of parent:  ∂f/∂child · ∂child/∂parent

Backpropagation evaluates it once, from f to the leaves. The order matters: in ``b = a + a;
c = b + b`` the gradient of b is complete only after *both* its uses in c, so a node may hand on
its gradient only when all its children have handed on theirs: a reversed topological order.

Chapter 1 builds and draws these graphs and compares the two orders of accumulation. The tests of
the layers use them as a second witness that shares no code with the array formulas.
"""

from course_lib.graph.accumulation import Jacobian, jacobian
from course_lib.graph.value import Edge, Node, Value

__all__ = ["Edge", "Jacobian", "Node", "Value", "jacobian"]
