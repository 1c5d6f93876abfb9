"""What a book holds beside its deals, as a weekly review reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.review_tables import review_tables
from salestoolkit.book.schema import CLOSE_DATES, DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess


def book(**more: object) -> DealBook:
    return DealBook(
        deals=DEALS.empty_table(),
        stage_log=STAGE_LOG.empty_table(),
        processes={None: SalesProcess(name="p", stages=())},
        as_of=date(2026, 10, 30),
        timezone="Europe/Warsaw",
        **more,  # type: ignore[arg-type]
    )


def test_a_book_without_such_tables_has_nothing_beside_its_deals() -> None:
    beside = review_tables(book())
    assert (beside.moves, beside.moves_since, beside.quotas) == (None, None, None)
    assert not beside.looking_back
    assert review_tables(book().at(date(2026, 10, 1))).looking_back


def test_moments_become_days_in_the_book_s_time_zone() -> None:
    late = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)
    row = {"source_name": "crm", "deal_id": "a", "changed_at": late, "before": late, "after": late}
    moves = review_tables(
        book(tables={"close_dates": pa.Table.from_pylist([row], schema=CLOSE_DATES)})
    ).moves
    assert moves is not None
    assert moves.loc[0, "changed_on"] == pd.Timestamp("2026-10-02")


def test_changes_are_known_from_the_first_of_several_exports() -> None:
    spans = {"crm": {"first": "2026-10-02", "last": "2026-10-30"}}
    once = {"crm": {"first": "2026-10-30", "last": "2026-10-30"}}
    assert review_tables(book(provenance={"sources": spans})).moves_since == date(2026, 10, 2)
    assert review_tables(book(provenance={"sources": once})).moves_since is None


def test_quotas_are_amounts_with_all_their_columns() -> None:
    table = pa.table({"owner": ["Ala"], "period": ["2026-10"], "target": [Decimal("10.5000")]})
    quotas = review_tables(book(tables={"quotas": table})).quotas
    assert quotas is not None
    assert quotas.loc[0, "target"] == 10.5
    assert {"team", "starts", "metric"} <= set(quotas)
