"""Question 1.5: the backward pass of any graph; the order of the nodes is the trap."""

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _slopes(rng, n):
    return [round(float(v), 2) for v in rng.uniform(1.1, 2, n)]


def _chains(rng):
    for _ in range(2):
        p, q, r = _slopes(rng, 3)
        yield {"a": [], "b": [("a", p)], "c": [("b", q)], "d": [("c", r)]}, "d"


def _reused(rng):
    for _ in range(2):
        p, q, r, s, u = _slopes(rng, 5)
        yield {"a": [], "b": [("a", p), ("a", q)], "c": [("b", r), ("b", s), ("a", u)]}, "c"


def _shuffled(rng):
    for _ in range(2):
        p, q, r, s, u, v = _slopes(rng, 6)
        graph = {"out": [("y", p), ("z", q)], "x": [], "z": [("y", r), ("x", s)]}
        yield graph | {"aside": [("y", u)], "y": [("x", v)]}, "out"


def _random(rng):
    for size in (6, 9):
        names = [f"n{k}" for k in range(size)]
        graph = {"n0": [], "n1": []}
        for k in range(2, size):
            parents = [names[i] for i in (k - 1, int(rng.integers(k)))]
            graph[names[k]] = list(zip(parents, _slopes(rng, 2), strict=True))
        yield {name: graph[name] for name in map(str, rng.permutation(names))}, names[-1]


def _reference(graph, output):
    """Sum over all paths of the product of their slopes: another way than a backward pass."""

    def paths(node, target):
        if node == target:
            return 1.0
        return sum(slope * paths(parent, target) for parent, slope in graph[node])

    return {target: paths(output, target) for target in graph}


def right(graph, output):
    order = []

    def visit(node):
        if node not in order:
            for parent, _ in graph[node]:
                visit(parent)
            order.append(node)

    visit(output)
    grads = dict.fromkeys(graph, 0.0)
    grads[output] = 1.0
    for node in reversed(order):
        for parent, slope in graph[node]:
            grads[parent] += grads[node] * slope
    return grads


@mistake("a node hands on its total before all of its uses have reported")
def running_total(graph, output):
    grads = dict.fromkeys(graph, 0.0)

    def arrive(node, part):
        grads[node] = grads[node] + part
        for parent, slope in graph[node]:
            arrive(parent, grads[node] * slope)

    arrive(output, 1.0)
    return grads


@mistake("a second gradient that arrives at a node replaces the first one")
def overwritten(graph, output):
    order, grads = [], dict.fromkeys(graph, 0.0)

    def visit(node):
        for parent, _ in graph[node]:
            visit(parent)
        if node not in order:
            order.append(node)

    visit(output)
    grads[output] = 1.0
    for node in order[::-1]:
        for parent, slope in graph[node]:
            grads[parent] = grads[node] * slope
    return grads


@mistake("a parent that is used twice by the same node is counted once")
def parents_in_a_dict(graph, output):
    return right({node: dict(edges).items() for node, edges in graph.items()}, output)


def by_the_dict(graph, output, order=list):
    grads = dict.fromkeys(graph, 0.0)
    grads[output] = 1.0
    for node in order(graph):
        for parent, slope in graph[node]:
            grads[parent] += grads[node] * slope
    return grads


QUESTION = Question(
    key="q5",
    function="accumulate",
    minutes=20,
    reference=_reference,
    checks=(
        Check("a chain: slopes multiply", _chains),
        Check("a reused node adds up", _reused, points=2),
        Check("the nodes stand in any order", _shuffled),
        Check("larger graphs, shuffled", _random, points=2, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the nodes are taken in the order of the dict, which need not be that of the graph",
            by_the_dict,
        ),
        Mistake(
            "the nodes are taken in the reversed order of the dict: the graph may have another one",
            lambda graph, output: by_the_dict(graph, output, order=reversed),
        ),
    ),
    hints=(
        "The chapter's engine does two things: first it orders the nodes, then it sweeps.",
        "List the nodes so that each stands after its parents; go through the list backwards.",
        "for parent, slope in graph[node]: grads[parent] += grads[node] * slope",
    ),
)
