"""What every statistic starts from: a deal book reduced to a few small tables of counts.

`book` makes them (locally, or where the data is); nothing above knows which engine counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.process import SalesProcess

WON, LOST, OPEN = "won", "lost", "open"
"""Fates. Also used as ``next`` of a visit; a stage of a process may not bear these keys."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts of one pipeline's deals at ``as_of``, by ``dimension`` where one was asked for.

    With a dimension every table has a leading column ``part`` (the dimension's value as text,
    ``""`` where a deal has none). ``days`` and ``entry_age`` are whole days, the difference of
    calendar dates in the book's time zone; ``days`` is NA where a date is unknown or the time
    would be negative: such rows count as deals but do not enter a clock.

    visits : stage, next, entry_age, days, first, provenance, n
        One row for each kind of stage visit. ``next`` is the entry that ended the visit (a stage
        key, won or lost) or ``open``; ``days`` the time to it, for open ones to ``as_of``.
        ``first`` tells a deal's first visit to the stage from later ones; ``provenance`` is the
        weaker of those of the entries that began and ended it (observed, inferred, overwritten, bulk).
    passages : stage, next, entry_age, days, n
        First passage: from a deal's first visit to a stage until it first reaches any later stage
        or is won (``next`` = that stage or won), or is lost, whichever comes first; moves back do
        not end it; ``open`` if neither happened by ``as_of``. What happens after a loss (a
        re-opened deal) does not change it.
    cycles : fate, entry_age, days, n
        Whole deals: from ``created_at`` to the (last) win or loss, for open ones to ``as_of``.
    deals : furthest, fate, currency, n, value_n, value_sum
        ``furthest`` is the latest stage in process order that the deal is known to have reached
        (None where the export does not tell); fate won implies it passed every stage.
        ``value_n`` counts deals with a value, ``value_sum`` adds them (exact decimals as float).
    since : first day on which a deal was created or a visit began, in the whole pipeline whatever
        the window; None where the engine does not tell.
    entry_age : days between the start of the clock and the day the deal came under observation
        (0 for deals seen from their first day; more for deals migrated into the CRM later).
    """

    as_of: date
    process: SalesProcess
    dimension: str | None = None
    visits: pd.DataFrame
    passages: pd.DataFrame
    cycles: pd.DataFrame
    deals: pd.DataFrame
    since: date | None = None

    def parts(self) -> list[str]:
        """Values of the dimension, sorted; ``[""]`` stands for deals without one."""
        return sorted(self.deals["part"].unique()) if self.dimension else []

    def part(self, value: str) -> Counts:
        """Counts of one part alone."""
        # Rows of one part differ in another key already: there is nothing to add up.
        return self._each(
            lambda table: table[_of_part(table, value)].drop(columns="part").reset_index(drop=True)
        )

    def rest(self, value: str) -> Counts:
        """Counts of all other parts together."""
        return self._each(lambda table: _pooled(table[~_of_part(table, value)]))

    def pooled(self) -> Counts:
        """Counts of all parts together."""
        return self._each(_pooled)

    def _each(self, reduce: Callable[[pd.DataFrame], pd.DataFrame]) -> Counts:
        if self.dimension is None:
            raise ValueError("these counts have no dimension to select from")
        return replace(
            self,
            dimension=None,
            visits=reduce(self.visits),
            passages=reduce(self.passages),
            cycles=reduce(self.cycles),
            deals=reduce(self.deals),
        )


def _of_part(table: pd.DataFrame, value: str) -> npt.NDArray[np.bool_]:
    return np.asarray((table["part"] == value).to_numpy(dtype=bool))


def _pooled(table: pd.DataFrame) -> pd.DataFrame:
    sums = [name for name in table.columns if name in {"n", "value_n", "value_sum"}]
    keys = [name for name in table.columns if name not in {*sums, "part"}]
    groups = table.groupby(keys, dropna=False, as_index=False, sort=True)
    return pd.DataFrame(groups[sums].sum())


class HasCounts(Protocol):
    """What `core` asks of a deal book that holds the whole history."""

    @property
    def as_of(self) -> date:
        """Date at whose end the book is seen."""
        ...

    def process_of(self, pipeline: str | None = None) -> SalesProcess:
        """Process of the pipeline; of the one with the most deals where none is named."""
        ...

    def counts(
        self,
        *,
        pipeline: str | None = None,
        dimension: str | None = None,
        entered_from: date | None = None,
        entered_before: date | None = None,
    ) -> Counts:
        """Counts of the deals of a pipeline.

        The window is half-open: visits and passages are kept by the day they began, cycles and
        deals by the day the deal was created (a deal without a creation date is in no window).
        ``dimension`` is a column of the deals, or one of `salestoolkit.core.dimensions.DERIVED`.
        """
        ...

    def where(self, **values: str | None) -> Self:
        """The book with only the deals in these parts, one of each dimension (None: without one).

        Size bands stay those of the whole book.
        """
        ...

    def at(self, as_of: date) -> Self:
        """The book as it stood at the end of another day: only events on or before it count."""
        ...


class HasDeals(Protocol):
    """What `core` asks of a deal book when it looks at single deals."""

    @property
    def as_of(self) -> date:
        """Date at whose end the book is seen."""
        ...

    def deals_frame(self, *, fate: str | None = None, pipeline: str | None = None) -> pd.DataFrame:
        """One row a deal as of ``as_of``: see `salestoolkit.book.schema.DEALS`, and the columns
        ``fate``, ``stage`` (where it stands), ``stage_entered`` (date), ``age_days``, ``entry_age``,
        ``idle_days``."""
        ...
