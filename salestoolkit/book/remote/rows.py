"""Deals and entries of the stage log with places and days as whole numbers, and a short key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from salestoolkit.book.remote.keep import Keeper
from salestoolkit.book.remote.view import NO_STAGE, TRUSTED, UNTOLD, place_of
from salestoolkit.core.counts import LOST, OPEN, WON

FATES = (OPEN, WON, LOST)
NUMBER = "deal_number"
OWN_KEY = ("source_name", "deal_id")

Key = tuple[str, ...]
Day = Callable[[Any], Any]


@dataclass(frozen=True)
class Rows:
    """The tables that counting starts from.

    deals : the key, ``fate`` (place in `FATES`, -1 where the status is none), ``shown`` (place of the
        stage in the deals table), ``created``, ``closed`` and ``observed`` (days), ``currency``, ``value``
    entries : the key, ``seq``, ``moment``, ``place``, ``day``, ``seen`` and ``trust``
    key : columns by which the two belong together; ``own`` are those of the company's tables
    """

    deals: Any
    entries: Any
    key: Key
    own: Key


def key_columns(deals: Any, log: Any) -> Key:
    """Columns that tell deals apart in both tables."""
    return tuple(name for name in OWN_KEY if name in deals.columns and name in log.columns)


def comparable(table: Any, other: Any, names: Sequence[str]) -> dict[str, Any]:
    """Columns of a table by which it can be joined to another: of one type, and never null."""
    found = {}
    for name in names:
        column = table[name]
        if column.type().copy(nullable=True) != other[name].type().copy(nullable=True):
            column = column.cast("string")
        if name != "deal_id" and column.type().is_string():
            column = column.fill_null("")
        found[name] = column
    return found


def column_or_null(table: Any, name: str, type_: str) -> Any:
    """A column of a table; null where it has none of that name."""
    import ibis

    return table[name] if name in table.columns else ibis.null(type_)


def with_all(table: Any, names: Sequence[str], type_: str) -> Any:
    """The table with columns of nulls for those that it lacks."""
    import ibis

    missing = {name: ibis.null(type_) for name in names if name not in table.columns}
    return table.mutate(**missing) if missing else table


def read_rows(deals: Any, log: Any, day: Day, keeper: Keeper, *, stages: Sequence[str]) -> Rows:
    """Deals and their entries, made ready; ``day`` turns a column of instants into days since 1970."""
    own = key_columns(deals, log)
    chosen = keeper.keep(_deals(deals, log, own, stages, day, number=keeper.numbers))
    key = (NUMBER,) if keeper.numbers else own
    entries = _entries(deals, log, own, stages, day)
    if keeper.numbers:
        numbers = chosen.select(NUMBER, *own)
        entries = entries.inner_join(numbers, own).drop(*own)
    else:
        entries = entries.semi_join(chosen, own)
    return Rows(deals=chosen, entries=entries, key=key, own=own)


def _deals(
    table: Any, log: Any, own: Sequence[str], stages: Sequence[str], day: Day, *, number: bool
) -> Any:
    import ibis

    table = with_all(table, ("stage", "status", "currency"), "string")
    table = with_all(table, ("created_at", "closed_at", "observed_from"), "timestamp")
    table = with_all(table, ("value",), "float64")
    fates = [(name, place) for place, name in enumerate(FATES)]
    return table.select(
        **comparable(table, log, own),
        **({NUMBER: ibis.row_number().cast("int32")} if number else {}),
        fate=table.status.cases(*fates, else_=-1).fill_null(-1).cast("int8"),
        shown=place_of(table.stage, stages, ends=False),
        created=day(table.created_at),
        closed=day(table.closed_at),
        observed=day(table.observed_from),
        currency=table.currency,
        value=table.value,
    )


def _entries(deals: Any, table: Any, own: Sequence[str], stages: Sequence[str], day: Day) -> Any:
    """Entries in the stages of the process, or in an end of it."""
    table = with_all(table, ("entered_at", "observed_from"), "timestamp")
    table = with_all(table, ("provenance",), "string")
    table = with_all(table, ("seq",), "int64")
    ranks = [(name, rank) for rank, name in enumerate(TRUSTED)]
    log = table.select(
        **comparable(table, deals, own),
        seq=table.seq,
        moment=table.entered_at,
        place=place_of(table.entry, stages, ends=True),
        day=day(table.entered_at),
        seen=day(table.observed_from),
        trust=table.provenance.cases(*ranks, else_=UNTOLD).fill_null(UNTOLD).cast("int8"),
    )
    return log.filter(log.place != NO_STAGE)
