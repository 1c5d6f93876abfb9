"""The book deal by deal: where each one stands, and what was known of it on an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.frames import deals_frame, passage_frame, visit_frame
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError

START = date(2025, 1, 1)


def on(day: int) -> datetime:
    return datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)


def process(*keys: str) -> SalesProcess:
    return SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in keys))


@pytest.fixture
def book() -> DealBook:
    deals: list[dict[str, Any]] = [
        {
            "deal_id": "won",
            "status": "won",
            "created_at": on(0),
            "closed_at": on(20),
            "value": Decimal("1234.5600"),
            "lost_reason": "typed by mistake",
            "last_activity_at": on(19),
            "probability": 1.0,
        },
        {
            "deal_id": "lost",
            "status": "lost",
            "created_at": on(2),
            "closed_at": on(9),
            "lost_reason": "price",
        },
        {
            "deal_id": "open",
            "status": "open",
            "stage": "offer",
            "created_at": on(5),
            "last_activity_at": on(7),
            "next_activity_at": on(45),
            "expected_close": on(60),
        },
        {"deal_id": "later", "status": "open", "stage": "call", "created_at": on(30)},
    ]
    log = [
        ("won", "call", 0),
        ("won", "offer", 3),
        ("won", "won", 20),
        ("lost", "call", 2),
        ("lost", "lost", 9),
        ("open", "call", 5),
        ("open", "offer", 25),
        ("later", "call", 30),
    ]
    return DealBook(
        deals=pa.Table.from_pylist([{"source_name": "crm", **deal} for deal in deals], DEALS),
        stage_log=pa.Table.from_pylist(
            [
                {
                    "source_name": "crm",
                    "deal_id": deal,
                    "seq": seq,
                    "entry": entry,
                    "entered_at": on(day),
                    "provenance": "observed",
                }
                for seq, (deal, entry, day) in enumerate(log)
            ],
            STAGE_LOG,
        ),
        processes={None: process("call", "offer")},
        as_of=START + timedelta(days=40),
    )


def told(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    values = frame[column].astype(object)
    return dict(zip(frame["deal_id"], values.where(frame[column].notna(), None), strict=True))


def test_a_deal_stands_where_its_last_entry_left_it(book: DealBook) -> None:
    frame = deals_frame(book)
    assert told(frame, "fate") == {"won": "won", "lost": "lost", "open": "open", "later": "open"}
    assert told(frame, "stage") == {
        "won": "offer",
        "lost": "call",
        "open": "offer",
        "later": "call",
    }
    assert told(frame, "age_days") == {"won": 20, "lost": 7, "open": 35, "later": 10}
    assert told(frame, "idle_days") == {"won": None, "lost": None, "open": 33, "later": None}
    assert told(frame, "stage_entered")["open"] == pd.Timestamp("2025-01-26")
    assert told(frame, "value")["won"] == 1234.56


def test_looking_back_shows_only_what_was_known_then(book: DealBook) -> None:
    frame = deals_frame(book.at(START + timedelta(days=15)))
    assert told(frame, "fate") == {"won": "open", "lost": "lost", "open": "open"}
    assert told(frame, "status") == told(frame, "fate")
    assert told(frame, "stage") == {"won": "offer", "lost": "call", "open": "call"}
    assert told(frame, "closed_on")["won"] is None and told(frame, "closed_at")["won"] is None
    assert told(frame, "lost_reason") == {"won": None, "lost": "price", "open": None}
    assert told(frame, "last_activity_at")["won"] is None
    assert told(frame, "idle_days")["open"] == 8
    for column in ("probability", "expected_close", "next_activity_at", "competitor"):
        assert frame[column].isna().all()


def test_looking_back_twice_is_looking_back_once(book: DealBook) -> None:
    then = START + timedelta(days=15)
    twice = book.at(START + timedelta(days=5)).at(then)
    pd.testing.assert_frame_equal(deals_frame(twice), deals_frame(book.at(then)))


def test_looking_back_and_forth_again_shows_the_export(book: DealBook) -> None:
    again = book.at(START + timedelta(days=5)).at(book.as_of)
    pd.testing.assert_frame_equal(deals_frame(again), deals_frame(book))


def test_deals_of_one_fate_can_be_asked_for(book: DealBook) -> None:
    assert book.deals_frame(fate="open")["deal_id"].tolist() == ["open", "later"]
    assert book.deals_frame(fate="won")["deal_id"].tolist() == ["won"]


def test_visits_and_passages_lead_from_each_count_to_its_deals(book: DealBook) -> None:
    counts = book.counts()
    for frame, table in (
        (visit_frame(book), counts.visits),
        (passage_frame(book), counts.passages),
    ):
        keys = [name for name in table.columns if name != "n"]
        again = frame.groupby(keys, dropna=False).size()
        assert again.to_dict() == table.set_index(keys)["n"].to_dict()
    calls = visit_frame(book).query("stage == 'call' and next == 'lost'")
    assert calls["deal_id"].tolist() == ["lost"]
    assert calls["entered"].tolist() == [pd.Timestamp("2025-01-03")]


def test_states_tell_furthest_stage_and_dates(book: DealBook) -> None:
    states = deals_frame(book)
    assert told(states, "furthest") == {
        "won": "offer",
        "lost": "call",
        "open": "offer",
        "later": "call",
    }
    assert told(states, "created_on")["lost"] == pd.Timestamp("2025-01-03")
    assert told(states, "closed_on")["lost"] == pd.Timestamp("2025-01-10")


def test_deals_of_all_pipelines_come_in_the_order_of_the_table(book: DealBook) -> None:
    pipelines = pa.array(["a", "b", "a", "b"])
    place = book.deals.schema.get_field_index("pipeline")
    mixed = DealBook(
        deals=book.deals.set_column(place, "pipeline", pipelines),
        stage_log=book.stage_log,
        processes={"a": process("call", "offer"), "b": process("call")},
        as_of=book.as_of,
    )
    assert mixed.deals_frame()["deal_id"].tolist() == ["won", "lost", "open", "later"]
    assert mixed.deals_frame(pipeline="b")["deal_id"].tolist() == ["lost", "later"]
    with pytest.raises(BookError, match="unknown_pipeline"):
        mixed.deals_frame(pipeline="c")


def test_an_empty_book_gives_an_empty_frame_with_its_columns(book: DealBook) -> None:
    empty = deals_frame(book.where(team="nobody"))
    assert empty.empty
    assert {"fate", "stage", "stage_entered", "age_days", "idle_days"} <= set(empty.columns)
