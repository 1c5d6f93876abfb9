"""The week of each rep: what was planned, what is done, and what is left for a day."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.apportion import apportioned
from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goals import GoalPlan


@dataclass(frozen=True, kw_only=True)
class WeekCard:
    """One person's week [start, end): attempts planned, done by the end of ``as_of``, and left.

    ``days_left`` are working days after ``as_of``; ``per_day`` is what is left for each of them,
    rounded up, None where none is left. ``room`` is what a full rep makes in the week's working days,
    None where the team does not say.
    """

    rep: str
    start: date
    end: date
    as_of: date
    planned: int
    done: int
    left: int
    days_left: int
    per_day: int | None
    room: int | None = None

    @property
    def too_much(self) -> bool:
        """Whether the week asks for more than a full rep makes in it."""
        return self.room is not None and self.planned > self.room


def attempts_by_rep(
    activities: pd.DataFrame, *, start: date, end: date, types: Collection[str] | None = None
) -> dict[str, int]:
    """Activities done in [start, end), by their owner.

    Parameters
    ----------
    activities : DataFrame
        ``owner`` and ``day`` (the date on which it was done, missing where it is only planned), and
        ``type`` where ``types`` are given.
    types : collection of str, optional
        Only activities of these types.

    Examples
    --------
    >>> day = date(2026, 3, 9)
    >>> done = pd.DataFrame({"owner": ["Anna", "Anna", "Jan"], "day": [day, None, day]})
    >>> attempts_by_rep(done, start=day, end=date(2026, 3, 16))
    {'Anna': 1, 'Jan': 1}
    """
    days = pd.to_datetime(activities["day"])
    inside = (days >= pd.Timestamp(start)) & (days < pd.Timestamp(end))
    if types is not None:
        inside &= activities["type"].isin(list(types))
    counted = activities.loc[inside, "owner"].dropna().value_counts(sort=False)
    return {str(owner): int(n) for owner, n in counted.items()}


def week_cards(
    plan: GoalPlan, team: Team, done: Mapping[str, int], *, as_of: date, day: date | None = None
) -> tuple[WeekCard, ...]:
    """A card for each rep of a team, for the week of a day.

    Parameters
    ----------
    plan : GoalPlan
        Its week is split among the reps by the days that each is at work; the parts add up.
    team : Team
        With the names under which activities are counted.
    done : mapping
        Attempts by name of the rep, from the week's first day to ``as_of``: `attempts_by_rep`.
    day : date, optional
        A day of the week to show; the day after ``as_of`` where not given.

    Returns
    -------
    tuple of WeekCard
        None where the plan has no such week.
    """
    shown = day or as_of + timedelta(days=1)
    week = next((part for part in plan.weeks if part.start <= shown < part.end), None)
    if week is None:
        return ()
    shares = [team.days_of(rep, week.start, week.end) for rep in team.reps]
    planned = apportioned(week.attempts, shares) if sum(shares) else (0,) * len(shares)
    tomorrow = min(max(as_of + timedelta(days=1), week.start), week.end)
    cards = []
    for rep, wanted in zip(team.reps, planned, strict=True):
        made = done.get(rep.name, 0)
        left, (start, end) = max(0, wanted - made), rep.present((tomorrow, week.end))
        days = team.calendar.days(start, end)
        cards.append(
            WeekCard(
                rep=rep.name,
                start=week.start,
                end=week.end,
                as_of=as_of,
                planned=wanted,
                done=made,
                left=left,
                days_left=days,
                per_day=math.ceil(left / days) if days else None,
                room=_room(team, rep, week.start, week.end),
            )
        )
    return tuple(cards)


def _room(team: Team, rep: Rep, start: date, end: date) -> int | None:
    if team.per_day is None:
        return None
    return math.ceil(team.per_day * team.calendar.days(*rep.present((start, end))))
