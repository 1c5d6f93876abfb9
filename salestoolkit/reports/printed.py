"""Pages that are printed: HTML, or PDF where the name of the file asks for it."""

from __future__ import annotations

from pathlib import Path

from salestoolkit.errors import ReportError
from salestoolkit.reports.output import OutputFolder, Written

FORMATS = (".html", ".pdf")


def write_printed(page: str, to: Path) -> Written:
    """Write a page as HTML or PDF; another file of that name is copied beside first.

    Raises
    ------
    ReportError
        ``sheet_format``, and those of the folder and of printing.
    """
    kind = to.suffix.lower()
    if kind not in FORMATS:
        raise ReportError("sheet_format", value=str(to), allowed=", ".join(FORMATS))
    return OutputFolder(to.parent).write(to.name, as_pdf(page) if kind == ".pdf" else page.encode())


def as_pdf(page: str) -> bytes:
    """One page as PDF, printed by a browser of its own."""
    from salestoolkit.reports.pdf import PdfPrinter

    with PdfPrinter() as printer:
        return printer.print(page)
