"""Which dated runs of a batch stay, which go, and which one a week ago is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from salestoolkit.errors import InvalidValue

USUAL_RUNS = 8
"""Two months of Mondays."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Keep:
    """How many of the last runs stay, or for how many days; the latest always stays.

    Raises
    ------
    InvalidValue
        ``keep_rule`` where neither is given, or both, or less than one.
    """

    runs: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        given = [number for number in (self.runs, self.days) if number is not None]
        if len(given) != 1 or given[0] < 1:
            shown = ", ".join(str(number) for number in given) or "–"
            raise InvalidValue("keep_rule", field="keep", value=shown)


@dataclass(frozen=True)
class DatedRun:
    """A run that is kept: its folder's name, when it began, and the day that its pages are about."""

    name: str
    started: datetime
    as_of: date | None = None

    @property
    def day(self) -> date:
        """The day that it speaks of: that of its data where it has one, else the day it ran."""
        return self.as_of or self.started.date()


def runs_to_remove(
    runs: Sequence[DatedRun], *, keep: Keep, latest: str, now: datetime
) -> list[DatedRun]:
    """Runs that go under a rule, oldest first; ``latest`` is never among them.

    Examples
    --------
    >>> runs = [DatedRun(f"run-{day}", datetime(2026, 11, day)) for day in (2, 9, 16)]
    >>> now = datetime(2026, 11, 16)
    >>> [run.name for run in runs_to_remove(runs, keep=Keep(runs=2), latest="run-16", now=now)]
    ['run-2']
    >>> [run.name for run in runs_to_remove(runs, keep=Keep(days=3), latest="run-2", now=now)]
    ['run-9']
    """
    newest = sorted(runs, key=lambda run: (run.started, run.name), reverse=True)
    if keep.days is not None:
        going = [run for run in newest if run.started < now - timedelta(days=keep.days)]
    else:
        # the latest is one of those that stay, whatever else is newer
        others = [run for run in newest if run.name != latest]
        going = others[max(0, (keep.runs or USUAL_RUNS) - (len(others) < len(newest))) :]
    return [run for run in reversed(going) if run.name != latest]


def run_a_week_before(runs: Sequence[DatedRun], day: date) -> DatedRun | None:
    """The run nearest to seven days before ``day``, and about an earlier day; None where there is none.

    Of two that are equally near the later one, of two about one day the one that ran last.

    Examples
    --------
    >>> runs = [DatedRun(f"run-{day}", datetime(2026, 11, day)) for day in (2, 9, 16, 22)]
    >>> run_a_week_before(runs, date(2026, 11, 23)).name
    'run-16'
    """
    earlier = [run for run in runs if run.day < day]
    if not earlier:
        return None
    wanted = day - WEEK
    return min(
        earlier,
        key=lambda run: (abs(run.day - wanted), -run.day.toordinal(), -run.started.timestamp()),
    )
