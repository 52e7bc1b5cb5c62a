"""The mutants: one operator, comparison, number or sign of one file is another."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.mutation.modules import ROOT

OPERATORS: dict[type[ast.AST], type[Any]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One changed file; `lines` are those of the statement, none if it runs at import.

    `draws`: it stands where a question of the exercises draws inputs for its checks.
    """

    path: Path
    line: int
    scope: str
    change: str
    lines: tuple[int, ...]
    text: str
    draws: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  in {self.scope}:  {self.change}"


def spots(path: Path) -> list[tuple[Path, int]]:
    """Return the places of a file at which something can be broken."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return [(path, k) for k, node in enumerate(nodes) if breakable(node)]


def mutant(path: Path, spot: int) -> Mutant:
    """Return the mutant that breaks the node number `spot` of the file."""
    tree = ast.parse((ROOT / path).read_text())
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    target = next(node for k, node in enumerate(ast.walk(tree)) if k == spot)
    shown = target
    while isinstance(shown, ast.Constant | ast.UnaryOp):
        shown = above[shown]
    before = ast.unparse(shown).split("\n")[0]
    break_(target)
    change = f"{before}  ->  {ast.unparse(shown)}".split("\n")[0]
    scope, lines = place(target, above)
    draws = "chapter_" in str(path) and draws_inputs(target, above)
    return Mutant(path, target.lineno, scope, change, lines, ast.unparse(tree), draws)


def draws_inputs(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Return whether a node stands in a function, not the reference, that has a generator `rng`."""
    while node in above:
        node = above[node]
        if isinstance(node, ast.FunctionDef) and node.name != "_reference":
            for argument in node.args.args:
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                if argument.arg == "rng" and kind == "np.random.Generator":
                    return True
    return False


def breakable(node: ast.AST) -> bool:
    """Return whether `break_` has something to change in `node` itself."""
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op):
            return type(op) in OPERATORS
        case ast.Compare(ops=[op]):
            return type(op) in OPERATORS
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub | ast.Not)
        case ast.Constant(value=bool() | int() | float()):
            return True
    return False


def break_(node: ast.AST) -> None:
    """Break `node` in place."""
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            node.op = OPERATORS[type(node.op)]()
        case ast.Compare(ops=[op]):
            node.ops = [OPERATORS[type(op)]()]
        case ast.UnaryOp(op=ast.USub()):
            node.op = ast.UAdd()
        case ast.UnaryOp(op=ast.Not(), operand=ast.expr() as operand):
            node.operand = ast.UnaryOp(ast.Not(), operand)
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() | float() as value):
            node.value = value + 1 if isinstance(value, int) or value == 0 else value * 1.3


def place(node: ast.AST, above: dict[ast.AST, ast.AST]) -> tuple[str, tuple[int, ...]]:
    """Return the scope of a node, and the lines of its statement (none if it runs at import)."""
    names: list[str] = []
    lines: tuple[int, ...] | None = None
    inside = False
    while node in above:
        child, node = node, above[node]
        if lines is None and isinstance(child, ast.stmt):
            lines = () if isinstance(child, ast.FunctionDef | ast.ClassDef) else span(child)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
            inside |= isinstance(node, ast.FunctionDef) and child in node.body
    return ".".join(reversed(names)) or "the module", (lines or ()) if inside else ()


def span(statement: ast.stmt) -> tuple[int, ...]:
    """Return the lines of a statement without those of the statements in it."""
    inner = [n.lineno for n in ast.walk(statement) if isinstance(n, ast.stmt)]
    last = min((n for n in inner if n > statement.lineno), default=statement.end_lineno + 1)
    return tuple(range(statement.lineno, max(last, statement.lineno + 1)))
