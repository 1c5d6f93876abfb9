"""A book counted by month of creation and by band of the value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError

PROCESS = SalesProcess(name="sales", stages=(Stage(key="S1", name="S1"),))


def book_of(rows: list[dict[str, object]], *pipelines: str | None) -> DealBook:
    deals = [
        {"source_name": "crm", "deal_id": str(place), "status": "open", **row}
        for place, row in enumerate(rows)
    ]
    return DealBook(
        deals=pa.Table.from_pylist(deals, schema=DEALS),
        stage_log=pa.Table.from_pylist([], schema=STAGE_LOG),
        processes=dict.fromkeys(pipelines or (None,), PROCESS),
        as_of=date(2026, 6, 30),
        timezone="Europe/Warsaw",
    )


def sizes(book: DealBook, dimension: str, pipeline: str | None = None) -> dict[str, int]:
    deals = book.counts(dimension=dimension, pipeline=pipeline).deals
    return {str(part): int(n) for part, n in deals.groupby("part")["n"].sum().items()}


@pytest.fixture(scope="module")
def valued() -> DealBook:
    money = [
        {"value": Decimal(1000 * n), "currency": "PLN", "team": "A" if n > 4 else "B"}
        for n in range(1, 9)
    ]
    return book_of(
        [
            *money,
            {"value": Decimal(9_000_000), "currency": "EUR"},
            {"currency": "PLN"},
            {"value": Decimal(0), "currency": "PLN"},
        ]
    )


def test_a_month_is_that_of_the_books_own_clock() -> None:
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    book = book_of([{"created_at": late}, {"created_at": late.replace(day=1)}, {}])
    assert sizes(book, "created_month") == {"": 1, "2026-02": 1, "2026-03": 1}
    assert book.where(created_month="2026-03").deals["deal_id"].to_pylist() == ["0"]
    assert book.where(created_month=None).deals["deal_id"].to_pylist() == ["2"]


def test_bands_hold_a_quarter_each_and_other_currencies_none(valued: DealBook) -> None:
    assert sizes(valued, "size_band") == {
        "": 2,
        "0..2000": 2,
        "2000..4000": 2,
        "4000..6000": 2,
        "6000..": 3,
    }
    assert valued.parts("size_band") == ["", "0..2000", "2000..4000", "4000..6000", "6000.."]


def test_every_deal_is_in_exactly_one_part(valued: DealBook) -> None:
    for dimension in ("size_band", "created_month", "team", "segment"):
        found = [
            valued.where(**{dimension: part or None}).deals.num_rows
            for part in valued.parts(dimension)
        ]
        assert sum(found) == valued.deals.num_rows
        assert dict(zip(valued.parts(dimension), found, strict=True)) == sizes(valued, dimension)


def test_bands_stay_what_they_were_when_the_book_is_narrowed_down(valued: DealBook) -> None:
    narrow = valued.where(team="A")
    assert sizes(narrow, "size_band") == {"4000..6000": 1, "6000..": 3}
    assert narrow.where(size_band="6000..").deals.num_rows == 3
    assert sizes(narrow.where(size_band="6000.."), "size_band") == {"6000..": 3}


def test_each_pipeline_has_bands_of_its_own() -> None:
    rows = [
        {"pipeline": name, "value": Decimal(factor * n), "currency": "EUR"}
        for name, factor in (("new", 1000), ("old", 10))
        for n in range(1, 9)
    ]
    book = book_of(rows, "new", "old")
    assert set(sizes(book, "size_band", "new")) == {"0..2000", "2000..4000", "4000..6000", "6000.."}
    assert set(sizes(book, "size_band", "old")) == {"0..20", "20..40", "40..60", "60.."}


def test_a_book_without_values_or_deals_has_no_bands() -> None:
    assert sizes(book_of([{}, {}]), "size_band") == {"": 2}
    assert book_of([]).parts("size_band") == []
    assert book_of([]).parts("created_month") == []


def test_an_unknown_dimension_names_those_there_are(valued: DealBook) -> None:
    with pytest.raises(BookError) as caught:
        valued.where(weather="fine")
    assert caught.value.code == "unknown_dimension"
    assert "size_band" in str(caught.value.fields["allowed"])
