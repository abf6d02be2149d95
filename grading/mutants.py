"""Small mistakes planted in a reference: one operator, comparison or number changed at a time."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import Iterator

_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.MatMult: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip
_FUNCTIONS = {"max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum", "mean": "sum", "sum": "mean", "sin": "cos", "cos": "sin"}


@dataclass(frozen=True)
class Mutant:
    """Code with one mistake. `change` names it: "old → new"."""

    change: str
    source: str


def mutants(code: str) -> Iterator[Mutant]:
    """All codes that differ from `code` in one operator, comparison, call of a known function, or number. No two are equal."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    around = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
    seen = {ast.dump(tree)}
    for index, node in enumerate(nodes):
        for changed in _changes(node):
            mutated = _with(tree, nodes, index, changed)
            if ast.dump(mutated) not in seen:
                seen.add(ast.dump(mutated))
                yield Mutant(_name(node, changed, around), ast.unparse(mutated))


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one mistake in it, in every way."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in _OPERATORS:
        yield _replaced(node, op=_OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _OPERATORS:
        yield _replaced(node, ops=[_OPERATORS[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Attribute) and node.attr in _FUNCTIONS:
        yield _replaced(node, attr=_FUNCTIONS[node.attr])


def _name(node: ast.AST, changed: ast.AST, around: dict) -> str:
    """ "old → new"; a bare number is shown with what it stands in, so that names differ."""
    if not isinstance(node, ast.Constant):
        return f"{ast.unparse(node)} → {ast.unparse(changed)}"
    place = around[node]
    return f"{ast.unparse(place)}: {ast.unparse(node)} → {ast.unparse(changed)}"


def _replaced(node: ast.AST, **fields) -> ast.AST:
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _with(tree: ast.AST, nodes: list[ast.AST], index: int, changed: ast.AST) -> ast.AST:
    """A copy of the tree with one node exchanged."""
    target = nodes[index]

    class Exchange(ast.NodeTransformer):
        def visit(self, node):
            return changed if node is target else self.generic_visit(_shallow(node))

    return ast.fix_missing_locations(Exchange().visit(tree))


def _shallow(node: ast.AST) -> ast.AST:
    """A copy whose lists may be changed without changing the original's."""
    fields = {name: list(value) if isinstance(value, list) else value for name, value in ast.iter_fields(node)}
    return ast.copy_location(type(node)(**fields), node)
