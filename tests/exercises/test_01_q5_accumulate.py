"""Question 1.5: answers that students give, right and wrong."""

from course_exercises.questions.chapter_01.q5_accumulate import QUESTION
from tests.exercises.battery import battery


def depth_first(graph, output):
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


def ready_first(graph, output):
    waiting = dict.fromkeys(graph, 0)
    for edges in graph.values():
        for parent, _ in edges:
            waiting[parent] += 1
    ready = [node for node, uses in waiting.items() if uses == 0]
    grads = {node: float(node == output) for node in graph}
    while ready:
        node = ready.pop()
        for parent, slope in graph[node]:
            grads[parent] += slope * grads[node]
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return grads


def only_the_new_part(graph, output):
    grads = dict.fromkeys(graph, 0.0)

    def send(node, part):
        grads[node] += part
        for parent, slope in graph[node]:
            send(parent, part * slope)

    send(output, 1.0)
    return grads


def running_total(graph, output):
    grads = dict.fromkeys(graph, 0.0)

    def arrive(node, part):
        grads[node] = grads[node] + part
        for parent, slope in graph[node]:
            arrive(parent, grads[node] * slope)

    arrive(output, 1.0)
    return grads


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


def parents_in_a_dict(graph, output):
    return depth_first({node: dict(edges).items() for node, edges in graph.items()}, output)


def by_the_dict(graph, output, order=list):
    grads = dict.fromkeys(graph, 0.0)
    grads[output] = 1.0
    for node in order(graph):
        for parent, slope in graph[node]:
            grads[parent] += grads[node] * slope
    return grads


def by_the_dict_backwards(graph, output):
    return by_the_dict(graph, output, order=reversed)


def reached_only(graph, output):
    grads = {output: 1.0}
    for node in list(depth_first(graph, output))[::-1]:
        for parent, slope in graph[node]:
            grads[parent] = grads.get(parent, 0.0) + grads.get(node, 0.0) * slope
    return {node: value for node, value in grads.items() if value != 1.0}


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [depth_first, ready_first, only_the_new_part],
    {
        "hands on its total before": running_total,
        "replaces the first one": overwritten,
        "is counted once": parents_in_a_dict,
        "in the order of the dict": by_the_dict,
        "reversed order of the dict": by_the_dict_backwards,
        "its keys are": reached_only,
    },
)
