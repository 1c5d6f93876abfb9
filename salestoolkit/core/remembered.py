"""A deal book that counts once: several goals ask the same of one book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Self

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import Counts
from salestoolkit.core.process import SalesProcess


class Remembered:
    """A book whose counts and tables are kept once worked out; who gets a table must not change it."""

    def __init__(self, book: HasHistory) -> None:
        self.book = book
        self.timezone: str = getattr(book, "timezone", "UTC")
        self._counts: dict[object, Counts] = {}
        self._frames: dict[object, pd.DataFrame] = {}
        self._earlier: dict[date, Self] = {}
        self._kept: dict[object, Any] = {}

    @property
    def as_of(self) -> date:
        """Date at whose end the book is seen."""
        return self.book.as_of

    def process_of(self, pipeline: str | None = None) -> SalesProcess:
        """Process of the pipeline."""
        return self.book.process_of(pipeline)

    def pipeline_or_largest(self, pipeline: str | None) -> str | None:
        """The named pipeline, or the one with the most deals."""
        return self.book.pipeline_or_largest(pipeline)

    def counts(
        self,
        *,
        pipeline: str | None = None,
        dimension: str | None = None,
        entered_from: date | None = None,
        entered_before: date | None = None,
    ) -> Counts:
        """Counts of the deals of a pipeline."""
        key = (pipeline, dimension, entered_from, entered_before)
        if key not in self._counts:
            self._counts[key] = self.book.counts(
                pipeline=pipeline,
                dimension=dimension,
                entered_from=entered_from,
                entered_before=entered_before,
            )
        return self._counts[key]

    def where(self, **values: str | None) -> Self:
        """The book with only the deals whose columns have these values (None: no value)."""
        return type(self)(self.book.where(**values))

    def deals_frame(self, *, fate: str | None = None, pipeline: str | None = None) -> pd.DataFrame:
        """One row a deal as of ``as_of``."""
        key = (fate, pipeline)
        if key not in self._frames:
            self._frames[key] = self.book.deals_frame(fate=fate, pipeline=pipeline)
        return self._frames[key]

    def at(self, as_of: date) -> Self:
        """The book as it stood at the end of an earlier day."""
        if as_of not in self._earlier:
            self._earlier[as_of] = type(self)(self.book.at(as_of))
        return self._earlier[as_of]

    def kept(self, key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, worked out once for this key; who gets it must not change it."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
