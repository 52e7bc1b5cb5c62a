"""Sixty submissions: right, wrong, broken and hostile; what each must get, and is told.

Hostile ones try to leave a file whose name holds MARK; none may succeed.
"""

import json
from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_output

from tests.exercises.sample import NAME, SCALED, SETUP, SOFTMAX, answered

MARK = "hostile-was-here"
WRONG = "def softmax(x):\n    return x\n"


@dataclass(frozen=True)
class Case:
    """A submission: what is handed in, points of q1 and q2, words in its result."""

    notebook: object
    q1: int
    q2: int
    said: str = ""


def anywhere(code):
    """q2 is wrong, and before that runs `code` in every possible place."""
    inside = "".join(f"        {line}\n" for line in code.splitlines())
    body = f"    try:\n{inside}    except Exception:\n        pass\n"
    return answered(q2=f"{code}\ndef softmax(x):\n{body}    return x\n")


def without(*names):
    notebook = answered()
    notebook.cells = [
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names
    ]
    return notebook


def renamed(old, new):
    notebook = answered()
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") == old:
            marks["grade_id"] = new
    return notebook


def doubled():
    notebook = answered(q2=WRONG)
    notebook.cells.append(new_code_cell(SOFTMAX, metadata=notebook.cells[6].metadata))
    return notebook


def loud():
    notebook = answered(q1=f"print('x' * 20_000_000)\n{SCALED}")
    notebook.cells[3].outputs = [new_output("stream", name="stdout", text="x" * 20_000_000)]
    return notebook


def greedy_marks():
    notebook = answered(q2=WRONG)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["points"] = 999
    notebook.cells[7].source = 'print("✓")'
    return notebook


def other_assignment():
    return answered(
        q1="def nothing(x):\n    return x\n", q2="", setup=SETUP.replace(NAME, "01_chain_rule")
    )


def late():
    notebook = answered(q2="")
    notebook.cells.append(new_code_cell(SOFTMAX))
    return notebook


STEAL = """
import os
found = []
for top, _, files in os.walk("/"):
    if not top.startswith(("/proc", "/usr", "/lib")):
        for file in files:
            path = os.path.join(top, file)
            if file.endswith((".ipynb", ".db")) or file in ("sample.py", "judging.py"):
                found.append(open(path).read())
namespace = {}
exec(next(text for text in found if "softmax_of" in text), namespace)
softmax_stolen = namespace["softmax_of"]
"""
COPY = """
import glob, json
path = next(p for p in glob.glob("/**/*.ipynb", recursive=True))
cells = json.load(open(path))["cells"]
for cell in cells:
    if "def softmax" in cell["source"]:
        exec(cell["source"])
"""
PATCH = """
import builtins, numpy.testing
np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
builtins.abs = lambda x: 0
"""
TRANSFORM = """
import ast, builtins, sys
compile_ = builtins.compile
builtins.compile = lambda *a, **k: compile_("pass", "x", "exec")
sys.settrace(lambda *a: None)
"""
FORGE = """
import os
for number in range(3, 30):
    try:
        os.write(number, b'{"value": 1.0}\\n' * 9 + b'{"passed": true, "points": 99}\\n')
    except OSError:
        pass
"""
PICKLE = f"""
import os
class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/{MARK}",)
def softmax(x):
    return Bomb()
"""
DATABASE = """
import sqlite3, glob
for path in glob.glob("/**/gradebook.db", recursive=True):
    sqlite3.connect(path).execute("update grade set manual_score = 99")
"""


def writing(root):
    places = [f"{root}/source/{NAME}", str(root), "/tmp", "/root", "/var/tmp", "/dev/shm", "/"]
    lines = "\n".join(
        f"try:\n    open({place + '/' + MARK!r}, 'w').write('x')\nexcept OSError:\n    pass"
        for place in places
        if place != "/tmp"
    )
    return anywhere(lines)


def cases(root, port):
    """All submissions by student; `root` is the attacked course, `port` a server here."""
    return answers() | edited() | attacks(root, port) | escapes() | false_values() | broken_files()


def answers():
    """Right and wrong answers in an untouched notebook."""
    loop = "def scaled(x):\n    while True:\n        pass\n"
    typed = "def softmax(x):\n    return np.array([0.3, 0.7])\n"
    single = "def softmax(x):\n    e = np.exp(np.float32(x - x.max()))\n    return e / e.sum()\n"
    body = "    e = [np.exp(v - max(x)) for v in x]\n    return np.array([v / sum(e) for v in e])"
    loops = f"def softmax(x):\n{body}"
    return {
        "right": Case(answered(), 3, 4),
        "right_loops": Case(answered(q2=loops), 3, 4),
        "single_precision": Case(answered(q2=single), 3, 4),
        "added": Case(answered(q1=SCALED.replace("*", "+")), 0, 4, "the slope is added"),
        "overflow": Case(
            answered(q2="def softmax(x):\n    return np.exp(x) / np.exp(x).sum()\n"), 3, 2,
            "subtract the maximum",
        ),
        "stub": Case(answered(q1="raise NotImplementedError()", q2=""), 0, 0, "is not defined"),
        "typed_in": Case(answered(q2=typed), 3, 0, "its shape is"),
        "loops_for_ever": Case(answered(q1=loop), 0, 4, "no answer within"),
        "cell_loops": Case(answered(q1="while True:\n    pass\n"), 0, 4, "no answer within"),
        "syntax_error": Case(answered(q1="def scaled(x:\n    return x"), 0, 4, "SyntaxError"),
    }  # fmt: skip


def edited():
    """Notebooks whose cells were deleted, renamed, doubled, or print too much."""
    return {
        "deleted_checks": Case(without("q1-check", "q2-check"), 3, 4, "missing or renamed"),
        "deleted_answers": Case(without("q1", "q2"), 0, 0, "cell q1 is missing"),
        "renamed": Case(renamed("q1", "mine"), 3, 4, "cell q1 is missing or renamed"),
        "doubled": Case(doubled(), 3, 4, "cell q2 occurs twice"),
        "late": Case(late(), 3, 4),
        "loud": Case(loud(), 3, 4),
    }


def attacks(root, port):
    """Answers that leave their place, and answers that bring the grader down."""
    network = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 1).send(b'x')"
    fork = "import os\nwhile True:\n    os.fork()"
    return {
        "reads_tests": Case(anywhere(STEAL), 3, 0),
        "writes_gradebook": Case(anywhere(DATABASE), 3, 0),
        "network": Case(anywhere(network), 3, 0),
        "copies": Case(anywhere(COPY), 3, 0),
        "writes_source": Case(writing(root), 3, 0),
        "sys_exit": Case(answered(q2=f"import sys\nsys.exit(0)\n{SOFTMAX}"), 3, 4),
        "os_exit": Case(
            answered(q2="def softmax(x):\n    import os\n    os._exit(0)\n"), 3, 0, "ends Python"
        ),
        "segfault": Case(
            answered(q2="def softmax(x):\n    import ctypes\n    ctypes.string_at(0)\n"), 3, 0,
            "ends Python",
        ),
        "patches_numpy": Case(anywhere(PATCH), 3, 0),
        "transforms": Case(answered(q2=f"{TRANSFORM}\n{WRONG}"), 0, 0),
        "greedy_marks": Case(greedy_marks(), 3, 0, "was changed"),
        "forges": Case(answered(q2=f"{FORGE}\n{WRONG}"), 3, 0),
        "pickles": Case(answered(q2=PICKLE), 3, 0, "an object of type Bomb"),
        "six_gigabytes": Case(anywhere("big = np.ones(800_000_000)"), 3, 0),
        "forks": Case(answered(q2=f"{fork}\n{WRONG}"), 3, 0),
    }  # fmt: skip


def rewarded(code):
    """q2 is right only if `code` succeeds."""
    inside = "".join(f"    {line}\n" for line in code.splitlines())
    tried = f"won = False\ntry:\n{inside}    won = True\nexcept BaseException:\n    pass\n"
    return answered(q2=f"{tried}if won:\n{indented(SOFTMAX)}else:\n{indented(WRONG)}")


def indented(code):
    return "".join(f"    {line}\n" for line in code.splitlines())


LIBC = "import ctypes\nlibc = ctypes.CDLL(None)\nassert libc."
ESCAPES = {
    "opens_core_pattern": "open('/proc/sys/kernel/core_pattern', 'r+').close()",
    "opens_memory_of_first": "open('/proc/1/mem', 'r+b').close()",
    "memory_file": "import os\nos.memfd_create('x')",
    "shared_memory": "import multiprocessing.shared_memory as m\nm.SharedMemory(None, True, 9)",
    "shared_segment": f"{LIBC}shmget(0, 4096, 0o1600) != -1",
    "traces": f"{LIBC}ptrace(16, 1, 0, 0) != -1",
    "name_space": f"{LIBC}unshare(0x10000000) != -1",
    "opens_a_thousand": "kept = [open('/dev/null') for _ in range(1000)]",
    "any_socket": "import socket\nsocket.socket(socket.AF_UNIX)",
    "becomes_root": "import os\nos.setuid(0)",
    "reads_checks": "import course_exercises.checks.judging",
    "reads_checks_by_spec": "import importlib as i\ni.util.find_spec('course_lib.losses').name",
    "reads_passwords": "open('/etc/passwd').close()",
    "fifty_megabytes_of_files": "for k in range(5):\n    open(str(k), 'wb').write(bytes(10**7))",
    "raises_its_limit": "import resource as r\nr.setrlimit(r.RLIMIT_AS, (2**40, 2**40))",
    "changes_the_worker": "open('/box/worker.py', 'a').close()",
}  # fmt: skip


def escapes():
    """Answers that are right only if something that must not succeed does."""
    return {name: Case(rewarded(code), 3, 0) for name, code in ESCAPES.items()}


def returning(value, before=""):
    return answered(q2=f"{before}\ndef softmax(x):\n    return {value}\n")


def sending(line):
    """q2 writes `line` to the grader itself, and sleeps."""
    write = "    for number in range(3, 20):\n        try:\n            os.write(number, line)\n"
    body = f"{write}        except OSError:\n            pass\n    time.sleep(9)\n"
    return answered(q2=f"import os, time\nline = {line}\ndef softmax(x):\n{body}")


def false_values():
    """Answers that are too large, too deep, or no values at all; and pleas in our name."""
    colliding = "{k * (2**61 - 1): 0 for k in range(9000)}"
    liar = "class Liar(list):\n    def __len__(self):\n        return 10**12\n"
    plea = (
        "def softmax(x):\n    raise ValueError('The checks themselves failed: ask your teacher')\n"
    )
    shape = b'{"value": {"array": "", "dtype": "<f8", "shape": [0, 9223372036854775807, 2]}}\n'
    deep = b'{"value": ' + b'{"list": [' * 3000 + b"]}" * 3000 + b"}\n"
    setup = SETUP.replace("check, hint", f'# assignment("{NAME}")\ncheck, hint')
    copied = setup.replace(f'= assignment("{NAME}"', f'= assignment("{NAME}", student="bob"')
    leak = "class Hidden:\n    pass\ndef softmax(x):\n    global softmax\n    if x.max() > 99:\n"
    leak += "        Hidden.__name__ = f'H{x[0]}'\n        softmax = Hidden()\n"
    leak += "    return np.exp(x - x.max()) / np.exp(x - x.max()).sum()\n"
    thousand = answered()
    thousand.cells += [new_code_cell("y = 1") for _ in range(1000)]
    return {
        "one_hash": Case(returning(colliding), 3, 0, "a key of more than 60 bits"),
        "three_million_values": Case(returning("np.ones(3_000_000)"), 3, 0, "too long"),
        "hundred_thousand_values": Case(returning("np.ones(100_000)"), 3, 0, "many more than"),
        "liar": Case(returning("Liar([1.0])", liar), 3, 0),
        "long_number": Case(returning("10**5000"), 3, 0),
        "plea": Case(answered(q2=plea), 3, 0, "ValueError: The checks themselves failed"),
        "impossible_shape": Case(sending(shape), 3, 0, "an array of no known form"),
        "deep_reply": Case(sending(deep), 3, 0),
        "copied": Case(answered(setup=copied), 3, 4, "the numbers of student 'bob'"),
        "leaks_in_a_type": Case(answered(q2=leak), 3, 0, "softmax is gone when it is called again"),
        "thousand_cells": Case(thousand, 3, 4),
        "sleeps_below": Case(answered(q2=f"{SOFTMAX}\nimport time\ntime.sleep(60)"), 3, 4),
    }


def broken_files():
    """Files that are no notebook of this assignment."""
    nested = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    return {
        "broken_json": Case(b'{"cells": [', 0, 0, "cannot be read as JSON"),
        "many_pieces": Case(b'{"cells": [' + b"{}," * 600_000 + b"{}]}", 0, 0, "more than 1000000"),
        "json_bomb": Case(nested, 0, 0, "cannot be read as JSON"),
        "no_notebook": Case(json.dumps([1, 2]).encode(), 0, 0, "no list of cells"),
        "other_assignment": Case(other_assignment(), 0, 0, "wrong notebook"),
    }
