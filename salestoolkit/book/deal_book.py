"""The deal book: what every analysis starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.core.counts import Counts
    from salestoolkit.core.drill import Selection
    from salestoolkit.core.stage_activities import StageActivities


@dataclass(frozen=True, kw_only=True)
class DealBook:
    """Deals, their stage log and the process of each pipeline, as of ``as_of``.

    ``deals`` and ``stage_log`` are Arrow tables (see `salestoolkit.book.schema`), ``tables`` holds the
    optional ones by name (``reps``, ``activities``, ``quotas``, ...), ``processes`` maps a pipeline's
    name (None where the export names no pipelines) to its process. ``exported_on`` is the day that the
    deals table speaks of where ``as_of`` looks at another one; None means that they are the same.
    ``banded_as`` holds the deals whose values make the size bands (None: the book's own), so that the
    bands stay what they were when the book is narrowed down.
    """

    deals: pa.Table
    stage_log: pa.Table
    processes: Mapping[str | None, SalesProcess]
    as_of: date
    timezone: str = "UTC"
    exported_on: date | None = None
    banded_as: pa.Table | None = None
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def process_of(self, pipeline: str | None = None) -> SalesProcess:
        """Process of a pipeline; of the one with the most deals where none is named."""
        return self.processes[self.pipeline_or_largest(pipeline)]

    def pipeline_or_largest(self, pipeline: str | None) -> str | None:
        """The named pipeline, or the one with the most deals; BookError where it is unknown."""
        if not self.processes:
            raise BookError("book_without_deals")
        if pipeline is None and len(self.processes) == 1:
            return next(iter(self.processes))
        if pipeline is None:
            tally = pc.value_counts(self.deals["pipeline"]).to_pylist()
            ranked = sorted(tally, key=lambda row: (-row["counts"], str(row["values"])))
            return next((row["values"] for row in ranked if row["values"] in self.processes), None)
        if pipeline not in self.processes:
            raise BookError(
                "unknown_pipeline",
                value=pipeline,
                allowed=", ".join(sorted(name for name in self.processes if name)) or "–",
            )
        return pipeline

    def counts(
        self,
        *,
        pipeline: str | None = None,
        dimension: str | None = None,
        entered_from: date | None = None,
        entered_before: date | None = None,
    ) -> Counts:
        """Counts of a pipeline's deals: see `salestoolkit.core.counts.HasCounts.counts`."""
        from salestoolkit.book.local import count

        return count(
            self,
            pipeline=pipeline,
            dimension=dimension,
            entered_from=entered_from,
            entered_before=entered_before,
        )

    def deals_frame(self, *, fate: str | None = None, pipeline: str | None = None) -> pd.DataFrame:
        """One row a deal as of ``as_of``: see `salestoolkit.core.counts.HasDeals.deals_frame`."""
        from salestoolkit.book.frames import deals_frame

        return deals_frame(self, fate=fate, pipeline=pipeline)

    def select(self, selection: Selection, *, limit: int | None = None) -> pd.DataFrame:
        """The deals behind a number: see `salestoolkit.core.drill.CanSelect.select`."""
        from salestoolkit.book.drill import select

        return select(self, selection, limit=limit)

    def select_pieces(self, selection: Selection) -> Iterator[pd.DataFrame]:
        """The rows that `select` gives, some at a time: a long list is never held as a whole."""
        from salestoolkit.book.drill import select_pieces

        return select_pieces(self, selection)

    def count_selected(self, selection: Selection) -> int:
        """How many rows `select` gives without a limit."""
        from salestoolkit.book.drill import count_selected

        return count_selected(self, selection)

    def stage_activities(self, *, pipeline: str | None = None) -> StageActivities | None:
        """What was done with deals in their stages: see `salestoolkit.core.stage_activities`."""
        from salestoolkit.book.activities import stage_activities

        return stage_activities(self, pipeline=pipeline)

    def at(self, as_of: date) -> DealBook:
        """The book as it stood at the end of another day: only events on or before it count."""
        return replace(self, as_of=as_of, exported_on=self.exported_on or self.as_of)

    def with_process(
        self, process: SalesProcess, *, pipeline: str | None = None, keep_unknown: bool = False
    ) -> DealBook:
        """The book seen through a team's own process: see `salestoolkit.book.mapped.mapped`."""
        from salestoolkit.book.mapped import mapped

        return mapped(self, process, pipeline=pipeline, keep_unknown=keep_unknown)

    def pipeline_for(self, process: SalesProcess, pipeline: str | None = None) -> str | None:
        """The pipeline that a process describes: see `salestoolkit.book.mapped.pipeline_for`."""
        from salestoolkit.book.mapped import pipeline_for

        return pipeline_for(self, process, pipeline)

    def where(self, **values: str | None) -> DealBook:
        """The book with only the deals whose columns have these values (None: no value)."""
        from salestoolkit.book.dimensions import in_parts
        from salestoolkit.book.narrowed import narrowed

        kept = in_parts(self, values)
        return narrowed(self, kept.to_numpy(zero_copy_only=False))

    def created_within(self, start: date | None, before: date | None) -> DealBook:
        """The book with only the deals created in the half-open window; an unknown day is in none."""
        from salestoolkit.book.deal_rows import encode_deals
        from salestoolkit.book.local import within
        from salestoolkit.book.narrowed import narrowed

        return narrowed(self, within(encode_deals(self).created, start, before))

    def currencies(self) -> list[str | None]:
        """Currencies of the deals that have a value, most frequent first."""
        valued = self.deals["currency"].filter(pc.is_valid(self.deals["value"]))
        tally = pc.value_counts(valued).to_pylist()
        return [
            row["values"]
            for row in sorted(tally, key=lambda row: (-row["counts"], str(row["values"])))
        ]

    def parts(self, dimension: str) -> list[str]:
        """Values of a dimension of the deals, sorted, ``""`` for deals without one."""
        from salestoolkit.book.dimensions import part_codes

        return list(part_codes(self, dimension).values)
