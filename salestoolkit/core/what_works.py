"""What goes with moving on: activities early in a stage against how deals went on from there.

An association, never a proof: sellers do more for deals that look good. What can be put right by
counting is put right. A deal that stays long has more time to get an activity, so only what was done
until a landmark day counts, of deals still in the stage after it, and only what became of them later
(Anderson, Cain and Gelber 1983). Deals of one source and segment that came in the same half-year are
held against each other. Of everything that is looked at, only what chance would hardly give stands out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_limits import FEW
from salestoolkit.core.lost_reason_tests import discoveries
from salestoolkit.core.stage_activities import HasActivities, StageActivities
from salestoolkit.core.what_works_parts import (
    SOURCE_COLUMNS,
    WORK_COLUMNS,
    Landmark,
    Practice,
    by_source_rows,
    landmark_of,
    practices_of,
    work_row,
)

NOISE = 0.01
"""How often all practices of a page of which none matters may make one stand out."""


@dataclass(frozen=True, kw_only=True)
class Works:
    """Activities early in a stage, and what share of the deals moved on afterwards.

    practices : one row a stage and practice, in process order
        stage, name; kind (``any``: anything was done, ``several``: two things or more, ``type``: this
        type of activity), practice (the type as most people write it), activity (key of the
        process's activity of that name, or ``""``); landmark_days (what was done until then counts,
        of deals still there after it), horizon_days (they moved on by then, counted from the entry);
        deals (there after the landmark, old enough), with_n, without_n, with_moved, without_moved;
        with_share, without_share (the same mix of source, segment and half-year in both), difference
        (Mantel-Haenszel) and its interval difference_low, difference_high, None like p_value where too
        few deals tell;
        with_crude, without_crude (moved / n as they are); compared (deals in a mix that has both);
        with_days, without_days (median days in the stage of those that moved on); p_value, q_value
        (Benjamini-Hochberg over all rows), stands_out (q <= `NOISE`).
    by_source : the same by source: stage, name, kind, practice, source, with_n,
        without_n, with_share, without_share, difference and its interval (Newcombe)
    limits : codes (``what_works.limits``): ``no_activities``, ``no_activities_here`` (none in a stage),
        ``activities_remote``, ``no_stage_dates``, ``few_deals``
    """

    as_of: date
    practices: pd.DataFrame
    by_source: pd.DataFrame
    activities: int
    level: float = 0.95
    limits: tuple[str, ...] = field(default=())


def what_works(source: Source, *, level: float = 0.95) -> Works:
    """Which activities go with moving on, stage by stage.

    Parameters
    ----------
    source : Source
        The page's counts; its own deals are looked at.
    level : float
        Of every interval.

    Returns
    -------
    Works
        Empty, with the limit that says why, where the book cannot tell.
    """
    own = source.own()
    if not isinstance(own.book, HasActivities):
        return _nothing(source, level, "activities_remote")
    done = own.book.stage_activities(pipeline=source.pipeline)
    if done is None:
        return _nothing(source, level, "no_activities")
    if not len(done.stays):
        return _nothing(source, level, "no_stage_dates")
    if not len(done.activities):
        return _nothing(source, level, "no_activities_here")
    landmarks = _landmarks(source, done)
    looked_at = [
        (landmark, practice) for landmark in landmarks for practice in practices_of(landmark)
    ]
    rows = [work_row(landmark, practice, level=level) for landmark, practice in looked_at]
    table = tested([row for row in rows if row is not None])
    enough = bool(len(table)) and int(table["deals"].max()) >= FEW
    return Works(
        as_of=source.book.as_of,
        practices=table,
        by_source=_by_source(looked_at, level),
        activities=len(done.activities),
        level=level,
        limits=() if enough else ("few_deals",),
    )


def _landmarks(source: Source, done: StageActivities) -> list[Landmark]:
    """The stages in process order, each with the deals that can be compared."""
    process = source.everyone().process
    stages = [(stage, source.usual_days(stage.key)) for stage in process.deal_stages]
    return [
        landmark_of(process, stage, done, usual) for stage, usual in stages if usual is not None
    ]


def tested(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The comparisons as one table, with q-values over all of them and what stands out."""
    table = pd.DataFrame(rows, columns=list(WORK_COLUMNS))
    table["p_value"] = table["p_value"].astype("float64")
    q = discoveries(table["p_value"].to_numpy(dtype=float))
    return table.assign(q_value=q, stands_out=q <= NOISE)


def _by_source(looked_at: list[tuple[Landmark, Practice]], level: float) -> pd.DataFrame:
    rows = [
        row
        for landmark, practice in looked_at
        for row in by_source_rows(landmark, practice, level=level)
    ]
    return pd.DataFrame(rows, columns=list(SOURCE_COLUMNS))


def _nothing(source: Source, level: float, limit: str) -> Works:
    return Works(
        as_of=source.book.as_of,
        practices=tested([]),
        by_source=pd.DataFrame(columns=list(SOURCE_COLUMNS)),
        activities=0,
        level=level,
        limits=(limit,),
    )
