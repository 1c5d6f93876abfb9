"""Long tables of a book are read column by column, and say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.lazy_table import LazyTable
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.errors import BookError
from salestoolkit.sources.books import stored
from salestoolkit.sources.books.store import open_book, save_book
from tests.book.test_slabs import STAGES, TABLES, events


@pytest.fixture(scope="module")
def folder(event_log: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("long") / "book"
    save_book(event_log(events(60, seed=4), STAGES), place)
    return place


@pytest.fixture
def long_book(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DealBook]:
    monkeypatch.setattr(stored, "MANY", 0)
    yield open_book(folder)


def test_a_long_book_is_counted_and_shown_like_one_that_is_read_at_once(
    folder: Path, long_book: DealBook
) -> None:
    short = open_book(folder, at_once=True)
    assert isinstance(long_book.stage_log, LazyTable)
    assert isinstance(short.stage_log, pa.Table)
    day = short.as_of - timedelta(days=200)
    for one, other in (
        (long_book, short),
        (long_book.where(team=None), short.where(team=None)),
        (long_book.at(day), short.at(day)),
        (long_book.where(status="won").where(team=None), short.where(status="won")),
    ):
        for name in TABLES:
            found, expected = (
                getattr(book.counts(dimension="status"), name) for book in (one, other)
            )
            pd.testing.assert_frame_equal(found, expected)
        pd.testing.assert_frame_equal(one.deals_frame(), other.deals_frame())
    found, expected = (audit_funnel(book, whole=False) for book in (long_book, short))
    assert found.figures == expected.figures
    assert long_book.currencies() == short.currencies()


def test_a_long_table_is_an_arrow_table_to_whoever_asks(folder: Path, long_book: DealBook) -> None:
    whole = open_book(folder, at_once=True).deals
    table = long_book.deals
    assert (table.num_rows, len(table), table.schema) == (whole.num_rows, len(whole), whole.schema)
    assert table.column("status").equals(whole["status"])
    assert table.to_pylist() == whole.to_pylist()
    assert table.take([3, 1]).equals(whole.take([3, 1]))
    mask = pa.array([row % 2 == 0 for row in range(len(whole))])
    assert table.filter(mask).whole().equals(whole.filter(mask))


def test_a_long_book_can_be_saved_elsewhere(
    folder: Path, long_book: DealBook, tmp_path: Path
) -> None:
    save_book(long_book, tmp_path / "copy")
    copy, first = open_book(tmp_path / "copy", at_once=True), open_book(folder, at_once=True)
    assert copy.deals.equals(first.deals)
    assert copy.stage_log.equals(first.stage_log)


def test_a_book_that_is_replaced_goes_on_to_say_what_it_said(
    folder: Path, long_book: DealBook, event_log: Any, tmp_path: Path
) -> None:
    place = tmp_path / "book"
    save_book(open_book(folder, at_once=True), place)
    before = open_book(place)
    save_book(event_log(events(5, seed=1), STAGES), place)
    pd.testing.assert_frame_equal(before.counts().visits, long_book.counts().visits)
    assert open_book(place).deals.num_rows == 5


def test_a_column_that_cannot_be_decoded_is_said_in_one_sentence(
    folder: Path, long_book: DealBook, tmp_path: Path
) -> None:
    place = tmp_path / "book"
    save_book(open_book(folder, at_once=True), place)
    file = next(place.glob("stage_log-*.parquet"))
    content = bytearray(file.read_bytes())
    content[8:600] = bytes(592)
    file.write_bytes(bytes(content))
    with pytest.raises(BookError) as caught:
        open_book(place).counts().visits  # noqa: B018
    assert (caught.value.code, caught.value.fields["reason"]) == ("book_broken", file.name)
