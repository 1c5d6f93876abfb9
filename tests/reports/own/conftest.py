"""Notebooks made of a few cells, and what a check finds in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.reports.own.check_notebook import check_notebook

PARAMETERS = 'book = "book"\nlanguage = "en"'
USED = "print(book, language)"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

Write = Callable[..., Path]
Found = Callable[..., list[tuple[str, int | None, str]]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a notebook: a cell of parameters, a cell that uses them, then these."""

    def write(
        *sources: str,
        parameters: str | None = PARAMETERS,
        used: str = USED,
        metadata: dict[str, Any] | None = None,
        outputs: Sequence[Any] = (),
        counts: Sequence[int | None] = (),
    ) -> Path:
        new = nbformat.v4.new_code_cell
        notebook = nbformat.v4.new_notebook(
            metadata={"kernelspec": KERNEL} if metadata is None else metadata
        )
        if parameters is not None:
            notebook.cells.append(new(parameters, metadata={"tags": ["parameters"]}))
        notebook.cells += [new(source) for source in (used, *sources)]
        for cell, count in zip(notebook.cells, counts, strict=False):
            cell.execution_count = count
        if outputs:
            notebook.cells[-1].outputs = list(outputs)
        path = tmp_path / "tried.ipynb"
        nbformat.write(notebook, path)
        return path

    return write


@pytest.fixture
def found(write: Write) -> Found:
    """Code, cell and value of what is found in a notebook of these cells, without the missing record."""

    def found(*sources: str, **more: Any) -> list[tuple[str, int | None, str]]:
        checked = check_notebook(write(*sources, **more))
        return [
            (one.code, one.cell, one.value) for one in checked.findings if one.code != "no_record"
        ]

    return found
