"""Paper for when the network dies: every sheet empty on A4, one file each and all in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.core.sheets import Sheet
from salestoolkit.errors import ReportError
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.pdf import PdfPrinter
from salestoolkit.reports.sheets import sheet_page
from salestoolkit.reports.workshop_summary import NO_BROWSER

ALL = "all_sheets"
"""Name of the file with every sheet in it."""
BREAK = "<style>main + main { break-before: page; }</style></head>"


@dataclass(frozen=True, kw_only=True)
class HandoutsMade:
    """The files; where this computer cannot print they are pages, and ``no_pdf`` says why."""

    files: tuple[Written, ...]
    no_pdf: ReportError | None = None


def write_handouts(
    sheets: Sequence[Sheet], to: Path, *, also: Mapping[str, str] | None = None
) -> HandoutsMade:
    """Write every sheet empty, and all of them as one file: PDF, or HTML where no browser is.

    ``also`` are further pages to print, by name.

    Raises
    ------
    ReportError
        ``output_is_file`` or ``output_not_writable``.
    """
    output = OutputFolder(to)
    pages = {sheet.name: sheet_page(sheet) for sheet in sheets}
    pages[ALL] = bundle(list(pages.values()))
    pages |= also or {}
    try:
        with PdfPrinter() as printer:
            files = {f"{name}.pdf": printer.print(page) for name, page in pages.items()}
    except ReportError as error:
        if error.code not in NO_BROWSER:
            raise
        plain = {f"{name}.html": page.encode() for name, page in pages.items()}
        return HandoutsMade(files=_written(output, plain), no_pdf=error)
    return HandoutsMade(files=_written(output, files))


def bundle(pages: Sequence[str]) -> str:
    """Pages of sheets as one, each beginning on paper of its own."""
    head, _, _ = pages[0].partition("<main")
    mains = (page[page.index("<main") : page.index("</body>")] for page in pages)
    return head.replace("</head>", BREAK) + "".join(mains) + "</body>\n</html>\n"


def _written(output: OutputFolder, files: Mapping[str, bytes]) -> tuple[Written, ...]:
    return tuple(output.write(name, content) for name, content in files.items())
