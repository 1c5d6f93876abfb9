"""What a mapping file says of an event log: its columns, and what each activity means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from salestoolkit.core.counts import LOST, WON
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.stages import fate_of_stage
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.vocabulary import header_key

SECTION = "event_log"
ENDS = (WON, LOST)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "case": (
        *("case:concept:name", "case_id", "case id", "caseid", "case"),
        *("sprawa", "id sprawy", "numer sprawy", "nr sprawy"),
    ),
    "activity": (
        *("concept:name", "activity", "event", "activity name"),
        *("czynność", "aktywność", "zdarzenie", "działanie"),
    ),
    "time": (
        *("time:timestamp", "timestamp", "complete timestamp", "time", "date"),
        *("znacznik czasu", "czas", "kiedy", "data"),
    ),
}
"""Columns that an event log cannot do without, and how they are called where nobody tells."""
TIMEZONE = "timezone"
OPTIONAL = ("owner", "transition_column", "transition", TIMEZONE)
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


def with_stage_order(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with its stages in the order in which its activities name them, unless it has one."""
    if SECTION not in mapping:
        return dict(mapping)
    said = mapping[SECTION].get("activities", {}).values()
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
        frame = pd.DataFrame({"activity": texts(table, found["activity"])})
        case = texts(table, found["case"]) if found["case"] else pd.Series("", frame.index)
        frame["place"] = frame.groupby(case).cumcount()
        usual = frame.groupby("activity")["place"].median().sort_values(kind="stable")
        activities = [str(name) for name in usual.index]
    return {**found, "activities": dict.fromkeys(activities, DETAIL)}


def texts(table: RawTable, column: str) -> pd.Series:
    """A column as Python texts; None where a cell is empty."""
    return pd.Series(table.columns[column].to_pandas(), dtype=object)


def settings_of(table: RawTable, mapping: Mapping[str, Any]) -> EventLog:
    """How a table is read as an event log; `read_event_log` names what it raises."""
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
    for key, value in said["activities"].items():
        if not isinstance(value, str):
            allowed = f'"{WON}", "{LOST}", "", "{key}"'
            raise ImportFailed(
                "mapping_entry", file=f"{SECTION}.activities", value=key, allowed=allowed
            )
    means = {str(key): value.strip() for key, value in said["activities"].items()}
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
