"""A published page as a file of each kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salestoolkit.errors import ReportError
from salestoolkit.reports.publish import Page
from salestoolkit.words import load_words

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from salestoolkit.reports.pdf import PdfPrinter


def page_file(format: str, page: Page, notebook: NotebookNode, printer: PdfPrinter | None) -> bytes:
    """What a file of this kind holds; ``printer`` is needed for a PDF only.

    Raises
    ------
    ReportError
        ``pdf_no_browser``.
    """
    if format == "html":
        return page.html.encode()
    if format == "json":
        return (json.dumps(page.record, ensure_ascii=False, indent=1) + "\n").encode()
    if format == "ipynb":
        import nbformat

        return (str(nbformat.writes(notebook)) + "\n").encode()
    if format == "pdf":
        if printer is None:
            raise ReportError("pdf_no_browser")
        return printer.print(page.html)
    words = load_words(page.record["language"])
    if format == "xlsx":
        from salestoolkit.reports.figures_xlsx import figures_as_xlsx

        return figures_as_xlsx(page.html, page.record, words)
    from salestoolkit.reports.review_record import lists_as_csv

    return lists_as_csv(page.record, words)
