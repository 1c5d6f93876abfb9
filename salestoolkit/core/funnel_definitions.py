"""Four ways to count a funnel, each by its name: they give different bars from the same deals."""

from __future__ import annotations

from typing import Any, Literal, get_args

import pandas as pd

from salestoolkit.core.counts import WON, Counts
from salestoolkit.core.ends import NOBODY, ends_by_stage
from salestoolkit.core.funnel_counts import total
from salestoolkit.core.funnel_stages import knows_stages

FunnelDefinition = Literal["reached_at_least", "visited", "first_pass", "current_stage_only"]
"""How the deals of a stage are counted.

reached_at_least
    Deals whose furthest stage is this one or a later one, or that were won: a skipped stage counts
    as passed. Share that goes on = reached the next stage (after the last: won) / reached this one.
visited
    Deals with an entry of their own for the stage; a skipped stage does not count. Share = visited
    the next stage / visited this one: it may pass 100 %, for deals can come in past a stage.
first_pass
    Deals by what became of their first visit: moved on to any later stage or won, lost (also where
    the deal was re-opened later), or neither yet. Share = moved on / first visits, those that are
    not decided among them, so that it is a lower bound.
current_stage_only
    Open deals that stand in the stage today. Share = standing in the next stage / standing here,
    which is no conversion at all: a stage where deals wait long looks full, one that they pass
    quickly looks empty, and lost deals are nowhere.
"""
DEFINITIONS: tuple[FunnelDefinition, ...] = get_args(FunnelDefinition)

DEFINITION_COLUMNS = (
    *("stage", "name", *DEFINITIONS),
    *(f"{name}_share" for name in DEFINITIONS),
    *("first_pass_on", "first_pass_lost", "first_pass_open"),
)


def funnel_by_definition(counts: Counts) -> pd.DataFrame:
    """The funnel of a page under each definition, side by side.

    Parameters
    ----------
    counts : Counts
        Of the page's deals.

    Returns
    -------
    DataFrame
        One row a deal stage in process order: ``stage``, ``name``; for each `FunnelDefinition` the
        number of deals, and under ``<definition>_share`` the share of them that the definition says
        goes on (None of no deals); ``first_pass_on``, ``first_pass_lost`` and ``first_pass_open``
        split the first visits. Where the book does not tell stages (`knows_stages`), only
        ``current_stage_only`` is known.
    """
    known = knows_stages(counts)
    visits, passages = ends_by_stage(counts.visits), ends_by_stage(counts.passages)
    reached = _reached(counts)
    rows: list[dict[str, Any]] = []
    for stage in counts.process.deal_stages:
        stays, first = visits.get(stage.key, NOBODY), passages.get(stage.key, NOBODY)
        row: dict[str, Any] = {"stage": stage.key, "name": stage.name}
        if known:
            row |= {
                "reached_at_least": reached[stage.key],
                "visited": stays.where(stays.first).count(),
                "first_pass": first.count(),
                "first_pass_on": first.count(1),
                "first_pass_lost": first.count(2),
                "first_pass_open": first.count(0),
            }
        rows.append(row | {"current_stage_only": stays.count(0)})
    return pd.DataFrame(_with_shares(rows, counts, known), columns=list(DEFINITION_COLUMNS))


def _reached(counts: Counts) -> dict[str, int]:
    """Deals that came at least so far, by stage."""
    order = {stage.key: place for place, stage in enumerate(counts.process.stages)}
    deals = counts.deals
    depth = deals["furthest"].map(order).to_numpy(dtype=float, na_value=-1)
    won = (deals["fate"] == WON).to_numpy(dtype=bool)
    return {key: total(deals[won | (depth >= place)]) for key, place in order.items()}


def _with_shares(rows: list[dict[str, Any]], counts: Counts, known: bool) -> list[dict[str, Any]]:
    """The rows with the share that goes on under each definition."""
    won = total(counts.deals[(counts.deals["fate"] == WON).to_numpy(dtype=bool)])
    beyond = {"reached_at_least": won, "visited": won} if known else {}
    for row, after in zip(rows, [*rows, beyond][1:], strict=True):
        for name in ("reached_at_least", "visited", "current_stage_only"):
            row[f"{name}_share"] = _share(after.get(name), row.get(name))
        row["first_pass_share"] = _share(row.get("first_pass_on"), row.get("first_pass"))
    return rows


def _share(part: int | None, whole: int | None) -> float | None:
    return part / whole if whole and part is not None else None
