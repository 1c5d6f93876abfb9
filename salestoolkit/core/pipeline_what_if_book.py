"""The open deals of a book as a what-if begins with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.forecast import state_of
from salestoolkit.core.forecast_hazards import WHOLE, DealHazards
from salestoolkit.core.forecast_pipeline import Pipeline
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.part import Part
from salestoolkit.core.pipeline_levers import MONTHS, OpenPipeline, month_ends
from salestoolkit.core.pipeline_new import MONTH_DAYS
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import InvalidValue

PARAMETER_DRAWS = 60
FEWEST_ENDED = 20
"""Deals that were won or lost below which chances would be made up."""


def open_pipeline(
    book: HasHistory,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
) -> OpenPipeline:
    """The open deals with their chances month by month, and new deals at the present pace.

    Chances are those of the semi-Markov model, from how deals went on from each stage; the rates are
    those of the whole book, the deals and the pace the part's own.

    Raises
    ------
    InvalidValue
        ``pipeline_too_little`` where too few deals have ended, ``pipeline_nothing`` where no deal is
        open.
    """
    book = book if isinstance(book, Remembered) else Remembered(book)
    whole = state_of(book, pipeline=pipeline, currency=currency)
    mine = whole if part is None else replace(whole, part=part)
    if whole.closed < FEWEST_ENDED or not whole.won[0].size:
        raise InvalidValue("pipeline_too_little", value=whole.closed, allowed=FEWEST_ENDED)
    if mine.open.empty:
        raise InvalidValue("pipeline_nothing", value=0)
    learned, ends = Pipeline(whole, PARAMETER_DRAWS), month_ends(book.as_of)
    rows, pace = mine.open, learned.pace(mine)
    process = book.process_of(pipeline)
    stage = rows["stage"].astype(object).where(rows["stage"].notna(), "").tolist()
    known = learned.hazards.stages
    lone = known[WHOLE].n if WHOLE in known else 0
    return OpenPipeline(
        as_of=book.as_of,
        keys=list(zip(rows["source_name"], rows["deal_id"], strict=True)),
        stage=stage,
        value=rows["worth"].to_numpy(dtype=float),
        reach=_reach(learned, mine, ends),
        ends=ends,
        stages=[one.key for one in process.stages if one.key in stage]
        + ([""] if "" in stage else []),
        cases={name: known[name].n if name in known else lone for name in set(stage)},
        new_a_month=pace.a_day * MONTH_DAYS,
        new_seen=pace.n,
        new_reach=_new_reach(learned.hazards),
        new_cases=lone,
        sizes=learned.sizes(mine),
        currency=whole.currency,
    )


def _reach(learned: Pipeline, mine: State, ends: tuple[date, ...]) -> Array:
    """Chance of each open deal to be won by the end of each month; 0 where it cannot be told."""
    columns = [
        learned.chances(mine.open, Window(lead=0, days=(day - mine.day).days)).mean(axis=0)
        for day in ends
    ]
    reach = np.nan_to_num(np.stack(columns, axis=1))
    return np.asarray(np.minimum(np.maximum.accumulate(reach, axis=1), 1.0), dtype=float)


def _new_reach(hazards: DealHazards) -> Array:
    """Chance of a new deal to be won by the end of the 1st, 2nd ... month of its life."""
    if WHOLE not in hazards.stages:
        return np.zeros(MONTHS)
    ends = np.arange(1, MONTHS + 1) * MONTH_DAYS
    won, step = hazards.won_by(float(ends[-1]))
    curve = won[WHOLE].mean(axis=0)
    return np.asarray(np.interp(ends, np.arange(curve.size) * step, curve), dtype=float)
