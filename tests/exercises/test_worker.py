"""What passes between grader and worker: everything an answer may be, and nothing else."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.wire import UnreadableError, decode, encode
from course_exercises.checks.worker import call, run

KEYS = st.text() | st.integers() | st.booleans() | st.none()
DTYPES = st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?", ">f8", "c8", "c16"])
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
PLAIN = KEYS | st.floats() | ARRAYS
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_is_read(value):
    again = decode(json.loads(json.dumps(encode(value))))
    assert type(again) is type(value)
    np.testing.assert_equal(again, value)


@pytest.mark.parametrize(
    "value",
    [
        {"Source": "__import__('os').system('true')"},
        {"Seed": 1},
        {"array": "", "dtype": "|O8", "shape": [0]},
        {"array": "AAAA", "dtype": "<f8", "shape": [1]},
        {"array": "AAAA", "dtype": "<c4", "shape": [1]},
        {"array": "", "dtype": "<f8", "shape": [-1]},
        {"array": "", "dtype": "<f8", "shape": [0] * 40},
        {"array": "", "dtype": "<f8"},
        {"array": "%", "dtype": "<f8", "shape": [1]},
        {"array": [], "dtype": "<f8", "shape": []},
        {"dict": [[{"list": []}, 1]]},
        {"dict": [[1]]},
        {"dict": {}},
        {"list": 1},
        {"list": [], "tuple": []},
        {"other": 1},
        {},
        [1],
    ],
)
def test_nothing_else_is_read(value):
    with pytest.raises(UnreadableError):
        decode(value)


def test_values_without_end_are_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(UnreadableError, match="without end"):
        encode(endless)
    deep = json.loads('{"list": [' * 40 + "]}" * 40)
    with pytest.raises(UnreadableError, match="without end"):
        decode(deep)


@pytest.mark.parametrize("value", [object(), 1j, np.array(["a"]), np.array([1, "a"], object)])
def test_objects_are_not_written(value):
    with pytest.raises(UnreadableError, match=r"an (object of type|array of)"):
        encode(value)


def test_functions_and_generators_arrive_as_themselves():
    f, rng = decode(encode((Source("lambda x: np.sin(x)"), Seed(3))), recipes=True)
    assert f(1.0) == np.sin(1.0)
    assert rng.normal() == np.random.default_rng(3).normal()


def test_a_cell_goes_on_after_a_statement_that_fails():
    names = {}
    found = run("import absent_module\ny = 1\nz\nw = 2", names)
    assert (names["y"], names["w"]) == (1, 2)
    assert found["errors"] == [
        "ModuleNotFoundError: No module named 'absent_module' (line 1 of its cell)",
        "NameError: name 'z' is not defined (line 3 of its cell)",
    ]


def test_a_call_says_what_it_saw():
    def changes(x):
        x[0] = 7

    names = {"changes": changes, "number": 3, "double": lambda x: 2 * x}
    assert call(names, "double", [4]) == {"value": 8}
    assert call(names, "number", []) == {"missing": "int"}
    assert call(names, "absent", []) == {"missing": None}
    assert call(names, "double", [1, 2]) == {"error": "it must take 2 arguments, yours takes (x)"}
    assert call(names, "changes", [encode(np.zeros(2))]) == {"changed": 1}
