"""A deal book that stays where it is: in DuckDB, PostgreSQL, Spark or wherever Ibis goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Self

import numpy as np
import pandas as pd

from salestoolkit.book.encode import day_number
from salestoolkit.book.remote.count import FATES, KINDS, Window, counted
from salestoolkit.book.remote.days import local_day, span_of
from salestoolkit.book.remote.moves import DEAL, NO_STAGE, TRUSTED, UNTOLD, View, place_of
from salestoolkit.book.tally import text
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class RemoteBook:
    """Deals and stage log as Ibis tables, and the process of each pipeline, as at ``as_of``.

    ``deals`` and ``stage_log`` bear the names of `salestoolkit.book.schema`; what a table lacks is
    taken as unknown. Nothing is written where they lie, and only counts travel.
    """

    deals: Any
    stage_log: Any
    processes: Mapping[str | None, SalesProcess]
    as_of: date
    timezone: str = "UTC"
    exported_on: date | None = None
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def pipeline_or_largest(self, pipeline: str | None) -> str | None:
        """The named pipeline, or the one with the most deals; BookError where it is unknown."""
        if pipeline is None and len(self.processes) == 1:
            return next(iter(self.processes))
        if pipeline is None:
            tally = self.deals.group_by("pipeline").aggregate(n=self.deals.count()).to_pyarrow()
            rows = sorted(tally.to_pylist(), key=lambda row: (-row["n"], str(row["pipeline"])))
            return next((r["pipeline"] for r in rows if r["pipeline"] in self.processes), None)
        if pipeline not in self.processes:
            names = ", ".join(sorted(name for name in self.processes if name))
            raise BookError("unknown_pipeline", value=pipeline, allowed=names or "–")
        return pipeline

    def process_of(self, pipeline: str | None = None) -> SalesProcess:
        """Process of a pipeline; of the one with the most deals where none is named."""
        return self.processes[self.pipeline_or_largest(pipeline)]

    def counts(
        self,
        *,
        pipeline: str | None = None,
        dimension: str | None = None,
        entered_from: date | None = None,
        entered_before: date | None = None,
    ) -> Counts:
        """Counts of a pipeline's deals: see `salestoolkit.core.counts.HasCounts.counts`."""
        pipeline = self.pipeline_or_largest(pipeline)
        key = (pipeline, dimension, entered_from, entered_before)
        if key not in self._kept:
            self._kept[key] = self._count(*key)
        counts: Counts = self._kept[key]
        return counts

    def where(self, **values: str | None) -> Self:
        """The book with only the deals whose columns have these values (None: no value)."""
        deals = self.deals
        for column, value in values.items():
            if column not in deals.columns:
                allowed = ", ".join(deals.columns)
                raise BookError("unknown_dimension", value=column, allowed=allowed)
            held = deals[column]
            deals = deals.filter(held.isnull() if value is None else held.cast("string") == value)
        return replace(self, deals=deals, _kept={})

    def at(self, as_of: date) -> Self:
        """The book as it stood at the end of another day: only events on or before it count."""
        return replace(self, as_of=as_of, exported_on=self.exported_on or self.as_of, _kept={})

    def _count(
        self, pipeline: str | None, dimension: str | None, start: date | None, before: date | None
    ) -> Counts:
        process = self.process_of(pipeline)
        view = View(
            stages=tuple(stage.key for stage in process.stages),
            as_of=day_number(self.as_of),
            back=self.exported_on is not None and self.as_of < self.exported_on,
        )
        deals = self._deals(pipeline, dimension, view)
        window = Window(*(None if day is None else day_number(day) for day in (start, before)))
        rows = counted(self._log(deals, view), deals, view, window).to_pandas()
        ends = (*view.stages, WON, LOST, OPEN)
        since = rows.loc[rows["kind"] == KINDS.index("since"), "days"].dropna()
        return Counts(
            as_of=self.as_of,
            process=process,
            dimension=dimension,
            visits=_table(rows, "visits", dimension, {"stage": ends, "next": ends}),
            passages=_table(rows, "passages", dimension, {"stage": ends, "next": ends}),
            cycles=_table(rows, "cycles", dimension, {"fate": FATES}),
            deals=_table(
                rows, "deals", dimension, {"furthest": (None, *view.stages), "fate": FATES}
            ),
            since=EPOCH + timedelta(days=int(since.iloc[0])) if len(since) else None,
        )

    def _deals(self, pipeline: str | None, dimension: str | None, view: View) -> Any:
        """Deals of a pipeline with their days as whole numbers and their part of the dimension."""
        table = self._with_all(self.deals, ("pipeline", "stage", "status", "currency"), "string")
        table = self._with_all(table, ("created_at", "closed_at", "observed_from"), "timestamp")
        table = self._with_all(table, ("value",), "float64")
        if dimension is not None and dimension not in self.deals.columns:
            allowed = ", ".join(self.deals.columns)
            raise BookError("unknown_dimension", value=dimension, allowed=allowed)
        if len(self.processes) > 1:
            mine = table.pipeline.isnull() if pipeline is None else table.pipeline == pipeline
            table = table.filter(mine.fill_null(False))
        import ibis

        part = ibis.literal("") if dimension is None else table[dimension].cast("string")
        return table.select(
            *DEAL,
            "status",
            "currency",
            "value",
            part=part.fill_null(""),
            shown=place_of(table.stage, view.stages, ends=False),
            created=self._day(table.created_at),
            closed=self._day(table.closed_at),
            observed=self._day(table.observed_from),
        )

    def _log(self, deals: Any, view: View) -> Any:
        """Entries of these deals in the stages of the process, places and days as whole numbers."""
        table = self._with_all(self.stage_log, ("entered_at", "observed_from"), "timestamp")
        table = self._with_all(table, ("provenance",), "string")
        table = self._with_all(table, ("seq",), "int64")
        ranks = [(name, rank) for rank, name in enumerate(TRUSTED)]
        log = table.select(
            *DEAL,
            "seq",
            moment=table.entered_at,
            place=place_of(table.entry, view.stages, ends=True),
            day=self._day(table.entered_at),
            seen=self._day(table.observed_from),
            trust=table.provenance.cases(*ranks, else_=UNTOLD).fill_null(UNTOLD).cast("int64"),
        )
        return log.filter(log.place != NO_STAGE).semi_join(deals, DEAL)

    def _day(self, column: Any) -> Any:
        return local_day(column, self.timezone, between=self._span())

    def _span(self) -> tuple[int, int] | None:
        """Earliest and latest moment in the tables."""
        if "span" not in self._kept:
            columns = [
                table[name]
                for table, names in (
                    (self.deals, ("created_at", "closed_at", "observed_from")),
                    (self.stage_log, ("entered_at", "observed_from")),
                )
                for name in names
                if name in table.columns
            ]
            self._kept["span"] = span_of(columns)
        span: tuple[int, int] | None = self._kept["span"]
        return span

    @staticmethod
    def _with_all(table: Any, names: Sequence[str], type_: str) -> Any:
        """The table with columns of nulls for those that it lacks."""
        import ibis

        missing = {name: ibis.null(type_) for name in names if name not in table.columns}
        return table.mutate(**missing) if missing else table


def _table(
    rows: pd.DataFrame, kind: str, dimension: str | None, keys: Mapping[str, Sequence[str | None]]
) -> pd.DataFrame:
    """The counts of one kind, in order and with the names of what they count."""
    own = rows[rows["kind"] == KINDS.index(kind)]
    spoken = dict(zip(("a", "b"), keys, strict=False))
    names = {**keys, "provenance": (*TRUSTED, None)}
    columns = [*_COLUMNS[kind], *_SUMS[kind]]
    if dimension is not None:
        columns = ["part", *columns]
    codes = {name: code for code, name in spoken.items()} | {"provenance": "trust"}
    order = [codes.get(column, column) for column in columns]
    by = [name for name in order if name not in ("n", "value_n", "value_sum")]
    own = own.sort_values(by, na_position="first", kind="stable").reset_index(drop=True)
    return pd.DataFrame(
        {
            name: _column(own[code], name, names.get(name))
            for name, code in zip(columns, order, strict=True)
        }
    )


_COLUMNS = {
    "visits": ("stage", "next", "entry_age", "days", "first", "provenance"),
    "passages": ("stage", "next", "entry_age", "days"),
    "cycles": ("fate", "entry_age", "days"),
    "deals": ("furthest", "fate", "currency"),
}
_SUMS = {
    "visits": ("n",),
    "passages": ("n",),
    "cycles": ("n",),
    "deals": ("n", "value_n", "value_sum"),
}


def _column(values: pd.Series, name: str, spoken: Sequence[str | None] | None) -> Any:
    if spoken is not None:
        # the furthest stage of a deal whose stages nobody knows is -1: the place before the first
        shift = 1 if spoken[0] is None else 0
        return text(values.to_numpy(dtype=np.int64) + shift, spoken)
    if name in ("entry_age", "days"):
        return values.astype("Int64")
    if name == "first":
        return values.to_numpy(dtype=bool)
    if name in ("part", "currency"):
        return values.astype(object).where(values.notna(), None).astype("str")
    if name == "value_sum":
        return values.fillna(0.0).to_numpy(dtype=np.float64)
    return values.to_numpy(dtype=np.int64)
