"""The summary of a workshop as a page to project, a PDF and an Excel workbook; nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

import salestoolkit
from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.reports.blocks import html
from salestoolkit.reports.figures_xlsx import tables_as_xlsx
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.printed import as_pdf
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.words import load_words
from salestoolkit.words.summary import Summary

NAME = "summary"
PAPER = ("a4", "a3")
"""Sizes of paper; both across."""
NO_BROWSER = ("pdf_no_browser", "pdf_not_installed")
WIDTH = 28
"""Digits that a column of the workbook is wide."""


@dataclass(frozen=True, kw_only=True)
class SummaryMade:
    """The files; ``pdf`` is None where this computer cannot print, ``no_pdf`` says why."""

    page: Written
    excel: Written
    pdf: Written | None
    no_pdf: ReportError | None = None


def write_summary(summary: Summary, to: Path, *, paper: str = "a4") -> SummaryMade:
    """Write ``summary.html``, ``.xlsx`` and ``.pdf``; what somebody changed is copied beside first.

    Raises
    ------
    InvalidValue
        ``collect_paper``.
    ReportError
        ``output_is_file`` or ``output_not_writable``.
    """
    page = summary_page(summary, paper=paper)
    output = OutputFolder(to)
    printed, no_pdf = _printed(page)
    excel = tables_as_xlsx(summary.tables, width=WIDTH)
    return SummaryMade(
        page=output.write(f"{NAME}.html", page.encode()),
        excel=output.write(f"{NAME}.xlsx", excel),
        pdf=None if printed is None else output.write(f"{NAME}.pdf", printed),
        no_pdf=no_pdf,
    )


def summary_page(summary: Summary, *, paper: str = "a4") -> str:
    """A page that runs nothing and fetches nothing; printed it is A4 or A3 across."""
    if paper not in PAPER:
        raise InvalidValue("collect_paper", value=paper, allowed=", ".join(PAPER))
    return html(
        "workshop_summary",
        summary=summary,
        version=salestoolkit.__version__,
        style=_style(),
        paper=paper.upper(),
        number=load_words(summary.language).number,
        drawn=Markup,
    ).text


def _printed(page: str) -> tuple[bytes | None, ReportError | None]:
    """The page as PDF; without a browser none, and why."""
    try:
        return as_pdf(page), None
    except ReportError as error:
        if error.code not in NO_BROWSER:
            raise
        return None, error


@lru_cache
def _style() -> Markup:
    sheet = (TEMPLATES / "sheet.css").read_text(encoding="utf-8").split("@page")[0]
    own = (TEMPLATES / "workshop_summary.css").read_text(encoding="utf-8")
    return Markup(sheet + own)
