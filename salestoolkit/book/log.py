"""A stage log as integers, in order of deal and sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.day_numbers import UNKNOWN_DAY, Ints, Mask, Wide, days
from salestoolkit.book.digits import in_order
from salestoolkit.book.encode import Codes, codes, dictionary, indices, joined
from salestoolkit.book.keys import Keys, Numbers, as_numbers, numbering
from salestoolkit.book.memo import remember
from salestoolkit.book.slabs import on_threads, readers

CODED = ("source_name", "entry", "provenance")
COLUMNS = (*CODED, "deal_id", "seq", "entered_at", "observed_from")
LAST = np.iinfo(np.int32).max
"""An entry without a number comes behind those that have one."""


@dataclass(frozen=True)
class Log:
    """A stage log in order of deal and sequence. ``deal`` points into ``keys``.

    ``observed`` is None where the log tells of no entry since when it was under observation.
    """

    deal: Ints
    entry: Codes
    day: Ints
    observed: Ints | None
    provenance: Codes
    keys: Keys


@dataclass(frozen=True)
class _Piece:
    """Some rows of the log as they lie in the table; ``observed`` None where none is known."""

    ids: Numbers | None
    source: Codes
    seq: Ints
    entry: Codes
    day: Ints
    observed: Ints | None
    provenance: Codes


def encode_log(table: pa.Table, timezone: str) -> Log:
    """Stage log as integers, sorted by deal and sequence; kept for as long as the table lives."""
    return remember(table, ("log", timezone), lambda: _encode_log(table, timezone))


def _encode_log(table: pa.Table, timezone: str) -> Log:
    def piece(read: Callable[[], pa.Table]) -> _Piece:
        return _piece(read(), timezone)

    pieces = list(on_threads(piece, readers(table, COLUMNS, CODED)))
    keys, key = _keys(table, pieces)
    entries, entry = joined([piece.entry for piece in pieces])
    provenances, provenance = joined([piece.provenance for piece in pieces])
    columns = {
        "key": key,
        "seq": [piece.seq for piece in pieces],
        "day": [piece.day for piece in pieces],
        "entry": entry,
        "provenance": provenance,
    }
    if any(piece.observed is not None for piece in pieces):
        columns["observed"] = [_or_unknown(piece.observed, len(piece.seq)) for piece in pieces]
    del pieces
    ordered = in_order(columns, lambda: _moments(table["entered_at"]))
    begins = _begins(ordered["key"])
    return Log(
        deal=np.cumsum(begins, dtype=np.int32) - np.int32(1),
        entry=Codes(ordered["entry"], entries),
        day=ordered["day"],
        observed=ordered.get("observed"),
        provenance=Codes(ordered["provenance"], provenances),
        keys=replace(keys, packed=ordered["key"][begins].astype(np.int64)),
    )


def _piece(table: pa.Table, timezone: str) -> _Piece:
    unseen = table["observed_from"].null_count == table.num_rows
    return _Piece(
        ids=as_numbers(table["deal_id"].combine_chunks()),
        source=codes(table["source_name"]),
        seq=pc.fill_null(table["seq"], LAST).cast(pa.int32()).to_numpy(),
        entry=codes(table["entry"]),
        day=days(table["entered_at"], timezone),
        observed=None if unseen else days(table["observed_from"], timezone),
        provenance=codes(table["provenance"]),
    )


def _keys(table: pa.Table, pieces: Sequence[_Piece]) -> tuple[Keys, list[Ints]]:
    """What the ids mean, without the list of those that occur; and each row's key, by pieces."""
    names, sources = joined([piece.source for piece in pieces])
    numbers = [piece.ids for piece in pieces]
    like = numbering(numbers)
    if like is not None:
        texts, ids = None, [piece.values for piece in numbers if piece is not None]
    else:
        encoded = dictionary(table["deal_id"])
        ends = np.cumsum([len(piece.seq) for piece in pieces])
        texts, ids = encoded.dictionary, np.split(indices(encoded), ends[:-1])
    if len(names) > 1:
        ids = [
            number.astype(np.int64) * len(names) + source
            for number, source in zip(ids, sources, strict=True)
        ]
    nothing = np.array([], dtype=np.int64)
    return Keys(like, texts, pa.array(names, pa.string()), nothing), ids


def _begins(key: Ints) -> Mask:
    """True where another deal begins, in a list that is sorted."""
    begins = np.ones(len(key), dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    return begins


def _or_unknown(known: Ints | None, n: int) -> Ints:
    return np.full(n, UNKNOWN_DAY, dtype=np.int32) if known is None else known


def _moments(column: pa.ChunkedArray) -> Wide:
    """Instants as numbers, those that are not known behind all others."""
    known = pc.fill_null(pc.cast(column, pa.int64()), np.iinfo(np.int64).max)
    return np.asarray(known.to_numpy(), dtype=np.int64)
