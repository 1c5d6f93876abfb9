"""Expected close dates that were moved: from a CRM's log, and from one export to the next."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files

HEAD = "deal id,title,value,status,stage,created,expected close date\n"


def write(folder: Path, name: str, *rows: str, head: str = HEAD) -> Path:
    path = folder / name
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def changes(book: Path) -> list[tuple[str, str, str, str, str]]:
    table = open_book(book).tables.get("close_dates")
    rows: list[dict[str, Any]] = table.to_pylist() if table is not None else []
    return [
        (
            row["deal_id"],
            *(f"{row[name]:%m-%d}" for name in ("changed_at", "before", "after")),
            row["provenance"],
        )
        for row in rows
    ]


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    """A book of two weekly exports without history: a's date moved, b was won, c has none."""
    one = write(
        tmp_path,
        "one.csv",
        "a,A,10,open,Offer,2026-09-01,2026-10-15",
        "b,B,20,open,Offer,2026-09-01,2026-10-16",
        "c,C,30,open,Offer,2026-09-01,",
    )
    two = write(
        tmp_path,
        "two.csv",
        "a,A,10,open,Offer,2026-09-01,2026-11-20",
        "b,B,20,won,Offer,2026-09-01,2026-10-09",
        "c,C,30,open,Offer,2026-09-01,2026-12-01",
    )
    to = tmp_path / "book"
    import_files([one], to=to, exported_at=date(2026, 10, 2))
    import_files([two], to=to, exported_at=date(2026, 10, 9))
    return to


def test_two_exports_show_whose_date_moved_and_only_of_open_deals(weekly: Path) -> None:
    assert changes(weekly) == [("a", "10-09", "10-15", "11-20", "inferred")]


def test_the_same_export_again_and_an_older_one_move_no_date(weekly: Path, tmp_path: Path) -> None:
    again = import_files([tmp_path / "two.csv"], to=weekly, exported_at=date(2026, 10, 9))
    assert again.nothing_new
    old = write(tmp_path, "old.csv", "a,A,10,open,Offer,2026-09-01,2026-09-30")
    import_files([old], to=weekly, exported_at=date(2026, 9, 20))
    assert len(changes(weekly)) == 1


def flow(*changes: tuple[str, str, str, str]) -> str:
    rows = [
        {
            "object": "dealChange",
            "data": {
                "item_id": deal,
                "field_key": "expected_close_date",
                "old_value": old,
                "new_value": new,
                "log_time": f"{day} 10:00:00",
            },
        }
        for deal, day, old, new in changes
    ]
    return json.dumps({"success": True, "data": rows})


def test_what_the_crm_recorded_takes_the_place_of_what_exports_showed(
    weekly: Path, tmp_path: Path
) -> None:
    log = tmp_path / "flow.json"
    log.write_text(
        flow(
            ("a", "2026-10-05", "2026-10-15", "2026-11-01"),
            ("a", "2026-10-07", "2026-11-01", "2026-11-20"),
        ),
        encoding="utf-8",
    )
    deals = tmp_path / "two.csv"
    summary = import_files(
        [deals, log],
        to=weekly,
        source="spreadsheet",
        exported_at=date(2026, 10, 9),
        timezone="UTC",
    )
    assert changes(weekly) == [
        ("a", "10-05", "10-15", "11-01", "observed"),
        ("a", "10-07", "11-01", "11-20", "observed"),
    ]
    assert summary.rows == summary.in_book + summary.repeated + summary.quarantined


def test_a_history_of_snapshots_shows_where_the_date_differs(tmp_path: Path) -> None:
    deals = write(tmp_path, "deals.csv", "a,A,10,open,Offer,2026-09-01,2026-11-20")
    head = "OpportunityId,StageName,CloseDate,PrevCloseDate,CreatedDate,CreatedById\n"
    history = write(
        tmp_path,
        "history.csv",
        "a,Offer,2026-10-15,,2026-09-01,u1",
        "a,Offer,2026-10-15,,2026-09-10,u1",
        "a,Offer,2026-11-20,2026-10-15,2026-09-20,u1",
        head=head,
    )
    to = tmp_path / "book"
    import_files([deals, history], to=to, source="crm", exported_at=date(2026, 10, 9))
    assert changes(to) == [("a", "09-20", "10-15", "11-20", "observed")]
