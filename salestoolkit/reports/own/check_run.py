"""Run a notebook once in a kernel that has run nothing before, and look at what comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import BookError, SalesToolkitError
from salestoolkit.reports.own.cells import Finding, code_cells
from salestoolkit.reports.own.check_outputs import output_findings
from salestoolkit.reports.own.trial import executed
from salestoolkit.reports.publish import Publisher
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.samples import COMPANIES, import_sample

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED = "injected-parameters"


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
        try:
            made = executed(notebook.absolute(), given, seconds=seconds)
        except SalesToolkitError as error:
            return [Finding(code="run_failed", cell=_failed_cell(error), error=error)]
    found = list(output_findings(code_cells(without_injected(made))))
    return [*found, *_page_findings(made, notebook.stem)]


def without_injected(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cell that holds what it was given, so that cells keep their numbers."""
    notebook = notebook.copy()
    notebook.cells = [
        cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", ())
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


def _failed_cell(error: SalesToolkitError) -> int | None:
    """The cell that raised it, counted from 1 without the one that was put in."""
    place = getattr(error.__cause__, "cell_index", None)
    return None if place is None else int(place)
