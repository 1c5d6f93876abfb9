"""A lesson's notebook as it lies on the disk: its language, and which cell makes a name."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salestoolkit.lessons.notebooks import PARAMETERS, cell_source
from salestoolkit.sources.content import LANGUAGES

LOAD = "salestoolkit.lessons"
"""A notebook with a cell that imports from here is a lesson."""


@dataclass(frozen=True, kw_only=True)
class CodeCell:
    """A cell of code, and the heading that it stands under."""

    source: str
    heading: str

    @property
    def makes(self) -> frozenset[str]:
        """Names that it defines; none where it cannot be read."""
        try:
            tree = ast.parse(self.source)
        except (SyntaxError, ValueError):
            return frozenset()
        return frozenset(_made(tree))


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson's language and its cells of code."""

    language: str
    cells: tuple[CodeCell, ...]

    def holds(self, source: str) -> bool:
        """Whether one of its cells ends as this one: an answer stands above the line that checks it."""
        return any(_last_line(cell.source) == _last_line(source) for cell in self.cells)

    def where_made(self, name: str, *, but_not: str = "") -> str | None:
        """Heading over the first cell that defines a name, the cell ``but_not`` left out; else None."""
        return next(
            (
                cell.heading
                for cell in self.cells
                if name in cell.makes and cell.source.strip() != but_not.strip()
            ),
            None,
        )


def find_lesson(named: Path | None, folder: Path, typed: str) -> Lesson | None:
    """The lesson of which a cell was run: the one named, else one in the folder that holds the cell."""
    if named is not None and named.is_file():
        return read_lesson(named)
    lessons = (read_lesson(path) for path in sorted(folder.glob("*.ipynb")))
    return next((one for one in lessons if one is not None and one.holds(typed)), None)


def read_lesson(path: Path) -> Lesson | None:
    """A lesson as it lies on the disk; None for any other file."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = tuple(_code_cells(cells))
        first = next(cell for cell in cells if PARAMETERS in cell["metadata"].get("tags", ()))
        language = _literals(cell_source(first)).get("language")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration):
        return None
    if language not in LANGUAGES or not any(LOAD in cell.source for cell in code):
        return None
    return Lesson(language=language, cells=code)


def _code_cells(cells: Iterable[dict[str, Any]]) -> Iterator[CodeCell]:
    heading = ""
    for cell in cells:
        source = cell_source(cell)
        if cell["cell_type"] == "code":
            yield CodeCell(source=source, heading=heading)
            continue
        for line in source.splitlines():
            if line.startswith("#"):
                heading = line.lstrip("#").strip()


def _last_line(source: str) -> str:
    return source.strip().rpartition("\n")[2]


def _made(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _literals(source: str) -> dict[str, Any]:
    """Names that a cell gives a plain value."""
    return {
        target.id: node.value.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
