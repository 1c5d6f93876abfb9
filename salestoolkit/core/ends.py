"""How deals left a stage, or ended: counts as arrays, one entry a group of deals alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN
from salestoolkit.core.incidence import Incidence, aalen_johansen


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


def ends_by_stage(table: pd.DataFrame) -> dict[str, Ends]:
    """Visits, passages or cycles as arrays, for each stage; ``""`` for whole deals."""
    every = ends_of(table)
    if "stage" not in table:
        return {"": every}
    stage = table["stage"].to_numpy(dtype=object)
    return {str(key): every.where(stage == key) for key in dict.fromkeys(stage)}


def ends_of(table: pd.DataFrame) -> Ends:
    """Visits, passages or cycles as arrays."""
    way = table["next" if "next" in table else "fate"].to_numpy(dtype=object)
    outcome = np.where(way == OPEN, 0, np.where(way == LOST, 2, 1))
    return Ends(
        days=numbers(table, "days"),
        entry_age=numbers(table, "entry_age"),
        n=numbers(table, "n"),
        outcome=outcome.astype(np.int64),
        way=way,
        first=table["first"].to_numpy(dtype=bool) if "first" in table else way == way,
    )


def numbers(table: pd.DataFrame, column: str) -> Array:
    """A column as floats, NaN where unknown."""
    return np.asarray(table[column].to_numpy(dtype=float, na_value=np.nan), dtype=float)
