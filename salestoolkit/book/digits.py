"""Several small numbers kept in one integer, so that sorting one column sorts them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from salestoolkit.book.day_numbers import UNKNOWN_DAY, Ints, Wide
from salestoolkit.book.slabs import on_threads, ranges

BITS = 63
"""What one integer holds beside its sign."""


@dataclass(frozen=True)
class Digit:
    """One column's place in the integer: its numbers from ``lowest`` on, in ``bits`` bits.

    Where days are unknown, ``lowest`` stands for those.
    """

    lowest: int
    bits: int
    unknown: bool = False

    @classmethod
    def of(cls, pieces: Sequence[Ints]) -> Digit:
        """The digit that holds a column, given piece by piece."""
        known = [piece for piece in pieces if len(piece)]
        lowest = min((int(piece.min()) for piece in known), default=0)
        highest = max((int(piece.max()) for piece in known), default=0)
        unknown = lowest == UNKNOWN_DAY
        if unknown:
            most = np.iinfo(np.int32).max
            told = [piece.min(where=piece != UNKNOWN_DAY, initial=most) for piece in known]
            lowest = min(int(least) for least in told)
            lowest = 0 if highest == UNKNOWN_DAY else lowest - 1
            highest = max(highest, lowest)
        return cls(lowest, (highest - lowest).bit_length(), unknown)

    def kind(self, given: np.dtype[Any]) -> np.dtype[Any]:
        """The narrower of the column's type and one of 32 bits that holds all its numbers."""
        small = abs(self.lowest) + (1 << self.bits) < np.iinfo(np.int32).max
        return min(given, np.dtype(np.int32), key=lambda kind: kind.itemsize) if small else given

    def add(self, packed: Wide, values: Ints) -> None:
        """Append the column to integers, in place."""
        if not self.bits:
            return
        packed <<= self.bits
        if self.unknown:
            values = np.where(values == UNKNOWN_DAY, self.lowest, values)
        packed += values
        packed -= self.lowest

    def read(self, packed: Wide, shift: int) -> Wide:
        """The column again, from integers in which it lies ``shift`` bits from the end."""
        values = packed >> shift
        values &= (1 << self.bits) - 1
        values += self.lowest
        if self.unknown:
            values[values == self.lowest] = UNKNOWN_DAY
        return values


def in_order(columns: Mapping[str, Sequence[Ints]], moments: Callable[[], Wide]) -> dict[str, Ints]:
    """Columns, given piece by piece, sorted by the first two; rows alike in those by ``moments``."""
    digits = [Digit.of(pieces) for pieces in columns.values()]
    if sum(digit.bits for digit in digits) <= BITS:
        packed = _sorted(_packed(list(columns.values()), digits))
        head = packed >> sum(digit.bits for digit in digits[2:])
        alike = (head[1:] == head[:-1]).any()
        del head
        if not alike:
            return _unpacked(packed, columns, digits)
        del packed
    whole = [np.concatenate(pieces) for pieces in columns.values()]
    order = _order(whole[0], whole[1], moments())
    return {name: column[order] for name, column in zip(columns, whole, strict=True)}


def sorted_together(columns: Mapping[str, Ints]) -> dict[str, Ints]:
    """Columns sorted by the first of them, or by all where one integer holds them."""
    digits = [Digit.of([column]) for column in columns.values()]
    if sum(digit.bits for digit in digits) > BITS:
        order = np.argsort(next(iter(columns.values())), kind="stable")
        return {name: column[order] for name, column in columns.items()}
    pieces = {name: [column[part] for part in _parts(column)] for name, column in columns.items()}
    return _unpacked(_sorted(_packed(list(pieces.values()), digits)), pieces, digits)


def _parts(column: Ints) -> list[slice]:
    return ranges(len(column)) or [slice(0, 0)]


def _sorted(packed: Wide) -> Wide:
    if (packed[1:] < packed[:-1]).any():
        packed.sort()
    return packed


def _packed(columns: Sequence[Sequence[Ints]], digits: Sequence[Digit]) -> Wide:
    """All columns in one integer a row, the first the most significant."""
    ends = np.cumsum([len(piece) for piece in columns[0]])
    packed = np.zeros(ends[-1], dtype=np.int64)

    def fill(place: int) -> None:
        mine = packed[ends[place] - len(columns[0][place]) : ends[place]]
        for column, digit in zip(columns, digits, strict=True):
            digit.add(mine, column[place])

    list(on_threads(fill, range(len(ends))))
    return packed


def _unpacked(
    packed: Wide, columns: Mapping[str, Sequence[Ints]], digits: Sequence[Digit]
) -> dict[str, Ints]:
    # Zeros that are never written take no memory.
    made: dict[str, Ints] = {
        name: np.zeros(len(packed), dtype=digit.kind(np.result_type(*pieces)))
        for (name, pieces), digit in zip(columns.items(), digits, strict=True)
    }
    shifts = np.cumsum([0, *(digit.bits for digit in reversed(digits))])[-2::-1]

    def fill(part: slice) -> None:
        for into, digit, shift in zip(made.values(), digits, shifts, strict=True):
            if digit.bits or digit.lowest or digit.unknown:
                into[part] = digit.read(packed[part], int(shift))

    list(on_threads(fill, ranges(len(packed))))
    return made


def _order(key: Ints, sequence: Ints, moment: Wide) -> Wide:
    """Order of rows by key and sequence, of those alike in both by moment."""
    rank = np.unique(key, return_inverse=True)[1] if int(np.ptp(key)) >> 31 else key - key.min()
    head = (rank.astype(np.int64) << 32) + sequence
    order = np.argsort(head, kind="stable")
    head = head[order]
    alike = np.zeros(len(order) + 1, dtype=np.bool_)
    np.equal(head[1:], head[:-1], out=alike[1:-1])
    among = np.flatnonzero(alike[1:] | alike[:-1])
    order[among] = order[among][np.lexsort((moment[order[among]], head[among]))]
    return order
