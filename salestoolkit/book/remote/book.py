"""A deal book that stays where it is: in DuckDB, PostgreSQL, Spark or wherever Ibis goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from salestoolkit.book.encode import day_number
from salestoolkit.book.remote.cube import Cube, Window, cube_of
from salestoolkit.book.remote.days import local_day, span_of
from salestoolkit.book.remote.follow import Settled, settle
from salestoolkit.book.remote.keep import Keeper
from salestoolkit.book.remote.order import Ordered, in_order
from salestoolkit.book.remote.parts import Bands, bands_of, part_column
from salestoolkit.book.remote.rows import Key, comparable
from salestoolkit.book.remote.tables import counts_of
from salestoolkit.book.remote.view import View
from salestoolkit.core.counts import Counts
from salestoolkit.core.dimensions import SIZE_BAND
from salestoolkit.core.drill import Selection
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class RemoteBook:
    """Deals and stage log as Ibis tables, and the process of each pipeline, as of ``as_of``.

    ``deals`` and ``stage_log`` bear the names of `salestoolkit.book.schema`; what a table lacks is
    taken as unknown. Nothing is written where they lie, and only counts travel. ``name`` says where
    that is; ``only`` are the parts that the book is narrowed to.
    """

    deals: Any
    stage_log: Any
    processes: Mapping[str | None, SalesProcess]
    as_of: date
    timezone: str = "UTC"
    exported_on: date | None = None
    name: str = ""
    only: Mapping[str, str | None] = field(default_factory=dict)
    _shared: dict[Any, Any] = field(default_factory=dict, repr=False)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    def pipeline_or_largest(self, pipeline: str | None) -> str | None:
        """The named pipeline, or the one with the most deals; BookError where it is unknown."""
        if pipeline is None and len(self.processes) == 1:
            return next(iter(self.processes))
        if pipeline is None:
            deals = self._chosen()
            tally = deals.group_by("pipeline").aggregate(n=deals.count()).to_pyarrow()
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
            days = (entered_from, entered_before)
            window = Window(*(None if day is None else day_number(day) for day in days))
            self._kept[key] = counts_of(
                self._cube(pipeline, dimension),
                window,
                self._view(pipeline),
                process=self.processes[pipeline],
                as_of=self.as_of,
                dimension=dimension,
            )
        counts: Counts = self._kept[key]
        return counts

    def where(self, **values: str | None) -> Self:
        """The book with only the deals whose columns have these values (None: no value)."""
        for dimension in values:
            self._part(dimension)
        return replace(self, only={**self.only, **values})

    def at(self, as_of: date) -> Self:
        """The book as it stood at the end of another day: only events on or before it count."""
        return replace(self, as_of=as_of, exported_on=self.exported_on or self.as_of)

    def parts(self, dimension: str) -> list[str]:
        """Values of a column of the deals, sorted, ``""`` for deals without one."""
        deals = self._chosen()
        found = deals.select(part=self._part(dimension, deals)).distinct().to_pyarrow()
        return sorted(found["part"].to_pylist())

    def _cube(self, pipeline: str | None, dimension: str | None) -> Cube:
        """Stays and states by what is counted; kept, for a page asks about many windows."""
        key = ("cube", pipeline, dimension)
        if key not in self._kept:
            settled = self.history(pipeline)
            stays, states = settled.stays, settled.states
            if self.only or dimension is not None:
                members = self.members(pipeline, dimension)
                stays = stays.inner_join(members, self.key(pipeline))
                states = states.inner_join(members, self.key(pipeline))
            self._kept[key] = cube_of(stays, states, self._keeper)
        kept: Cube = self._kept[key]
        return kept

    def members(
        self, pipeline: str | None, dimension: str | None = None, *, named: bool = False
    ) -> Any:
        """Keys of the deals chosen, with their part of the dimension, and the company's own key."""
        deals, ordered = self._chosen(), self._ordered(pipeline)
        part = {} if dimension is None else {"part": self._part(dimension, deals)}
        chosen = deals.select(**comparable(deals, self.stage_log, ordered.own), **part)
        if ordered.key == ordered.own:
            return chosen
        numbers = ordered.deals.select(*ordered.key, *ordered.own)
        found = chosen.inner_join(numbers, ordered.own)
        return self._keeper.keep(found.select(*ordered.key, *(ordered.own if named else ()), *part))

    def history(self, pipeline: str | None) -> Settled:
        """The pipeline's history as of ``as_of``; shared by all parts of the book looked at."""
        key = ("settled", pipeline, self.as_of, self.exported_on)
        if key not in self._shared:
            ordered, view = self._ordered(pipeline), self._view(pipeline)
            self._shared[key] = settle(ordered, view, self._keeper)
        settled: Settled = self._shared[key]
        return settled

    def key(self, pipeline: str | None) -> Key:
        """Columns that tell deals apart in `history` and `members`."""
        return self._ordered(pipeline).key

    def own_key(self, pipeline: str | None) -> Key:
        """Columns that tell deals apart in the company's own tables."""
        return self._ordered(pipeline).own

    def select(self, selection: Selection, *, limit: int | None = None) -> pd.DataFrame:
        """The deals behind a number, at most 10,000: see `salestoolkit.core.drill.CanSelect.select`.

        Raises
        ------
        BookError
            ``remote_too_many``, or what `salestoolkit.book.deal_book.DealBook.select` raises.
        """
        from salestoolkit.book.remote.drill import fetched

        book, left = fetched(self, selection)
        return book.select(left, limit=limit)

    def select_pieces(self, selection: Selection) -> Iterator[pd.DataFrame]:
        """The rows that `select` gives, in one piece: there are never many."""
        yield self.select(selection)

    def count_selected(self, selection: Selection) -> int:
        """How many rows `select` gives without a limit."""
        return len(self.select(selection))

    def _ordered(self, pipeline: str | None) -> Ordered:
        """The pipeline's entries in order; the same for every ``as_of``."""
        key = ("ordered", pipeline, self.timezone)
        if key not in self._shared:
            deals = self.deals
            if len(self.processes) > 1:
                mine = deals.pipeline.isnull() if pipeline is None else deals.pipeline == pipeline
                deals = deals.filter(mine.fill_null(False))
            view = self._view(pipeline)
            self._shared[key] = in_order(deals, self.stage_log, view, self._day, self._keeper)
        ordered: Ordered = self._shared[key]
        return ordered

    def _view(self, pipeline: str | None) -> View:
        return View(
            stages=tuple(stage.key for stage in self.processes[pipeline].stages),
            as_of=day_number(self.as_of),
            back=self.exported_on is not None and self.as_of < self.exported_on,
        )

    def _chosen(self) -> Any:
        """The deals table with only the deals chosen."""
        deals = self.deals
        chosen = [self._part(name) == (value or "") for name, value in self.only.items()]
        return deals.filter(chosen) if chosen else deals

    def _part(self, dimension: str, deals: Any = None) -> Any:
        table = self.deals if deals is None else deals
        bands = self._bands() if dimension == SIZE_BAND else None
        return part_column(table, dimension, day=self._day, bands=bands)

    def _bands(self) -> Bands:
        """Edges of the size bands; those of the whole book also for a part of it."""
        if "bands" not in self._shared:
            self._shared["bands"] = bands_of(self.deals, tuple(self.processes))
        bands: Bands = self._shared["bands"]
        return bands

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Where the deals come from, as `salestoolkit.book.deal_book.DealBook.provenance` has it."""
        return {}

    @property
    def tables(self) -> Mapping[str, Any]:
        """The optional tables: none, for single activities do not travel."""
        return {}

    @property
    def _keeper(self) -> Keeper:
        if "keeper" not in self._shared:
            self._shared["keeper"] = Keeper(self.deals.get_backend())
        keeper: Keeper = self._shared["keeper"]
        return keeper

    def _day(self, column: Any) -> Any:
        if "span" not in self._shared:
            self._shared["span"] = span_of((self.deals, self.stage_log))
        return local_day(column, self.timezone, between=self._shared["span"])
