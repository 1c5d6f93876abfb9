"""Which values, or combinations of them, a batch makes reports for."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.errors import ReportError
from salestoolkit.reports.plan import DIMENSIONS, PEOPLE
from salestoolkit.reports.within import occurring


def combinations(
    book: DealBook | RemoteBook, columns: Sequence[str], *, for_leader: bool
) -> list[dict[str, str]]:
    """Values of several columns that occur together; ``""`` is having none.

    Raises
    ------
    ReportError
        ``unknown_page_column``, ``people_for_leader``, ``page_column_empty``.
    """
    check_columns(columns, for_leader=for_leader)
    for column in columns:
        if not any(book.parts(column)):
            filled = [name for name in DIMENSIONS if any(book.parts(name))]
            raise ReportError("page_column_empty", value=column, allowed=", ".join(filled) or "–")
    return [dict(values) for values in occurring(book, dict.fromkeys(columns))]


def check_columns(columns: Sequence[str], *, for_leader: bool) -> None:
    """Refuse columns that reports are not made by; those by person go to who leads them."""
    for column in columns:
        if column not in DIMENSIONS:
            raise ReportError("unknown_page_column", value=column, allowed=", ".join(DIMENSIONS))
    if PEOPLE in columns and not for_leader:
        raise ReportError("people_for_leader", value=PEOPLE)
