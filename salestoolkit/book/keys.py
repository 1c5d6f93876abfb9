"""Which deal a row speaks of: ids, with the source they come from, as integers.

Most systems number their deals. Where every id of a log is a number (``4711``) or a number behind the
same letters (``D000123``), it is read as one, which spares a look-up of each text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.day_numbers import Ints, Wide
from salestoolkit.book.encode import Codes, codes, plain
from salestoolkit.book.lazy_table import coded

LONGEST_NUMBER = 18
"""Digits that fit an integer of 64 bits."""
ROOMY = 4
"""A table of all numbers between the lowest and the highest may be so many times as long as needed."""


@dataclass(frozen=True)
class Numbering:
    """How ids are numbers: letters in front; digits of each where some begin with 0, else None."""

    prefix: str = ""
    width: int | None = None


@dataclass(frozen=True)
class Numbers:
    """Ids read as numbers; ``width`` where all have as many digits; ``padded`` where some begin with 0."""

    values: Wide
    prefix: str
    width: int | None
    padded: bool


@dataclass(frozen=True)
class Keys:
    """The distinct (source, id) pairs of a table, as sorted integers: id times sources plus source.

    An id is the number it is read as (``numbering``), or its place among the texts ``ids``.
    """

    numbering: Numbering | None
    ids: pa.Array | None
    sources: pa.Array
    packed: Wide

    def find(self, table: pa.Table) -> Ints:
        """Place of each row's deal among the keys, -1 where it is not one of them."""
        if self.numbering is not None:
            ids = _numbers_like(table["deal_id"], self.numbering)
        else:
            ids = _index_in(table["deal_id"], self.ids).astype(np.int64)
        sources = _places_in(codes(coded(table, "source_name")), self.sources.to_pylist())
        wanted = ids * max(len(self.sources), 1) + sources
        wanted[(ids < 0) | (sources < 0)] = -1
        return _places(self.packed, wanted)


def _places(packed: Wide, wanted: Wide) -> Ints:
    """Place of each number in a sorted list, -1 where it is not in it."""
    if not len(packed):
        return np.full(len(wanted), -1, dtype=np.int32)
    lowest, highest = int(packed[0]), int(packed[-1])
    if highest - lowest > ROOMY * (len(packed) + len(wanted)):
        place = np.minimum(np.searchsorted(packed, wanted), len(packed) - 1)
        return np.where(packed[place] == wanted, place, -1).astype(np.int32)
    table = np.full(highest - lowest + 2, -1, dtype=np.int32)
    table[packed - lowest] = np.arange(len(packed), dtype=np.int32)
    inside = (wanted >= lowest) & (wanted <= highest)
    return table[np.where(inside, wanted - lowest, -1)]


def as_numbers(ids: pa.Array | pa.ChunkedArray) -> Numbers | None:
    """Ids as numbers behind a prefix; None where one of them is not, or two might become the same."""
    if not len(ids) or ids.null_count or not pa.types.is_string(ids.type):
        return None
    prefix = re.sub(r"[0-9]*\Z", "", ids[0].as_py())
    digits = ids
    if prefix:
        if not pc.all(pc.starts_with(ids, prefix)).as_py():
            return None
        digits = pc.utf8_slice_codeunits(ids, start=len(prefix))
    length = pc.min_max(pc.binary_length(digits)).as_py()
    fixed = length["min"] == length["max"]
    if not 1 <= length["min"] <= length["max"] <= LONGEST_NUMBER:
        return None
    if not pc.all(pc.ascii_is_decimal(digits)).as_py():
        return None
    padded = bool(pc.any(_begins_with_zero(digits)).as_py())
    if padded and not fixed:
        return None
    values = np.asarray(pc.cast(digits, pa.int64()).to_numpy(), dtype=np.int64)
    return Numbers(values, prefix, length["max"] if fixed else None, padded)


def numbering(pieces: Sequence[Numbers | None]) -> Numbering | None:
    """The numbering that all pieces of a column share; None where they have not one."""
    found = [piece for piece in pieces if piece is not None]
    if len(found) < len(pieces) or len({piece.prefix for piece in found}) != 1:
        return None
    if not any(piece.padded for piece in found):
        return Numbering(found[0].prefix)
    widths = {piece.width for piece in found}
    return Numbering(found[0].prefix, widths.pop()) if len(widths) == 1 else None


def _numbers_like(ids: pa.ChunkedArray, like: Numbering) -> Wide:
    """Ids as numbers of a known numbering, -1 for those that are not of it."""
    ids = plain(ids)
    read = as_numbers(ids)
    if read is not None and numbering([read]) == like:
        return read.values
    number = (
        rf"[0-9]{{{like.width}}}" if like.width else rf"(0|[1-9][0-9]{{0,{LONGEST_NUMBER - 1}}})"
    )
    pattern = f"^{re.escape(like.prefix)}{number}$"
    fits = pc.fill_null(pc.match_substring_regex(ids, pattern), False)
    digits = pc.utf8_slice_codeunits(ids.filter(fits), start=len(like.prefix))
    found = np.full(len(ids), -1, dtype=np.int64)
    found[np.asarray(fits.to_numpy(), dtype=np.bool_)] = pc.cast(digits, pa.int64()).to_numpy()
    return found


def _index_in(column: pa.ChunkedArray, values: pa.Array) -> Ints:
    found = pc.index_in(plain(column).cast(values.type), value_set=values)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int32)


def _places_in(column: Codes, values: Sequence[str | None]) -> Ints:
    """Place of each row's text in a list, -1 where it is not in it."""
    place = {value: number for number, value in enumerate(values)}
    return np.array([place.get(value, -1) for value in column.values] or [-1])[column.codes]


def _begins_with_zero(digits: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.and_(pc.starts_with(digits, "0"), pc.greater(pc.binary_length(digits), 1))
