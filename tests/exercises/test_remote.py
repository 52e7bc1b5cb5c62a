"""The grader's end of the wire: workers that are slow, silent, chatty, mad or dead."""

import json
import os
import select
import signal
import subprocess
import sys
import time

import pytest

from course_exercises.checks.judging import AnswerError, MissingError, NotWrittenError
from course_exercises.grader import remote, sandbox
from course_exercises.grader.magics import to_python
from course_exercises.grader.remote import Student, talk

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
PIPE = "import os\nwhile part := os.read(0, 2**16): os.write(1, part)"
SLEEP = "import time; time.sleep(60)"
LOOP = "def f(x):\n    while x: pass\n    return x"


@pytest.fixture
def started():
    """A function that starts a program with pipes; all are killed in the end."""
    running = []

    def start(code):
        pipe = subprocess.PIPE
        program = [sys.executable, "-c", code]
        running.append(subprocess.Popen(program, stdin=pipe, stdout=pipe, start_new_session=True))
        return running[-1]

    yield start
    for program in running:
        os.killpg(program.pid, signal.SIGKILL)  # with what it has started itself
        program.communicate()


@pytest.fixture
def student():
    one = Student({}, unsafe=True)
    yield one
    one.close()


def written(shape):
    return {"array": "", "dtype": "<f8", "shape": shape}


class Played:
    """A worker without a process."""

    stdin = stdout = None

    def kill(self):
        """It has nothing to end."""

    def wait(self):
        """It has ended."""


def replying(monkeypatch, *replies):
    """A student whose worker answers with these lines; the requests that it gets."""
    lines, asked = iter([b'{"ready": true}\n', *replies]), []

    def answer(worker, line, seconds, clock):
        asked.append((line, seconds, clock))
        reply = next(lines)
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(remote, "talk", answer)
    monkeypatch.setattr(sandbox, "start", lambda numbers, unsafe: Played())
    return Student({}), asked


def answered(monkeypatch, reply):
    return replying(monkeypatch, json.dumps(reply).encode())[0].call("f", 1)


@pytest.mark.parametrize("size", [0, 10, 3_000_000])
def test_lines_of_any_length_go_both_ways(started, size):
    line = b"x" * size + b"\n"
    worker = started(ECHO)
    assert talk(worker, line, 30, 30) == line
    assert talk(worker, b"again\n", 30, 30) == b"again\n"


def test_silence_is_a_time_out_and_an_end_is_an_end(started):
    with pytest.raises(TimeoutError):
        talk(started(SLEEP), b"x\n", 30, 0.2)
    with pytest.raises(EOFError):
        talk(started("print('half a line', end='')"), b"", 30, 30)
    with pytest.raises(EOFError):
        talk(started("import os; os.close(0); input()"), b"x" * 10**6, 30, 30)


def test_seconds_are_those_of_the_processor_so_a_busy_machine_costs_nobody_points(started):
    waits = (
        "import sys, time\nfor line in sys.stdin: time.sleep(1); print(line, end='', flush=True)"
    )
    assert talk(started(waits), b"x\n", 0.5, 30) == b"x\n"
    with pytest.raises(TimeoutError):
        talk(started("while True: pass"), b"x\n", 0.5, 1000)


def test_what_a_worker_starts_counts_too(started):
    loop = f"import subprocess; subprocess.run([{sys.executable!r}, '-c', 'while True: pass'])"
    with pytest.raises(TimeoutError):
        talk(started(loop), b"x\n", 0.5, 1000)


def test_an_answer_has_a_longest_length(started, monkeypatch):
    monkeypatch.setattr(remote, "REPLY", 1001)
    worker = started(ECHO)
    assert len(talk(worker, b"x" * 1000 + b"\n", 30, 30)) == 1001
    with pytest.raises(ValueError, match="too long"):
        talk(worker, b"x" * 1001 + b"\n", 30, 30)


def test_sixteen_megabytes_are_the_longest_answer(started):
    most = 16 * 1024 * 1024
    assert len(talk(started(f"print('x' * {most - 1})"), b"", 60, 60)) == most
    with pytest.raises(ValueError, match="too long"):
        talk(started(f"print('x' * {most})"), b"", 60, 60)


def test_a_worker_that_answers_while_it_is_asked_blocks_nobody(started):
    line = b"x" * 3_000_000 + b"\n"
    assert talk(started(PIPE), line, 60, 60) == line


def test_nothing_is_waited_for_longer_than_asked(started, monkeypatch):
    waited, select_ = [], select.select

    def watched(readers, writers, errors, seconds):
        waited.append(seconds)
        return select_(readers, writers, errors, seconds)

    monkeypatch.setattr(remote.select, "select", watched)
    with pytest.raises(TimeoutError):
        talk(started(SLEEP), b"x\n", 30, 0.2)
    assert all(0 <= seconds <= 0.2 for seconds in waited)
    with pytest.raises(TimeoutError):
        talk(started(SLEEP), b"", 30, -1)
    assert waited[-1] == 0


def test_cells_live_on_in_a_new_worker_but_not_the_one_that_kills(student):
    assert student.run_cell("y = 1") == []
    (said,) = student.run_cell("import os\nz = 2\nos._exit(0)")
    assert said.startswith("it ends Python itself")
    assert student.run_cell("def f(x):\n    return x + y\ny = y + 1") == []
    assert student.call("f", 5) == 7
    student.run_cell("def g(x):\n    return z")
    assert student.call("g", 5) == 2  # what it defines before is kept


def test_two_time_outs_and_the_rest_of_a_question_is_not_tried(student, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS", 1.5)
    student.run_cell(LOOP)
    for said in ["no answer within 1.5 s"] * 2 + ["not tried: it was too slow before"]:
        with pytest.raises(AnswerError, match=said):
            student.call("f", 1)
    assert student.timeouts == 2
    student.next_question()
    assert student.call("f", 0) == 0
    assert student.timeouts == 2


def test_a_budget_is_for_everything():
    broke = Student({}, budget=0, unsafe=True)
    said = "not tried: the time for this submission was used up"
    assert broke.run_cell("x = 1") == [said]
    with pytest.raises(AnswerError, match=said):
        broke.call("f", 1)
    assert broke.timeouts == 0


def test_a_request_gets_no_more_seconds_than_are_left(monkeypatch):
    reply = b'{"errors": []}\n'
    rich, asked = replying(monkeypatch, reply, reply)
    rich.run_cell("a")
    poor = Student({}, budget=0.5)
    poor._worker = rich._worker
    poor.run_cell("b")
    start, first, second = [limits for _, *limits in asked]
    hard = remote.HARD * remote.SECONDS
    assert start == [10 * remote.SECONDS, 10 * remote.CLOCK * remote.SECONDS]  # NumPy has to load
    assert first == [hard, remote.CLOCK * hard]
    assert 0 < second[1] <= 0.5


def test_a_worker_that_never_starts_is_the_sandboxs_fault(monkeypatch):
    for error in (EOFError(), TimeoutError()):
        broken, _ = replying(monkeypatch)
        monkeypatch.setattr(remote, "talk", lambda *_, e=error: (_ for _ in ()).throw(e))
        with pytest.raises(sandbox.SandboxError, match="Python does not start"):
            broken.call("f", 1)


def test_errors_of_a_cell_are_cut(monkeypatch):
    said = {"errors": ["x" * 400, 7, *"ab" * 20]}
    lines = replying(monkeypatch, json.dumps(said).encode())[0].run_cell("a")
    assert lines == ["x" * 300, "7", *("ab" * 20)[:18]]
    assert replying(monkeypatch, b'{"errors": "no list"}')[0].run_cell("a") == []


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        ({"value": {"other": 1}}, AnswerError, "^it returns a value of no known form$"),
        ({"unwritten": True}, NotWrittenError, "^$"),
        ({"missing": None}, MissingError, "^f is not defined$"),
        ({"missing": "k" * 50}, MissingError, f"^f is no function but {'k' * 40}$"),
        ({"changed": 2}, AnswerError, "^it changes its argument 2 in place: work on a copy$"),
        ({"changed": "2"}, AnswerError, "^its answer cannot be read$"),
        ({"error": "e: " * 200}, AnswerError, f"^{'e: ' * 100}$"),
        ({"error": "ask your teacher"}, AnswerError, "^its answer cannot be read$"),
        ({"value": written([0, 2**63 - 1, 2])}, AnswerError, "^it returns an array of no known"),
        ({"error": 1}, AnswerError, "^its answer cannot be read$"),
        ([1], AnswerError, "^its answer cannot be read$"),
    ],
)
def test_nothing_that_a_worker_says_is_believed(monkeypatch, reply, error, said):
    with pytest.raises(error, match=said):
        answered(monkeypatch, reply)


def test_a_reply_that_is_no_json_ends_the_worker(monkeypatch):
    mad, _ = replying(monkeypatch, b"{", b'{"ready": true}\n', b'{"value": 3}')
    with pytest.raises(AnswerError, match=r"^its answer is too long or cannot be read$"):
        mad.call("f", 1)
    assert mad.call("f", 1) == 3


def test_no_sandbox_starts_once_the_budget_is_used_up(monkeypatch):
    broke = Student({}, budget=0)
    monkeypatch.setattr(sandbox, "start", lambda *_, **__: pytest.fail("a sandbox was started"))
    for _ in range(3):
        assert "used up" in broke.run_cell("x = 1")[0]
        with pytest.raises(AnswerError, match="used up"):
            broke.call("f", 1)


def test_an_answer_has_a_largest_number_of_values(monkeypatch):
    pieces = json.dumps({"value": {"list": [0] * (remote.PIECES + 1)}}).encode()
    with pytest.raises(AnswerError, match="too long"):
        replying(monkeypatch, pieces)[0].call("f", 1)


def test_a_dict_whose_keys_have_one_hash_is_not_built(monkeypatch):
    keys = [[k * (2**61 - 1), 0] for k in range(1, 20_000)]
    begun = time.monotonic()
    with pytest.raises(AnswerError, match="a dict with a key of more than 60 bits"):
        answered(monkeypatch, {"value": {"dict": keys}})
    assert time.monotonic() - begun < 1


def test_a_cell_of_more_than_a_megabyte_is_not_run(student):
    assert student.run_cell("x = 1\n" + "#" * remote.CELL) == [
        f"a cell of more than {remote.CELL} characters is not run"
    ]


@pytest.mark.parametrize(
    ("cell", "defined"),
    [
        (
            "def f(x):\n    return x\nwhile True:\n    pass\ny = f(2)\ndef g(x):\n    return y",
            False,
        ),
        ("y = sum([3])\ndef g(x):\n    return y\nwhile True:\n    pass", True),
        ("K = 5\ndef g(x):\n    return K\nimport os\nos._exit(0)", True),
        ("def g(x):\n    return 4\nimport ctypes\nctypes.string_at(0)", True),
    ],
    ids=["not what needs the experiment", "a time-out", "an exit", "a crash"],
)
def test_what_a_cell_defines_outlives_what_is_below(student, monkeypatch, cell, defined):
    monkeypatch.setattr(remote, "SECONDS", 1.0)
    assert len(student.run_cell(cell)) == 1
    if defined:
        assert student.call("g", 1) in (3, 4, 5)
    else:
        with pytest.raises(AnswerError, match="name 'y' is not defined"):
            student.call("g", 1)


def test_many_magics_do_not_hold_the_grader_up(student):
    begun = time.monotonic()
    student.run_cell("%precision 3\n" * 1500 + "x = (")
    student.run_cell("!" + "\\\n" * 9000)
    assert time.monotonic() - begun < 30


def test_what_ipython_alone_understands_is_translated():
    assert "get_ipython().run_line_magic('timeit', '1')" in to_python("x = 3\n%timeit 1\n")
    assert to_python("%%time\ndef f():\n    return (5\n%3)\n").startswith("pass\ndef f()")
    long = "%precision 3\n" * 2000
    assert to_python(long) == long
