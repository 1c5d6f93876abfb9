"""When a test was looked at, and what it said: a log that is only added to, so that peeking is known."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from salestoolkit.errors import BookError
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.safe_csv import as_written, csv_lines
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

FILE = "looks.csv"


@dataclass(frozen=True, kw_only=True)
class LoggedLook:
    """One look: the day looked at, leads that counted then, leads planned, verdict and leading arm."""

    as_of: date
    counted: int
    planned: int
    verdict: str
    winner: str = ""


HEADER = [field.name for field in fields(LoggedLook)]


def read_looks(folder: Path | str) -> tuple[LoggedLook, ...]:
    """Looks at a test so far, one a day: of several at the same day the last one counts.

    Raises
    ------
    BookError
        ``channel_looks_broken`` with file and line.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return ()
    found: dict[date, LoggedLook] = {}
    for line, row in enumerate(csv.DictReader(read_text(path).splitlines()), start=2):
        try:
            look = LoggedLook(
                as_of=date.fromisoformat(row["as_of"]),
                counted=int(row["counted"]),
                planned=int(row["planned"]),
                verdict=row["verdict"],
                winner=as_written(row["winner"] or ""),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BookError("channel_looks_broken", file=str(path), line=line) from error
        found[look.as_of] = look
    return tuple(found[day] for day in sorted(found))


def log_look(folder: Path | str, look: LoggedLook) -> None:
    """Add a look to the log; the same look at the same day is not added twice."""
    path = Path(folder) / FILE
    if look in read_looks(folder):
        return
    there = path.read_bytes() if path.is_file() else csv_lines([HEADER]).encode()
    with saying_what_cannot_be_written(path):
        write_whole(path, there + csv_lines([astuple(look)]).encode())
