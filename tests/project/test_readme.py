"""The example of the README prints what it says; its map leads to every formula in one click."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def test_the_example_prints_its_comment(capsys):
    code = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL).group(1)
    promised = re.search(r"print\(.*#\s*(\S+)$", code, re.MULTILINE).group(1)
    exec(code, {})
    assert capsys.readouterr().out.strip() == promised


def links(text):
    """The text and target of every link that stays in the repository."""
    found = re.findall(r"\[((?:[^\[\]])*)\]\(([^)\s]+)\)", text)
    return [(name, target) for name, target in found if "://" not in target]


def test_every_link_leads_somewhere():
    targets = [target for _, target in links(README.read_text("utf-8"))]
    assert len(targets) > 30
    assert [t for t in targets if not (README.parent / t.partition("#")[0]).exists()] == []


@pytest.mark.parametrize(
    ("method", "formula"),
    [
        ("Adam", "m̂ = m / (1 − β₁ᵗ)"),
        ("Nesterov", "θ ← θ − η (g + μ v)"),
        ("batch norm", "dx = γ / √(σ² + ε) · (dy − dβ / n − x̂ dγ / n)"),
        ("He", "N(0, 2 / fan-in)"),
        ("DropConnect", "y = x (W · M / (1 − p)) + b"),
        ("Hyperband", "n = ⌊(s_max + 1) / (s + 1)⌋ η^s"),
        ("cosine", "η_T + (η − η_T) (1 + cos(π t/T)) / 2"),
        ("activations", "np.where(x > 0, scale, y + scale * alpha)"),  # ELU's slope
        ("losses", "(p − t) / N"),
        ("LSUV", "W ← W / √Var[y]"),
    ],
)
def test_a_stranger_finds_the_formula_in_one_click(method, formula):
    name = re.compile(rf"\b{method}\b")
    targets = [target for text, target in links(README.read_text("utf-8")) if name.search(text)]
    files = [README.parent / target for target in targets if target.endswith(".py")]
    assert any(formula in file.read_text("utf-8") for file in files)
