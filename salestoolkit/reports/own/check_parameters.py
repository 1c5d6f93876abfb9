"""Whether a notebook can be told what its page is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from salestoolkit.reports.batch.parameters import TAG
from salestoolkit.reports.own.cells import Cell, Finding
from salestoolkit.reports.own.names import names_of

LANGUAGE = "language"


def parameter_findings(cells: Sequence[Cell]) -> Iterator[Finding]:
    """What is wrong with the cell of parameters, and with what becomes of them."""
    tagged = [cell for cell in cells if TAG in cell.tags]
    if not tagged:
        yield Finding(code="no_parameters")
        return
    first, *others = tagged
    for cell in others:
        # a notebook that was run before holds the values that it was given in a cell of another tag
        yield Finding(code="second_parameters", cell=cell.number, other=first.number)
    if first.tree is None:
        return
    yield from _not_literals(first, first.tree)
    defaults = {name for name, _ in _assigned(first.tree)}
    rest = [cell for cell in cells if cell.number != first.number and cell.tree is not None]
    yield from _unused(first, defaults, rest)
    yield from _overwritten(defaults, [cell for cell in rest if cell.number > first.number])
    if LANGUAGE not in defaults:
        yield Finding(code="no_language", severity="advice", cell=first.number)


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    """Names that get a value at the top of a cell, each with what it gets."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def _is_literal(node: ast.expr | None) -> bool:
    try:
        ast.literal_eval(node if node is not None else ast.Constant(None))
    except (ValueError, TypeError, RecursionError):
        return False
    return True


def _not_literals(cell: Cell, tree: ast.Module) -> Iterator[Finding]:
    for name, value in _assigned(tree):
        if not _is_literal(value):
            yield Finding(code="not_literal", cell=cell.number, value=name)
    told = (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
    for node in tree.body:
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not isinstance(node, told) and not text:
            line = ast.unparse(node).splitlines()[0]
            yield Finding(code="not_parameter", severity="advice", cell=cell.number, value=line)


def _unused(first: Cell, defaults: set[str], rest: Sequence[Cell]) -> Iterator[Finding]:
    used: set[str] = set()
    for cell in rest:
        if cell.tree is not None:
            found = names_of(cell.tree)
            if found.star:
                return
            used |= {*found.used, *found.later}
    for name in sorted(defaults - used):
        yield Finding(code="unused_parameter", cell=first.number, value=name)


def _overwritten(defaults: set[str], later: Sequence[Cell]) -> Iterator[Finding]:
    """Parameters that another cell sets to a fixed value, so that what is given is lost."""
    for cell in later:
        if cell.tree is None or "injected-parameters" in cell.tags:
            continue
        for name, value in _assigned(cell.tree):
            if name in defaults and _is_literal(value):
                yield Finding(code="overwritten_parameter", cell=cell.number, value=name)
