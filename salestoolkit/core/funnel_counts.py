"""The counts behind one page: of its part, of the others, and of earlier windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.counts import Counts, HasCounts
from salestoolkit.core.ends import NOBODY, Ends, ends_of
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.part import Part

ROUND_DAYS = (1, 2, 3, 5, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1825)
"""Follow-ups that a cohort is held to: round numbers that a reader remembers."""

Window = tuple[date | None, date | None]
EVER: Window = (None, None)
Whose = Literal["page", "others", "everyone"]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Passages or cycles of all deals as arrays, with the place of each one's stage and part."""

    ends: Ends
    places: Mapping[str, tuple[npt.NDArray[np.intp], Mapping[str, int]]]

    @classmethod
    def of(cls, table: pd.DataFrame) -> _Rows:
        """The rows of a table of counts."""
        coded = {name: pd.factorize(table[name]) for name in ("stage", "part") if name in table}
        return cls(
            ends_of(table),
            {
                name: (codes, {str(value): place for place, value in enumerate(values)})
                for name, (codes, values) in coded.items()
            },
        )

    def has(self, name: str, value: str) -> npt.NDArray[np.bool_]:
        """Which rows are of this stage or part."""
        codes, places = self.places[name]
        return np.asarray(codes == places.get(value, -2), dtype=np.bool_)


@dataclass(frozen=True)
class Source:
    """Where a page's counts come from; each window is counted once.

    ``dimension`` and ``value`` name the part that the page is about; both None for all deals.
    """

    book: HasCounts
    pipeline: str | None
    dimension: str | None = None
    value: str | None = None
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    _whole: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was counted of all deals, whatever part the page is about."""

    def about(self, part: Part | None) -> Source:
        """Where another page of the same book comes from: what all deals have is not counted again."""
        dimension, value = (None, None) if part is None else (part.dimension, part.value)
        return Source(self.book, self.pipeline, dimension, value, _whole=self._whole)

    @property
    def part(self) -> Part | None:
        """The part that the page is about."""
        if self.dimension is None:
            return None
        return Part(dimension=self.dimension, value=self.value or "")

    def everyone(self) -> Counts:
        """Counts of all deals of the pipeline."""
        return self.counted(EVER, None)

    def page(self) -> Counts:
        """Counts of the page's own deals."""
        if self.dimension is None:
            return self.everyone()
        if "page" not in self._kept:
            self._kept["page"] = self.counted(EVER, self.dimension).part(self.value or "")
        counts: Counts = self._kept["page"]
        return counts

    def own(self) -> Source:
        """The page's own deals as if there were no others, to be broken down further."""
        if self.dimension is None:
            return self
        if "own" not in self._kept:
            book = self.book.where(**{self.dimension: self.value or None})
            self._kept["own"] = Source(book, self.pipeline)
        own: Source = self._kept["own"]
        return own

    def at(self, as_of: date) -> Source:
        """The same page as it stood at the end of another day."""
        if as_of == self.book.as_of:
            return self
        key = ("at", as_of)
        if key not in self._kept:
            if key not in self._whole:
                self._whole[key] = Source(self.book.at(as_of), self.pipeline)
            then: Source = self._whole[key]
            self._kept[key] = then.about(self.part)
        found: Source = self._kept[key]
        return found

    def ends(self, stage: str, whose: Whose = "page", window: Window = EVER) -> Ends:
        """First passages through a stage that began in the window; of whole deals for ``""``."""
        dimension = None if whose == "everyone" else self.dimension
        kept = self._whole if dimension is None else self._kept
        key = (stage, "everyone" if dimension is None else whose, window)
        if key not in kept:
            kept[key] = self._ends(stage, whose, window, dimension)
        found: Ends = kept[key]
        return found

    def _ends(self, stage: str, whose: Whose, window: Window, dimension: str | None) -> Ends:
        table = "passages" if stage else "cycles"
        key = (table, window, dimension)
        if key not in self._whole:
            self._whole[key] = _Rows.of(getattr(self.counted(window, dimension), table))
        rows: _Rows = self._whole[key]
        if not len(rows.ends.n):
            return NOBODY
        chosen = rows.has("stage", stage) if stage else np.ones(len(rows.ends.n), dtype=np.bool_)
        if dimension is not None:
            mine = rows.has("part", self.value or "")
            chosen &= mine if whose == "page" else ~mine
        return rows.ends.where(chosen)

    def parts_with(self, deals: int) -> int:
        """How many parts have at least so many deals."""
        if self.dimension is None:
            return 1
        sizes = self.counted(EVER, self.dimension).deals.groupby("part")["n"].sum()
        return int((sizes >= deals).sum())

    def usual_days(self, stage: str) -> int | None:
        """Round number of days by which nine of ten that move on have done so, among all deals."""
        key = ("usual", stage)
        if key not in self._whole:
            self._whole[key] = follow_up_for(self.ends(stage, "everyone").curve)
        days: int | None = self._whole[key]
        return days

    def mature(self, days: int) -> tuple[None, date]:
        """Window of what had begun at least ``days`` before the book's date."""
        return None, self.book.as_of - timedelta(days=days - 1)

    def counted(self, window: Window, dimension: str | None) -> Counts:
        """Counts of all deals of the pipeline in a window, by a column of the deals; made once."""
        key = (window, dimension)
        if key not in self._whole:
            self._whole[key] = self.book.counts(
                pipeline=self.pipeline,
                dimension=dimension,
                entered_from=window[0],
                entered_before=window[1],
            )
        counts: Counts = self._whole[key]
        return counts


def total(table: pd.DataFrame, column: str = "n") -> int:
    """Sum of a column of counts."""
    return int(table[column].sum())


def follow_up_for(curve: Incidence, *, share: float = 0.9) -> int | None:
    """Round number of days by which ``share`` of those that move on have done so; None if unknown."""
    final = curve.final(cause=1)
    if not final:
        return None
    day = curve.time[np.argmax(curve.incidence[0] >= share * final - 1e-9)]
    return next((days for days in ROUND_DAYS if days >= day), int(np.ceil(day)))
