"""The deal book deal by deal, as pandas tables: what a drill-through shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import FATES, encode_deals, looks_back
from salestoolkit.book.encode import UNKNOWN_DAY, Ints, Wide, day_number, days
from salestoolkit.book.moves import moves_at
from salestoolkit.book.tally import text, whole_days
from salestoolkit.book.visits import Stays, ends, passages_of, states_of, visits_of
from salestoolkit.core.counts import LOST, OPEN

LATER_KNOWLEDGE = (
    "stage",
    "probability",
    "forecast_category",
    "expected_close",
    "competitor",
    "next_activity_at",
)
"""Columns that are overwritten as a deal goes on: the export's value says nothing of the past."""


def deals_frame(
    book: DealBook, *, fate: str | None = None, pipeline: str | None = None
) -> pd.DataFrame:
    """One row a deal that exists at ``as_of``, in the order of the deals table.

    The columns of `salestoolkit.book.schema.DEALS` (money as float, instants in UTC), then ``fate``,
    ``furthest`` and ``stage`` (the stage it stands in, for a closed deal the last it stood in),
    ``stage_entered`` and ``closed_on`` (dates in the book's time zone), ``age_days`` (whole days from
    creation to the close, or to ``as_of``), ``entry_age`` (days that this clock had run when the deal
    came under observation), ``idle_days`` (open deals: since the last activity).

    At a day before the export only what was known then is shown: status, stage and dates as of that
    day, and nothing in the columns that are overwritten as a deal goes on.

    Parameters
    ----------
    book : DealBook
        The book, as of its ``as_of``.
    fate : str, optional
        Only deals that are ``open``, ``won`` or ``lost``.
    pipeline : str, optional
        Only deals of this pipeline; where none is named, those of all.
    """
    chosen = book.processes if pipeline is None else [book.pipeline_or_largest(pipeline)]
    frames = [_pipeline_frame(book, name, fate) for name in chosen]
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame = frame.sort_values("row", kind="stable").drop(columns="row")
    return frame.reset_index(drop=True)


def visit_frame(book: DealBook, *, pipeline: str | None = None) -> pd.DataFrame:
    """One row a visit of a deal to a stage, in order: what `Counts.visits` counts.

    Columns source_name, deal_id, stage, next, entered (date), days, entry_age, first, provenance.
    """
    pipeline = book.pipeline_or_largest(pipeline)
    return _stays_frame(book, pipeline, visits_of(book, pipeline))


def passage_frame(book: DealBook, *, pipeline: str | None = None) -> pd.DataFrame:
    """One row a first passage of a deal through a stage: what `Counts.passages` counts.

    Columns as in `visit_frame`.
    """
    pipeline = book.pipeline_or_largest(pipeline)
    return _stays_frame(book, pipeline, passages_of(book, pipeline))


def _stays_frame(book: DealBook, pipeline: str | None, stays: Stays) -> pd.DataFrame:
    keys = book.deals.select(["source_name", "deal_id"]).take(pa.array(stays.deal))
    frame: pd.DataFrame = pd.concat([keys.to_pandas(), stay_columns(book, pipeline, stays)], axis=1)
    return frame


def stay_columns(book: DealBook, pipeline: str | None, stays: Stays) -> pd.DataFrame:
    """Stays as `visit_frame` shows them, without their deals."""
    moves = moves_at(book, pipeline)
    frame = pd.DataFrame({"stage": text(stays.stage, list(moves.stages))})
    frame["next"] = text(stays.next, list(ends(moves)))
    frame["entered"] = _dates(stays.start)
    frame["days"] = whole_days(stays.days)
    frame["entry_age"] = whole_days(stays.entry_age)
    frame["first"] = stays.first
    frame["provenance"] = text(stays.provenance, list(moves.provenances))
    return frame


def _pipeline_frame(book: DealBook, pipeline: str | None, fate: str | None) -> pd.DataFrame:
    states = states_of(book, pipeline)
    wanted = states.exists if fate is None else states.exists & (states.fate == FATES.index(fate))
    rows = np.flatnonzero(wanted)
    return rows_frame(book, pipeline, rows).assign(row=rows)


def rows_frame(
    book: DealBook, pipeline: str | None, rows: Wide, *, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Rows of the deals table as `deals_frame` shows them, in this order; a row may come twice.

    ``columns`` names those of the deals table that are wanted; what is worked out comes with them.
    """
    states, deals = states_of(book, pipeline), encode_deals(book)
    stages = list(moves_at(book, pipeline).stages)
    table = book.deals if columns is None else book.deals.select(columns)
    frame = _plain(table.take(pa.array(rows)))
    frame["fate"] = text(states.fate[rows], list(FATES))
    if looks_back(book):
        _forget_later(frame, day_number(book.as_of), book, rows)
    frame["furthest"] = text(states.furthest[rows], stages)
    frame["stage"] = text(states.stage[rows], stages)
    frame["stage_entered"] = _dates(states.entered[rows])
    frame["created_on"] = _dates(deals.created[rows])
    frame["closed_on"] = _dates(states.closed[rows])
    frame["age_days"] = whole_days(states.cycle_days[rows])
    frame["entry_age"] = whole_days(states.entry_age[rows])
    frame["idle_days"] = _idle_days(book, rows, states.fate[rows])
    return frame


def _plain(table: pa.Table) -> pd.DataFrame:
    """Arrow table as pandas, money as float."""
    for place, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            # By way of text: Arrow's own conversion is off in the last digit.
            nearest = table.column(place).cast(pa.string()).cast(pa.float64())
            table = table.set_column(place, column.name, nearest)
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _forget_later(frame: pd.DataFrame, as_of: int, book: DealBook, rows: Wide) -> None:
    """Take out of the frame what was not known at ``as_of``."""
    for name in {"closed_at", "last_activity_at", "absent_since"} & set(frame):
        day = days(book.deals[name], book.timezone)[rows]
        frame.loc[(day > as_of) & (day != UNKNOWN_DAY), name] = pd.NaT
    if "status" in frame:
        frame["status"] = frame["fate"]
    if "closed_at" in frame:
        frame.loc[(frame["fate"] == OPEN).to_numpy(), "closed_at"] = pd.NaT
    if "lost_reason" in frame:
        frame.loc[(frame["fate"] != LOST).to_numpy(), "lost_reason"] = None
    for name in set(LATER_KNOWLEDGE) & set(frame):
        frame[name] = pd.Series(None, index=frame.index, dtype=frame[name].dtype)


def _idle_days(book: DealBook, rows: Wide, fate: Ints) -> Any:
    active = days(book.deals["last_activity_at"], book.timezone)[rows]
    as_of = day_number(book.as_of)
    known = (active != UNKNOWN_DAY) & (active <= as_of) & (fate == FATES.index(OPEN))
    return whole_days(np.where(known, as_of - active.astype(np.int64), UNKNOWN_DAY))


def _dates(numbers: Ints) -> pd.Series:
    """Days since 1970 as dates."""
    moments = numbers.astype("datetime64[D]")
    moments[numbers == UNKNOWN_DAY] = np.datetime64("NaT")
    return pd.Series(moments.astype("datetime64[s]"))
