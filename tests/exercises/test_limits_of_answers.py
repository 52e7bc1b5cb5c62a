"""Where answers are cut off, and the worker as the grader meets it: a program that speaks JSON."""

import inspect
import json
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.calling import calling
from course_exercises.checks.comparing import difference
from course_exercises.checks.judging import AnswerError
from course_exercises.checks.question import Check
from course_exercises.checks.wire import UnreadableError, decode, encode
from course_exercises.checks.worker import call, error_line, run
from course_exercises.grader import sandbox

WRAPS = {"list": lambda x: [x], "tuple": lambda x: (x,), "dict": lambda x: {"k": x}}


def nested(wrap, levels, value=1):
    for _ in range(levels):
        value = wrap(value)
    return value


def written(kind, levels):
    value = 1
    for _ in range(levels):
        value = {"dict": [["k", value]]} if kind == "dict" else {kind: [value]}
    return value


@pytest.mark.parametrize("kind", WRAPS)
def test_twenty_levels_are_the_deepest(kind):
    deepest = nested(WRAPS[kind], 20)
    assert encode(deepest) == written(kind, 20)
    assert decode(written(kind, 20)) == deepest
    with pytest.raises(UnreadableError, match="without end"):
        encode(nested(WRAPS[kind], 21))
    with pytest.raises(UnreadableError, match="without end"):
        decode(written(kind, 21))


def test_a_key_is_one_level_deeper_than_its_dict():
    pair_as_key = {(1, 2): 0}
    encode(nested(WRAPS["dict"], 18, pair_as_key))
    with pytest.raises(UnreadableError, match="without end"):
        encode(nested(WRAPS["dict"], 19, pair_as_key))


def test_names_of_types_and_texts_are_cut():
    kind = type("K" * 60, (Exception,), {})
    with pytest.raises(UnreadableError, match=f"^an object of type {'K' * 40}$"):
        encode(kind())
    assert error_line(kind("t" * 300)) == f"{'K' * 40}: {'t' * 200}"
    assert error_line(kind()) == "K" * 40
    assert call({"f": kind()}, "f", []) == {"missing": "K" * 40}


def test_a_text_that_cannot_be_had_is_left_out():
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    assert error_line(Mute()) == "Mute"


def test_twenty_errors_of_a_cell_are_enough():
    errors = run("\n".join(f"missing_{k}" for k in range(30)), {})["errors"]
    assert len(errors) == 20
    assert errors[-1] == "NameError: name 'missing_19' is not defined (line 20 of its cell)"
    assert run("x = (", {}) == {
        "unparsed": "SyntaxError: '(' was never closed (<cell>, line 1) (line 1 of its cell)"
    }


def test_functions_and_generators_may_be_used_up():
    names = {"draw": lambda rng: rng.random(), "at": lambda f: f(3)}
    assert call(names, "draw", [encode(Seed(1))]) == {"value": np.random.default_rng(1).random()}
    assert call(names, "at", [encode(Source("lambda x: x**2"))]) == {"value": 9}


def test_a_stub_is_told_from_a_mistake():
    def stub(x):
        raise NotImplementedError

    assert call({"f": stub}, "f", [1]) == {"unwritten": True}


def test_wide_numbers_are_read_as_float64():
    value = np.array([1, 2], np.longdouble)
    assert decode(encode(value)).dtype == np.float64


@pytest.mark.parametrize("dtype", ["i8", "u8", "f8", "f4", "i1", "?"])
def test_arrays_keep_their_type(dtype):
    value = np.array([1, 0, 1], dtype)
    if value.dtype.kind in "iu":
        value[0] = np.iinfo(dtype).max
    again = decode(encode(value))
    assert again.dtype == value.dtype
    np.testing.assert_array_equal(again, value)


def test_an_array_with_anything_else_in_its_text_is_refused():
    array = encode(np.zeros(1))
    for text in ("%" + array["array"], array["array"] + "\n"):
        with pytest.raises(UnreadableError):
            decode(array | {"array": text})


@pytest.mark.parametrize("shape", [[-1, -1], [1.0], [True], ["1"], [None], [-1, -1, 1]])
def test_sizes_are_whole_numbers_of_0_or_more(shape):
    with pytest.raises(UnreadableError):
        decode(encode(np.zeros(1)) | {"shape": shape})


def test_thirty_two_axes_are_the_most():
    array = encode(np.zeros(1))
    assert decode(array | {"shape": [1] * 32}).shape == (1,) * 32
    with pytest.raises(UnreadableError, match="wrong length"):
        decode(array | {"shape": [1] * 33})


def test_a_long_list_of_parameters_is_cut():
    names = ", ".join(f"parameter_{k}" for k in range(20))
    said = call({"f": eval(f"lambda {names}: 0")}, "f", [1])["error"]
    assert said == f"it must take 1 argument, yours takes {f'({names})'[:100]}"


def test_a_call_may_take_three_seconds():
    assert inspect.signature(calling).parameters["seconds"].default == 3


def test_after_a_call_no_alarm_is_left():
    before = signal.getsignal(signal.SIGALRM)
    assert calling(lambda: signal.getitimer(signal.ITIMER_REAL)[0] > 2)()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_other_threads_call_without_an_alarm():
    found = []
    thread = threading.Thread(target=lambda: found.append(calling(lambda x: x + 1)(1)))
    thread.start()
    thread.join()
    assert found == [2]


def test_a_student_who_catches_everything_is_stopped_all_the_same():
    def endless():
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    with pytest.raises(AnswerError, match=r"no answer within 0\.1 s"):
        calling(endless, 0.1)()


def test_a_check_is_public_and_worth_a_point_with_the_tolerances_of_the_comparison():
    check, usual = Check("name", lambda rng: ()), inspect.signature(difference).parameters
    assert (check.points, check.hidden, check.law) == (1, False, None)
    assert (check.rtol, check.atol) == (usual["rtol"].default, usual["atol"].default)


def test_limits_are_lowered_and_never_raised():
    code = (
        "import resource as r\nfrom course_exercises.checks.worker import limit\n"
        "for n in (5000, 9000, 3000):\n"
        "    limit({'RLIMIT_FSIZE': n})\n    print(*r.getrlimit(r.RLIMIT_FSIZE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:3] == ["5000 5000", "5000 5000", "3000 3000"]


def conversation(*requests, numbers=None):
    """What a new worker answers to these lines, the first to none."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    with sandbox.start(numbers or {}, unsafe=True, errors=subprocess.PIPE) as worker:
        answers, errors = worker.communicate(lines.encode())
    assert errors == b""
    return [json.loads(line) for line in answers.splitlines()]


def test_a_worker_answers_line_by_line_and_prints_nothing_else():
    noisy = (
        "import sys\nprint('x')\nprint('y', file=sys.stderr)\n"
        "def f(x):\n    print(x)\n    return 2 * x"
    )
    assert conversation({"cell": noisy}, {"call": "f", "args": [4]}, {"cell": "z"}) == [
        {"ready": True},
        {"errors": [], "slow": False},
        {"value": 8},
        {"errors": ["NameError: name 'z' is not defined (line 1 of its cell)"], "slow": False},
    ]


@pytest.mark.parametrize("package", ["course_exercises", "course_lib.exercises"])
def test_a_worker_has_the_numbers_and_no_course_library(package):
    cell = (
        f"from {package} import assignment\n"
        "check, hint, mine = assignment('x', student='a')\n"
        "check('q1')\nhint('q1')\ndef f():\n    return [numbers['q1']['a'], mine['q1']['a']]\n"
    )
    _, *answers = conversation(
        {"cell": cell},
        {"call": "f", "args": []},
        {"cell": "import course_lib.losses"},
        {"cell": "import json, math"},
        {"cell": "check('q1'), hint('q2'), np.ones(1)"},
        numbers={"q1": {"a": 7}},
    )
    assert answers[0] == {"errors": [], "slow": False}
    assert answers[1] == {"value": {"list": [7, 7]}}
    (refused,) = answers[2]["errors"]
    assert refused.startswith("ImportError: course_lib.losses: the grader has no course_lib")
    assert answers[3:] == [{"errors": [], "slow": False}, {"errors": [], "slow": False}]
