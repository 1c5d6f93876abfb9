"""A deal book as integers: ids, stages and dates become small arrays that numpy reduces quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.memo import remember

Ints = npt.NDArray[np.int32]
Wide = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

UNKNOWN_DAY = np.int32(np.iinfo(np.int32).min)
"""A date that is not known."""


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


@dataclass(frozen=True)
class Codes:
    """A column as integers into its distinct ``values`` (null is one of them)."""

    codes: Ints
    values: list[Any]


@dataclass(frozen=True)
class Log:
    """A stage log in order of deal and sequence. ``deal`` points into ``keys``."""

    deal: Ints
    entry: Codes
    day: Ints
    observed: Ints
    provenance: Codes
    keys: Keys


@dataclass(frozen=True)
class Keys:
    """The distinct (source, id) pairs of a table: packed, sorted, with what packs them."""

    ids: pa.Array
    sources: pa.Array
    packed: Wide

    def find(self, table: pa.Table) -> Ints:
        """Place of each row's deal among the keys, -1 where it is not one of them."""
        ids = _index_in(table["deal_id"], self.ids)
        sources = _index_in(table["source_name"], self.sources)
        wanted = ids.astype(np.int64) * max(len(self.sources), 1) + sources
        wanted[(ids < 0) | (sources < 0)] = -1
        if not len(self.packed):
            return np.full(len(wanted), -1, dtype=np.int32)
        place = np.minimum(np.searchsorted(self.packed, wanted), len(self.packed) - 1)
        return np.where(self.packed[place] == wanted, place, -1).astype(np.int32)


def codes(column: pa.ChunkedArray) -> Codes:
    """Encode a column once; null becomes the value None."""
    encoded = _dictionary(column)
    return Codes(codes=_indices(encoded), values=encoded.dictionary.to_pylist())


def days(column: pa.ChunkedArray, timezone: str) -> Ints:
    """Calendar dates of instants in a time zone, as days since 1970-01-01."""
    if column.null_count == len(column):
        return np.full(len(column), UNKNOWN_DAY, dtype=np.int32)
    local = pc.local_timestamp(pc.cast(column, pa.timestamp("us", tz=timezone)))
    whole = pc.cast(pc.floor_temporal(local, unit="day"), pa.date32())
    numbers = pc.fill_null(pc.cast(whole, pa.int32()), UNKNOWN_DAY.item())
    return np.asarray(numbers.to_numpy(), dtype=np.int32)


def encode_log(table: pa.Table, timezone: str) -> Log:
    """Stage log as integers, sorted by deal and sequence; kept for as long as the table lives."""
    return remember(table, ("log", timezone), lambda: _encode_log(table, timezone))


def _encode_log(table: pa.Table, timezone: str) -> Log:
    deal, keys = _pair_codes(table)
    day = days(table["entered_at"], timezone)
    sequence = pc.fill_null(table["seq"], np.iinfo(np.int32).max).cast(pa.int32()).to_numpy()
    order = _order(deal, sequence, table["entered_at"])
    entry, provenance = codes(table["entry"]), codes(table["provenance"])
    observed = days(table["observed_from"], timezone)
    if order is None:
        return Log(
            deal=deal, entry=entry, day=day, observed=observed, provenance=provenance, keys=keys
        )
    return Log(
        deal=deal[order],
        entry=Codes(entry.codes[order], entry.values),
        day=day[order],
        observed=observed[order],
        provenance=Codes(provenance.codes[order], provenance.values),
        keys=keys,
    )


def _order(deal: Ints, sequence: Ints, moments: pa.ChunkedArray) -> Wide | Ints | None:
    """Order by deal, sequence and moment; None where the log already is in that order."""
    packed = (deal.astype(np.int64) << 32) + sequence
    if not len(packed) or np.diff(packed).min(initial=1) > 0:
        return None
    order = _numbered(deal, sequence)
    if order is not None:
        return order
    by_number = np.argsort(packed, kind="stable")
    if np.diff(packed[by_number]).all():
        return by_number
    moment = pc.fill_null(pc.cast(moments, pa.int64()), np.iinfo(np.int64).max).to_numpy()
    return np.lexsort((moment, packed))


def _numbered(deal: Ints, sequence: Ints) -> Ints | None:
    """The order where each deal's entries are numbered without gaps: no sort is needed then."""
    size = np.bincount(deal)
    first = np.full(len(size), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, deal, sequence)
    offset = sequence.astype(np.int64) - first[deal]
    if (offset >= size[deal]).any():
        return None
    order = np.full(len(deal), -1, dtype=np.int32)
    order[(np.cumsum(size) - size)[deal] + offset] = np.arange(len(deal), dtype=np.int32)
    return None if (order < 0).any() else order


def _pair_codes(table: pa.Table) -> tuple[Ints, Keys]:
    ids = _dictionary(table["deal_id"])
    sources = _dictionary(table["source_name"])
    width = max(len(sources.dictionary), 1)
    id_codes = _indices(ids)
    if width == 1:
        packed = np.arange(len(ids.dictionary), dtype=np.int64)
        return id_codes, Keys(ids.dictionary, sources.dictionary, packed)
    pairs = id_codes.astype(np.int64) * width + _indices(sources)
    packed, inverse = np.unique(pairs, return_inverse=True)
    return inverse.astype(np.int32), Keys(ids.dictionary, sources.dictionary, packed)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column without a dictionary type of its own."""
    if pa.types.is_dictionary(column.type):
        return pc.cast(column, column.type.value_type)
    return column


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The column as a dictionary that holds null as a value, where there is one."""
    if pa.types.is_dictionary(column.type):
        if column.null_count:
            return _dictionary(_plain(column))
        return column.unify_dictionaries().combine_chunks()
    return pc.dictionary_encode(column, null_encoding="encode").combine_chunks()


def _indices(encoded: pa.DictionaryArray) -> Ints:
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)


def _index_in(column: pa.ChunkedArray, values: pa.Array) -> Ints:
    found = pc.index_in(_plain(column).cast(values.type), value_set=values)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int32)


def as_text(values: Sequence[Any]) -> list[str]:
    """Values as the parts of a dimension: text, empty for none."""
    return ["" if value is None else str(value) for value in values]
