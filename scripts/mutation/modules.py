"""The names that the command takes: the files of a module, and the tests that shall notice."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
EXERCISES = "tests/exercises"
GRADER = {"__main__", "gradebook", "grading", "release", "remote", "sandbox"}
"""What needs a sandbox and a gradebook to be tested, and so takes long."""
LAWS = f"{EXERCISES}/test_answers_of_a_kind.py"
EVERY = f"{EXERCISES}/test_every_question.py"
OF_EVERY = (
    "test_the_notebook_says_its_minutes_and_points",
    "test_students_see_some_checks_and_one_at_least_is_hidden",
    "test_each_check_tries_two_inputs_or_more_and_each_run_has_inputs_of_its_own",
)
"""Tests with a case for each question."""
TESTS = {
    "activations": ["tests/test_activations.py", "tests/layers/test_oracles.py"],
    "exercises": [
        f"{EXERCISES}/test_{name}.py"
        for name in (
            "01_q5_accumulate",
            "03_q6_adam",
            "comparing",
            "comparing_lists",
            "defaults",
            "feedback",
            "judging",
            "limits_of_answers",
            "measurement",
            "reading",
            "seccomp",
            "session",
            "showing",
            "worker",
        )
    ],
    "grader": [
        f"{EXERCISES}/test_{name}.py"
        for name in (
            "defaults",
            "feedback",
            "grading",
            "grading_order",
            "protection",
            "reading",
            "release",
            "remote",
            "report",
            "restart",
        )
    ],
    "graph": [
        "tests/test_graph.py",
        "tests/test_graph_sweeps.py",
        "tests/test_graph_witness_functions.py",
    ],
    "initializers": ["tests/test_initializers.py", "tests/test_lsuv.py"],
    "layers": ["tests/layers", "tests/test_network.py"],
    "losses": ["tests/test_losses.py", "tests/test_loss_oracles.py"],
    "optimizers": ["tests/optimizers"],
    "penalties": ["tests/test_penalties.py"],
    "questions": [str(p.relative_to(ROOT)) for p in sorted((ROOT / EXERCISES).glob("test_0*.py"))],
    "search": [
        str(p.relative_to(ROOT))
        for p in sorted((ROOT / "tests/search").glob("test_*.py"))
        if p.stem not in ("test_search_dask", "test_search_workers")
    ],
    "workers": [
        f"tests/search/test_search_{name}.py" for name in ("defaults", "driver", "workers")
    ],
}


def sources(module: str) -> list[Path]:
    """Return the files of a module, relative to the root."""
    base = ROOT / "course_lib" / module
    if module == "questions":
        files = sorted((ROOT / "course_lib" / "exercises").glob("chapter_*/*.py"))
    elif module == "workers":
        files = [ROOT / "course_lib" / "search" / "running" / "workers.py"]
    elif module == "grader":
        files = [ROOT / "course_lib" / "exercises" / f"{name}.py" for name in sorted(GRADER)]
    else:
        files = sorted(base.rglob("*.py")) if base.is_dir() else [base.with_suffix(".py")]
    left_out = {"search": {"workers"}, "exercises": GRADER}.get(module, set()) | {"__init__"}
    return [path.relative_to(ROOT) for path in files if path.stem not in left_out]
