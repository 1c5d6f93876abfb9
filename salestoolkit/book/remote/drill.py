"""The deals behind a number, where the user asks to see them: chosen over there, shown from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.rows import FATES, comparable
from salestoolkit.book.remote.tables import EPOCH
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.dimensions import DERIVED
from salestoolkit.core.drill import FATES_OF, Selection
from salestoolkit.errors import BookError

if TYPE_CHECKING:
    from salestoolkit.book.remote.book import RemoteBook

MOST_DEALS = 10_000
"""Single deals that are fetched at most, and only when somebody asks to see them."""


def fetched(book: RemoteBook, selection: Selection) -> tuple[DealBook, Selection]:
    """A small local book with the deals among which a selection chooses, and what is left to choose.

    Deals are chosen over there by fate, parts, visited stage and the day that they or the visit began;
    the rest is the local engine's.

    Raises
    ------
    BookError
        ``remote_too_many`` where more than `MOST_DEALS` would have to be fetched.
    """
    if selection.as_of is not None and selection.as_of != book.as_of:
        book = book.at(selection.as_of)
    pipeline = book.pipeline_or_largest(selection.pipeline)
    keys = _keys(book, pipeline, selection)
    rows = keys.limit(MOST_DEALS + 1).to_pyarrow()
    if rows.num_rows > MOST_DEALS:
        found = int(keys.count().to_pyarrow().as_py())
        raise BookError("remote_too_many", value=found, allowed=MOST_DEALS)
    own = book.own_key(pipeline)
    deals = _table(book.deals, book.stage_log, own, rows, DEALS)
    log = _table(book.stage_log, book.deals, own, rows, STAGE_LOG)
    here = DealBook(
        deals=deals,
        stage_log=log,
        processes=book.processes,
        as_of=book.as_of,
        timezone=book.timezone,
        exported_on=book.exported_on,
    )
    # bands are those of the whole book, which is not here
    left: dict[str, Any] = {
        name: tuple(p for p in getattr(selection, name) if p[0] not in DERIVED) for name in SIDES
    }
    return here, replace(selection, as_of=None, pipeline=pipeline, **left)


SIDES = ("where", "but")


def _keys(book: RemoteBook, pipeline: str | None, selection: Selection) -> Any:
    """Keys of the deals among which the selection chooses, as the company's tables have them."""
    narrowed = book.where(**{name: value or None for name, value in selection.where})
    settled, members = narrowed.history(pipeline), narrowed.members(pipeline, named=True)
    key, own = narrowed.key(pipeline), narrowed.own_key(pipeline)
    states = settled.states
    if selection.what in FATES_OF:
        places = [FATES.index(fate) for fate in FATES_OF[selection.what]]
        states = states.filter(states.fate.isin(places))
    entered = (selection.entered_from, selection.entered_before)
    states = _begun(states, selection.created_from, selection.created_before)
    if selection.of_deals:
        states = _begun(states, *entered)
    chosen = states.select(*key)
    if not selection.of_deals:
        stays = _begun(settled.stays, *entered)
        if selection.stage is not None:
            process = book.processes[pipeline]
            keys = [stage.key for stage in process.stages]
            stays = stays.filter(stays.stage == keys.index(process.stage(selection.stage).key))
        chosen = chosen.semi_join(stays, key)
    found = members.semi_join(chosen, key).select(*own)
    for pair in selection.but:
        column, value = pair
        others = book.where(**{column: value or None}).members(pipeline, named=True)
        found = found.anti_join(others, own)
    return found.order_by(own)


def _begun(table: Any, start: date | None, before: date | None) -> Any:
    """What began in a half-open window; what began on no known day is in none."""
    if start is not None:
        table = table.filter(table.start >= (start - EPOCH).days)
    if before is not None:
        table = table.filter(table.start < (before - EPOCH).days)
    return table


def _table(
    table: Any, other: Any, own: tuple[str, ...], keys: pa.Table, schema: pa.Schema
) -> pa.Table:
    """Rows of these deals, as the deal book has them; what the table lacks is null."""
    import ibis

    named = table.mutate(**comparable(table, other, own))
    rows = named.semi_join(ibis.memtable(keys), own).to_pyarrow()
    columns = []
    for field in schema:
        if field.name in rows.column_names:
            columns.append(_cast(rows[field.name], field.type))
        else:
            columns.append(pa.nulls(rows.num_rows, field.type))
    return pa.table(columns, schema=schema)


def _cast(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_decimal(wanted) and pa.types.is_floating(column.type):
        # a float of more places than money has is rounded, not refused
        return column.cast(pa.float64()).cast(wanted, safe=False)
    return column.cast(wanted, safe=False)
