"""What the short funnel page's notebook calls: two minutes for who leads one team of many.

It tells the figures, the funnel, what to do first, the stages and the limits, and looks into nothing
else: a page that opens a hundredfold every Monday works out only what it shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salestoolkit.reports import page
from salestoolkit.reports.sections import SECTIONS, FunnelPage

__all__ = ["SECTIONS", "open_page", "rehearse"]


def open_page(book: str | Path, **options: Any) -> FunnelPage:
    """The short page of all deals, or of those with one value of a column.

    Its figures are those of the whole audit's page; its options too: see
    `salestoolkit.reports.page.open_page`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book or a parameter.
    """
    return page.open_page(book, whole=False, **options)


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    page.rehearse(whole=False, **parameters)
