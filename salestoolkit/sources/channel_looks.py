"""When a test was looked at, and what stood there: a log that is only added to, so that peeking is known."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from salestoolkit.core.channel_past import PastLook
from salestoolkit.core.channel_test import Arm
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.safe_csv import as_written, csv_lines
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

FILE = "looks.csv"
HEADER = ("as_of", "verdict", "arm", "n", "successes")
"""One row an arm of each look."""


def read_looks(folder: Path | str, *, before: date | None = None) -> tuple[PastLook, ...]:
    """Looks at a test so far, one a day: of several at the same day the last one counts.

    Parameters
    ----------
    before : date, optional
        Only looks at earlier days.

    Raises
    ------
    BookError
        ``channel_looks_broken`` with file and line.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return ()
    found: dict[date, PastLook] = {}
    for line, row in enumerate(csv.DictReader(read_text(path).splitlines()), start=2):
        try:
            day = date.fromisoformat(row["as_of"])
            arm = Arm(as_written(row["arm"]), int(row["n"]), int(row["successes"]))
            verdict = row["verdict"]
        except (KeyError, TypeError, ValueError, InvalidValue) as error:
            raise BookError("channel_looks_broken", file=str(path), line=line) from error
        last = found.get(day)
        # an arm that is there already begins another look at the same day
        new = last is None or arm.name in [one.name for one in last.arms]
        arms = (arm,) if new or last is None else (*last.arms, arm)
        found[day] = PastLook(as_of=day, verdict=verdict, arms=arms)
    days = sorted(day for day in found if before is None or day < before)
    return tuple(found[day] for day in days)


def log_look(folder: Path | str, as_of: date, verdict: str, arms: Sequence[Arm]) -> bool:
    """Add a look to the log; whether it was added: the same look at the same day is not, twice."""
    path = Path(folder) / FILE
    look = PastLook(as_of=as_of, verdict=verdict, arms=tuple(arms))
    if look in read_looks(folder):
        return False
    there = path.read_bytes() if path.is_file() else csv_lines([HEADER]).encode()
    rows = [(as_of, verdict, arm.name, arm.n, arm.successes) for arm in arms]
    with saying_what_cannot_be_written(path):
        write_whole(path, there + csv_lines(rows).encode())
    return True
