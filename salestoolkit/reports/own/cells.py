"""The cells of a notebook as Python, and what is said of them."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from salestoolkit.errors import ReportError, SalesToolkitError

if TYPE_CHECKING:
    from nbformat import NotebookNode

Severity = Literal["fault", "advice"]
_TRANSPARENT = re.compile(r"\s*%%(?:time|timeit|capture|prun)\b[^\n]*")
"""Magics that stand above a cell and run it as the Python that it is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that would go wrong, or could be better.

    ``code`` is a key of content ``own_reports.toml``, ``cell`` the place of the cell among all cells of
    the notebook, from 1; None for the notebook as a whole. ``value`` is what was found there,
    ``other`` another cell that it is about. ``error`` is what a run of the notebook ended with.
    """

    code: str
    severity: Severity = "fault"
    cell: int | None = None
    value: str = ""
    other: int | None = None
    error: SalesToolkitError | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of code. ``tree`` is None where it is no Python; ``problem`` says why."""

    number: int
    source: str
    tags: frozenset[str]
    count: int | None
    outputs: Sequence[Any]
    tree: ast.Module | None
    problem: str = ""


def read_notebook(path: Path) -> NotebookNode:
    """A notebook in the form of today.

    Raises
    ------
    ReportError
        ``own_no_notebook`` where there is none, ``notebook_broken`` where the file is something else.
    """
    import nbformat

    if not path.is_file():
        raise ReportError("own_no_notebook", value=str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook: NotebookNode = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
    except (
        OSError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        nbformat.ValidationError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ReportError("notebook_broken", value=str(path), reason=reason) from error
    return notebook


def code_cells(notebook: NotebookNode) -> list[Cell]:
    """Its cells of code, magics turned into the calls that they are."""
    return [
        _cell(number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code"
    ]


def dotted(node: ast.expr) -> str:
    """A name with its dots: ``alt.renderers.enable``; empty for what is no plain name.

    >>> dotted(ast.parse("a.b(1).c", mode="eval").body)
    'a.b.c'
    """
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def _cell(number: int, cell: Any) -> Cell:
    from IPython.core.inputtransformer2 import TransformerManager

    tree, problem = None, ""
    source = _TRANSPARENT.sub("", cell.source, count=1) if "%%" in cell.source else cell.source
    try:
        with warnings.catch_warnings():
            # what Python finds odd in somebody's string is not told twice
            warnings.simplefilter("ignore")
            tree = ast.parse(TransformerManager().transform_cell(source))
            compile(tree, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError) as error:
        tree, problem = None, str(error.args[0] if error.args else error)
    return Cell(
        number=number,
        source=cell.source,
        tags=frozenset(cell.metadata.get("tags", ())),
        count=cell.get("execution_count"),
        outputs=cell.get("outputs", ()),
        tree=tree,
        problem=problem,
    )
