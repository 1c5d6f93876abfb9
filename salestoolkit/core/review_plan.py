"""What the rest of a plan needs, against what the open deals will bring in time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.goal_history import chance_within, reached
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.part import Part
from salestoolkit.core.quota_table import lines_of, read_quotas
from salestoolkit.core.quota_target import target_in
from salestoolkit.core.review_hand import Expected, draws_of, expected_of, values_in
from salestoolkit.core.work_calendar import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Need:
    """What is left of a plan, and what the open deals will bring by its end.

    ``left`` = amount - done, at least 0. ``in_time`` is what comes of the open deals by ``until``: the
    chance of each x the share of such wins that come in time. ``alone`` is the chance that they are
    enough without any new deal; ``new`` what new deals must bring on average. In deals, or in
    ``currency`` for revenue. ``origin``: ``goal`` (the team's file) or ``quotas`` (of the book).
    """

    origin: str
    name: str
    metric: str
    currency: str | None
    start: date
    until: date
    amount: float
    done: float
    left: float
    in_time: Expected | None
    alone: float | None

    @property
    def coming(self) -> float | None:
        """What the open deals will bring in time, in the plan's unit."""
        if self.in_time is None:
            return None
        return self.in_time.wins if self.metric == "deals" else self.in_time.value

    @property
    def new(self) -> float | None:
        """What new deals must bring on average; 0 where the open ones bring enough."""
        return None if self.coming is None else max(0.0, self.left - self.coming)


def need_of(
    book: HasHistory,
    goal: Goal,
    rows: pd.DataFrame,
    curve: Incidence,
    *,
    origin: str,
    pipeline: str | None,
    part: Part | None,
    won: int,
    lost: int,
) -> Need | None:
    """What is left of a goal of deals or revenue; None where the book cannot tell what is reached.

    A deal's chance to be won in time is its chance to be won x (F(a + h) - F(a)) / (F(last) - F(a)),
    the share of the wins still to come at its age a that come within the h days left, F the curve of
    whole deals.
    """
    done = reached(book, goal, pipeline=pipeline, part=part)
    if done is None or goal.amount is None or goal.start is None or goal.until is None:
        return None
    left = max(0.0, goal.amount - done)
    chance = rows["chance"].to_numpy(dtype=float) * _in_time(rows, curve, book.as_of, goal.until)
    currency = goal.currency if goal.metric == "revenue" else None
    value = values_in(rows, currency)
    told = expected_of(chance, value, won=won, lost=lost)
    if told is not None and goal.metric == "revenue" and told.value is None:
        told = None
    return Need(
        origin=origin,
        name=goal.name,
        metric=goal.metric or "",
        currency=currency,
        start=goal.start,
        until=goal.until,
        amount=goal.amount,
        done=done,
        left=left,
        in_time=told,
        alone=None if told is None else _alone(chance, value, goal, left, won=won, lost=lost),
    )


def _in_time(rows: pd.DataFrame, curve: Incidence, as_of: date, until: date) -> np.ndarray:
    """Of each deal's wins still to come, the share that comes by the plan's end."""
    left = max(0, (until - as_of).days)
    shares = []
    for days in rows["age_days"].astype("float64"):
        age = float(days)
        ever = None if math.isnan(age) else curve.chance_at_age(age)
        shares.append(min(1.0, chance_within(curve, age, left) / ever) if ever else 0.0)
    return np.array(shares, dtype=float)


def _alone(
    chance: np.ndarray, value: np.ndarray, goal: Goal, left: float, *, won: int, lost: int
) -> float:
    """Chance that the open deals alone bring what is left."""
    if not left:
        return 1.0
    known = ~np.isnan(chance)
    drawn = draws_of(chance[known], won=won, lost=lost)
    worth = np.nan_to_num(value[known]) if goal.metric == "revenue" else np.ones(known.sum())
    return float((drawn @ worth >= left - 1e-9).mean())


def goal_of_quotas(
    quotas: pd.DataFrame,
    *,
    as_of: date,
    part: Part | None = None,
    teams: Mapping[str, str] | None = None,
) -> Goal | None:
    """The quotas of the year of ``as_of`` as one goal, for all or for a part; None where there is none.

    Where people have quotas theirs are added, else the teams', else the territories': a team's quota
    is not counted beside those of its people. Quotas that a part has itself go before those, and months
    before the year that they lie in; quotas below 0 and of no known period do not count.

    Parameters
    ----------
    quotas : DataFrame
        owner, team, territory, period (``2026-10``, ``2026-Q4``, ``2026``), starts, ends (days),
        target, metric (``deals``, else money), currency.
    teams : mapping, optional
        The team of each owner, where the quotas do not name it.
    """
    found = read_quotas(quotas).lines
    years = [
        first.year <= as_of.year <= last.year
        for first, last in zip(found["start"], found["end"], strict=True)
    ]
    rows = lines_of(found[np.array(years, dtype=bool)], part, teams or {})
    is_deals = rows["metric"] == "deals"
    rows = rows[is_deals == bool(is_deals.all())]
    rows = rows[rows["metric"] != "margin"]
    coins = sorted(set(rows["currency"]) - {""})
    if rows.empty or len(coins) > 1:
        return None
    start, until = min(rows["start"]), max(rows["end"])
    target = target_in(rows, start, until, calendar=WorkCalendar(country=None))
    if until < as_of or target is None:
        return None
    metric = "deals" if is_deals.all() else "revenue"
    return Goal(
        metric=metric,
        amount=target.amount,
        currency=coins[0] if coins and metric == "revenue" else None,
        start=start,
        until=until,
    )
