"""Stage histories of each CRM end as one log: in order, complete, and marked where they mislead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pytest

from salestoolkit.sources.building.build import Built
from salestoolkit.sources.building.trust import BULK_DEALS
from salestoolkit.sources.recognition.recognise import Recognised

WARSAW = ZoneInfo("Europe/Warsaw")
Table = Callable[..., Recognised]
Book = Callable[..., Built]


def log(built: Built, deal: str) -> list[tuple[str, str | None]]:
    """Entries of a deal with their days, in Warsaw."""
    rows = built.stage_log.filter(pc.equal(built.stage_log["deal_id"], deal)).to_pylist()
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    return [
        (
            row["entry"],
            None if row["entered_at"] is None else f"{row['entered_at'].astimezone(WARSAW):%m-%d}",
        )
        for row in rows
    ]


def column(built: Built, deal: str, name: str) -> list[Any]:
    rows = built.stage_log.filter(pc.equal(built.stage_log["deal_id"], deal))
    return rows[name].to_pylist()


def flags(built: Built) -> list[tuple[str, str]]:
    return [(row["deal_id"], row["flag"]) for row in built.flags.to_pylist()]


@pytest.fixture
def plain(table: Table, book: Book) -> Callable[..., Built]:
    """Deals a (open in Offer), b (won), c (lost), and a history given as (deal, stage, date)."""

    def make(*moves: tuple[str, str, str | None], **deals: list[str | None]) -> Built:
        columns: dict[str, list[str | None]] = {
            "deal_id": ["a", "b", "c"],
            "status": ["open", "won", "lost"],
            "stage": ["Offer", None, None],
            "created_at": ["2026-01-01", "2026-01-02", "2026-01-03"],
            "closed_at": [None, "2026-03-01", "2026-03-02"],
        }
        history = {
            "deal_id": [move[0] for move in moves],
            "entry": [move[1] for move in moves],
            "entered_at": [move[2] for move in moves],
        }
        return book(table("plain_deals", columns | deals), table("plain_history", history))

    return make


def test_a_plain_history_is_put_in_order_and_ends_with_the_deals_fate(
    plain: Callable[..., Built],
) -> None:
    built = plain(
        ("b", "Offer", "2026-02-01"),
        ("a", "Contact", "2026-01-05"),
        ("b", "Contact", "2026-01-10"),
        ("a", "Offer", "2026-01-20"),
    )
    assert log(built, "a") == [("Contact", "01-05"), ("Offer", "01-20")]
    assert log(built, "b") == [("Contact", "01-10"), ("Offer", "02-01"), ("won", "03-01")]
    assert log(built, "c") == [("lost", "03-02")]
    assert set(built.stage_log["provenance"].to_pylist()) == {"observed"}


def test_a_row_that_repeats_the_stage_before_it_adds_nothing(plain: Callable[..., Built]) -> None:
    built = plain(
        ("a", "Contact", "2026-01-05"),
        ("a", "Contact", "2026-01-06"),
        ("a", "Offer", "2026-01-07"),
        ("a", "Offer", "2026-01-07"),
    )
    assert log(built, "a") == [("Contact", "01-05"), ("Offer", "01-07")]
    assert (built.files[1].used, built.files[1].repeated) == (2, 2)


def test_going_back_to_a_stage_is_no_repeat(plain: Callable[..., Built]) -> None:
    built = plain(
        ("a", "Offer", "2026-01-05"), ("a", "Contact", "2026-01-06"), ("a", "Offer", "2026-01-07")
    )
    assert [entry for entry, _ in log(built, "a")] == ["Offer", "Contact", "Offer"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_stages_of_one_day_keep_the_order_in_which_they_happened(
    plain: Callable[..., Built], newest_first: bool
) -> None:
    moves = [
        ("a", "Lead", "2026-01-05"),
        ("a", "Contact", "2026-01-05"),
        ("a", "Demo", "2026-01-05"),
        ("a", "Offer", "2026-01-09"),
    ]
    built = plain(*(reversed(moves) if newest_first else moves))
    assert [entry for entry, _ in log(built, "a")] == ["Lead", "Contact", "Demo", "Offer"]


def test_a_stage_behind_a_loss_means_that_the_deal_came_in_again(
    plain: Callable[..., Built],
) -> None:
    built = plain(
        ("a", "Contact", "2026-01-05"), ("a", "Lost", "2026-01-09"), ("a", "Offer", "2026-02-01")
    )
    assert log(built, "a") == [
        ("Contact", "01-05"),
        ("lost", "01-09"),
        ("reopened", "02-01"),
        ("Offer", "02-01"),
    ]


def test_an_open_deal_whose_log_ends_with_a_loss_came_in_again_at_a_time_not_known(
    plain: Callable[..., Built],
) -> None:
    built = plain(("a", "Contact", "2026-01-05"), ("a", "Lost", "2026-01-09"))
    assert log(built, "a") == [
        ("Contact", "01-05"),
        ("lost", "01-09"),
        ("reopened", None),
        ("Offer", None),
    ]
    assert column(built, "a", "provenance") == ["observed", "observed", "inferred", "inferred"]


def test_an_open_deal_ends_in_the_stage_it_was_exported_in(plain: Callable[..., Built]) -> None:
    built = plain(("a", "Contact", "2026-01-05"), stage_changed_at=["2026-01-20", None, None])
    assert log(built, "a") == [("Contact", "01-05"), ("Offer", "01-20")]
    assert column(built, "a", "provenance") == ["observed", "inferred"]


def test_the_log_tells_the_closing_date_that_the_deals_table_lacks(
    plain: Callable[..., Built],
) -> None:
    built = plain(("b", "Won", "2026-02-07"), closed_at=[None, None, None])
    assert log(built, "b") == [("won", "02-07")]
    closed = dict(
        zip(built.deals["deal_id"].to_pylist(), built.deals["closed_at"].to_pylist(), strict=True)
    )
    assert closed["b"].astimezone(WARSAW).date().isoformat() == "2026-02-07"
    assert flags(built) == [("c", "no_close_date")]


def test_a_stage_after_the_closing_day_leaves_the_moment_of_closing_unknown(
    plain: Callable[..., Built],
) -> None:
    built = plain(("b", "Contact", "2026-01-10"), ("b", "Offer", "2026-03-05"))
    assert log(built, "b") == [("Contact", "01-10"), ("Offer", "03-05"), ("won", None)]
    assert flags(built) == [("b", "stage_after_close")]


def test_a_close_without_a_time_of_day_does_not_come_before_that_days_stage(
    plain: Callable[..., Built],
) -> None:
    built = plain(("b", "Contact", "2026-01-10"), ("b", "Offer", "2026-03-01 15:30:00"))
    assert log(built, "b") == [("Contact", "01-10"), ("Offer", "03-01"), ("won", "03-01")]
    times = column(built, "b", "entered_at")
    assert times == sorted(times)
    assert flags(built) == []


def test_stages_edited_after_a_deal_was_closed_for_good_are_no_return(
    plain: Callable[..., Built],
) -> None:
    built = plain(
        ("b", "Offer", "2026-02-01"), ("b", "Won", "2026-03-01"), ("b", "Contact", "2026-04-01")
    )
    assert log(built, "b") == [("Offer", "02-01"), ("won", "03-01")]
    assert flags(built) == [("b", "stage_after_close")]


def test_a_change_without_a_date_stays_between_its_neighbours(plain: Callable[..., Built]) -> None:
    built = plain(("a", "Lead", "2026-01-05"), ("a", "Contact", None), ("a", "Offer", "2026-01-09"))
    assert log(built, "a") == [("Lead", "01-05"), ("Contact", None), ("Offer", "01-09")]
    assert flags(built) == [("a", "no_entry_date")]


def test_changes_that_cannot_be_placed_are_set_aside_with_their_reason(
    plain: Callable[..., Built],
) -> None:
    built = plain(
        ("zz", "Offer", "2026-01-05"), (None, "Offer", "2026-01-05"), ("a", None, "2026-01-05")
    )
    reasons = [(row["line"], row["reason"]) for row in built.quarantine.to_pylist()]
    assert reasons == [(2, "unknown_deal"), (3, "no_id"), (4, "no_status")]


def test_histories_alone_make_deals(table: Table, book: Book) -> None:
    built = book(
        table(
            "plain_history",
            {
                "deal_id": ["a", "a", "b"],
                "entry": ["Contact", "Closed Won", "Contact"],
                "entered_at": ["2026-01-01", "2026-01-09", "2026-01-02"],
            },
        )
    )
    deals = {row["deal_id"]: row for row in built.deals.to_pylist()}
    assert (deals["a"]["status"], deals["b"]["status"]) == ("won", "open")
    assert deals["b"]["stage"] == "Contact"
    assert log(built, "a") == [("Contact", "01-01"), ("won", "01-09")]
    assert [note.code for note in built.notes] == ["deals_from_history"]


def pipedrive(table: Table, book: Book, changes: list[tuple[Any, ...]], **deals: Any) -> Built:
    columns = {
        "deal_id": ["1", "2", "3"],
        "status": ["open", "won", "lost"],
        "stage": ["Offer", "Offer", "Contact"],
        "created_at": ["2026-01-01 09:00:00"] * 3,
        "won_at": [None, "2026-02-01 10:00:00", None],
        "lost_at": [None, None, "2026-02-02 10:00:00"],
    }
    names = ("deal_id", "field_key", "old_value", "new_value", "entered_at", "moved_by", "bulk")
    cells = list(zip(*changes, strict=True))
    return book(
        table("pipedrive_deals", columns | deals),
        table("pipedrive_changes", dict(zip(names, map(list, cells), strict=True))),
    )


def test_a_pipedrive_changelog_gives_names_to_ids_and_the_stage_a_deal_began_in(
    table: Table, book: Book
) -> None:
    built = pipedrive(
        table,
        book,
        [
            ("1", "stage_id", "11", "12", "2026-01-05 09:00:00", "7", "false"),
            ("1", "title", "x", "y", "2026-01-05 09:00:00", "7", "false"),
            ("2", "stage_id", "11", "12", "2026-01-06 09:00:00", "8", "false"),
            ("2", "status", "open", "won", "2026-02-01 10:00:00", "8", "false"),
            ("3", "add_time", None, "2026-01-01 09:00:00", "2026-01-01 09:00:00", "8", "false"),
            ("3", "stage_id", "12", "11", "2026-01-07 09:00:00", "8", "false"),
            ("3", "status", "open", "lost", "2026-02-02 10:00:00", "8", "false"),
        ],
    )
    assert log(built, "1") == [("Contact", "01-01"), ("Offer", "01-05")]
    assert log(built, "2") == [("Contact", "01-01"), ("Offer", "01-06"), ("won", "02-01")]
    assert log(built, "3") == [("Offer", "01-01"), ("Contact", "01-07"), ("lost", "02-02")]
    assert column(built, "2", "moved_by") == [None, "8", "8"]
    changes = built.files[1]
    assert (changes.rows, changes.used, changes.repeated) == (7, 5, 2)


def test_a_deal_that_pipedrive_opened_again_says_so(table: Table, book: Book) -> None:
    built = pipedrive(
        table,
        book,
        [
            ("1", "status", "open", "lost", "2026-01-05 09:00:00", "7", "false"),
            ("1", "status", "lost", "open", "2026-01-09 09:00:00", "7", "false"),
            ("1", "stage_id", "Contact", "Offer", "2026-01-10 09:00:00", "7", "false"),
        ],
    )
    assert log(built, "1") == [
        ("Contact", "01-01"),
        ("lost", "01-05"),
        ("reopened", "01-09"),
        ("Offer", "01-10"),
    ]


@pytest.mark.parametrize(
    ("deals", "expected"), [(BULK_DEALS, "bulk"), (BULK_DEALS - 1, "observed")]
)
def test_many_deals_moved_within_one_second_are_a_bulk_move(
    table: Table, book: Book, deals: int, expected: str
) -> None:
    ids = [str(number) for number in range(deals)]
    built = book(
        table(
            "pipedrive_deals",
            {"deal_id": ids, "status": ["open"] * deals, "stage": ["Offer"] * deals},
        ),
        table(
            "pipedrive_changes",
            {
                "deal_id": ids,
                "field_key": ["stage_id"] * deals,
                "new_value": ["Offer"] * deals,
                "entered_at": ["2026-01-05 09:00:00"] * deals,
            },
        ),
    )
    assert set(built.stage_log["provenance"].to_pylist()) == {expected}


def test_a_change_that_pipedrive_calls_bulk_is_marked(table: Table, book: Book) -> None:
    built = pipedrive(
        table,
        book,
        [("1", "stage_id", None, "Offer", "2026-01-05 09:00:00", "7", "true")],
    )
    assert column(built, "1", "provenance") == ["bulk"]


def hubspot(table: Table, book: Book, **columns: list[str | None]) -> Built:
    base: dict[str, list[str | None]] = {
        "deal_id": ["1", "2", "3"],
        "stage": ["Offer", "Signed", "Dead"],
        "probability": ["0.4", "1", "0"],
        "created_at": ["2026-01-01 08:00"] * 3,
        "closed_at": ["2026-05-01 08:00", "2026-02-01 08:00", "2026-02-02 08:00"],
        "in contact": ["2026-01-02 08:00", "2026-01-03 08:00", "2026-01-04 08:00"],
        "in offer": ["2026-01-09 08:00", "2026-01-10 08:00", None],
        "in signed": [None, "2026-02-01 08:00", None],
        "in dead": [None, None, "2026-02-02 08:00"],
    }
    stages = {
        "Contact": ("in contact", None),
        "Offer": ("in offer", None),
        "Signed": ("in signed", None),
        "Dead": ("in dead", None),
    }
    return book(table("hubspot_deals", base | columns, stage_dates=stages))


def test_hubspot_stage_dates_become_a_log_whose_fates_the_chance_decides(
    table: Table, book: Book
) -> None:
    built = hubspot(table, book)
    assert log(built, "1") == [("Contact", "01-02"), ("Offer", "01-09")]
    assert log(built, "2") == [("Contact", "01-03"), ("Offer", "01-10"), ("won", "02-01")]
    assert log(built, "3") == [("Contact", "01-04"), ("lost", "02-02")]
    assert [stage.key for stage in built.processes[None].stages] == ["Contact", "Offer"]
    deals = {row["deal_id"]: row for row in built.deals.to_pylist()}
    assert deals["1"]["closed_at"] is None
    assert deals["1"]["expected_close"].day == 1


def test_a_hubspot_stage_entered_after_a_later_one_lost_its_first_date(
    table: Table, book: Book
) -> None:
    built = hubspot(
        table,
        book,
        **{"in contact": ["2026-01-20 08:00", "2026-01-03 08:00", "2026-01-04 08:00"]},
        stage=["Contact", "Signed", "Dead"],
    )
    assert log(built, "1") == [("Offer", "01-09"), ("Contact", "01-20")]
    assert column(built, "1", "provenance") == ["observed", "overwritten"]


def test_a_salesforce_history_drops_deleted_rows_and_changes_of_other_fields(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "salesforce_opportunities",
            {
                "deal_id": ["1"],
                "stage": ["Closed Won"],
                "is_won": ["true"],
                "is_closed": ["true"],
                "created_at": ["2026-01-01 08:00:00"],
                "closed_at": ["2026-02-01"],
            },
        ),
        table(
            "salesforce_history",
            {
                "deal_id": ["1"] * 5,
                "entry": ["Prospecting", "Prospecting", "Proposal", "Proposal", "Closed Won"],
                "entered_at": [f"2026-01-0{day}T08:00:00.000Z" for day in range(1, 6)],
                "moved_by": ["u1"] * 5,
                "deleted": ["false", "false", "true", "false", "false"],
            },
        ),
    )
    assert log(built, "1") == [("Prospecting", "01-01"), ("Proposal", "01-04"), ("won", "01-05")]
    history = built.files[1]
    assert (history.used, history.repeated, history.quarantined) == (3, 1, 1)
    assert built.quarantine["reason"].to_pylist() == ["deleted"]


def test_a_salesforce_field_history_keeps_the_stage_and_begins_with_the_old_one(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "salesforce_opportunities",
            {"deal_id": ["1"], "stage": ["Proposal"], "created_at": ["2026-01-01 08:00:00"]},
        ),
        table(
            "salesforce_field_history",
            {
                "deal_id": ["1", "1"],
                "field_key": ["Amount", "StageName"],
                "from_stage": ["5", "Prospecting"],
                "entry": ["7", "Proposal"],
                "entered_at": ["2026-01-03 08:00:00", "2026-01-04 08:00:00"],
            },
        ),
    )
    assert log(built, "1") == [("Prospecting", "01-01"), ("Proposal", "01-04")]


def test_a_connectors_copy_tells_since_when_it_watched_a_deal(table: Table, book: Book) -> None:
    built = book(
        table(
            "fivetran_salesforce_opportunities",
            {
                "deal_id": ["1", "2"],
                "stage": ["Proposal", "Proposal"],
                "created_at": ["2026-01-01 08:00:00", "2026-03-01 08:00:00"],
            },
        ),
        table(
            "fivetran_salesforce_history",
            {
                "deal_id": ["1", "1", "2"],
                "entry": ["Prospecting", "Proposal", "Proposal"],
                "entered_at": ["2026-03-01 08:00:00", "2026-03-05 08:00:00", "2026-03-01 09:00:00"],
            },
        ),
    )
    assert log(built, "1") == [("Prospecting", None), ("Proposal", "03-05")]
    assert log(built, "2") == [("Proposal", "03-01")]
    watched = built.deals["observed_from"].to_pylist()
    assert watched[0].date().isoformat() == "2026-03-01"
    assert watched[1] is None
