"""Any process's event log as deals: cases, their moves through stages, and everything else done.

A mapping file says which columns hold the case, the activity and the time, and what each activity
means: a stage, ``won``, ``lost``, or nothing (it is kept as a detail).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.stages import fate_of_stage
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.recognise import Recognised
from salestoolkit.sources.recognition.vocabulary import header_key

SECTION = "event_log"
ENDS = (WON, LOST)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "case": ("case:concept:name", "case_id", "case id", "caseid", "case"),
    "activity": ("concept:name", "activity", "event", "activity name"),
    "time": ("time:timestamp", "timestamp", "complete timestamp", "time", "date"),
}
"""Columns that an event log cannot do without, and how they are called where nobody tells."""
OPTIONAL = ("owner", "transition_column", "transition")
TRANSITION = "lifecycle:transition"
COMPLETE = "complete"
DETAIL = ""


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """How an event log is read: the ``[event_log]`` of a mapping file, made whole.

    ``means`` maps an activity to its stage, ``won`` or ``lost``; ``transition`` is the state of an
    activity that counts as a move (``complete``), in the column ``transition_column``; both None where
    the log has no such states. ``deal_columns`` maps columns to fields of the deals.
    """

    case: str
    activity: str
    time: str
    owner: str | None
    transition_column: str | None
    transition: str | None
    means: Mapping[str, str]
    deal_columns: Mapping[str, str]

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages in the order in which they are first named."""
        return tuple(dict.fromkeys(said for said in self.means.values() if said not in ENDS))


def is_event_log(table: RawTable, mapping: Mapping[str, Any], *, alone: bool) -> bool:
    """Whether a table is to be read as an event log: by its own shape, or because a mapping says so.

    Of several files those are meant that have its columns; ``alone`` tells that there is one only.
    """
    if table.shape == SECTION or SECTION not in mapping:
        return table.shape == SECTION
    own = {header_key(header) for header in table.columns}
    said = mapping[SECTION]
    needed = [[str(said[field])] if field in said else names for field, names in COLUMNS.items()]
    return alone or all(own & {header_key(name) for name in names} for names in needed)


def read_event_log(
    table: RawTable, mapping: Mapping[str, Any], *, date_order: str | None = None
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
    """
    log = _settings(table, mapping)
    events = _events(table, log, date_order)
    moves, details = _split(events)
    cases = _cases(events, moves)
    found = [
        _recognised(table, "plain_deals", cases, ignored=_ignored(table, log)),
        _recognised(table, "plain_history", _renamed(moves, _MOVES)),
    ]
    if len(details):
        found.append(_recognised(table, "activities", _renamed(details, _DETAILS)))
    return found


def with_stage_order(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with its stages in the order in which its activities name them, unless it has one."""
    if SECTION not in mapping:
        return dict(mapping)
    said = mapping[SECTION]["activities"].values()
    order = list(dict.fromkeys(text for text in said if text and text not in ENDS))
    stages = {"order": order, **mapping.get("stages", {})}
    return {**mapping, "stages": stages}


def draft(table: RawTable) -> dict[str, Any]:
    """What an ``[event_log]`` needs for this table: every activity, in the order of the cases, to name."""
    own = {header_key(header): header for header in table.columns}
    found = {
        field: next((own[header_key(name)] for name in names if header_key(name) in own), "")
        for field, names in COLUMNS.items()
    }
    activities: list[str] = []
    if found["activity"]:
        frame = pd.DataFrame({"activity": _texts(table, found["activity"])})
        case = _texts(table, found["case"]) if found["case"] else pd.Series("", frame.index)
        frame["place"] = frame.groupby(case).cumcount()
        usual = frame.groupby("activity")["place"].median().sort_values(kind="stable")
        activities = [str(name) for name in usual.index]
    return {**found, "activities": dict.fromkeys(activities, DETAIL)}


_MOVES = {"case": "deal_id", "means": "entry", "time": "entered_at", "owner": "moved_by"}
_DETAILS = {"case": "deal_id", "activity": "type", "time": "done_at", "owner": "owner"}


def _settings(table: RawTable, mapping: Mapping[str, Any]) -> EventLog:
    said = mapping.get(SECTION)
    file = table.path.name
    if not isinstance(said, Mapping) or not isinstance(said.get("activities"), Mapping):
        option = "--write-mapping FILE, --mapping FILE"
        raise ImportFailed("event_log_unmapped", file=file, option=option)
    known = (*COLUMNS, *OPTIONAL, "activities")
    for key in said:
        if key not in known:
            raise ImportFailed("mapping_entry", file=SECTION, value=key, allowed=", ".join(known))
    own = {header_key(header): header for header in table.columns}
    columns = {field: _column(table, own, said, field) for field in COLUMNS}
    owner = _named(table, own, said, "owner")
    means = {str(key): str(value).strip() for key, value in said["activities"].items()}
    _check(table, columns["activity"], means)
    column = _named(table, own, said, "transition_column") or own.get(header_key(TRANSITION))
    return EventLog(
        **columns,
        owner=owner or own.get(header_key("org:resource")),
        transition_column=column,
        transition=None if column is None else str(said.get("transition", COMPLETE)).casefold(),
        means={key: value for key, value in means.items() if value != DETAIL},
        deal_columns={
            own[header_key(header)]: str(field)
            for header, field in mapping.get("columns", {}).items()
            if header_key(header) in own and field
        },
    )


def _column(table: RawTable, own: Mapping[str, str], said: Mapping[str, Any], field: str) -> str:
    found = _named(table, own, said, field)
    usual = (own[header_key(name)] for name in COLUMNS[field] if header_key(name) in own)
    found = found or next(usual, None)
    if found is None:
        raise _missing(table, f"{SECTION}.{field}")
    return found


def _named(
    table: RawTable, own: Mapping[str, str], said: Mapping[str, Any], field: str
) -> str | None:
    """The column that the mapping names for a field; None where it names none."""
    if field not in said:
        return None
    found = own.get(header_key(str(said[field])))
    if found is None:
        raise _missing(table, str(said[field]))
    return found


def _missing(table: RawTable, value: str) -> ImportFailed:
    return ImportFailed(
        "event_log_column",
        file=table.path.name,
        value=value,
        allowed=", ".join(table.columns),
    )


def _check(table: RawTable, activity: str, means: Mapping[str, str]) -> None:
    """Refuse a mapping that names nothing of the log, or a stage that reads as an end."""
    seen = [text for text in pc.unique(table.columns[activity]).to_pylist() if text]
    if not set(means) & set(seen):
        raise ImportFailed(
            "event_log_no_activity",
            file=table.path.name,
            value=", ".join(list(means)[:5]),
            allowed=", ".join(sorted(seen)[:20]),
        )
    for name, said in means.items():
        if said not in (*ENDS, DETAIL) and (fate := fate_of_stage(said)):
            raise ImportFailed("event_log_stage_ends", value=said, column=name, allowed=fate)


def _events(table: RawTable, log: EventLog, date_order: str | None) -> pd.DataFrame:
    """One row an event in the order in which each case saw them; ``means`` is None for a detail."""
    names = {"case": log.case, "activity": log.activity, "time": log.time}
    if log.owner is not None:
        names["owner"] = log.owner
    frame = pd.DataFrame({name: _texts(table, column) for name, column in names.items()})
    frame["line"] = table.lines(np.arange(table.num_rows))
    means = frame["activity"].map(dict(log.means)).astype(object)
    if log.transition_column is not None:
        state = _texts(table, log.transition_column).str.casefold()
        # an activity that is never said to be complete counts whatever is said of it
        ends = frame["activity"][state == log.transition].unique()
        means = means.where((state == log.transition) | ~frame["activity"].isin(ends), None)
    frame["means"] = means.where(means.notna(), None)
    for column, field in log.deal_columns.items():
        frame[f"deal:{field}"] = _texts(table, column)
    frame["moment"] = _moments(frame["time"], date_order)
    frame["moment"] = frame.groupby("case", dropna=False)["moment"].ffill()
    order = frame.sort_values(["case", "moment"], kind="stable", na_position="first").index
    return frame.loc[order].reset_index(drop=True)


def _texts(table: RawTable, column: str) -> pd.Series:
    return pd.Series(table.columns[column].to_pandas(), dtype=object)


def _moments(times: pd.Series, date_order: str | None) -> pd.Series:
    """Times to sort by; the import itself reads the dates again, and asks where they are ambiguous."""
    moments = pd.to_datetime(times, utc=True, format="ISO8601", errors="coerce")
    if moments.isna().sum() > times.isna().sum():
        moments = pd.to_datetime(
            times, utc=True, format="mixed", dayfirst=date_order != "mdy", errors="coerce"
        )
    return moments


def _split(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Moves up to the last end of each case, and all other events."""
    place = np.arange(len(events))
    ends = events["means"].isin(ENDS)
    last = pd.Series(np.where(ends, place, -1)).groupby(events["case"], dropna=False)
    behind = (place > last.transform("max").to_numpy()) & (last.transform("max") >= 0).to_numpy()
    moves = events["means"].notna().to_numpy() & ~behind
    return events[moves], events[~moves]


def _cases(events: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """One row a case: when it began, how it ended and when, and what is told of it."""
    known = events[events["case"].notna()]
    groups = known.groupby("case", sort=False)
    cases = pd.DataFrame({"deal_id": list(groups.groups)})
    ends = moves[moves["means"].isin(ENDS)].groupby("case").last()
    cases["status"] = cases["deal_id"].map(ends["means"]).astype(object).fillna(OPEN)
    cases["created_at"] = cases["deal_id"].map(groups["time"].first())
    cases["closed_at"] = cases["deal_id"].map(ends["time"])
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
    plain: Sequence[str | None] = [None if pd.isna(value) else str(value) for value in values]
    return pa.chunked_array([pa.array(plain, pa.string())])
