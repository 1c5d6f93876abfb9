"""A plan on disk: list, calendar, messages."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from icalendar import Calendar

from salestoolkit.core.calendar_event import CalendarEvent
from salestoolkit.sources.cadence_files import write_fields, write_plan

DAY = date(2026, 12, 1)
EVENT = CalendarEvent(uid="a@b", start=DAY, summary="1. próba: Łucja Żółw")


def write(folder: Path, **options: Any) -> Any:
    told: dict[str, Any] = {
        "header": ["Data", "Kto"],
        "rows": [[DAY, "=1+1"], [DAY, "Łucja"]],
        "events": [EVENT],
        "texts": [("Łucja Żółw", "Dzień dobry"), ("../../x", "Hej"), ("", "Nic")],
        "written_on": DAY,
        "language": "pl",
    }
    return write_plan(folder, **(told | options))


def test_a_plan_is_a_list_a_calendar_and_a_text_for_each_lead(tmp_path: Path) -> None:
    found = write(tmp_path / "plan")
    names = [str(path.relative_to(tmp_path / "plan")) for path in found.written]
    assert names == [
        *("plan.csv", "kalendarz.ics", "wiadomosci/001-lucja-zolw.txt"),
        *("wiadomosci/002-x.txt", "wiadomosci/003-lead.txt"),
    ]
    rows = list(csv.reader((tmp_path / "plan/plan.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [["Data", "Kto"], ["2026-12-01", "'=1+1"], ["2026-12-01", "Łucja"]]
    events = Calendar.from_ical((tmp_path / "plan/kalendarz.ics").read_bytes()).events
    assert [str(event["SUMMARY"]) for event in events] == [EVENT.summary]


def test_what_was_there_is_kept_and_the_same_again_is_no_change(tmp_path: Path) -> None:
    write(tmp_path)
    assert write(tmp_path).copies == ()
    again = write(tmp_path, rows=[[DAY, "Ewa"]])
    assert [path.name for path in again.copies] == ["plan.before-1.csv"]


def test_fields_to_fill_in_are_asked_for_once_and_never_overwritten(tmp_path: Path) -> None:
    wanted = {"topic": "temat", "address": "adres", "sender": "kto"}
    path = write_fields(tmp_path, wanted, optional=("address",), language="pl")
    assert tomllib.loads(path.read_text("utf-8")) == {"topic": "", "sender": ""}
    assert "# temat" in path.read_text("utf-8")
    assert '# adres\n# address = ""' in path.read_text("utf-8")
    path.write_text('topic = "dostawy"\n')
    assert write_fields(tmp_path, {"topic": "temat"}, language="pl") == path
    assert path.read_text() == 'topic = "dostawy"\n'
