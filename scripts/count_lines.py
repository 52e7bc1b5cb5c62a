"""Count lines: all of them, and those of code (no docstrings, comments, blank lines).

``uv run python scripts/count_lines.py``: a row for each reference module, totals of both packages
and of the tests. With a folder or module (``course_lib/search``) a row for each of its files.
"""

import ast
import io
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[1]
REFERENCE = (
    *("graph", "gradcheck", "objectives", "activations", "losses", "penalties", "initializers"),
    *("preprocessing", "augmentation", "schedules", "data", "optimizers", "parameters"),
    *("layers", "network", "search", "training"),
)
NO_CODE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENDMARKER, tokenize.ENCODING),
}
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def code_lines(text):
    """The number of lines that hold code."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    spans = [(t.start[0], t.end[0]) for t in tokens if t.type not in NO_CODE]
    return len({line for first, last in spans for line in range(first, last + 1)} - _prose(text))


def _prose(text):
    """The lines of docstrings, and of texts below an attribute."""
    texts = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return {line for t in texts for line in range(t.lineno, t.end_lineno + 1)}


def files(*names):
    """The Python files of modules, packages or folders, relative to the root."""
    found = [ROOT / name for name in names]
    return [
        path
        for place in found
        for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")])
    ]


def row(name, paths):
    """Print a name, its lines and its lines of code; return the latter."""
    texts = [path.read_text("utf-8") for path in paths]
    code = sum(map(code_lines, texts))
    print(f"{name:32} {sum(len(t.splitlines()) for t in texts):7,} {code:7,}")
    return code


def main(module=None):
    """Print the table."""
    print(f"{'':32} {'lines':>7} {'code':>7}")
    if module:
        for path in files(module):
            row(str(path.relative_to(ROOT)), [path])
        return
    for name in REFERENCE:
        row(name, files(f"course_lib/{name}"))
    row("reference modules together", files(*(f"course_lib/{name}" for name in REFERENCE)))
    for name in ("course_lib", "course_exercises", "tests", "tests/exercises"):
        row(name, files(name))


if __name__ == "__main__":
    main(*sys.argv[1:])
