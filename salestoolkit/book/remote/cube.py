"""Stays and states reduced to how many are alike, with the day each began; then one window of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

KINDS = ("visits", "passages", "cycles", "deals", "since")
KEYS = (
    "part",
    "stage",
    "next",
    "entry_age",
    "days",
    "first",
    "trust",
    "furthest",
    "fate",
    "currency",
)
SUMS = ("n", "value_n", "value_sum")
TYPES = dict.fromkeys((*KEYS, *SUMS), "int64") | {
    "part": "string",
    "currency": "string",
    "first": "boolean",
    "value_sum": "float64",
}


@dataclass(frozen=True)
class Window:
    """Half-open window of days since 1970 in which a stay began or a deal was created."""

    start: int | None = None
    before: int | None = None

    def of(self, table: Any) -> Any:
        """Rows that began in it; an unknown day lies in no window."""
        if self.start is not None:
            table = table.filter(table.start >= self.start)
        if self.before is not None:
            table = table.filter(table.start < self.before)
        return table


@dataclass(frozen=True)
class Cube:
    """How many stays, and how many deals, are alike in all that is counted and began on one day."""

    stays: Any
    states: Any

    def counted(self, window: Window) -> Any:
        """One table of all counts: ``kind`` (place in `KINDS`), the keys and the sums of each."""
        stays, states = window.of(self.stays), window.of(self.states)
        own = [name for name in ("part",) if name in stays.columns]
        visits = [*own, "stage", "next", "entry_age", "days", "first", "trust"]
        passages = stays.filter(stays.past.notnull()).select(
            *own, "stage", "n", next="past", entry_age="past_age", days="past_days"
        )
        tables = [
            _tally(stays, "visits", visits, ("n",)),
            _tally(passages, "passages", [*own, "stage", "next", "entry_age", "days"], ("n",)),
            _tally(states, "cycles", [*own, "fate", "entry_age", "days"], ("n",)),
            _tally(states, "deals", [*own, "furthest", "fate", "currency"], SUMS),
            self._since(),
        ]
        return reduce(lambda left, right: left.union(right), tables)

    def _since(self) -> Any:
        """The first day on which a deal was created or a visit began."""
        import ibis

        days = self.stays.select("start").union(self.states.select("start"))
        first = days.aggregate(days=days.start.min()).mutate(n=ibis.literal(1, "int64"))
        return _shared(first, "since")


def cube_of(stays: Any, states: Any) -> Cube:
    """Stays and states (with their ``part``, where they are counted by one) reduced to a cube."""
    by_stay = [name for name in ("part", *STAY) if name in stays.columns]
    by_state = [name for name in ("part", *STATE) if name in states.columns]
    return Cube(
        stays.group_by(by_stay).aggregate(n=stays.count().cast("int64")),
        states.group_by(by_state).aggregate(
            n=states.count().cast("int64"),
            value_n=states.value.count().cast("int64"),
            value_sum=states.value.sum(),
        ),
    )


STAY = (
    *("stage", "next", "entry_age", "days", "first", "trust", "start"),
    *("past", "past_age", "past_days"),
)
STATE = ("furthest", "fate", "currency", "start", "entry_age", "days")


def _tally(rows: Any, kind: str, by: list[str], sums: tuple[str, ...]) -> Any:
    grouped = rows.group_by(by).aggregate(**{name: rows[name].sum() for name in sums})
    return _shared(grouped, kind)


def _shared(table: Any, kind: str) -> Any:
    """A table with the columns that all counts share, null where it has none."""
    import ibis

    columns = {
        name: table[name].cast(type_) if name in table.columns else ibis.null(type_)
        for name, type_ in TYPES.items()
    }
    return table.select(kind=ibis.literal(KINDS.index(kind), "int64"), **columns)
