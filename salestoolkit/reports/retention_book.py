"""Retention of a deal book, for pages and for the command line."""

from __future__ import annotations

from datetime import date

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.retention_tables import retention_tables
from salestoolkit.core.part import Part
from salestoolkit.core.retention import Retention, audit_retention
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.reports.country import country_of
from salestoolkit.sources.contract_words import decision_words


def retention_of(
    book: DealBook,
    *,
    part: Part | None = None,
    currency: str | None = None,
    for_leader: bool = False,
    planned: tuple[date, date] | None = None,
) -> Retention:
    """Retention of a book: see `salestoolkit.core.retention.audit_retention`."""
    tables = retention_tables(book, decisions=decision_words())
    return audit_retention(
        tables,
        book.as_of,
        part=part,
        currency=currency,
        for_leader=for_leader,
        calendar=WorkCalendar(country=country_of(book.timezone)),
        planned=planned,
    )
