"""What the page of a notebook without a record of its own says for a program."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import salestoolkit
from salestoolkit.sources.content import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

TOLD = ("parameters", "injected-parameters")
"""Tags of the cells that hold what a notebook was told, the last word last."""
_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)


def plain_record(notebook: NotebookNode, name: str) -> dict[str, Any]:
    """Title, language and name: the title is the first heading, else the notebook's name.

    Parameters
    ----------
    name : str
        Name of the notebook's file without its ending.
    """
    told = told_to(notebook)
    language = told.get("language")
    headings = (_HEADING.search(cell.source) for cell in notebook.cells if _is_prose(cell))
    first = next((found[1] for found in headings if found), None)
    return {
        "format": "salestoolkit/plain_report/1",
        "version": salestoolkit.__version__,
        "language": language if language in LANGUAGES else LANGUAGES[0],
        "report": name,
        "title": first or re.sub(r"[_-]+", " ", name).strip().capitalize() or name,
    }


def told_to(notebook: NotebookNode) -> dict[str, Any]:
    """Plain values that the notebook was given, those of its own where it was given none."""
    told: dict[str, Any] = {}
    for tag in TOLD:
        for cell in notebook.cells:
            if tag in cell.metadata.get("tags", ()):
                told |= _assigned(cell.source)
    return told


def _assigned(source: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with suppress(SyntaxError, ValueError):
        for node in ast.parse(source).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                with suppress(ValueError, TypeError):
                    found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def _is_prose(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "markdown")
