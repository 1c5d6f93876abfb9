"""Touches from logs and deal books: every row is one, or told what became of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, INSTANT, STAGE_LOG
from salestoolkit.core.cadence import read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth, when_to_stop
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.touch_words import channel_of, outcome_of
from salestoolkit.sources.touches import TouchLog, read_touches, touches_of

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def logged(folder: Path, text: str) -> TouchLog:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return read_touches(path)


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        *(("Telefon", "phone"), ("Call", "phone"), ("Rozmowa telefoniczna", "phone")),
        *(("E-mail", "email"), ("Email", "email"), ("LinkedIn", "social"), ("SMS", "sms")),
        *(("Spotkanie", None), ("Task", None), ("", None), ("Meeting", None)),
    ],
)
def test_a_type_is_a_channel_or_no_touch(kind: str, channel: str | None) -> None:
    assert channel_of(kind) == channel


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        *(("Odpowiedź", "replied"), ("Odpowiedziała: zadzwonić w maju", "replied")),
        *(("Nie odebrał", ""), ("No reply", ""), ("Nie odpowiedział", ""), ("", "")),
        *(("Not interested", "refused"), ("Niezainteresowana", "refused"), ("Odmowa", "refused")),
        *(("Meeting booked for May", "replied"), ("coś innego", None), ("Błędny adres", "")),
    ],
)
def test_an_outcome_is_known_by_its_first_words(said: str, outcome: str | None) -> None:
    assert outcome_of(said) == outcome


def test_every_row_of_a_log_is_a_touch_or_told(tmp_path: Path) -> None:
    found = logged(
        tmp_path,
        "Lead;Data;Typ;Wynik\nA;05.01.2026;Telefon;Odpowiedź\nB;06.01.2026;Spotkanie;\n"
        ";07.01.2026;Telefon;\nC;;E-mail;\nD;08.01.2026;E-mail;dziwny wynik\nE;09.01.2026;SMS\n",
    )
    assert found.rows == 6 == len(found.frame) + 1 + found.unread
    assert (found.no_touch, found.unread) == ({"Spotkanie": 1}, 3)
    assert found.unknown_outcomes == {"dziwny wynik": 1}
    assert list(found.frame["outcome"]) == ["replied", ""]
    assert found.frame["on"][0] == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("header", "lacking"),
    [("Type,Date,Outcome", "lead"), ("Lead,Type,Date", "outcome")],
)
def test_a_log_without_a_needed_column_says_which(
    tmp_path: Path, header: str, lacking: str
) -> None:
    row = ",".join("x" for _ in header.split(","))
    with pytest.raises(ImportFailed) as caught:
        logged(tmp_path, f"{header}\n{row}\n")
    assert caught.value.fields.get("field") == lacking


def test_another_list_is_refused_with_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="list_not_activities"):
        logged(tmp_path, "Stage,Amount\nWon,12\n")


def book(activities: list[dict[str, Any]], moves: dict[str, list[tuple[str, int]]]) -> DealBook:
    """A book with two stages; moves are (entry, days after the first day)."""
    log = [
        {
            "source_name": "x",
            "deal_id": deal,
            "seq": seq,
            "entry": entry,
            "entered_at": DAY + timedelta(days=days),
            "moved_by": None,
            "provenance": "observed",
            "observed_from": None,
        }
        for deal, entries in moves.items()
        for seq, (entry, days) in enumerate(entries)
    ]
    columns = {
        "source_name": pa.array(["x"] * len(activities)),
        "deal_id": pa.array([row["deal"] for row in activities]),
        "type": pa.array([row.get("type", "Call") for row in activities]),
        "done_at": pa.array([DAY + timedelta(days=row["day"]) for row in activities], INSTANT),
        "done": pa.array([True] * len(activities)),
        "outcome": pa.array([row.get("outcome") for row in activities], pa.string()),
    }
    process = SalesProcess(
        name="x", stages=(Stage(key="one", name="One"), Stage(key="two", name="Two"))
    )
    return DealBook(
        deals=DEALS.empty_table(),
        stage_log=pa.Table.from_pylist(log, schema=STAGE_LOG),
        processes={None: process},
        as_of=date(2026, 10, 30),
        tables={"activities": pa.table(columns)} if activities else {},
    )


def test_the_last_touch_before_a_deal_moves_on_brought_the_reply() -> None:
    moves = {
        "a": [("one", 0), ("two", 10), ("won", 40)],
        "b": [("one", 0), ("lost", 9)],
        "c": [("one", 0)],
        "d": [("one", 0), ("two", 60)],
    }
    touches = [
        *({"deal": "a", "day": day} for day in (1, 8, 20)),
        {"deal": "b", "day": 5},
        {"deal": "c", "day": 3},
        {"deal": "d", "day": 2},
        {"deal": "c", "day": 4, "type": "Meeting"},
    ]
    found = touches_of(book(touches, moves))
    said = {deal: [] for deal in "abcd"}  # type: dict[str, list[str]]
    for row in found.frame.to_dict("records"):
        said[row["lead"][1]].append(row["outcome"])
    # d moved on 58 days after its only touch: that was no reply to it
    assert said == {"a": ["", "replied"], "b": ["refused"], "c": [""], "d": [""]}
    assert (found.definition, found.beyond, found.no_touch) == ("stage", 1, {"Meeting": 1})
    assert found.rows == len(touches)


def test_outcomes_are_used_where_there_are_any() -> None:
    activities = [{"deal": "a", "day": 1, "outcome": "Replied"}, {"deal": "b", "day": 1}]
    found = touches_of(book(activities, {}))
    assert found.silent == 1
    assert found.definition == "outcome" and list(found.frame["outcome"]) == ["replied", ""]


def test_a_book_that_cannot_tell_says_so() -> None:
    with pytest.raises(BookError, match="book_without_touches"):
        touches_of(book([], {}))
    with pytest.raises(BookError, match="book_without_touches"):
        touches_of(book([{"deal": "a", "day": 1, "type": "Task"}], {}))
    with pytest.raises(InvalidValue, match="cadence_definition"):
        touches_of(book([{"deal": "a", "day": 1}], {}), definition="outcome")


@pytest.mark.parametrize(
    ("company", "value", "cost"), [("kwarcowa_sowa", 5000, 30), ("marmalade_lighthouse", 2000, 12)]
)
def test_in_the_sample_the_fifth_touch_no_longer_pays(
    company: str, value: float, cost: float
) -> None:
    log = read_touches(packaged_path(f"data/{company}/touches.csv"))
    assert log.rows == len(log.frame) and not log.unknown_outcomes
    cadence = read_cadence(log.frame, as_of=date(2026, 10, 30))
    rule = when_to_stop(cadence, ReplyWorth(chance=0.2, value=value, cost=cost))
    assert (rule.stop_after, rule.sure, rule.pays_again) == (4, True, ())
    assert cadence.leads == 400
