"""When a test was looked at, and what stood there: a log that is only added to, so that peeking is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from salestoolkit.core.channel_past import PastLook
from salestoolkit.core.channel_test import Arm
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.channel_columns import days_of, rows_of
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.growing_csv import add_rows
from salestoolkit.sources.safe_csv import Value

FILE = "looks.csv"
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
    table = read_tables(path)[0]
    days = days_of(table, "as_of" if "as_of" in table.columns else None)
    found: dict[date, PastLook] = {}
    for place, (row, day) in enumerate(zip(rows_of(table), days, strict=True)):
        try:
            arm = Arm(row["arm"], int(row["n"]), int(row["successes"]))
            verdict = row["verdict"]
        except (KeyError, ValueError, InvalidValue) as error:
            raise _broken(path, table.line(place)) from error
        if day is None:
            raise _broken(path, table.line(place))
        last = found.get(day)
        # an arm that is there already begins another look at the same day
        new = last is None or arm.name in [one.name for one in last.arms]
        arms = (arm,) if new or last is None else (*last.arms, arm)
        found[day] = PastLook(as_of=day, verdict=verdict, arms=arms)
    if table.broken:
        raise _broken(path, table.broken[0][0])
    return tuple(found[day] for day in sorted(found) if before is None or day < before)


def _broken(path: Path, line: int) -> BookError:
    return BookError("channel_looks_broken", file=str(path), line=line)


def log_look(folder: Path | str, as_of: date, verdict: str, arms: Sequence[Arm]) -> bool:
    """Add a look to the log; whether it was added: the same look at the same day is not, twice."""
    path = Path(folder) / FILE
    look = PastLook(as_of=as_of, verdict=verdict, arms=tuple(arms))
    if look in read_looks(folder):
        return False
    rows: list[Mapping[str, Value]] = [
        {
            "as_of": as_of,
            "verdict": verdict,
            "arm": arm.name,
            "n": arm.n,
            "successes": arm.successes,
        }
        for arm in arms
    ]
    add_rows(path, rows)
    return True
