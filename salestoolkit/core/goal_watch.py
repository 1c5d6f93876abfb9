"""What a goal asks to be watched on the way: measures of its team's deals, as the funnel audit has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.counts import HasCounts
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.part import Part

WATCHED = {
    "win_rate": "win_probability",
    "cycle_days": "cycle_days",
    "deal_value": "mean_won_value",
    "open_value": "open_value",
    "open_deals": "open",
    "lost_deals": "lost",
}
"""Measures that deals can tell, and the figure of the funnel audit that each is."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A measure as the goal names it; ``figure`` is None where deals alone cannot tell it."""

    name: str
    measure: str | None
    figure: Figure | None


def watch(
    book: HasCounts,
    measures: Sequence[tuple[str, str | None]],
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
) -> tuple[Watched, ...]:
    """Each measure (its name, and its key in `WATCHED` or None) with its figure, open deals censored.

    Nothing is counted where nothing is asked for.
    """
    if not measures:
        return ()
    figures = audit_funnel(
        book, pipeline=pipeline, part=part, currency=currency, whole=False
    ).figures
    return tuple(
        Watched(name=name, measure=key, figure=figures.get(WATCHED[key]) if key else None)
        for name, key in measures
    )
