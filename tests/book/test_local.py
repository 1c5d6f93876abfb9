"""The local engine against a slow one in plain Python that follows the definitions word by word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.counts import Counts
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError

STAGES = ("S1", "S2", "S3")
PROCESS = SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))
FIRST_DAY = date(2025, 3, 26)
"""Warsaw changes to summer time four days later: a day of 23 hours is in reach."""


def instant(day: int | None) -> datetime | None:
    """Half past midnight of a day in Warsaw, which in UTC is still the day before."""
    if day is None:
        return None
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(0, 30), ZoneInfo("Europe/Warsaw"))


def make_book(deals: list[dict[str, Any]], log: list[dict[str, Any]], **more: Any) -> DealBook:
    """A book of deals and entries whose times are day numbers from `FIRST_DAY`."""
    times = ("created_at", "closed_at", "observed_from", "entered_at", "last_activity_at")

    def row(values: dict[str, Any]) -> dict[str, Any]:
        moments = {name: instant(values[name]) for name in times if name in values}
        return {"source_name": "crm", **values, **moments}

    return DealBook(
        deals=pa.Table.from_pylist([row(deal) for deal in deals], schema=DEALS),
        stage_log=pa.Table.from_pylist([row(entry) for entry in log], schema=STAGE_LOG),
        processes=more.pop("processes", {None: PROCESS}),
        timezone="Europe/Warsaw",
        **{name: FIRST_DAY + timedelta(days=day) for name, day in more.items()},
    )


# ---- the slow engine


Entry = tuple[str, int | None, str | None, int | None]
"""What was entered, on which day, how that is known, and since when it is."""


@dataclass
class Slow:
    """One deal, told entry by entry."""

    row: dict[str, Any]
    entries: list[Entry] = field(default_factory=list)

    def settle(self) -> None:
        """End the log where the deal's row says that it stands."""
        log = [entry for entry in self.entries if entry[0] in (*STAGES, "won", "lost", "reopened")]
        last, stood = None, None
        for name, *_ in log:
            stood = name if name in STAGES else stood
            last = stood if name == "reopened" else name
        status, shown = self.row.get("status"), self.row.get("stage")
        if status in ("won", "lost") and last != status:
            log.append((status, self.row.get("closed_at"), "inferred", None))
        elif status == "open" and last in ("won", "lost"):
            log.append((shown if shown in STAGES else "reopened", None, "inferred", None))
        elif status == "open" and shown in STAGES and shown != last:
            log.append((shown, None, "inferred", None))
        self.entries = log

    def known(self, as_of: int, back: bool) -> list[Entry]:
        """Entries that had happened by ``as_of``, without those that repeat the stage."""
        kept: list[Entry] = []
        stood = None
        for place, (name, day, *rest) in enumerate(self.entries):
            if day is None:
                later = [other[1] for other in self.entries[place:] if other[1] is not None]
                happened = not back or any(day <= as_of for day in later)
            else:
                happened = day <= as_of
            if not happened:
                continue
            stood = name if name in STAGES else stood
            name = (stood or name) if name == "reopened" else name
            repeats = bool(kept) and kept[-1][0] == name and name not in ("won", "lost")
            if not repeats:
                kept.append((name, day, *rest))
        return kept

    def exists(self, as_of: int, back: bool) -> bool:
        """Whether the CRM held the deal at the end of ``as_of``."""
        dated = [entry[1] for entry in self.entries if entry[1] is not None]
        observed = self.row.get("observed_from")
        begun = self.row.get("created_at")
        begun = begun if begun is not None else min(dated, default=None)
        if begun is None:
            return not back
        return begun <= as_of and (not back or observed is None or observed <= as_of)


def span(start: int | None, end: int | None) -> int | None:
    """Whole days, None where a date is unknown or time would run backwards."""
    return None if start is None or end is None or end < start else end - start


def slow_counts(
    deals: list[dict[str, Any]],
    log: list[dict[str, Any]],
    as_of: int,
    back: bool,
    dimension: str | None,
    window: tuple[int | None, int | None],
) -> dict[str, Counter[Any]]:
    """The four tables as counters of their rows."""
    tables: dict[str, Counter[Any]] = {
        name: Counter() for name in ("visits", "passages", "cycles", "deals", "value_n", "value")
    }

    def inside(day: int | None) -> bool:
        start, before = window
        if start is None and before is None:
            return True
        return (
            day is not None and (start is None or day >= start) and (before is None or day < before)
        )

    for row in deals:
        deal = Slow(row)
        mine = [entry for entry in log if entry["deal_id"] == row["deal_id"]]
        mine = [e for e in mine if e.get("source_name", "crm") == row.get("source_name", "crm")]
        mine.sort(key=lambda entry: entry["seq"])
        deal.entries = [
            (e["entry"], e["entered_at"], e["provenance"], e.get("observed_from")) for e in mine
        ]
        deal.settle()
        if not deal.exists(as_of, back):
            continue
        part = () if dimension is None else (row.get(dimension) or "",)
        observed, known = row.get("observed_from"), deal.known(as_of, back)

        def age(start: int | None, days: int | None, *seen: int | None) -> int:
            since = [day for day in seen if day is not None]
            return (
                max(max(since) - start, 0)
                if since and start is not None and days is not None
                else 0
            )

        seen: set[str] = set()
        for place, (name, day, provenance, shown) in enumerate(known):
            if name not in STAGES:
                continue
            rest = known[place + 1 :]
            nxt, end = (rest[0][0], rest[0][1]) if rest else ("open", as_of)
            if inside(day):
                days = span(day, end)
                order = ["observed", "inferred", "bulk"]
                both = [provenance, *(entry[2] for entry in rest[:1])]
                weaker = max(both, key=order.index)
                key = (name, nxt, age(day, days, observed, shown), days, name not in seen, weaker)
                tables["visits"][part + key] += 1
            if name not in seen and inside(day):
                ahead = [
                    e
                    for e in rest
                    if e[0] in ("won", "lost")
                    or (e[0] in STAGES and STAGES.index(e[0]) > STAGES.index(name))
                ]
                nxt, end = (ahead[0][0], ahead[0][1]) if ahead else ("open", as_of)
                days = span(day, end)
                tables["passages"][(*part, name, nxt, age(day, days, observed, shown), days)] += 1
            seen.add(name)
        fate, closed = "open", as_of
        if known and known[-1][0] in ("won", "lost"):
            fate, closed = known[-1][0], known[-1][1]
            if closed is None and (row.get("closed_at") or 0) <= as_of:
                closed = row.get("closed_at")
        reached = set(seen)
        if not back and row.get("stage") in STAGES:
            reached.add(row["stage"])
        furthest = max(reached, key=STAGES.index) if reached else None
        if inside(row.get("created_at")):
            days = span(row.get("created_at"), closed)
            tables["cycles"][(*part, fate, age(row.get("created_at"), days, observed), days)] += 1
            key = (*part, furthest, fate, row.get("currency"))
            tables["deals"][key] += 1
            value = None if back and fate == "open" else row.get("value")
            tables["value_n"][key] += value is not None
            tables["value"][key] += value or Decimal(0)
    return tables


def rows_of(table: pd.DataFrame, count: str = "n") -> dict[Any, Any]:
    """Rows of a table of counts by their keys, missing values as None."""
    names = [name for name in table.columns if name not in {"n", "value_n", "value_sum"}]
    result: dict[Any, Any] = {}
    for values, n in zip(
        table[names].astype(object).itertuples(index=False), table[count], strict=True
    ):
        key = tuple(None if pd.isna(value) else value for value in values)
        assert key not in result
        result[key] = n
    return result


# ---- generated logs

days = st.one_of(st.none(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
texts = st.sampled_from([None, "", "A", "B"])


@st.composite
def books(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Deals of two sources that share ids, and a log with every kind of oddity, shuffled."""
    deals, log = [], []
    gap = draw(st.sampled_from([1, 1, 3]))
    for number in range(draw(st.integers(0, 5))):
        key = {"source_name": draw(st.sampled_from(["crm", "old"])), "deal_id": f"d{number}"}
        deals.append(
            {
                **key,
                "status": draw(st.sampled_from([None, "open", "won", "lost"])),
                "stage": draw(st.sampled_from([None, None, *STAGES, "elsewhere"])),
                "created_at": draw(days),
                "closed_at": draw(days),
                "observed_from": draw(st.one_of(st.none(), st.none(), days)),
                "team": draw(texts),
                "currency": draw(st.sampled_from([None, "PLN", "EUR"])),
                "value": draw(st.one_of(st.none(), st.decimals(0, 10**9, places=2))),
            }
        )
        for seq in range(draw(st.integers(0, 7))):
            log.append(
                {
                    **key,
                    "seq": seq * gap,
                    "entry": draw(
                        st.sampled_from([*STAGES, *STAGES, "won", "lost", "reopened", "elsewhere"])
                    ),
                    "entered_at": draw(days),
                    "provenance": draw(st.sampled_from(["observed", "bulk"])),
                    "observed_from": draw(st.sampled_from([None, None, None, 4])),
                }
            )
    for number in range(2):
        if draw(st.booleans()):
            log.append({"source_name": "new", "deal_id": f"d{number}", "seq": 0, "entry": "S1"})
            log[-1] |= {"entered_at": 1, "provenance": "observed"}
    return deals, draw(st.permutations(log))


@settings(max_examples=100, deadline=None)
@given(
    books(),
    st.integers(0, 10),
    st.sampled_from([None, 0, 3]),
    st.sampled_from([None, "team"]),
    st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
)
@pytest.mark.slow
def test_counts_equal_those_of_a_slow_engine(
    generated: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    as_of: int,
    exported_later: int | None,
    dimension: str | None,
    window: tuple[int | None, int | None],
) -> None:
    deals, log = generated
    book = make_book(deals, log, as_of=as_of + (exported_later or 0))
    if exported_later is not None:
        book = book.at(FIRST_DAY + timedelta(days=as_of))
    start, before = (None if day is None else FIRST_DAY + timedelta(days=day) for day in window)
    counts = book.counts(dimension=dimension, entered_from=start, entered_before=before)
    expected = slow_counts(deals, log, as_of, bool(exported_later), dimension, window)
    for name in ("visits", "passages", "cycles", "deals"):
        assert rows_of(getattr(counts, name)) == expected[name], name
    assert rows_of(counts.deals, "value_n") == expected["value_n"]
    for key, total in rows_of(counts.deals, "value_sum").items():
        assert total == float(expected["value"][key])


@settings(max_examples=40, deadline=None)
@given(books(), st.integers(0, 10))
def test_what_happened_after_the_day_looked_back_to_changes_nothing(
    generated: tuple[list[dict[str, Any]], list[dict[str, Any]]], as_of: int
) -> None:
    deals, log = generated
    day = FIRST_DAY + timedelta(days=as_of)
    told = [{**deal, "closed_at": as_of + 1 if deal["closed_at"] else None} for deal in deals]
    ends = {"won": "lost", "lost": "open", "open": "won", None: "won"}
    other = [
        {**deal, "status": ends[deal["status"]], "stage": "S2", "closed_at": as_of + 2}
        for deal in told
        if deal["created_at"] is None or deal["created_at"] <= as_of
    ]
    so_far = [e for e in log if e["entered_at"] is None or e["entered_at"] <= as_of]
    with_future = make_book(told, log, as_of=as_of + 5).at(day).counts(dimension="team")
    without = make_book(other, so_far, as_of=as_of + 5).at(day).counts(dimension="team")
    for name in ("visits", "passages", "cycles", "deals"):
        pd.testing.assert_frame_equal(getattr(with_future, name), getattr(without, name))


def test_the_order_of_rows_in_the_tables_changes_nothing() -> None:
    deals = [
        {"deal_id": f"d{place}", "status": "open", "created_at": 1, "currency": currency}
        for place, currency in enumerate([None, "PLN", "EUR"])
    ]
    log = [
        {"deal_id": f"d{place}", "seq": 0, "entry": "S1", "entered_at": 1, "provenance": how}
        for place, how in enumerate(["observed", None, "bulk"])
    ]
    one = make_book(deals, log, as_of=8).counts()
    other = make_book(deals[::-1], log[::-1], as_of=8).counts()
    assert one.deals["currency"].fillna("-").tolist() == ["EUR", "PLN", "-"]
    for name in ("visits", "passages", "cycles", "deals"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def check_conservation(counts: Counts, n: int) -> None:
    assert counts.deals["n"].sum() == n
    assert counts.cycles["n"].sum() == n
    assert (counts.visits.loc[counts.visits["first"], "n"].sum()) == counts.passages["n"].sum()


@settings(max_examples=15, deadline=None)
@given(books())
def test_every_deal_is_counted_once_and_the_parts_add_up_to_the_whole(
    generated: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    deals, log = generated
    book = make_book(deals, log, as_of=12)
    whole, parted = book.counts(), book.counts(dimension="team")
    check_conservation(whole, len(deals))
    pooled = parted.pooled()
    parts = [parted.part(value) for value in parted.parts()]
    assert parted.parts() == (book.parts("team") if deals else [])
    for name in ("visits", "passages", "cycles", "deals"):
        expected = rows_of(getattr(whole, name))
        assert rows_of(getattr(pooled, name)) == expected
        added: Counter[Any] = Counter()
        for part in parts:
            added.update(rows_of(getattr(part, name)))
        assert added == expected
    for value in parted.parts():
        alone = book.where(team=None if value == "" else value)
        if value:
            assert rows_of(alone.counts().visits) == rows_of(parted.part(value).visits)


def test_a_day_in_which_the_clocks_change_is_one_day() -> None:
    log = [
        {"deal_id": "d", "seq": 0, "entry": "S1", "entered_at": 4, "provenance": "observed"},
        {"deal_id": "d", "seq": 1, "entry": "S2", "entered_at": 5, "provenance": "observed"},
    ]
    before, after = instant(4), instant(5)
    assert before and after
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=23)
    counts = make_book([{"deal_id": "d", "status": "open"}], log, as_of=5).counts()
    assert counts.visits["days"].tolist() == [1, 0]


def test_many_moves_back_and_forth_still_find_the_first_passage() -> None:
    log = [
        {
            "deal_id": "d",
            "seq": seq,
            "entry": STAGES[seq % 2],
            "entered_at": seq // 100,
            "provenance": "observed",
        }
        for seq in range(801)
    ]
    log.append({**log[0], "seq": 801, "entry": "lost", "entered_at": 9})
    book = make_book([{"deal_id": "d", "status": "lost", "created_at": 0}], log, as_of=20)
    counts = book.counts()
    assert rows_of(counts.passages) == {("S1", "S2", 0, 0): 1, ("S2", "lost", 0, 9): 1}
    assert counts.visits["n"].sum() == 801


def test_hundreds_of_stages_and_decades_of_days_fit_the_packed_keys() -> None:
    stages = tuple(Stage(key=f"s{place}", name=f"s{place}") for place in range(300))
    log = [
        {
            "deal_id": str(deal),
            "seq": 0,
            "entry": f"s{deal}",
            "entered_at": -20_000 + deal,
            "provenance": str(deal),
        }
        for deal in range(300)
    ]
    deals = [
        {"deal_id": str(deal), "team": str(deal), "observed_from": 9000, "status": "open"}
        for deal in range(300)
    ]
    process = SalesProcess(name="long", stages=stages)
    book = make_book(deals, log, as_of=10_000, processes={None: process})
    visits = book.counts(dimension="team").visits
    assert len(visits) == 300
    row = visits[visits["stage"] == "s7"].iloc[0]
    assert (row["days"], row["entry_age"], row["part"]) == (29_993, 28_993, "7")


def test_a_deal_of_another_pipeline_is_left_out() -> None:
    other = SalesProcess(name="other", stages=(Stage(key="X", name="X"),), pipeline="b")
    deals = [
        {"deal_id": "1", "pipeline": "a", "status": "open", "stage": "S1"},
        {"deal_id": "2", "pipeline": "a", "status": "open", "stage": "S2"},
        {"deal_id": "3", "pipeline": "b", "status": "won", "stage": "X"},
    ]
    book = make_book(deals, [], as_of=3, processes={"a": PROCESS, "b": other})
    assert book.counts().deals["n"].sum() == 2
    assert rows_of(book.counts(pipeline="b").deals) == {("X", "won", None): 1}
    with pytest.raises(BookError, match="unknown_pipeline"):
        book.counts(pipeline="c")


def test_entries_of_one_number_are_in_order_of_their_time() -> None:
    log = [
        {"deal_id": "d", "seq": 1, "entry": entry, "entered_at": day, "provenance": "observed"}
        for entry, day in (("lost", 7), ("S2", 4), ("S1", 0))
    ]
    counts = make_book([{"deal_id": "d", "status": "lost"}], log, as_of=9).counts()
    assert rows_of(counts.passages) == {("S1", "S2", 0, 4): 1, ("S2", "lost", 0, 3): 1}


def test_an_unknown_dimension_is_named_with_what_is_allowed() -> None:
    with pytest.raises(BookError) as error:
        make_book([], [], as_of=0).counts(dimension="teem")
    assert error.value.code == "unknown_dimension"
    assert "team" in error.value.fields["allowed"]


def test_a_book_without_deals_has_empty_tables_with_all_columns() -> None:
    counts = make_book([], [], as_of=0).counts(dimension="team")
    assert list(counts.visits.columns) == [
        *("part", "stage", "next", "entry_age", "days", "first", "provenance", "n")
    ]
    assert list(counts.passages.columns) == ["part", "stage", "next", "entry_age", "days", "n"]
    assert list(counts.cycles.columns) == ["part", "fate", "entry_age", "days", "n"]
    assert list(counts.deals.columns) == [
        *("part", "furthest", "fate", "currency", "n", "value_n", "value_sum")
    ]
    assert counts.parts() == []
    assert counts.deals.empty and counts.visits.empty
