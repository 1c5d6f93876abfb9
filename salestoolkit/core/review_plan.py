"""What the rest of a plan needs, against what the open deals will bring in time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.goal_history import chance_within, reached
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.part import Part
from salestoolkit.core.periods import span_of
from salestoolkit.core.review_hand import Expected, draws_of, expected_of, values_in


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
    is not counted beside those of its people. Quotas that a part has itself go before those.

    Parameters
    ----------
    quotas : DataFrame
        owner, team, territory, period (``2026-10``, ``2026-Q4``, ``2026``), starts, ends (days),
        target, metric (``deals``, else money), currency.
    teams : mapping, optional
        The team of each owner, where the quotas do not name it.
    """
    names = ("period", "starts", "ends")
    told = zip(*(quotas[name] for name in names), strict=True)
    spans = pd.Series([_span(*one) for one in told], index=quotas.index, dtype=object)
    inside = [one is not None and one[0].year <= as_of.year <= one[1].year for one in spans]
    rows = _of_part(quotas.assign(span=spans)[inside], part, teams or {})
    rows = rows[rows["target"].notna()]
    is_deals = rows["metric"].astype(object).fillna("").astype(str).str.casefold() == "deals"
    rows = rows[is_deals == bool(is_deals.all())]
    coins = sorted(set(rows["currency"].dropna()))
    if rows.empty or len(coins) > 1:
        return None
    starts, ends = zip(*rows["span"], strict=True)
    if max(ends) < as_of:
        return None
    metric = "deals" if is_deals.all() else "revenue"
    return Goal(
        metric=metric,
        amount=float(rows["target"].sum()),
        currency=coins[0] if coins and metric == "revenue" else None,
        start=min(starts),
        until=max(ends),
    )


def _of_part(rows: pd.DataFrame, part: Part | None, teams: Mapping[str, str]) -> pd.DataFrame:
    """Quotas of a part: its own, else those of its people; of all: the finest that there are."""
    levels = ("owner", "team", "territory")
    named = {level: rows[level].notna() & (rows[level] != "") for level in levels}
    if part is None:
        best = next((level for level in levels if named[level].any()), None)
        return rows if best is None else rows[named[best]]
    if part.dimension not in levels:
        return rows[:0]
    own = rows[named[part.dimension] & (rows[part.dimension] == part.value)]
    people = own[named["owner"].reindex(own.index)]
    if part.dimension != "owner" and len(own) > len(people):
        return own[~named["owner"].reindex(own.index)]
    if own.empty and part.dimension == "team":
        return rows[rows["owner"].map(teams) == part.value]
    return own


def _span(period: Any, starts: Any, ends: Any) -> tuple[date, date] | None:
    """First and last day of a quota's period; None where it names none that is known."""
    if not pd.isna(starts) and not pd.isna(ends):
        first, last = pd.Timestamp(starts).date(), pd.Timestamp(ends).date()
        return (first, last) if first <= last else None
    return None if pd.isna(period) else span_of(str(period))
