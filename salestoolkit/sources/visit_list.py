"""A person's visits of a week on disk: a list for a spreadsheet and entries for a calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salestoolkit.core.calendar_event import CalendarEvent
from salestoolkit.core.geo_names import plain_key
from salestoolkit.sources.calendar_file import calendar_content
from salestoolkit.sources.safe_csv import Value, safe_csv
from salestoolkit.sources.whole_files import write_keeping

NAME_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class VisitFiles:
    """What was written, and the copies of what stood there before."""

    written: tuple[Path, ...]
    copies: tuple[Path, ...]


def write_visits(
    folder: Path | str,
    name: str,
    *,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    events: Sequence[CalendarEvent],
    written_on: date,
    calendar: str = "",
    language: str = "en",
) -> VisitFiles:
    """Write a list of visits into a folder, as CSV and, where there is a visit, as .ics.

    Nothing that stands in the data is computed by a spreadsheet that opens the list.

    Parameters
    ----------
    name : str
        Of the files, such as ``visits Poppy Thimblewick 2026-11-02``; written in plain letters.
    written_on : date
        Stands in the calendar as the day it was made.
    calendar : str
        What a calendar program calls the calendar.

    Raises
    ------
    ImportFailed
        ``cannot_write``, ``path_is_folder``.
    InvalidValue
        ``event_twice``.
    """
    stem = file_name(name)
    found = {Path(folder) / f"{stem}.csv": safe_csv(header, rows)}
    if events:
        found[Path(folder) / f"{stem}.ics"] = calendar_content(
            events, written_on=written_on, name=calendar, language=language
        )
    copies = [write_keeping(path, content) for path, content in found.items()]
    return VisitFiles(written=tuple(found), copies=tuple(filter(None, copies)))


def file_name(name: str) -> str:
    """A name in letters that every system can keep; one that leads out of the folder does not.

    >>> file_name("wizyty Świętosława Żółć 2026-11-02"), file_name("../../etc")
    ('wizyty-swietoslawa-zolc-2026-11-02', 'etc')
    """
    return (
        re.sub(r"[^a-z0-9]+", "-", plain_key(name)).strip("-")[:NAME_LENGTH].strip("-") or "visits"
    )
