"""A goal held against a deal book: what is reached, the chance now, and the pace that it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import WON
from salestoolkit.core.goal_evidence import Evidence, realism
from salestoolkit.core.goal_history import FROM_BOOK, goal_evidence, lead_time, win_rate
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import COUNTED, Goal
from salestoolkit.core.goal_standing import Standing, Tell, goal_standing, tell_from_luck
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

FEW = 30
"""Past cases below which a learned rate says little: it is called a small number."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What was reached by the end of a day."""

    day: date
    total: float


@dataclass(frozen=True, kw_only=True)
class GoalCheck:
    """One goal as of the end of a day.

    ``standing`` is None where there is none: for a rate or a length (``today`` and ``chance`` then say
    what can be said), and where the goal lacks something (``reason``: the code of what is wrong).
    ``path`` is what was reached month by month since the first day. ``n`` is the number of past cases
    behind the least known rate, None where rates are assumed; ``small`` that they are few. ``likely``
    is the largest goal that would be reached with the chance that is enough.
    """

    kept: KeptGoal
    part: Part | None
    as_of: date
    today: float | None = None
    chance: float | None = None
    standing: Standing | None = None
    path: tuple[Reached, ...] = ()
    n: float | None = None
    likely: float | None = None
    reason: str | None = None
    evidence: Evidence | None = None

    @property
    def goal(self) -> Goal:
        """The goal itself."""
        return self.kept.goal

    @property
    def small(self) -> bool:
        """Whether the rate was learned from few cases."""
        return self.n is not None and self.n < FEW


def check_goal(
    book: HasHistory,
    kept: KeptGoal,
    *,
    part: Part | None = None,
    pipeline: str | None = None,
    calendar: WorkCalendar | None = None,
) -> GoalCheck:
    """Where a goal stands at the end of the book's day.

    The chance takes the rates of all deals to date; whether a miss is bad luck is told by those that
    were known on the day before the period began, held against the deals that began in it.

    Parameters
    ----------
    kept : KeptGoal
        A goal of a team's file; its own stages, done and attempts are used where the book cannot tell.
    part : Part, optional
        The team, person or other part that the goal is of.
    calendar : WorkCalendar, optional
        Where the goal has no team: whose working days count.
    """
    goal, pipe = kept.goal, kept.pipeline or pipeline
    book = book if isinstance(book, Remembered) else Remembered(book)
    empty = GoalCheck(kept=kept, part=part, as_of=book.as_of)
    if goal.metric is None or goal.amount is None or goal.until is None:
        return replace(empty, reason="incomplete")
    evidence = _evidence(book, kept, part, pipe, calendar)
    if goal.metric not in COUNTED:
        found = realism(goal, evidence, as_of=book.as_of)
        return replace(
            empty, today=evidence.today, chance=found.chance, n=found.n, evidence=evidence
        )
    if goal.start is None:
        return replace(empty, today=evidence.today, reason="no_start", evidence=evidence)
    try:
        standing = _standing(book, kept, evidence, part, pipe)
    except InvalidValue as error:
        return replace(empty, today=evidence.today, reason=error.code, evidence=evidence)
    return replace(
        empty,
        today=standing.done,
        chance=standing.chance,
        standing=standing,
        path=reached_by_month(book, goal, part=part, pipeline=pipe),
        n=standing.n,
        likely=realism(goal, evidence, as_of=book.as_of).amount,
        evidence=evidence,
    )


def _evidence(
    book: HasHistory,
    kept: KeptGoal,
    part: Part | None,
    pipeline: str | None,
    calendar: WorkCalendar | None,
) -> Evidence:
    """What the book says, and the file where it says more: its own stages, attempts and people."""
    days = calendar if kept.team is None else kept.team.calendar
    if kept.goal.metric not in FROM_BOOK:
        own = kept.evidence
        basis = own.basis if kept.team or days is None else replace(own.basis, calendar=days)
        return replace(own, basis=basis)
    found = goal_evidence(
        book,
        kept.goal,
        pipeline=pipeline,
        part=part,
        team=kept.team,
        calendar=days,
        attempts=kept.attempts,
    )
    if not kept.stages:
        return found
    lead = kept.evidence.basis.lead or found.basis.lead
    basis = replace(found.basis, stages=kept.stages, attempt=kept.attempt, lead=lead)
    return replace(found, basis=basis, attempts=kept.attempts)


def _standing(
    book: HasHistory,
    kept: KeptGoal,
    evidence: Evidence,
    part: Part | None,
    pipeline: str | None,
) -> Standing:
    goal, basis = kept.goal, evidence.basis
    from_book = goal.metric in FROM_BOOK and basis.attempt == "new_deal"
    begun = _begun(book, goal, part, pipeline) if from_book else ()
    made = len(begun) if from_book else math.floor(basis.done) if not basis.stages else 0
    found = goal_standing(goal, basis, as_of=book.as_of, made=made, coming=evidence.attempts)
    if from_book:
        return replace(found, tell=_tell(book, goal, evidence, begun, part, pipeline))
    if evidence.attempts is None and not made:
        # nobody said how much is planned, and no pace is known: a chance would be made up
        return replace(found, coming=None, chance=None, expected=None, interval=None)
    return found


def _tell(
    book: HasHistory,
    goal: Goal,
    evidence: Evidence,
    begun: Sequence[bool],
    part: Part | None,
    pipeline: str | None,
) -> Tell:
    """Luck or not: deals that began in the period, against what was known before it."""
    basis = evidence.basis
    before = _book_at(book, goal.start)
    if goal.metric != "deals" or before is None:
        # revenue and first deals of clients are more than a count of wins
        return Tell(reason="sums" if goal.metric == "revenue" else "no_attempts")
    rate = win_rate(before, pipeline=pipeline, part=part)
    if not rate.entered:
        return Tell(reason="no_attempts")
    then = replace(
        basis,
        stages=(rate,),
        lead=lead_time(before, pipeline=pipeline, part=part),
        done=float(sum(begun)),
    )
    return tell_from_luck(goal, then, as_of=book.as_of, made=len(begun))


def _book_at(book: HasHistory, start: date | None) -> HasHistory | None:
    """The book at the end of the day before a period, None where it cannot look back."""
    if start is None or start > book.as_of or not isinstance(book, Remembered):
        return None
    return book.at(start - timedelta(days=1))


def _begun(
    book: HasHistory, goal: Goal, part: Part | None, pipeline: str | None
) -> tuple[bool, ...]:
    """Deals created in the period so far: whether each is won by now."""
    frame = part_of(book, part, pipeline)
    created = local_days(frame["created_at"], book)
    inside = created <= pd.Timestamp(min(book.as_of, goal.until or book.as_of))
    if goal.start is not None:
        inside &= created >= pd.Timestamp(goal.start)
    return tuple(bool(fate == WON) for fate in frame.loc[inside, "fate"])


def local_days(instants: pd.Series, book: HasHistory) -> pd.Series:
    """Days of instants in the book's time zone, without one."""
    zone = getattr(book, "timezone", "UTC")
    stamps = pd.to_datetime(instants, utc=True).dt.tz_convert(zone)
    return stamps.dt.tz_localize(None).dt.normalize()


def part_of(book: HasHistory, part: Part | None, pipeline: str | None) -> pd.DataFrame:
    """Deals of one pipeline and one value of a column, as a table."""
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    if part is None:
        return frame
    values = frame[part.dimension].astype(object)
    mine = values.where(values.notna(), "").astype(str) == part.value
    return frame[mine.to_numpy(dtype=bool)]


def reached_by_month(
    book: HasHistory, goal: Goal, *, part: Part | None = None, pipeline: str | None = None
) -> tuple[Reached, ...]:
    """What was won from the goal's first day, added up to the end of each month and of ``as_of``.

    Deals or their value (in the goal's currency where it names one); none for other metrics.
    """
    if goal.start is None or goal.metric not in ("deals", "revenue"):
        return ()
    frame = part_of(book, part, pipeline)
    won = frame[(frame["fate"] == WON) & frame["closed_on"].notna()]
    if goal.currency is not None:
        won = won[won["currency"] == goal.currency]
    closed = pd.to_datetime(won["closed_on"])
    last = min(book.as_of, goal.until or book.as_of)
    if last < goal.start:
        return ()
    ends = [end.date() for end in pd.date_range(goal.start, last, freq="ME")]
    found = [Reached(day=goal.start, total=0.0)]
    for day in sorted({*ends, last}):
        inside = (closed >= pd.Timestamp(goal.start)) & (closed <= pd.Timestamp(day))
        total = (
            won.loc[inside, "value"].fillna(0).sum() if goal.metric == "revenue" else inside.sum()
        )
        found.append(Reached(day=day, total=float(total)))
    return tuple(found)
