"""Run a notebook once in a kernel that has run nothing before, and look at what comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import BookError, SalesToolkitError
from salestoolkit.reports.own.cells import Finding, code_cells
from salestoolkit.reports.own.check_outputs import output_findings
from salestoolkit.reports.own.trial import tried
from salestoolkit.reports.publish import Publisher
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.samples import COMPANIES, import_sample

if TYPE_CHECKING:
    from nbformat import NotebookNode

PUT_IN = frozenset({"injected-parameters", "papermill-error-cell-tag"})
"""Tags of cells that a run adds: what the notebook was told, and where it failed."""


def run_findings(
    notebook: Path,
    *,
    book: Path | str | None,
    known: Mapping[str, Any],
    language: str,
    seconds: int,
) -> list[Finding]:
    """What goes wrong when the notebook is run, and on the page that it makes.

    Parameters
    ----------
    book : Path or str, optional
        The deal book; that of a sample company where none is given and the notebook takes one.
    known : mapping
        Its parameters by name.

    Raises
    ------
    BookError
        ``not_a_book``, before anything is run.
    """
    with tempfile.TemporaryDirectory(prefix="salestoolkit-check-") as folder:
        given = {}
        if "book" in known:
            given["book"] = _sample(Path(folder), language) if book is None else _place(book)
        run = tried(notebook, given, seconds=seconds)
    made = without_put_in(run.notebook)
    if run.error is not None:
        return [Finding(code="run_failed", cell=_last_begun(made), error=run.error)]
    return [*output_findings(code_cells(made)), *_page_findings(run.notebook, notebook.stem)]


def without_put_in(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cells that a run added, so that its own keep their numbers."""
    notebook = notebook.copy()
    notebook.cells = [
        cell for cell in notebook.cells if PUT_IN.isdisjoint(cell.metadata.get("tags", ()))
    ]
    return notebook


def _page_findings(made: NotebookNode, name: str) -> Iterator[Finding]:
    try:
        Publisher().page(made, name=name)
    except SalesToolkitError as error:
        yield Finding(code="page_failed", error=error)


def _place(book: Path | str) -> str:
    """Where the book is, from whatever folder a kernel works in."""
    if not isinstance(book, Path):
        return book
    if not is_book(book):
        raise BookError("not_a_book", value=str(book))
    return str(book.absolute())


def _sample(folder: Path, language: str) -> str:
    company = next((one for one in COMPANIES if one.language == language), COMPANIES[0])
    import_sample(company, to=folder / "book")
    return str(folder / "book")


def _last_begun(made: NotebookNode) -> int | None:
    """The cell at which a run ended, counted from 1; None where no cell was begun."""
    begun = [
        number
        for number, cell in enumerate(made.cells, 1)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    return begun[-1] if begun else None
