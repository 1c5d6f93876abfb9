"""What a deal book says of a goal: rates, lead time, sizes, open deals and the present pace."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.capacity import Team
from salestoolkit.core.cohorts import HasHistory, deals_a_day, deals_of
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.durations import conditional_quantile
from salestoolkit.core.funnel import Part
from salestoolkit.core.funnel_counts import Ends, Source
from salestoolkit.core.funnel_stages import knows_stages
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_evidence import Evidence
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.work_calendar import WorkCalendar

YEAR = 365
FROM_BOOK = ("deals", "revenue", "new_accounts", "win_rate", "cycle_days")
"""Metrics that a deal book alone can tell."""


def rate_from_curve(curve: Incidence, *, name: str = "", age: float | None = None) -> StageRate:
    """A share estimated with deals still open, as a rate learned from so many deals.

    The Aalen-Johansen share F by ``age`` (the last follow-up where not given) with its standard error
    is worth n = F (1 - F) / se^2 deals, at most those watched; passed = F n. Won / closed would leave
    out that open deals are not lost.

    Examples
    --------
    >>> from salestoolkit.core.incidence import aalen_johansen
    >>> found = rate_from_curve(aalen_johansen([3, 5, 7, 9], [1, 2, 1, 2]))
    >>> found.passed, found.entered
    (2.0, 4.0)
    """
    if curve.last is None or not curve.n:
        return StageRate(name=name, passed=0.0, entered=0.0)
    when = curve.last if age is None else min(age, curve.last)
    share, place = curve.at(when) or 0.0, curve.position(when)
    if place is None or place < 0:
        return StageRate(name=name, passed=0.0, entered=0.0)
    error = float(curve.standard_error()[place])
    known = float(curve.events.sum())
    n = min(share * (1 - share) / error**2, curve.n) if error > 0 else min(known, curve.n)
    return StageRate(name=name, passed=min(share, 1.0) * n, entered=n)


def stage_rates(
    book: HasHistory, *, pipeline: str | None = None, part: Part | None = None
) -> tuple[StageRate, ...]:
    """Share that moves on from each deal stage, open deals censored, as the funnel audit has it.

    Empty where the book does not know its stages. Deals that skip a stage are in no stage's
    denominator that they did not visit, so the product need not be the win rate: see `win_rate`.
    """
    source = _source(book, pipeline, part)
    if not knows_stages(source.page()):
        return ()
    stages = source.everyone().process.deal_stages
    return tuple(rate_from_curve(source.ends(one.key).curve, name=one.name) for one in stages)


def win_rate(
    book: HasHistory, *, pipeline: str | None = None, part: Part | None = None
) -> StageRate:
    """Share of deals that are ever won, open deals censored, as a learned rate."""
    return rate_from_curve(_whole(book, pipeline, part).curve)


def lead_time(
    book: HasHistory, *, pipeline: str | None = None, part: Part | None = None
) -> LeadTime | None:
    """Days from a deal's creation to its win, of deals that win; None where none was won."""
    return LeadTime.from_curve(_whole(book, pipeline, part).curve)


def open_deals(
    book: HasHistory,
    *,
    until: date,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
) -> tuple[OpenDeal, ...]:
    """Deals that are open now, each with its chance to be won by the end of ``until``.

    (F(a + h) - F(a)) / S(a) at age a with h days left, F the whole deals' curve. A deal older than
    any that was watched has chance 0; the stage where it stands is not used.
    """
    curve = _whole(book, pipeline, part).curve
    frame = _frame(book, pipeline, part)
    money = deals_of(book, pipeline=pipeline, part=part, currency=currency).currency
    still = frame[(frame["fate"] == OPEN) & frame["age_days"].notna()]
    left = max(0, (until - book.as_of).days)
    found = []
    for age, value, coin in zip(
        still["age_days"].astype(float), still["value"], still["currency"].fillna(""), strict=True
    ):
        known = coin == (money or "") and not math.isnan(value)
        chance = chance_within(curve, age, left)
        found.append(OpenDeal(chance=chance, value=max(0.0, float(value)) if known else None))
    return tuple(found)


def chance_within(curve: Incidence, age: float, days: float) -> float:
    """Chance that a deal open at ``age`` is won within so many days; 0 past the last follow-up."""
    if curve.last is None:
        return 0.0
    share, alive = curve.at(age), curve.survival_at(age)
    later = curve.at(min(age + days, curve.last))
    if share is None or later is None or not alive or alive <= 1e-9:
        return 0.0
    return min(1.0, max(0.0, later - share) / alive)


def won_sizes(
    book: HasHistory,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
) -> tuple[float, ...]:
    """Values above 0 of won deals in one currency; none where one must be chosen first."""
    deals = deals_of(book, pipeline=pipeline, part=part, currency=currency)
    table = deals.table
    won = table.loc[table["days"].notna(), "value"]
    return tuple(float(value) for value in won if value > 0)


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
    curve = _whole(book, pipeline, part).curve
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


def _source(book: HasHistory, pipeline: str | None, part: Part | None) -> Source:
    return Source(book, pipeline, *((part.dimension, part.value) if part else (None, None)))


def _whole(book: HasHistory, pipeline: str | None, part: Part | None) -> Ends:
    return _source(book, pipeline, part).ends("")


def _won(book: HasHistory, pipeline: str | None, part: Part | None) -> pd.DataFrame:
    frame = _frame(book, pipeline, part)
    return frame[(frame["fate"] == WON) & frame["closed_on"].notna()]


def _frame(book: HasHistory, pipeline: str | None, part: Part | None) -> pd.DataFrame:
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    if part is None:
        return frame
    text = frame[part.dimension].astype(object)
    mine = text.where(text.notna(), "").astype(str) == part.value
    return frame[np.asarray(mine, dtype=bool)]
