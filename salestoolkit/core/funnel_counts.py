"""The counts behind one page: of its part, of the others, and of earlier windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, Counts, HasCounts
from salestoolkit.core.incidence import Incidence, aalen_johansen

ROUND_DAYS = (1, 2, 3, 5, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1825)
"""Follow-ups that a cohort is held to: round numbers that a reader remembers."""

Window = tuple[date | None, date | None]
EVER: Window = (None, None)
Whose = Literal["page", "others", "everyone"]


class Tally(NamedTuple):
    """Deals that had the time to move on, and those that did."""

    entered: int
    advanced: int

    @property
    def rate(self) -> float | None:
        """Share that moved on; None of none."""
        return self.advanced / self.entered if self.entered else None


@dataclass(frozen=True, eq=False)
class Ends:
    """How the deals of one stage ended, or whole deals: one entry a group of ``n`` alike.

    ``outcome`` is 0 for still there, 1 for moved on or won, 2 for lost; ``way`` is where they went
    as the counts have it; ``days`` is NaN where there is no clock; ``first`` tells first visits.
    """

    days: Array
    entry_age: Array
    n: Array
    outcome: np.ndarray[Any, np.dtype[np.int64]]
    way: np.ndarray[Any, np.dtype[np.object_]]
    first: np.ndarray[Any, np.dtype[np.bool_]]

    def where(self, chosen: np.ndarray[Any, Any]) -> Ends:
        """Only these groups."""
        return Ends(
            days=self.days[chosen],
            entry_age=self.entry_age[chosen],
            n=self.n[chosen],
            outcome=self.outcome[chosen],
            way=self.way[chosen],
            first=self.first[chosen],
        )

    @cached_property
    def clocked(self) -> Ends:
        """Groups whose time is known."""
        return self.where(~np.isnan(self.days))

    def count(self, outcome: int | None = None) -> int:
        """Number of deals, or of those with this outcome."""
        return int(self.n.sum() if outcome is None else self.n[self.outcome == outcome].sum())

    @cached_property
    def curve(self) -> Incidence:
        """Aalen-Johansen curve of the deals with a clock; cause 1 moved on or won, 2 lost.

        It ends where too few deals were watched for longer: see `Incidence.well_observed`.
        """
        timed = self.clocked
        return aalen_johansen(
            timed.days, timed.outcome, entry=timed.entry_age, weights=timed.n, n_causes=2
        ).well_observed

    def within(self, days: int) -> Tally:
        """Deals observed from their first day, and those of them that moved on within ``days``."""
        seen = ~np.isnan(self.days) & (self.entry_age <= 0)
        moved = seen & (self.outcome == 1) & (self.days <= days)
        return Tally(int(self.n[seen].sum()), int(self.n[moved].sum()))


NOBODY = Ends(
    days=np.array([]),
    entry_age=np.array([]),
    n=np.array([]),
    outcome=np.array([], dtype=np.int64),
    way=np.array([], dtype=object),
    first=np.array([], dtype=bool),
)


def ends_by_stage(
    table: pd.DataFrame, kept: npt.NDArray[np.bool_] | None = None
) -> dict[str, Ends]:
    """Visits, passages or cycles as arrays, for each stage (``""`` for whole deals), or those kept."""
    way = table["next" if "next" in table else "fate"].to_numpy(dtype=object)
    outcome = np.where(way == OPEN, 0, np.where(way == LOST, 2, 1))
    every = Ends(
        days=numbers(table, "days"),
        entry_age=numbers(table, "entry_age"),
        n=numbers(table, "n"),
        outcome=outcome.astype(np.int64),
        way=way,
        first=table["first"].to_numpy(dtype=bool) if "first" in table else way == way,
    )
    if kept is not None:
        every = every.where(kept)
    if "stage" not in table:
        return {"": every}
    stage = table["stage"].to_numpy(dtype=object)
    stage = stage if kept is None else stage[kept]
    return {str(key): every.where(stage == key) for key in dict.fromkeys(stage)}


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
            book = self.book.at(as_of)
            self._kept[key] = Source(book, self.pipeline, self.dimension, self.value)
        then: Source = self._kept[key]
        return then

    def ends(self, stage: str, whose: Whose = "page", window: Window = EVER) -> Ends:
        """First passages through a stage that began in the window; of whole deals for ``""``."""
        table = "passages" if stage else "cycles"
        dimension = None if whose == "everyone" else self.dimension
        key = (table, whose if dimension is not None else "everyone", window)
        if key not in self._kept:
            rows: pd.DataFrame = getattr(self.counted(window, dimension), table)
            chosen = None
            if dimension is not None:
                mine = (rows["part"] == (self.value or "")).to_numpy(dtype=bool)
                chosen = mine if whose == "page" else ~mine
            self._kept[key] = ends_by_stage(rows, chosen)
        found: Ends = self._kept[key].get(stage, NOBODY)
        return found

    def parts_with(self, deals: int) -> int:
        """How many parts have at least so many deals."""
        if self.dimension is None:
            return 1
        sizes = self.counted(EVER, self.dimension).deals.groupby("part")["n"].sum()
        return int((sizes >= deals).sum())

    def usual_days(self, stage: str) -> int | None:
        """Round number of days by which nine of ten that move on have done so, among all deals."""
        key = ("usual", stage)
        if key not in self._kept:
            self._kept[key] = follow_up_for(self.ends(stage, "everyone").curve)
        days: int | None = self._kept[key]
        return days

    def mature(self, days: int) -> tuple[None, date]:
        """Window of what had begun at least ``days`` before the book's date."""
        return None, self.book.as_of - timedelta(days=days - 1)

    def counted(self, window: Window, dimension: str | None) -> Counts:
        """Counts of all deals of the pipeline in a window, by a column of the deals; made once."""
        key = (window, dimension)
        if key not in self._kept:
            self._kept[key] = self.book.counts(
                pipeline=self.pipeline,
                dimension=dimension,
                entered_from=window[0],
                entered_before=window[1],
            )
        counts: Counts = self._kept[key]
        return counts


def numbers(table: pd.DataFrame, column: str) -> Array:
    """A column as floats, NaN where unknown."""
    return np.asarray(table[column].to_numpy(dtype=float, na_value=np.nan), dtype=float)


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
