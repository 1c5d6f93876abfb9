"""What a deal book says of a goal: what is reached, what is coming, and the evidence for its letters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from salestoolkit.core.capacity import Team
from salestoolkit.core.cohorts import HasHistory, deals_a_day, deals_of
from salestoolkit.core.counts import WON
from salestoolkit.core.durations import conditional_quantile
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_book import (
    chance_within,
    deals_of_part,
    lead_time,
    open_deals,
    rate_from_curve,
    stage_rates,
    whole_deals,
    win_rate,
    won_sizes,
)
from salestoolkit.core.goal_evidence import Evidence
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.part import Part
from salestoolkit.core.work_calendar import WorkCalendar

__all__ = [
    "FROM_BOOK",
    "chance_within",
    "coming_deals",
    "goal_evidence",
    "lead_time",
    "new_share",
    "open_deals",
    "rate_from_curve",
    "reached",
    "stage_rates",
    "win_rate",
    "won_sizes",
]

YEAR = 365
FROM_BOOK = ("deals", "revenue", "new_accounts", "win_rate", "cycle_days")
"""Metrics that a deal book alone can tell."""


def goal_evidence(
    book: HasHistory,
    goal: Goal,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    before: Sequence[StageRate] = (),
    team: Team | None = None,
    calendar: WorkCalendar | None = None,
    attempts: int | None = None,
) -> Evidence:
    """What a book says of a goal of deals, revenue, new accounts, win rate or cycle length.

    Parameters
    ----------
    book : HasHistory
        The team's deals; the goal is seen from the end of its ``as_of``.
    goal : Goal
        Other metrics get the calendar and the team only.
    before : sequence of StageRate
        Stages before a deal begins, such as from a call to a meeting and from that to a deal: the
        plan then counts calls. Without them it counts new deals.
    attempts : int, optional
        Attempts planned for the rest of the period; new deals at the pace of the last 90 days where
        not given and ``before`` is empty.
    """
    days = WorkCalendar() if calendar is None else calendar
    attempt = "call" if before or goal.metric not in FROM_BOOK else "new_deal"
    empty = Basis(team=team, calendar=days, stages=tuple(before), attempt=attempt)
    if goal.metric not in FROM_BOOK:
        return Evidence(basis=empty, attempts=attempts)
    rate = win_rate(book, pipeline=pipeline, part=part)
    if goal.metric in ("win_rate", "cycle_days"):
        return _of_rate(book, goal, empty, rate, pipeline, part, attempts)
    until = goal.until or book.as_of
    won = reached(book, goal, pipeline=pipeline, part=part)
    first = (
        (new_share(book, pipeline=pipeline, part=part),) if goal.metric == "new_accounts" else ()
    )
    basis = replace(
        empty,
        stages=(*before, rate, *first),
        lead=lead_time(book, pipeline=pipeline, part=part),
        open_deals=open_deals(
            book, until=until, pipeline=pipeline, part=part, currency=goal.currency
        ),
        sizes=won_sizes(book, pipeline=pipeline, part=part, currency=goal.currency),
        done=won or 0.0,
    )
    for share in first:
        chance = float(share.estimate or 0)
        new = (replace(deal, chance=deal.chance * chance) for deal in basis.open_deals)
        basis = replace(basis, open_deals=tuple(new))
    if attempts is None and not before:
        attempts = coming_deals(book, goal, pipeline=pipeline, part=part)
    return Evidence(basis=basis, today=won, attempts=attempts)


def new_share(
    book: HasHistory, *, pipeline: str | None = None, part: Part | None = None
) -> StageRate:
    """Share of the wins of the last year that were the client's first in the book."""
    won = _won(book, pipeline, part).dropna(subset=["organization"])
    closed = pd.to_datetime(won["closed_on"])
    recent = closed > pd.Timestamp(book.as_of) - pd.Timedelta(days=YEAR)
    first = ~won.assign(closed=closed).sort_values("closed").duplicated("organization")
    mine = first.reindex(won.index) & recent
    return StageRate(passed=float(mine.sum()), entered=float(recent.sum()))


def reached(
    book: HasHistory, goal: Goal, *, pipeline: str | None = None, part: Part | None = None
) -> float | None:
    """What is won from the goal's start to ``as_of``: deals, their value, or first deals of clients.

    None where the book cannot tell: values in several currencies, or no names of clients.
    """
    won = _won(book, pipeline, part)
    closed = pd.to_datetime(won["closed_on"])
    last = min(book.as_of, goal.until or book.as_of)
    inside = closed <= pd.Timestamp(last)
    if goal.start is not None:
        inside &= closed >= pd.Timestamp(goal.start)
    if goal.metric == "revenue":
        deals = deals_of(book, pipeline=pipeline, part=part, currency=goal.currency)
        mine = won["currency"].fillna("") == (deals.currency or "")
        return None if deals.several else float(won.loc[inside & mine, "value"].fillna(0).sum())
    if goal.metric == "new_accounts":
        if won["organization"].isna().all():
            return None
        first = closed.groupby(won["organization"]).min()
        begun = first <= pd.Timestamp(last)
        if goal.start is not None:
            begun &= first >= pd.Timestamp(goal.start)
        return float(begun.sum())
    return float(inside.sum())


def coming_deals(
    book: HasHistory, goal: Goal, *, pipeline: str | None = None, part: Part | None = None
) -> int | None:
    """New deals until the goal's end at the pace of the last 90 days; None without an end."""
    ahead = goal.ahead(book.as_of)
    if ahead is None:
        return None
    table = deals_of(book, pipeline=pipeline, part=part, currency=None).table
    created = table["created"].to_numpy(dtype=float)
    days = max(0, (ahead[1] - ahead[0]).days)
    return math.floor(deals_a_day(created, book.as_of) * days + 0.5)


def _of_rate(
    book: HasHistory,
    goal: Goal,
    basis: Basis,
    rate: StageRate,
    pipeline: str | None,
    part: Part | None,
    attempts: int | None,
) -> Evidence:
    """A goal of the win rate or of the cycle: as a rate among the deals to come."""
    if attempts is None:
        attempts = coming_deals(book, goal, pipeline=pipeline, part=part)
    curve = whole_deals(book, pipeline, part).curve
    if goal.metric == "win_rate":
        found = replace(basis, stages=(rate,), lead=LeadTime.from_curve(curve))
        return Evidence(basis=found, today=curve.final(), attempts=attempts)
    final = curve.final() or 0.0
    within = curve.at(min(goal.amount or 0.0, curve.last or 0.0)) or 0.0
    wins = (rate.passed or 0.0) if final else 0.0
    quick = StageRate(passed=wins * min(1.0, within / final) if final else 0.0, entered=wins)
    found = replace(basis, stages=(quick,), lead=LeadTime.from_curve(curve))
    coming = None if attempts is None else math.floor(attempts * final + 0.5)
    return Evidence(basis=found, today=conditional_quantile(curve, 0.5).value, attempts=coming)


def _won(book: HasHistory, pipeline: str | None, part: Part | None) -> pd.DataFrame:
    frame = deals_of_part(book, pipeline, part)
    return frame[(frame["fate"] == WON) & frame["closed_on"].notna()]
