"""Any process's event log as deals: cases, their moves through stages, and everything else done.

A mapping file says which columns hold the case, the activity and the time, and what each activity
means: a stage, ``won``, ``lost``, or nothing (it is kept as a detail).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.core.counts import OPEN
from salestoolkit.sources.columns.dates import parse_dates
from salestoolkit.sources.event_log_mapping import ENDS, EventLog, settings_of, texts
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.recognise import Recognised


def read_event_log(
    table: RawTable,
    mapping: Mapping[str, Any],
    *,
    timezone: str | None = None,
    date_order: str | None = None,
) -> list[Recognised]:
    """The cases, the moves and the other events of a log, as tables that are recognised.

    A case ends with its last activity that means won or lost; what comes behind it is a detail. A
    case with neither is open. Each event is a row of the moves or of the details.

    Raises
    ------
    ImportFailed
        ``event_log_unmapped`` where no mapping says what the activities mean, ``mapping_entry``,
        ``missing_column``, ``event_log_no_activity`` where none of those named occurs,
        ``event_log_stage_ends`` where a stage's name says that the deal is closed.
    AmbiguousInput
        Where a date order or a time zone must be told.
    """
    log = settings_of(table, mapping)
    events = _events(table, log, timezone, date_order)
    moves, details = _split(events)
    cases = _cases(events, moves)
    found = [
        _recognised(table, "plain_deals", cases, ignored=_ignored(table, log)),
        _recognised(table, "plain_history", _renamed(moves, _MOVES)),
    ]
    if len(details):
        found.append(_recognised(table, "activities", _renamed(details, _DETAILS)))
    return found


_MOVES = {"case": "deal_id", "means": "entry", "time": "entered_at", "owner": "moved_by"}
_DETAILS = {"case": "deal_id", "activity": "type", "time": "done_at", "owner": "owner"}


def _events(
    table: RawTable, log: EventLog, timezone: str | None, date_order: str | None
) -> pd.DataFrame:
    """One row an event in the order in which each case saw them; ``means`` is None for a detail."""
    names = {"case": log.case, "activity": log.activity}
    if log.owner is not None:
        names["owner"] = log.owner
    frame = pd.DataFrame({name: texts(table, column) for name, column in names.items()})
    frame["line"] = table.lines(np.arange(table.num_rows))
    means = frame["activity"].map(dict(log.means)).astype(object)
    if log.transition_column is not None:
        # where a log says nothing of an event's state, the event is a whole activity
        state = texts(table, log.transition_column).str.casefold().fillna(log.transition)
        # an activity that is never said to be complete counts whatever is said of it
        ends = frame["activity"][state == log.transition].unique()
        means = means.where((state == log.transition) | ~frame["activity"].isin(ends), None)
    frame["means"] = means.where(means.notna(), None)
    for column, field in log.deal_columns.items():
        frame[f"deal:{field}"] = texts(table, column)
    frame["time"], frame["moment"] = _times(table, log.time, timezone, date_order)
    frame["moment"] = frame.groupby("case", dropna=False)["moment"].ffill()
    order = frame.sort_values(["case", "moment"], kind="stable", na_position="first").index
    return frame.loc[order].reset_index(drop=True)


def _times(
    table: RawTable, column: str, timezone: str | None, date_order: str | None
) -> tuple[pd.Series, pd.Series]:
    """Times as one writing that cannot be misread, and as moments to sort by.

    The whole column settles the order of day and month: the few times of the cases that ended, say,
    could settle another. What is no time stays as it stands in the file, for the import to set apart.
    """
    told = texts(table, column)
    read = parse_dates(table.columns[column], field=column, timezone=timezone, order=date_order)
    written = read.instants.cast(pa.string())
    if timezone is None:  # days without a time: written so that they are read as such again
        written = pc.utf8_slice_codeunits(written, 0, len("2026-01-31"))
    plain = pd.Series(written.to_pandas(), dtype=object)
    return plain.where(plain.notna(), told), pd.Series(read.instants.to_pandas())


def _split(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Moves up to the last end of each case, and all other events."""
    place = np.arange(len(events))
    ends = events["means"].isin(ENDS)
    last = pd.Series(np.where(ends, place, -1)).groupby(events["case"], dropna=False)
    behind = (place > last.transform("max").to_numpy()) & (last.transform("max") >= 0).to_numpy()
    moves = events["means"].notna().to_numpy() & ~behind
    return events[moves], events[~moves]


def _cases(events: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """One row a case: when it began, was last worked on and ended, how, and what is told of it."""
    known = events[events["case"].notna()]
    groups = known.groupby("case", sort=False)
    cases = pd.DataFrame({"deal_id": known["case"].unique()})
    ends = moves[moves["means"].isin(ENDS)].groupby("case").last()
    cases["status"] = cases["deal_id"].map(ends["means"]).astype(object).fillna(OPEN)
    cases["created_at"] = cases["deal_id"].map(groups["time"].first())
    cases["closed_at"] = cases["deal_id"].map(ends["time"])
    cases["last_activity_at"] = cases["deal_id"].map(groups["time"].last())
    if "owner" in events:
        cases["owner"] = cases["deal_id"].map(groups["owner"].last())
    for column in events.columns[events.columns.str.startswith("deal:")]:
        cases[column.removeprefix("deal:")] = cases["deal_id"].map(groups[column].last())
    cases["line"] = cases["deal_id"].map(groups["line"].min())
    return cases


def _renamed(events: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    kept = [name for name in names if name in events]
    renamed: pd.DataFrame = events[[*kept, "line"]].rename(columns=dict(names))
    return renamed


def _recognised(
    table: RawTable, kind: str, rows: pd.DataFrame, *, ignored: tuple[str, ...] = ()
) -> Recognised:
    """A table of the log under the names of its fields."""
    fields = [name for name in rows.columns if name != "line"]
    own = replace(
        table,
        columns={name: _column_of(rows[name]) for name in fields},
        shape="table",
        broken=table.broken if kind == "plain_history" else (),
        row_lines=rows["line"].to_numpy(dtype=np.int64),
    )
    return Recognised(
        table=own,
        kind=kind,
        fields={name: name for name in fields},
        stage_dates={},
        ignored=ignored,
        missing=(),
        language=None,
    )


def _ignored(table: RawTable, log: EventLog) -> tuple[str, ...]:
    """Columns from which nothing is read."""
    read = {log.case, log.activity, log.time, log.owner, log.transition_column, *log.deal_columns}
    return tuple(name for name in table.columns if name not in read)


def _column_of(values: pd.Series) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string(), from_pandas=True)])
