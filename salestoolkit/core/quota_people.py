"""The people who have quotas: their team, their first and last day, and how far they are settled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.capacity import ramp_share
from salestoolkit.core.counts import WON
from salestoolkit.core.plain_text import folded
from salestoolkit.core.work_calendar import WorkCalendar, months_of

SETTLED = 12
"""Months after which a person counts as settled in."""
FEWEST_STARTERS, FEWEST_WINS = 3, 20
"""New people, and their wins, below which no ramp is learned."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person: teams (several where the book says so), first day and last day, None where not known."""

    name: str
    teams: tuple[str, ...] = ()
    started: date | None = None
    left: date | None = None

    @property
    def team(self) -> str:
        """The team, ``""`` where there is none or more than one."""
        return self.teams[0] if len(self.teams) == 1 else ""

    def gone(self, day: date) -> bool:
        """Whether the person had left by the end of a day."""
        return self.left is not None and self.left <= day


@dataclass(frozen=True, kw_only=True)
class Ramp:
    """What new people bring by months since their start, as shares of settled ones.

    ``shares`` rise from month 0 on and reach at most 1; ``people`` new ones and ``wins`` of theirs.
    """

    shares: tuple[float, ...]
    people: int
    wins: int

    def expected(self, person: Person, start: date, until: date, calendar: WorkCalendar) -> float:
        """Usual share of a full quota in [start, until], each month by its working days.

        1 for someone who was settled in before, and where no first day is known.
        """
        if person.started is None:
            return 1.0
        total = done = 0.0
        for first, end in months_of(max(start, person.started), until + DAY):
            days = calendar.days(first, end)
            age = 12 * (first.year - person.started.year) + first.month - person.started.month
            total += days
            done += days * (ramp_share(age, self.shares) if age < len(self.shares) else 1.0)
        return done / total if total else 1.0


def people_of(deals: pd.DataFrame, reps: pd.DataFrame | None) -> dict[str, Person]:
    """People by name, in the order of the alphabet: those of the table of reps, and owners of deals.

    Parameters
    ----------
    deals : DataFrame
        As `salestoolkit.core.quota_deals.quota_deals` gives them: the team of each owner's newest deal
        counts where the table of reps does not tell one.
    reps : DataFrame, optional
        owner, team, started_at, left_at (days).
    """
    told: dict[str, list[dict[str, Any]]] = {}
    spelt = {folded(name): name for name in deals["owner"].unique() if name}
    if reps is not None:
        for row in reps.to_dict("records"):
            if isinstance(row["owner"], str) and row["owner"].strip():
                name = spelt.setdefault(folded(row["owner"]), row["owner"].strip())
                told.setdefault(name, []).append({str(k): v for k, v in row.items()})
    newest = _newest_team(deals)
    return {
        name: _person(name, told.get(name, []), newest.get(name, ""))
        for name in sorted(spelt.values(), key=lambda name: (folded(name), name))
    }


def _newest_team(deals: pd.DataFrame) -> Mapping[str, str]:
    known = deals[(deals["owner"] != "") & (deals["team"] != "")]
    known = known.sort_values("created", na_position="first", kind="stable")
    return dict(zip(known["owner"], known["team"], strict=True))


def _person(name: str, rows: list[dict[str, Any]], team: str) -> Person:
    teams = sorted(
        {row["team"] for row in rows if isinstance(row.get("team"), str) and row["team"]}
    )
    starts = [_day(row.get("started_at")) for row in rows]
    ends = [_day(row.get("left_at")) for row in rows]
    known = [day for day in starts if day is not None]
    gone = [day for day in ends if day is not None]
    return Person(
        name=name,
        teams=tuple(teams) or ((team,) if team else ()),
        started=min(known) if known and len(known) == len(rows) else None,
        # whoever has a line without a last day is still there
        left=max(gone) if gone and len(gone) == len(rows) else None,
    )


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def learned_ramp(deals: pd.DataFrame, people: Mapping[str, Person], as_of: date) -> Ramp | None:
    """What new people brought by months since their start, as shares of what settled people bring.

    Wins of month m / person-months of month m, over the wins a month of settled people. Whoever has left
    or has not come so far is not counted in the months that they were not there: no zeros for leavers.
    Shares are made to rise (isotonic, weighted by person-months). None where fewer than
    `FEWEST_STARTERS` people began within the book's days, or they won fewer than `FEWEST_WINS` deals.
    """
    begin = deals["created"].min()
    if pd.isna(begin):
        return None
    won = deals[(deals["fate"] == WON) & deals["closed"].notna()]
    first, wins, months = begin.date(), np.zeros(SETTLED + 1), np.zeros(SETTLED + 1)
    starters = [one for one in people.values() if one.started and first <= one.started <= as_of]
    for person in people.values():
        closed = [day.date() for day in won.loc[won["owner"] == person.name, "closed"]]
        own = _by_tenure(person, closed, first, as_of)
        wins, months = wins + own[0], months + own[1]
    new = int(wins[:SETTLED].sum())
    if len(starters) < FEWEST_STARTERS or new < FEWEST_WINS or not wins[SETTLED]:
        return None
    return Ramp(shares=ramp_curve(wins, months), people=len(starters), wins=new)


def _by_tenure(
    person: Person, closed: list[date], first: date, as_of: date
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Wins and months of one person by whole months since the start; the last place: settled in."""
    wins, months = np.zeros(SETTLED + 1), np.zeros(SETTLED + 1)
    start, last = max(first, person.started or first), min(as_of, person.left or as_of)
    for begin, end in months_of(start, last + DAY):
        age = SETTLED if person.started is None else _age(person.started, begin)
        months[min(age, SETTLED)] += (end - begin).days / 30.4
        wins[min(age, SETTLED)] += sum(begin <= day < end for day in closed)
    return wins, months


def _age(started: date, day: date) -> int:
    return 12 * (day.year - started.year) + day.month - started.month


def ramp_curve(wins: np.ndarray[Any, Any], months: np.ndarray[Any, Any]) -> tuple[float, ...]:
    """Shares of a settled person (the last place) by months since the start, rising, at most 1.

    >>> import numpy as np
    >>> ramp_curve(np.array([1.0, 4.0, 3.0, 20.0]), np.array([4.0, 4.0, 4.0, 20.0]))
    (0.25, 0.875, 0.875)
    """
    from scipy.optimize import isotonic_regression

    there = months[:-1] > 0
    full = wins[-1] / months[-1]
    rates = np.divide(wins[:-1], months[:-1], out=np.full(there.size, np.nan), where=there)
    rising = isotonic_regression(rates[there], weights=months[:-1][there]).x
    seen = np.flatnonzero(there)
    every = np.interp(np.arange(there.size), seen, rising) if seen.size else np.ones(there.size)
    return tuple(float(min(1.0, rate / full)) for rate in every)
