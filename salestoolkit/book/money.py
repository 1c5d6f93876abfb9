"""Money as whole numbers, so that sums are exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salestoolkit.book.encode import Ints, Mask, Wide
from salestoolkit.book.memo import remember

SCALE = 4
UNITS = 10**SCALE
"""Parts of a unit of currency that a value is told in."""
HALF = 1 << 32
EXACT = 1 << 53
"""Whole numbers up to here are exact as floating-point numbers, and so are their sums."""


@dataclass(frozen=True)
class Money:
    """Values in ten-thousandths: ``high`` times 2 to the 64th, plus ``low``; ``known`` where there is one.

    ``high`` is None where the values add up to so little that floating-point sums of ``low`` are exact.
    """

    low: npt.NDArray[np.float64] | Wide
    high: Wide | None
    known: Mask

    def take(self, which: Ints | Mask | slice) -> Money:
        """Only the values of some rows."""
        high = None if self.high is None else self.high[which]
        return Money(self.low[which], high, self.known[which])

    def only(self, mask: Mask) -> Money:
        """The values of some rows, those of the others as not known."""
        known = self.known & mask
        high = None if self.high is None else np.where(known, self.high, 0)
        return Money(np.where(known, self.low, 0), high, known)

    def sums(self, group: Ints, groups: int) -> npt.NDArray[np.float64]:
        """Sum of the values of each group, rounded once."""
        if self.high is None:
            added = np.bincount(group, weights=self.low, minlength=groups)
            return np.asarray(added / UNITS, dtype=np.float64)
        # Three words, each of which may be added billions of times.
        low = self.low.astype(np.int64)
        words = (self.high, (low >> 32) & (HALF - 1), low & (HALF - 1))
        each = (_added(word, group, groups) for word in words)
        totals = [(a * HALF + b) * HALF + c for a, b, c in zip(*each, strict=True)]
        return np.array([total / UNITS for total in totals], dtype=np.float64)


def _added(values: Wide, group: Ints, groups: int) -> list[int]:
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, values)
    return [int(total) for total in sums]


def money_of(deals: pa.Table) -> Money:
    """Values of the deals; kept for as long as the table lives."""
    return remember(deals, "money", lambda: _money(deals["value"]))


def _money(column: pa.ChunkedArray) -> Money:
    known = np.asarray(column.is_valid().to_numpy(), dtype=np.bool_)
    exact = pa.types.is_decimal128(column.type) and column.type.scale == SCALE
    whole = (column if exact else column.cast(pa.decimal128(38, SCALE))).combine_chunks()
    words = np.frombuffer(whole.buffers()[1] if len(whole) else b"", dtype=np.int64)
    words = words[2 * whole.offset :][: 2 * len(whole)].reshape(-1, 2)
    low, high = words.T
    if not known.all():
        low, high = (np.where(known, word, 0) for word in (low, high))
    amounts = low.astype(np.float64)
    if (high == low >> 63).all() and np.abs(amounts).sum() < EXACT:
        return Money(amounts, None, known)
    return Money(low, high, known)
