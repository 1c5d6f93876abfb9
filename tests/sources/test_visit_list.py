"""A list of visits on disk: for a spreadsheet and for a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.visit_list import file_name, write_visits

DAY = date(2026, 11, 2)
EVENT = CalendarEvent(
    uid=event_uid("visit", "a", DAY), start=DAY, summary="Wizyta: Żółw Sp. z o.o."
)
HOSTILE = '=HYPERLINK("http://x")'


def write(folder: Path, **more: object) -> object:
    fields = {
        "header": ["Dzień", "Firma"],
        "rows": [[DAY, "Żółw Sp. z o.o."], [DAY, HOSTILE]],
        "events": [EVENT],
        "written_on": date(2026, 10, 30),
        "calendar": "Wizyty",
        "language": "pl",
    }
    return write_visits(folder, "wizyty Łucja 2026-11-02", **{**fields, **more})  # type: ignore[arg-type]


def test_a_list_is_a_table_and_a_calendar(tmp_path: Path) -> None:
    found = write(tmp_path)
    table, calendar = found.written  # type: ignore[attr-defined]
    assert table.name == "wizyty-lucja-2026-11-02.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert "2026-11-02,Żółw Sp. z o.o." in text
    assert "'=HYPERLINK" in text
    (event,) = Calendar.from_ical(calendar.read_bytes()).events
    assert (str(event["SUMMARY"]), event.start) == (EVENT.summary, DAY)


def test_without_a_visit_there_is_a_table_and_no_calendar(tmp_path: Path) -> None:
    found = write(tmp_path, rows=[], events=[])
    assert [path.suffix for path in found.written] == [".csv"]  # type: ignore[attr-defined]


def test_another_list_of_the_name_is_copied_first(tmp_path: Path) -> None:
    write(tmp_path)
    assert write(tmp_path).copies == ()  # type: ignore[attr-defined]
    (copy,) = write(tmp_path, rows=[[DAY, "Else"]]).copies  # type: ignore[attr-defined]
    assert "Żółw" in copy.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["../../x", "a/b", "", "…", "CON"])
def test_a_name_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    made = tmp_path / f"{file_name(name)}.csv"
    assert made.resolve().parent == tmp_path.resolve()
    assert len(made.stem) > 0


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(ImportFailed, match="cannot_write"):
        write(tmp_path / "taken")
