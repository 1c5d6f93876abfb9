"""A further export brings only what changed, and undoes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, FLAGS, INSTANT, QUARANTINE, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.books.merge import Merged, begin, merge, same_book
from salestoolkit.sources.building.build import Built
from salestoolkit.sources.columns.zones import in_timezone

FIRST = date(2025, 1, 31)
SECOND = date(2025, 2, 28)
STAGES = ("Contact", "Offer", "Closing")
PROCESS = SalesProcess(name="Sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))

Row = dict[str, Any]


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def export(
    day: date,
    deals: list[Row],
    log: list[tuple[str, str, str | None, str]] | None = None,
    *,
    source: str = "crm",
    **more: Any,
) -> Built:
    """An export as the builder gives it; without a log it carries no history, as most do not."""
    times = ("created_at", "closed_at", "observed_from")
    rows = [
        {"source_name": source, "status": "open", **deal}
        | {name: moment(deal[name]) for name in times if name in deal}
        for deal in deals
    ]
    if log is None:
        log = []
        for deal in deals:
            if deal.get("status", "open") == "open" and deal.get("stage"):
                log.append((deal["deal_id"], deal["stage"], deal.get("changed"), "inferred"))
            elif deal.get("closed_at"):
                log.append((deal["deal_id"], deal["status"], deal["closed_at"], "observed"))
    numbers: dict[str, int] = {}
    entries = []
    for deal_id, entry, at, provenance in log:
        numbers[deal_id] = numbers.get(deal_id, 0) + 1
        entries.append(
            {
                "source_name": source,
                "deal_id": deal_id,
                "seq": numbers[deal_id],
                "entry": entry,
                "entered_at": moment(at),
                "provenance": provenance,
            }
        )
    changed = [moment(row.pop("changed", None)) for row in rows]
    return Built(
        **{
            "deals": pa.Table.from_pylist(rows, schema=DEALS),
            "stage_log": pa.Table.from_pylist(entries, schema=STAGE_LOG),
            "quarantine": QUARANTINE.empty_table(),
            "flags": FLAGS.empty_table(),
            "tables": {},
            "processes": {None: PROCESS},
            "as_of": day,
            "timezone": "UTC",
            "files": (),
            "notes": (),
            "stage_changed": pa.array(changed, INSTANT),
            **more,
        }
    )


def deal(deal_id: str, stage: str | None = None, **more: Any) -> Row:
    return {"deal_id": deal_id, "stage": stage, **more}


def two(first: Built, second: Built, *, first_day: date | None = None) -> Merged:
    book = begin(first).book
    day = first_day or first.as_of
    return merge(book, second, source="crm", first=day, last=first.as_of)


def entries(book: DealBook, deal_id: str) -> list[tuple[str, str | None, str]]:
    rows = [row for row in book.stage_log.to_pylist() if row["deal_id"] == deal_id]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    return [
        (
            row["entry"],
            None if row["entered_at"] is None else row["entered_at"].strftime("%m-%d"),
            row["provenance"],
        )
        for row in rows
    ]


def row_of(book: DealBook, deal_id: str) -> Row:
    (row,) = [row for row in book.deals.to_pylist() if row["deal_id"] == deal_id]
    return dict(row)


class TestMoves:
    def test_a_stage_that_differs_is_entered_at_the_crm_s_own_date(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact", changed="2025-01-20")]),
            export(SECOND, [deal("1", "Offer", changed="2025-02-10")]),
        )
        assert entries(merged.book, "1") == [
            ("Contact", "01-20", "inferred"),
            ("Offer", "02-10", "inferred"),
        ]
        assert (merged.changed, merged.moved) == (1, 1)

    @pytest.mark.parametrize("changed", [None, "2025-01-20", "2025-03-05"])
    def test_without_a_date_between_the_exports_it_is_entered_at_the_later_one(
        self, changed: str | None
    ) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact")]),
            export(SECOND, [deal("1", "Offer", changed=changed)]),
        )
        assert entries(merged.book, "1")[1] == ("Offer", "02-28", "inferred")

    def test_a_move_on_the_day_of_the_earlier_export_came_after_it(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact")]),
            export(SECOND, [deal("1", "Offer", changed="2025-01-31T17:00")]),
        )
        assert entries(merged.book, "1")[1] == ("Offer", "01-31", "inferred")

    def test_a_stage_that_did_not_change_adds_nothing(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact", changed="2025-01-20")]),
            export(SECOND, [deal("1", "Contact", changed="2025-01-20")]),
        )
        assert entries(merged.book, "1") == [("Contact", "01-20", "inferred")]
        assert (merged.changed, merged.moved) == (0, 0)

    def test_a_date_that_was_not_known_is_filled_in(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact")]),
            export(SECOND, [deal("1", "Contact", changed="2025-01-20")]),
        )
        assert entries(merged.book, "1") == [("Contact", "01-20", "inferred")]

    @pytest.mark.parametrize("fate", ["won", "lost"])
    def test_a_deal_closes_at_its_closing_date(self, fate: str) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact", changed="2025-01-20")]),
            export(SECOND, [deal("1", "Offer", status=fate, closed_at="2025-02-20")]),
        )
        assert entries(merged.book, "1") == [
            ("Contact", "01-20", "inferred"),
            ("Offer", "02-20", "inferred"),
            (fate, "02-20", "observed"),
        ]

    def test_the_stage_of_a_closed_deal_is_entered_at_the_crm_s_own_date(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact")]),
            export(
                SECOND,
                [deal("1", "Offer", status="won", closed_at="2025-02-20", changed="2025-02-10")],
            ),
        )
        assert entries(merged.book, "1")[1:] == [
            ("Offer", "02-10", "inferred"),
            ("won", "02-20", "observed"),
        ]

    def test_a_deal_that_closed_without_a_date_closed_by_the_later_export(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact")]),
            export(SECOND, [deal("1", "Contact", status="lost")]),
        )
        assert entries(merged.book, "1")[-1] == ("lost", "02-28", "inferred")

    def test_a_lost_deal_that_is_open_again_was_reopened(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Offer", status="lost", closed_at="2025-01-20")]),
            export(SECOND, [deal("1", "Closing", changed="2025-02-11")]),
        )
        assert entries(merged.book, "1") == [
            ("lost", "01-20", "observed"),
            ("reopened", "02-11", "inferred"),
            ("Closing", "02-11", "inferred"),
        ]
        assert row_of(merged.book, "1")["closed_at"] is None

    def test_a_lost_deal_that_was_won_later_was_reopened_in_between(self) -> None:
        merged = two(
            export(FIRST, [deal("1", status="lost", closed_at="2025-01-20")]),
            export(SECOND, [deal("1", status="won", closed_at="2025-02-20")]),
        )
        assert [entry for entry, _, _ in entries(merged.book, "1")] == ["lost", "reopened", "won"]

    def test_an_outcome_corrected_in_place_is_no_move(self) -> None:
        merged = two(
            export(FIRST, [deal("1", status="lost", closed_at="2025-01-20")]),
            export(SECOND, [deal("1", status="won", closed_at="2025-01-20")]),
        )
        assert entries(merged.book, "1") == [("won", "01-20", "observed")]

    def test_a_closing_date_corrected_later_replaces_the_first(self) -> None:
        merged = two(
            export(FIRST, [deal("1", status="won", closed_at="2025-01-20")]),
            export(SECOND, [deal("1", status="won", closed_at="2025-01-25")]),
        )
        assert entries(merged.book, "1") == [("won", "01-25", "observed")]

    def test_a_stage_known_only_from_an_export_is_observed_from_then(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact", changed="2025-01-20")]),
            export(SECOND, [deal("1", "Offer", changed="2025-02-10")]),
        )
        seen = [row["observed_from"].date() for row in merged.book.stage_log.to_pylist()]
        assert seen == [FIRST, SECOND]

    def test_a_deal_that_never_moved_while_changes_were_recorded_is_watched_from_its_first_day(
        self,
    ) -> None:
        moves = [
            ("1", "Contact", "2025-01-02", "observed"),
            ("1", "Offer", "2025-01-09", "observed"),
            ("2", "Contact", "2025-01-12", "inferred"),
            ("3", "Contact", "2025-01-03", "inferred"),
            ("4", "Offer", "2025-01-20", "inferred"),
        ]
        begun = {"1": "2025-01-02", "2": "2025-01-12", "3": "2025-01-03", "4": "2025-01-10"}
        deals = [deal(name, created_at=day) for name, day in begun.items()]
        log = begin(export(FIRST, deals, moves)).book.stage_log.to_pylist()
        late = {row["deal_id"] for row in log if row["observed_from"] is not None}
        # 3 was created before any change was recorded, 4 has moved since it was
        assert late == {"3", "4"}

    def test_a_stay_that_no_export_showed_has_no_clock(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact", changed="2025-01-20")]),
            export(
                SECOND,
                [deal("1", "Offer", status="lost", closed_at="2025-02-20", changed="2025-02-10")],
            ),
        )
        offer = merged.book.stage_log.to_pylist()[1]
        assert offer["observed_from"] > moment("2025-02-20")
        visits = merged.book.counts().visits
        assert (visits["entry_age"] > visits["days"])[visits["stage"] == "Offer"].all()

    def test_weekly_exports_grow_a_history(self) -> None:
        built = export(FIRST, [deal("1", "Contact", changed="2025-01-20")])
        book, last = begin(built).book, FIRST
        for week, stage in enumerate(("Contact", "Offer", "Offer", "Contact", "Closing"), 1):
            day = FIRST + timedelta(weeks=week)
            merged = merge(
                book, export(day, [deal("1", stage)]), source="crm", first=FIRST, last=last
            )
            book, last = merged.book, day
        assert [entry for entry, _, _ in entries(book, "1")] == [
            "Contact",
            "Offer",
            "Contact",
            "Closing",
        ]


class TestHistories:
    LOG = (
        ("1", "Contact", "2025-01-02", "observed"),
        ("1", "Offer", "2025-01-10", "observed"),
    )

    def test_a_longer_history_replaces_the_shorter(self) -> None:
        longer = [*self.LOG, ("1", "Closing", "2025-02-10", "observed")]
        merged = two(
            export(FIRST, [deal("1", "Offer")], list(self.LOG)),
            export(SECOND, [deal("1", "Closing")], longer),
        )
        assert [entry for entry, _, _ in entries(merged.book, "1")] == list(STAGES)
        assert merged.moved == 1

    def test_what_the_crm_overwrote_is_kept_from_the_earlier_export(self) -> None:
        again = [
            ("1", "Offer", "2025-01-10", "observed"),
            ("1", "Contact", "2025-02-03", "observed"),
        ]
        merged = two(
            export(FIRST, [deal("1", "Offer")], list(self.LOG)),
            export(SECOND, [deal("1", "Contact")], again),
        )
        assert entries(merged.book, "1") == [
            ("Contact", "01-02", "observed"),
            ("Offer", "01-10", "observed"),
            ("Contact", "02-03", "observed"),
        ]

    def test_a_renamed_stage_is_not_there_twice(self) -> None:
        renamed = [
            ("1", "First talk", "2025-01-02", "observed"),
            ("1", "Offer", "2025-01-10", "observed"),
        ]
        merged = two(
            export(FIRST, [deal("1", "Offer")], list(self.LOG)),
            export(SECOND, [deal("1", "Offer")], renamed),
        )
        assert [entry for entry, _, _ in entries(merged.book, "1")] == ["First talk", "Offer"]

    def test_what_was_only_inferred_gives_way_to_what_was_recorded(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Offer", changed="2025-01-12")]),
            export(SECOND, [deal("1", "Offer")], list(self.LOG)),
        )
        assert entries(merged.book, "1") == [
            ("Contact", "01-02", "observed"),
            ("Offer", "01-10", "observed"),
        ]

    def test_an_export_without_history_goes_on_from_a_recorded_one(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Offer")], list(self.LOG)),
            export(SECOND, [deal("1", "Closing", changed="2025-02-14")]),
        )
        assert entries(merged.book, "1")[-1] == ("Closing", "02-14", "inferred")
        assert len(entries(merged.book, "1")) == 3

    def test_a_closing_date_that_moved_does_not_close_a_deal_twice(self) -> None:
        merged = two(
            export(FIRST, [deal("1")], [*self.LOG, ("1", "won", "2025-01-20", "observed")]),
            export(SECOND, [deal("1")], [*self.LOG, ("1", "won", "2025-01-25", "observed")]),
        )
        assert [entry for entry, _, _ in entries(merged.book, "1")] == ["Contact", "Offer", "won"]


class TestDeals:
    def test_new_deals_are_added_and_missing_ones_stay_marked(self) -> None:
        merged = two(
            export(FIRST, [deal("1", "Contact"), deal("2", "Offer")]),
            export(SECOND, [deal("2", "Offer"), deal("3", "Contact")]),
        )
        assert merged.book.deals["deal_id"].to_pylist() == ["1", "2", "3"]
        assert [row_of(merged.book, i)["absent_since"] is None for i in "123"] == [
            False,
            True,
            True,
        ]
        assert (merged.added, merged.absent, merged.changed) == (1, 1, 0)
        assert entries(merged.book, "1") == [("Contact", None, "inferred")]

    def test_a_deal_keeps_the_day_since_when_it_is_missing(self) -> None:
        merged = two(export(FIRST, [deal("1"), deal("2")]), export(SECOND, [deal("2")]))
        third = merge(
            merged.book,
            export(date(2025, 3, 31), [deal("2")]),
            source="crm",
            first=FIRST,
            last=SECOND,
        )
        assert third.absent == 0
        assert row_of(third.book, "1")["absent_since"].date() == SECOND

    def test_a_deal_that_comes_back_is_no_longer_marked(self) -> None:
        merged = two(export(FIRST, [deal("1"), deal("2")]), export(SECOND, [deal("2")]))
        third = merge(
            merged.book,
            export(date(2025, 3, 31), [deal("1"), deal("2")]),
            source="crm",
            first=FIRST,
            last=SECOND,
        )
        assert row_of(third.book, "1")["absent_since"] is None

    def test_files_of_one_day_are_parts_of_one_export(self) -> None:
        merged = two(
            export(FIRST, [deal("1", pipeline="A")]), export(FIRST, [deal("2", pipeline="B")])
        )
        assert (merged.added, merged.absent) == (1, 0)

    def test_the_newer_value_counts_also_where_it_was_emptied(self) -> None:
        merged = two(
            export(FIRST, [deal("1", owner="Ala", team="North"), deal("2", team="South")]),
            export(SECOND, [deal("1", owner="Ola", team=None), deal("2", team="South")]),
        )
        assert row_of(merged.book, "1")["owner"] == "Ola"
        assert row_of(merged.book, "1")["team"] is None

    def test_a_column_that_the_newer_export_lacks_is_kept(self) -> None:
        merged = two(
            export(FIRST, [deal("1", team="North", value=Decimal("512.77"))]),
            export(SECOND, [deal("1", "Offer")]),
        )
        assert row_of(merged.book, "1")["team"] == "North"
        assert row_of(merged.book, "1")["value"] == Decimal("512.7700")

    def test_other_sources_are_left_alone(self) -> None:
        book = begin(export(FIRST, [deal("1", "Offer")], source="other")).book
        merged = merge(
            book, export(SECOND, [deal("1", "Contact")]), source="crm", first=None, last=None
        )
        assert merged.book.deals["source_name"].to_pylist() == ["other", "crm"]
        assert merged.book.deals["absent_since"].null_count == 2
        assert merged.book.stage_log["entry"].to_pylist() == ["Offer", "Contact"]

    def test_an_older_export_undoes_nothing(self) -> None:
        book = begin(export(SECOND, [deal("1", "Closing", owner="Ola", changed="2025-02-20")])).book
        older = export(FIRST, [deal("1", "Contact", owner="Ala", team="North"), deal("2", "Offer")])
        merged = merge(book, older, source="crm", first=SECOND, last=SECOND)
        assert merged.older
        row = row_of(merged.book, "1")
        assert (row["stage"], row["owner"], row["team"]) == ("Closing", "Ola", "North")
        assert entries(merged.book, "1") == [("Closing", "02-20", "inferred")]
        assert row_of(merged.book, "2")["absent_since"] is None
        assert merged.book.as_of == SECOND

    def test_deals_of_an_export_of_open_deals_are_observed_from_its_day(self) -> None:
        first = export(
            FIRST, [deal("1", created_at="2024-06-01"), deal("2", created_at="2024-07-01")]
        )
        second = export(
            SECOND,
            [
                deal("1", created_at="2024-06-01", status="won", closed_at="2025-02-10"),
                deal("2", created_at="2024-07-01"),
                deal("3", created_at="2025-02-02"),
            ],
        )
        merged = two(first, second)
        seen = [row_of(merged.book, i)["observed_from"] for i in "123"]
        assert [day and day.date() for day in seen] == [FIRST, FIRST, None]

    def test_deals_of_a_full_export_are_observed_from_their_first_day(self) -> None:
        first = export(
            FIRST,
            [
                deal("1", created_at="2024-06-01"),
                deal("2", status="lost", created_at="2024-06-01", closed_at="2024-08-01"),
            ],
        )
        second = export(
            SECOND, [deal("1", created_at="2024-06-01", status="won", closed_at="2025-02-10")]
        )
        assert two(first, second).book.deals["observed_from"].null_count == 2


class TestTables:
    def test_a_table_about_the_same_things_is_replaced_row_by_row(self) -> None:
        def reps(*rows: tuple[str, str]) -> dict[str, pa.Table]:
            owners, teams = zip(*rows, strict=True)
            return {
                "reps": pa.table(
                    {"source_name": ["crm"] * len(rows), "owner": owners, "team": teams}
                )
            }

        merged = two(
            export(FIRST, [deal("1")], tables=reps(("Ala", "North"), ("Ola", "North"))),
            export(SECOND, [deal("1")], tables=reps(("Ola", "South"), ("Ewa", "South"))),
        )
        assert merged.book.tables["reps"].select(["owner", "team"]).to_pylist() == [
            {"owner": "Ala", "team": "North"},
            {"owner": "Ola", "team": "South"},
            {"owner": "Ewa", "team": "South"},
        ]

    def test_a_row_set_aside_again_is_kept_once(self) -> None:
        row = {"source_name": "crm", "file": "a.csv", "line": 7, "reason": "no_id", "row": "{}"}
        again = {**row, "file": "b.csv", "line": 9}
        merged = two(
            export(FIRST, [deal("1")], quarantine=pa.Table.from_pylist([row], schema=QUARANTINE)),
            export(
                SECOND, [deal("1")], quarantine=pa.Table.from_pylist([again], schema=QUARANTINE)
            ),
        )
        assert merged.book.tables["quarantine"].to_pylist() == [row]

    def test_the_newer_export_decides_which_defects_a_deal_has(self) -> None:
        def flags(*ids: str) -> pa.Table:
            rows = [{"source_name": "crm", "deal_id": i, "flag": "negative_time"} for i in ids]
            return pa.Table.from_pylist(rows, schema=FLAGS)

        merged = two(
            export(FIRST, [deal("1"), deal("2"), deal("3")], flags=flags("1", "2", "3")),
            export(SECOND, [deal("1"), deal("2")], flags=flags("2")),
        )
        assert sorted(merged.book.tables["flags"]["deal_id"].to_pylist()) == ["2", "3"]


states = st.one_of(
    st.tuples(st.sampled_from(STAGES), st.none() | st.integers(1, 58)),
    st.tuples(st.sampled_from(["won", "lost"]), st.none() | st.integers(1, 58)),
)
exports = st.dictionaries(st.sampled_from("abcdef"), states, min_size=1)


def made(day: date, deals: dict[str, tuple[str, int | None]]) -> Built:
    rows = []
    for deal_id, (state, at) in deals.items():
        when = None if at is None else (date(2025, 1, 1) + timedelta(days=at)).isoformat()
        if state in STAGES:
            rows.append(deal(deal_id, state, changed=when))
        else:
            rows.append(deal(deal_id, status=state, closed_at=when))
    return export(day, rows)


@settings(deadline=None, max_examples=40)
@given(exports, exports)
def test_every_deal_of_either_export_is_in_the_book_once(
    first: dict[str, tuple[str, int | None]], second: dict[str, tuple[str, int | None]]
) -> None:
    merged = two(made(FIRST, first), made(SECOND, second))
    ids = merged.book.deals["deal_id"].to_pylist()
    assert sorted(ids) == sorted({*first, *second})
    assert merged.added == len(second.keys() - first.keys())
    assert merged.absent == len(first.keys() - second.keys())
    for deal_id, (state, _) in second.items():
        row = row_of(merged.book, deal_id)
        assert row["status"] == (state if state in ("won", "lost") else "open")
        log = [entry for entry, _, _ in entries(merged.book, deal_id)]
        if log:
            assert log[-1] == state or (log[-1] == "reopened" and state in STAGES)


@settings(deadline=None, max_examples=40)
@given(exports, exports)
def test_the_same_export_again_changes_nothing(
    first: dict[str, tuple[str, int | None]], second: dict[str, tuple[str, int | None]]
) -> None:
    once = two(made(FIRST, first), made(SECOND, second))
    twice = merge(once.book, made(SECOND, second), source="crm", first=FIRST, last=SECOND)
    assert same_book(once.book, twice.book)
    assert (twice.added, twice.changed, twice.moved, twice.absent) == (0, 0, 0, 0)


@settings(deadline=None, max_examples=40)
@given(exports, exports)
def test_an_older_export_never_changes_a_known_deal(
    newer: dict[str, tuple[str, int | None]], older: dict[str, tuple[str, int | None]]
) -> None:
    book = begin(made(SECOND, newer)).book
    merged = merge(book, made(FIRST, older), source="crm", first=SECOND, last=SECOND)
    for deal_id in newer:
        assert row_of(merged.book, deal_id)["status"] == row_of(book, deal_id)["status"]
        assert row_of(merged.book, deal_id)["stage"] == (
            row_of(book, deal_id)["stage"] or row_of(merged.book, deal_id)["stage"]
        )
        known = entries(book, deal_id)
        assert entries(merged.book, deal_id)[-len(known) or 99 :] == known


def test_days_stay_days_when_the_time_zone_becomes_known() -> None:
    book = begin(
        export(FIRST, [deal("1", status="won", created_at="2025-01-05", closed_at="2025-07-05")])
    ).book
    moved = in_timezone(book, "America/Chicago")
    assert moved.timezone == "America/Chicago"
    row = row_of(moved, "1")
    assert row["created_at"] == datetime(2025, 1, 5, 6, tzinfo=UTC)
    assert row["closed_at"] == datetime(2025, 7, 5, 5, tzinfo=UTC)
