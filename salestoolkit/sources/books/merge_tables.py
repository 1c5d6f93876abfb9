"""Flags, quarantine and optional tables of a book after a further import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import FLAGS, QUARANTINE, TEXT
from salestoolkit.sources.building.build import Built

ABOUT: Mapping[str, tuple[str, ...]] = {
    "lines": ("deal_id",),
    "activities": ("activity_id",),
    "contacts": ("contact",),
    "reps": ("owner",),
    "quotas": ("owner", "team", "territory", "product", "period", "starts", "metric"),
    "commits": ("owner", "team", "period", "starts", "said_on", "metric"),
    "costs": ("source", "from", "to"),
    "contracts": ("customer", "starts"),
    "feedback": ("customer", "asked_at", "at"),
    "experiment": ("lead",),
    "accounts": ("account",),
    "account_owners": ("account", "from"),
    "products": ("product",),
}
"""What a row of an optional table is about: a later export replaces all rows about the same thing.
A row of any other table, or about nothing that is named, is only kept from being there twice."""

NAMED = {"quotas": 4, "commits": 2}
"""How many of the first of these columns can name it; elsewhere only the first one does."""


def merged_tables(
    known: Mapping[str, pa.Table], built: Built, *, source: str, decided: pa.ChunkedArray
) -> dict[str, pa.Table]:
    """Tables beside deals and stage log, after an import.

    ``decided`` are the deals of the source for which the export now decides: its flags replace
    theirs. The quarantine keeps each row once, however often it is exported.
    """
    flags = known.get("flags", FLAGS.empty_table())
    mine = pc.equal(flags["source_name"], source)
    again = pc.and_(mine, pc.is_in(flags["deal_id"], decided.combine_chunks()))
    named = pc.is_in(built.flags["deal_id"], decided.combine_chunks())
    new_flags = built.flags.filter(pc.or_(named, pc.is_null(built.flags["deal_id"])))
    quarantine = [known.get("quarantine", QUARANTINE.empty_table()), built.quarantine]
    tables = {
        **known,
        "flags": _once(pa.concat_tables([flags.filter(pc.invert(again)), new_flags]), FLAGS.names),
        "quarantine": _once(pa.concat_tables(quarantine), ("source_name", "reason", "row")),
    }
    for name, table in built.tables.items():
        tables[name] = _replaced(known[name], table, name) if name in known else table
    return tables


def _replaced(old: pa.Table, new: pa.Table, name: str) -> pa.Table:
    """The table with the new rows in place of the old ones about the same things."""
    there = set(old.column_names) & set(new.column_names)
    about = tuple(column for column in ABOUT.get(name, ()) if column in there)
    if about:
        keys = ("source_name", *about)
        same = pc.is_in(_key(old, keys), pc.unique(_key(new, keys)))
        named = [column for column in ABOUT[name][: NAMED.get(name, 1)] if column in there]
        told = pc.is_valid(pc.coalesce(*(old[column] for column in named))) if named else False
        old = old.filter(pc.invert(pc.and_(same, told)))
    both = pa.concat_tables([old, new], promote_options="default")
    return _once(both, both.column_names)


def _key(table: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    texts = [
        pc.fill_null(table[name].cast(pa.int64()), -1).cast(TEXT)
        if pa.types.is_timestamp(table[name].type)
        else pc.fill_null(table[name].cast(TEXT), "")
        for name in columns
    ]
    return pc.binary_join_element_wise(*texts, "\x1f")


def _once(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The first row of each key, in order."""
    place = pa.array(np.arange(table.num_rows))
    firsts = (
        table.select(list(keys))
        .append_column("_place", place)
        .group_by(list(keys), use_threads=False)
        .aggregate([("_place", "min")])["_place_min"]
    )
    if len(firsts) == table.num_rows:
        return table
    return table.take(firsts.take(pc.sort_indices(firsts)))
