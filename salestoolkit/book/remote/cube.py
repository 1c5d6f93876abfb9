"""Stays and states reduced to how many are alike and began on one day; any window is a part of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.remote.keep import Keeper

STAY = (
    *("stage", "next", "entry_age", "days", "first", "trust", "start"),
    *("past", "past_age", "past_days"),
)
STATE = ("furthest", "fate", "currency", "start", "entry_age", "days")
KEYS: Mapping[str, tuple[str, ...]] = {
    "visits": ("stage", "next", "entry_age", "days", "first", "trust"),
    "passages": ("stage", "next", "entry_age", "days"),
    "cycles": ("fate", "entry_age", "days"),
    "deals": ("furthest", "fate", "currency"),
}
SUMS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(KEYS, ("n",)),
    "deals": ("n", "value_n", "value_sum"),
}
UNITS = 10_000
"""Parts of a unit of currency in which values are summed."""
FETCHED = 300_000
"""Rows of a cube up to which it travels once, and every window is taken from it here."""


@dataclass(frozen=True)
class Window:
    """Half-open window of days since 1970 in which a stay began or a deal was created."""

    start: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Cube:
    """How many stays, and how many deals, are alike in all that is counted and began on one day.

    Each is an Arrow table, or where it is too large to travel an Ibis table that is kept over there.
    """

    stays: Any
    states: Any

    def counted(self, window: Window) -> dict[str, pa.Table]:
        """The tables of counts by name (see `KEYS`, and ``part`` where they are by one), of a window."""
        stays, states = _within(self.stays, window), _within(self.states, window)
        return {
            "visits": _summed(stays, "visits"),
            "passages": _summed(_passages(stays), "passages"),
            "cycles": _summed(states, "cycles"),
            "deals": _summed(states, "deals"),
        }

    def since(self) -> int | None:
        """The first day on which a deal was created or a visit began, whatever the window."""
        days = [_first(table) for table in (self.stays, self.states)]
        return min((day for day in days if day is not None), default=None)


def cube_of(stays: Any, states: Any, keeper: Keeper) -> Cube:
    """Stays and states (with their ``part``, where they are counted by one) reduced to a cube."""
    by_stay = [name for name in ("part", *STAY) if name in stays.columns]
    by_state = [name for name in ("part", *STATE) if name in states.columns]
    sums = {
        "n": states.count().cast("int64"),
        "value_n": states.value.count().cast("int64"),
        # whole ten-thousandths, so that sums are exact in any order
        "value_sum": (states.value * UNITS).round().cast("int64").sum().cast("int64"),
    }
    return Cube(
        _fetched(stays.group_by(by_stay).aggregate(n=stays.count().cast("int64")), keeper),
        _fetched(states.group_by(by_state).aggregate(**sums), keeper),
    )


def _fetched(table: Any, keeper: Keeper) -> Any:
    rows = table.limit(FETCHED + 1).to_pyarrow()
    return rows if rows.num_rows <= FETCHED else keeper.keep(table)


def _within(table: Any, window: Window) -> Any:
    """Rows that began in the window; an unknown day lies in no window."""
    arrow = isinstance(table, pa.Table)
    start = pc.field("start") if arrow else table.start
    inside = []
    if window.start is not None:
        inside.append(start >= window.start)
    if window.before is not None:
        inside.append(start < window.before)
    return table.filter(reduce(lambda one, other: one & other, inside)) if inside else table


def _passages(stays: Any) -> Any:
    """First visits with the stage that each first got past it to."""
    names = {"past": "next", "past_age": "entry_age", "past_days": "days"}
    own = ("part",) if "part" in _columns(stays) else ()
    if isinstance(stays, pa.Table):
        chosen = stays.filter(pc.field("past").is_valid())
        chosen = chosen.select([*own, "stage", "n", *names])
        return chosen.rename_columns([*own, "stage", "n", *names.values()])
    renamed = {new: old for old, new in names.items()}
    return stays.filter(stays.past.notnull()).select(*own, "stage", "n", **renamed)


def _summed(table: Any, kind: str) -> pa.Table:
    own = ("part",) if "part" in _columns(table) else ()
    keys, sums = [*own, *KEYS[kind]], SUMS[kind]
    if isinstance(table, pa.Table):
        found = table.group_by(keys).aggregate([(name, "sum") for name in sums])
        return found.select([*keys, *(f"{name}_sum" for name in sums)]).rename_columns(
            [*keys, *sums]
        )
    return table.group_by(keys).aggregate(**{name: table[name].sum() for name in sums}).to_pyarrow()


def _first(table: Any) -> int | None:
    if isinstance(table, pa.Table):
        found: int | None = pc.min(table["start"]).as_py()
        return found
    low = table.aggregate(low=table.start.min()).to_pyarrow()["low"]
    return None if low[0].as_py() is None else int(low[0].as_py())


def _columns(table: Any) -> Sequence[str]:
    names: Sequence[str] = table.column_names if isinstance(table, pa.Table) else table.columns
    return names
