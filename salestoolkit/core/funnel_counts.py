"""The counts behind one page: of its part, of the others, and of earlier windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, Counts, HasCounts
from salestoolkit.core.incidence import Array, Incidence, aalen_johansen

ROUND_DAYS = (1, 2, 3, 5, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1825)
"""Follow-ups that a cohort is held to: round numbers that a reader remembers."""

Window = tuple[date | None, date | None]
EVER: Window = (None, None)


class Tally(NamedTuple):
    """Deals that had the time to move on, and those that did."""

    entered: int
    advanced: int

    @property
    def rate(self) -> float | None:
        """Share that moved on; None of none."""
        return self.advanced / self.entered if self.entered else None


@dataclass(frozen=True)
class Source:
    """Where a page's counts come from; each window is counted once.

    ``dimension`` and ``value`` name the part that the page is about; both None for all deals.
    """

    book: HasCounts
    pipeline: str | None
    dimension: str | None = None
    value: str | None = None
    _counted: dict[tuple[Window, str | None], Counts] = field(default_factory=dict, repr=False)

    def everyone(self, window: Window = EVER) -> Counts:
        """Counts of all deals of the pipeline."""
        return self._count(window, None)

    def page(self, window: Window = EVER) -> Counts:
        """Counts of the page's own deals."""
        if self.dimension is None:
            return self.everyone(window)
        return self._count(window, self.dimension).part(self.value or "")

    def others(self, window: Window = EVER) -> Counts:
        """Counts of the deals of all other parts."""
        return self._count(window, self.dimension).rest(self.value or "")

    def parts_with(self, deals: int) -> int:
        """How many parts have at least so many deals."""
        if self.dimension is None:
            return 1
        sizes = self._count(EVER, self.dimension).deals.groupby("part")["n"].sum()
        return int((sizes >= deals).sum())

    def mature(self, days: int) -> Window:
        """Window of what had begun at least ``days`` before the book's date."""
        return None, self.book.as_of - timedelta(days=days - 1)

    def _count(self, window: Window, dimension: str | None) -> Counts:
        key = (window, dimension)
        if key not in self._counted:
            self._counted[key] = self.book.counts(
                pipeline=self.pipeline,
                dimension=dimension,
                entered_from=window[0],
                entered_before=window[1],
            )
        return self._counted[key]


def numbers(table: pd.DataFrame, column: str) -> Array:
    """A column as floats, NaN where unknown."""
    return np.asarray(table[column].to_numpy(dtype=float, na_value=np.nan), dtype=float)


def total(table: pd.DataFrame, column: str = "n") -> int:
    """Sum of a column of counts."""
    return int(table[column].sum())


def clocked(table: pd.DataFrame) -> pd.DataFrame:
    """Rows whose time is known."""
    return table[table["days"].notna().to_numpy(dtype=bool)]


def by_stage(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A table of counts, one for each stage."""
    return {str(stage): rows for stage, rows in table.groupby("stage", sort=False)}


def outcomes(table: pd.DataFrame, column: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How each row ended: 0 still open, 1 moved on or won, 2 lost."""
    end = table[column]
    codes = np.where((end == OPEN).to_numpy(dtype=bool), 0, 1)
    return np.where((end == LOST).to_numpy(dtype=bool), 2, codes).astype(np.int64)


def curve_of(table: pd.DataFrame, column: str) -> Incidence:
    """Aalen-Johansen curve of the rows with a clock; cause 1 moved on or won, 2 lost."""
    timed = clocked(table)
    return aalen_johansen(
        numbers(timed, "days"),
        outcomes(timed, column),
        entry=numbers(timed, "entry_age"),
        weights=numbers(timed, "n"),
        n_causes=2,
    )


def within(table: pd.DataFrame, column: str, days: int) -> Tally:
    """Deals observed from their first day, and those of them that moved on within ``days``."""
    timed = clocked(table)
    timed = timed[timed["entry_age"].to_numpy(dtype=float) <= 0]
    moved = (outcomes(timed, column) == 1) & (numbers(timed, "days") <= days)
    return Tally(total(timed), int(timed["n"].to_numpy()[moved].sum()))


def follow_up_for(curve: Incidence, *, share: float = 0.9) -> int | None:
    """Round number of days by which ``share`` of those that move on have done so; None if unknown."""
    final = curve.final(cause=1)
    if not final:
        return None
    day = curve.time[np.argmax(curve.incidence[0] >= share * final - 1e-9)]
    return next((days for days in ROUND_DAYS if days >= day), int(np.ceil(day)))
