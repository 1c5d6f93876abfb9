"""Where do good leads come from, and what does a customer cost from each source?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.cohorts import Cohort, HasHistory, Share, cohort, deals_of, usual_window
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.funnel import Part
from salestoolkit.core.lead_source_parts import (
    Direction,
    LeadSources,
    SourceCost,
    SourceFigures,
    cost_of,
    direction_of,
)
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.proportions import Proportion, normal_quantile
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.shrinkage import Shrinkage, Shrunken, shrink
from salestoolkit.errors import BookError, InvalidValue

NOTHING = Share(value=None, n=0)


@dataclass(frozen=True, kw_only=True, eq=False)
class _View:
    """The leads of a period: a pipeline's deals created in [start, end)."""

    book: HasHistory
    pipeline: str | None
    start: date
    end: date
    leads: pd.DataFrame
    warm: frozenset[str] | None

    def cohort(self, part: Part | None) -> Cohort:
        """The leads, or those of one source, with their outcomes by age."""
        deals = deals_of(self.book, pipeline=self.pipeline, part=part, currency=None)
        return cohort(
            self.book,
            deals.table,
            start=self.start,
            end=self.end,
            pipeline=self.pipeline,
            part=part,
        )

    def of(self, source: str) -> pd.DataFrame:
        """Leads of one source."""
        return self.leads[self.leads["source"].fillna("") == source]

    def warm_among(self, leads: pd.DataFrame) -> int | None:
        """How many reached the stage that makes a lead warm; None where there is none."""
        if self.warm is None:
            return None
        return int((leads["furthest"].isin(self.warm) | (leads["fate"] == WON)).sum())


def lead_sources(
    book: HasHistory,
    *,
    costs: Sequence[SourceCost] = (),
    pipeline: str | None = None,
    since: date | None = None,
    until: date | None = None,
    horizon_days: int | None = None,
    warm_stage: str | None = None,
    directions: Mapping[str, Direction] | None = None,
    hour_cost: float | None = None,
    currency: str | None = None,
    level: float = 0.95,
) -> LeadSources:
    """Volume, share won and cost per won deal of each lead source, ranked so that luck does not win.

    Share won: within ``horizon_days`` of creation (Aalen-Johansen, open deals censored, never lost);
    for the ranking drawn towards all sources (`core.shrinkage`). Cost per won deal = cost / (leads x
    share drawn): leads that are still open will be won as others were. Leads and costs are those of
    one period.

    Parameters
    ----------
    book : HasHistory
        A deal book whose deals have a ``source``.
    costs : sequence of SourceCost
        What the sources cost; a row that reaches beyond the period counts by its days.
    since, until : date, optional
        Leads created in [since, until); where not given, the span of the costs, else all.
    horizon_days : int, optional
        Days that a deal has to be won in; where not given, those within which nearly all wins came.
    warm_stage : str, optional
        Key of the deal stage that makes a lead warm; else the first after the beginning that resembles
        qualification, else the second one.
    directions : mapping, optional
        Which sources are inbound and which are the seller's own search, by name.
    hour_cost : float, optional
        Price of an hour, which is then part of the cost.
    currency : str, optional
        Of the costs.

    Raises
    ------
    BookError
        ``no_lead_sources`` where no deal of the period has a source; ``unknown_pipeline``.
    InvalidValue
        ``unknown_warm_stage``, ``period_reversed``, ``level_outside_0_1``.
    """
    normal_quantile(level)
    kept = Remembered(book)
    name = book.pipeline_or_largest(pipeline)
    process = book.process_of(name)
    stage = warm_stage_of(process, warm_stage)
    view = _view(kept, name, _period(kept, name, costs, since, until), _from(process, stage))
    names = _names(view, costs)
    horizon = horizon_days or usual_window(view.cohort(None).curve)
    cohorts = {
        one: view.cohort(Part(dimension="source", value=one)) for one in names if len(view.of(one))
    }
    shares = {one: found.share(horizon) for one, found in cohorts.items()} if horizon else {}
    won, won_how = _drawn(
        names, {one: (share.won, share.n) for one, share in shares.items()}, level
    )
    counted = {one: (view.warm_among(view.of(one)) or 0, len(view.of(one))) for one in names}
    warm, _ = _drawn(names, counted if view.warm is not None else {}, level)
    spent = {one: cost_of(one, costs, view.start, view.end, hour_cost) for one in names}
    figures = [
        replace(
            _counted(view, one, shares.get(one, NOTHING), level),
            direction=direction_of(one, directions or {}),
            no_clock=cohorts[one].no_clock if one in cohorts else 0,
            drawn=won.get(one),
            warm_drawn=warm.get(one),
            cost=spent[one][0],
            hours=spent[one][1],
        )
        for one in names
    ]
    return LeadSources(
        as_of=book.as_of,
        since=view.start,
        until=view.end,
        pipeline=name,
        horizon_days=horizon,
        warm_stage=stage,
        currency=currency,
        hour_cost=hour_cost,
        level=level,
        method=None if won_how is None else won_how.method,
        common=None if won_how is None else won_how.mean,
        sources=_in_order(figures),
    )


def _counted(view: _View, source: str, share: Share, level: float) -> SourceFigures:
    """What the leads of one source alone tell."""
    leads = view.of(source)
    return SourceFigures(
        source=source,
        leads=len(leads),
        won=int((leads["fate"] == WON).sum()),
        open=int((leads["fate"] == OPEN).sum()),
        own=Proportion(share.value, *share.interval(level=level), share.n),
        warm=view.warm_among(leads),
        level=level,
    )


def warm_stage_of(process: SalesProcess, wanted: str | None) -> str | None:
    """The stage that makes a lead warm: the named one, else qualification, else the second one.

    None where the process has one stage only.
    """
    stages = process.deal_stages
    keys = [stage.key for stage in stages]
    if wanted is not None:
        if wanted not in keys:
            raise InvalidValue("unknown_warm_stage", value=wanted, allowed=", ".join(keys))
        return wanted
    later = stages[1:]
    alike = (stage.key for stage in later if stage.universal == "qualification")
    return next(alike, later[0].key if later else None)


def _from(process: SalesProcess, stage: str | None) -> frozenset[str] | None:
    """The stage and all that follow it."""
    keys = [one.key for one in process.deal_stages]
    return None if stage is None else frozenset(keys[keys.index(stage) :])


def _period(
    book: HasHistory,
    pipeline: str | None,
    costs: Sequence[SourceCost],
    since: date | None,
    until: date | None,
) -> tuple[date, date]:
    """First day, and first day after: as asked for, else those of the costs, else all deals."""
    created = book.deals_frame(pipeline=pipeline)["created_on"].dropna()
    first = created.min().date() if len(created) else book.as_of
    tomorrow = book.as_of + timedelta(days=1)
    start = since or max(first, min((one.first for one in costs), default=first))
    last = max((one.last for one in costs), default=book.as_of) + timedelta(days=1)
    end = until or min(tomorrow, last)
    if not start < end:
        raise InvalidValue("period_reversed", value=start, allowed=end)
    return start, end


def _view(
    book: HasHistory,
    pipeline: str | None,
    period: tuple[date, date],
    warm: frozenset[str] | None,
) -> _View:
    start, end = period
    frame = book.deals_frame(pipeline=pipeline)
    day = frame["created_on"]
    leads = frame[(day >= pd.Timestamp(start)) & (day < pd.Timestamp(end))]
    if not leads["source"].notna().any():
        raise BookError("no_lead_sources", value=start, allowed=end - timedelta(days=1))
    return _View(book=book, pipeline=pipeline, start=start, end=end, leads=leads, warm=warm)


def _names(view: _View, costs: Sequence[SourceCost]) -> list[str]:
    """Sources of the leads (``""`` for none), then those that only cost something."""
    names = sorted({str(name) for name in view.leads["source"].fillna("")})
    known = {name.casefold() for name in names}
    for one in costs:
        if one.source.casefold() not in known and one.within(view.start, view.end):
            known.add(one.source.casefold())
            names.append(one.source)
    return names


def _drawn(
    names: Sequence[str], counts: Mapping[str, tuple[float, float]], level: float
) -> tuple[dict[str, Shrunken], Shrinkage | None]:
    """All named sources drawn together; leads without a source tell nothing of sources."""
    named = [name for name in names if name]
    pairs = [counts.get(name, (0.0, 0.0)) for name in named]
    found = shrink([k for k, _ in pairs], [n for _, n in pairs], level=level)
    if found is None:
        return {}, None
    return dict(zip(named, found.groups, strict=True)), found


def _in_order(figures: Sequence[SourceFigures]) -> tuple[SourceFigures, ...]:
    """The best drawn share first; then those with too few leads, and those without a source."""
    ranked = sorted(
        (one for one in figures if one.drawn is not None and not one.few),
        key=lambda one: (-one.drawn.value if one.drawn else 0.0, one.source),
    )
    rest = [one for one in figures if one.drawn is None or one.few]
    placed = [replace(one, rank=place) for place, one in enumerate(ranked, start=1)]
    return (*placed, *sorted(rest, key=lambda one: (not one.source, -one.leads, one.source)))
