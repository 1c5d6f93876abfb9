"""What a deal book says to a plan: rates with open deals censored, lead time, open deals, sizes."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory, deals_of
from salestoolkit.core.counts import OPEN
from salestoolkit.core.ends import Ends
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_stages import knows_stages
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.part import Part


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
    return rate_from_curve(whole_deals(book, pipeline, part).curve)


def lead_time(
    book: HasHistory, *, pipeline: str | None = None, part: Part | None = None
) -> LeadTime | None:
    """Days from a deal's creation to its win, of deals that win; None where none was won."""
    return LeadTime.from_curve(whole_deals(book, pipeline, part).curve)


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
    curve = whole_deals(book, pipeline, part).curve
    frame = deals_of_part(book, pipeline, part)
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


def _source(book: HasHistory, pipeline: str | None, part: Part | None) -> Source:
    return Source(book, pipeline, *((part.dimension, part.value) if part else (None, None)))


def whole_deals(book: HasHistory, pipeline: str | None, part: Part | None) -> Ends:
    """How whole deals ended, of a part or of all."""
    return _source(book, pipeline, part).ends("")


def deals_of_part(book: HasHistory, pipeline: str | None, part: Part | None) -> pd.DataFrame:
    """One row a deal, of a part or of all."""
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    if part is None:
        return frame
    text = frame[part.dimension].astype(object)
    mine = text.where(text.notna(), "").astype(str) == part.value
    return frame[np.asarray(mine, dtype=bool)]
