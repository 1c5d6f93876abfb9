"""A what-if that starts from a deal book: our team, our segment, our quarter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from salestoolkit.core.cohorts import HasHistory, deals_of
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.goal_checks import a_day, in_order
from salestoolkit.core.goal_history import (
    coming_deals,
    lead_time,
    open_deals,
    rate_from_curve,
    reached,
    stage_rates,
    win_rate,
    won_sizes,
)
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.part import Part
from salestoolkit.core.what_if_funnel import MOST_STAGES, Metric, WhatIf, WhatIfStage
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import InvalidValue

ENOUGH = 30.0
"""Cases from which a team's or segment's rate is held up as the best."""
PRIOR = 20.0
"""Cases at everybody's rate that are added to each part's own: a lucky few are no best team."""
ATOMS = 20
FIT = 0.02
"""Relative difference between the product of the stages' rates and the win rate that is mended."""
COMPARED_BY = ("team", "segment")


def what_if_from_book(
    book: HasHistory,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    start: date | None = None,
    until: date | None = None,
    metric: Metric = "deals",
    goal: float | None = None,
    currency: str | None = None,
    capacity: float | None = None,
) -> WhatIf:
    """Where a team stands: its rates, times, sizes, open deals and pace, from the book's date on.

    Rates count open deals as not yet over. The time runs from the day after the book's date to
    ``until``; the volume is the new deals that come in it at the pace of the last 90 days.

    Parameters
    ----------
    pipeline : str, optional
        Name of the pipeline; the one with the most deals where not given.
    part : Part, optional
        Only these deals, such as one team's or one segment's.
    start, until : date, optional
        First and last day of the period that the goal is about; the quarter of the day after the
        book's date where not given. What was won in it counts as done.
    metric, goal : str, float
        Deals or revenue, and how many or how much by the end.
    currency : str, optional
        Whose values are looked at, where there are several.
    capacity : float, optional
        New deals that the team can take on in the time.

    Returns
    -------
    WhatIf
        ``notes`` say what the book does not tell, and what was done about it.

    Raises
    ------
    InvalidValue
        ``goal_end_before_start`` where the period is over at the book's date.
    BookError
        ``unknown_pipeline``, ``unknown_dimension``.
    """
    first, last = _period(book.as_of, start, until)
    deals = deals_of(book, pipeline=pipeline, part=part, currency=currency)
    wanted = Goal(metric="deals", start=first, until=last)
    found = _Stages.of(book, pipeline, part)
    sizes = won_sizes(book, pipeline=pipeline, part=part, currency=currency)
    value = DealValue.seen(sizes) if sizes and not deals.several else None
    money = Goal(metric="revenue", start=first, until=last, currency=deals.currency)
    notes = [*found.notes, *([] if value else ["no_values" if found.wins else "no_wins"])]
    return WhatIf(
        name=part.value if part else "",
        stages=found.stages,
        volume=coming_deals(book, wanted, pipeline=pipeline, part=part) or 0,
        metric=metric,
        goal=goal,
        value=value,
        currency=deals.currency,
        horizon_days=(last - book.as_of).days,
        pattern=found.pattern,
        capacity=capacity,
        open_deals=open_deals(
            book, until=last, pipeline=pipeline, part=part, currency=deals.currency
        ),
        done=reached(book, wanted, pipeline=pipeline, part=part) or 0.0,
        done_value=(reached(book, money, pipeline=pipeline, part=part) or 0.0) if value else 0.0,
        attempt="new_deal",
        as_of=book.as_of,
        notes=tuple(notes),
    )


@dataclass(frozen=True, kw_only=True)
class _Stages:
    """The stages of a book as a what-if has them."""

    stages: tuple[WhatIfStage, ...]
    pattern: tuple[float, ...]
    notes: tuple[str, ...]
    wins: bool

    @classmethod
    def of(cls, book: HasHistory, pipeline: str | None, part: Part | None) -> _Stages:
        whole = win_rate(book, pipeline=pipeline, part=part)
        rates = stage_rates(book, pipeline=pipeline, part=part)
        known = bool(rates) and len(rates) <= MOST_STAGES and any(rate.entered for rate in rates)
        lead = lead_time(book, pipeline=pipeline, part=part)
        process = book.process_of(pipeline)
        if not known:
            stage = replace(WhatIfStage.of(whole, name=process.name), days=_mean(lead))
            return cls(
                stages=(_rounded(stage),),
                pattern=_pattern(lead),
                notes=("one_rate",),
                wins=lead is not None,
            )
        stages = [WhatIfStage.of(rate) for rate in rates]
        power = _power(stages, WhatIfStage.of(whole).rate)
        source = Source(book, pipeline, *((part.dimension, part.value) if part else (None, None)))
        times = [_mean_days(source.ends(stage.key).curve) for stage in process.deal_stages]
        stretch = _mean(lead) / sum(times) if sum(times) else 0.0
        best = _best(book, pipeline, part, rates)
        fitted = tuple(
            _rounded(
                replace(
                    stage,
                    rate=stage.rate**power,
                    days=days * stretch,
                    best=_above(best[at], stage.rate, power),
                    best_of=best[at][1] if _above(best[at], stage.rate, power) else None,
                )
            )
            for at, (stage, days) in enumerate(zip(stages, times, strict=True))
        )
        notes = ("rates_fitted",) if power != 1 else ()
        return cls(stages=fitted, pattern=_pattern(lead), notes=notes, wins=lead is not None)


def _power(stages: Sequence[WhatIfStage], whole: float) -> float:
    """Exponent under which the rates multiply to the share of deals that are ever won."""
    product = math.prod(stage.rate for stage in stages)
    if not 0 < product < 1 or not 0 < whole < 1 or abs(product / whole - 1) <= FIT:
        return 1.0
    return math.log(whole) / math.log(product)


def _above(best: tuple[float, str | None], rate: float, power: float) -> float | None:
    """The best part's rate under the same exponent, where it is better."""
    return best[0] ** power if best[0] > rate else None


def _best(
    book: HasHistory, pipeline: str | None, part: Part | None, rates: Sequence[StageRate]
) -> list[tuple[float, str | None]]:
    """For each stage the best rate among teams (or the part's own kind), drawn towards the rest."""
    everyone = stage_rates(book, pipeline=pipeline) or rates
    found: list[tuple[float, str | None]] = [(0.0, None)] * len(rates)
    dimension = part.dimension if part else _compared_by(book, pipeline)
    if dimension is None:
        return found
    counts = book.counts(pipeline=pipeline, dimension=dimension)
    stages = counts.process.deal_stages
    for value in counts.parts():
        source = Source(book, pipeline, dimension, value)
        for at, stage in enumerate(stages):
            own = rate_from_curve(source.ends(stage.key).curve)
            passed, entered = own.passed or 0.0, own.entered or 0.0
            usual = float(everyone[at].estimate or 0)
            rate = (passed + PRIOR * usual) / (entered + PRIOR)
            if value and entered >= ENOUGH and rate > found[at][0]:
                found[at] = (rate, value)
    return found


def _compared_by(book: HasHistory, pipeline: str | None) -> str | None:
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    known = (name for name in COMPARED_BY if name in frame and frame[name].nunique() > 1)
    return next(known, None)


def _mean_days(curve: Incidence) -> float:
    """Mean days of those that move on."""
    shares = np.diff(curve.incidence[0], prepend=0.0) if curve.n else np.zeros(0)
    total = float(shares.sum())
    return float(shares @ curve.time) / total if total > 0 else 0.0


def _mean(lead: LeadTime | None) -> float:
    if lead is None:
        return 0.0
    return float(np.diff(lead.shares, prepend=0.0) @ np.asarray(lead.days))


def _pattern(lead: LeadTime | None) -> tuple[float, ...]:
    """Lead times as a few equally likely multiples of their mean."""
    mean = _mean(lead)
    if lead is None or not mean:
        return (1.0,)
    middles = (np.arange(ATOMS) + 0.5) / ATOMS
    places = np.minimum(np.searchsorted(lead.shares, middles), len(lead.days) - 1)
    atoms = np.asarray(lead.days, dtype=float)[places]
    if not atoms.sum():
        return (1.0,)
    return tuple(round(float(atom), 3) for atom in atoms / atoms.mean())


def _rounded(stage: WhatIfStage) -> WhatIfStage:
    """Figures as a slider shows them: rates to a hundredth of a point, whole days."""
    return replace(
        stage,
        rate=min(1.0, round(stage.rate, 4)),
        days=float(round(stage.days)),
        counted=None if stage.counted is None else float(round(stage.counted)),
        best=None if stage.best is None else min(1.0, round(stage.best, 4)),
    )


def _period(as_of: date, start: date | None, until: date | None) -> tuple[date, date]:
    tomorrow = as_of + timedelta(days=1)
    first = date(tomorrow.year, 3 * ((tomorrow.month - 1) // 3) + 1, 1) if start is None else start
    if until is None:
        month = first.month + 3
        following = date(first.year + (month > 12), month - 12 * (month > 12), 1)
        until = following - timedelta(days=1)
    a_day(first, "start")
    a_day(until, "until")
    in_order(first, until)
    if until <= as_of:
        raise InvalidValue(
            "goal_end_before_start", field="until", value=str(until), allowed=str(tomorrow)
        )
    return first, until
