"""A deal book as integers: texts and dates become small arrays that numpy reduces quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.day_numbers import UNKNOWN_DAY, Ints, Mask, Wide, day_number, days

__all__ = [
    "UNKNOWN_DAY",
    "Codes",
    "Ints",
    "Mask",
    "Wide",
    "as_text",
    "codes",
    "day_number",
    "days",
    "dictionary",
    "indices",
    "joined",
    "narrow",
    "plain",
]


@dataclass(frozen=True)
class Codes:
    """A column as integers into its distinct ``values`` (null is one of them)."""

    codes: Ints
    values: list[Any]


def codes(column: pa.ChunkedArray) -> Codes:
    """Encode a column once; null becomes the value None."""
    if not pa.types.is_dictionary(column.type):
        encoded = dictionary(column)
        values = encoded.dictionary.to_pylist()
        return Codes(indices(encoded).astype(narrow(len(values))), values)
    encoded = column.unify_dictionaries().combine_chunks()
    places, values = encoded.indices, encoded.dictionary.to_pylist()
    if encoded.indices.null_count:
        places, values = pc.fill_null(places, len(values)), [*values, None]
    found = Codes(places.to_numpy(zero_copy_only=False).astype(narrow(len(values))), values)
    if len(set(values)) == len(values):
        return found
    distinct, (again,) = joined([found])
    return Codes(again, distinct)


def in_text_order(found: Codes) -> Codes:
    """The same with its values in order, null last: what came first in a table says nothing."""
    order = sorted(found.values, key=lambda value: (value is None, value or ""))
    if order == found.values:
        return found
    place = {value: number for number, value in enumerate(order)}
    table = np.array([place[value] for value in found.values], dtype=found.codes.dtype)
    return Codes(table[found.codes], order)


def narrow(highest: int) -> type[np.signedinteger[Any]]:
    """The narrowest type that holds whole numbers from -2 to some more than ``highest``."""
    kinds: tuple[type[np.signedinteger[Any]], ...] = (np.int8, np.int16, np.int32)
    return next((kind for kind in kinds if highest + 8 < np.iinfo(kind).max), np.int64)


def joined(pieces: Sequence[Codes]) -> tuple[list[Any], list[Ints]]:
    """The distinct values of a column that was encoded piece by piece, and each piece's codes of them."""
    values = list(dict.fromkeys(value for piece in pieces for value in piece.values))
    if all(piece.values == values for piece in pieces):
        return values, [piece.codes for piece in pieces]
    place = {value: number for number, value in enumerate(values)}
    kind = narrow(len(values))
    tables = [np.array([place[value] for value in piece.values] or [0], kind) for piece in pieces]
    return values, [table[piece.codes] for table, piece in zip(tables, pieces, strict=True)]


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column without a dictionary type of its own."""
    if pa.types.is_dictionary(column.type):
        return pc.cast(column, column.type.value_type)
    return column


def dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The column as a dictionary that holds null as a value, where there is one."""
    return pc.dictionary_encode(plain(column), null_encoding="encode").combine_chunks()


def indices(encoded: pa.DictionaryArray) -> Ints:
    """Places in the dictionary."""
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)


def as_text(values: Sequence[Any]) -> list[str]:
    """Values as the parts of a dimension: text, empty for none."""
    return ["" if value is None else str(value) for value in values]
