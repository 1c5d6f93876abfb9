"""Where do good leads come from, and what does a customer cost from each source?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from salestoolkit.core.cohorts import HasHistory, Share, usual_window
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.lead_source_parts import (
    Direction,
    LeadSources,
    SourceCost,
    SourceFigures,
    cost_of,
    direction_of,
)
from salestoolkit.core.lead_source_view import (
    LeadView,
    lead_view,
    names_of,
    period_of,
    reached_from,
    warm_stage_of,
)
from salestoolkit.core.part import Part
from salestoolkit.core.proportions import Proportion, normal_quantile
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.shrinkage import Shrinkage, Shrunken, shrink
from salestoolkit.errors import InvalidValue

NOTHING = Share(value=None, n=0)


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
        ``unknown_warm_stage``, ``period_reversed``, ``level_outside_0_1``, ``hour_cost_outside``.
    """
    normal_quantile(level)
    if hour_cost is not None and not 0 <= hour_cost < math.inf:
        raise InvalidValue("hour_cost_outside", value=str(hour_cost))
    kept = Remembered(book)
    name = book.pipeline_or_largest(pipeline)
    process = book.process_of(name)
    stage = warm_stage_of(process, warm_stage)
    period = period_of(kept, name, costs, since, until)
    view = lead_view(kept, name, period, reached_from(process, stage))
    horizon = horizon_days or usual_window(view.cohort(None).curve)
    figures, how = _figures(view, names_of(view, costs), horizon, level)
    spent = {one: cost_of(one.source, costs, view.start, view.end, hour_cost) for one in figures}
    return LeadSources(
        as_of=book.as_of,
        since=view.start,
        until=view.end,
        pipeline=name,
        horizon_days=horizon,
        warm_stage=None if stage is None else process.stage(stage).name,
        currency=currency,
        hour_cost=hour_cost,
        level=level,
        method=None if how is None else how.method,
        common=None if how is None else how.mean,
        sources=_in_order(
            [
                replace(
                    one,
                    direction=direction_of(one.source, directions or {}),
                    cost=spent[one][0],
                    hours=spent[one][1],
                )
                for one in figures
            ]
        ),
    )


def _figures(
    view: LeadView, names: Sequence[str], horizon: int | None, level: float
) -> tuple[list[SourceFigures], Shrinkage | None]:
    """Each source's leads and shares, and how the shares were drawn together."""
    cohorts = {
        one: view.cohort(Part(dimension="source", value=one)) for one in names if len(view.of(one))
    }
    shares = {one: found.share(horizon) for one, found in cohorts.items()} if horizon else {}
    won, how = _drawn(names, {one: (share.won, share.n) for one, share in shares.items()}, level)
    # a young lead that is not warm yet may still become so
    ripe = {one: view.ripe(view.of(one), horizon) for one in names}
    counted = {one: (view.warm_among(leads) or 0, len(leads)) for one, leads in ripe.items()}
    warm, _ = _drawn(names, counted if view.warm is not None else {}, level)
    figures = [
        replace(
            _counted(view, one, shares.get(one, NOTHING), level),
            no_clock=cohorts[one].no_clock if one in cohorts else 0,
            drawn=won.get(one),
            warm_drawn=warm.get(one),
        )
        for one in names
    ]
    return figures, how


def _counted(view: LeadView, source: str, share: Share, level: float) -> SourceFigures:
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
