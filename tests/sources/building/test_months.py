"""Costs are often given by month: what begins in a month begins on its first day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.book.lead_tables import costs_of
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files

DEALS = "Deal ID,Status,Stage,Created,Source\n1,Open,Call,2026-03-04,Fair\n"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("02.2026", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-02-10", date(2026, 2, 10), date(2026, 2, 28)),
    ],
)
def test_a_month_alone_is_read_as_its_first_day(
    written: str, first: date, last: date, tmp_path: Path
) -> None:
    deals, costs = tmp_path / "deals.csv", tmp_path / "costs.csv"
    deals.write_text(DEALS, encoding="utf-8")
    costs.write_text(f"Source,Month,Cost,Hours\nFair,{written},900,12\n", encoding="utf-8")
    import_files([deals, costs], to=tmp_path / "book", timezone="Europe/Warsaw")
    (cost,), _ = costs_of(open_book(tmp_path / "book"))
    assert (cost.first, cost.last, cost.amount, cost.hours) == (first, last, 900, 12)
