"""What the funnel widget does, without a screen: filters, the audit that follows, the deals behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.drill import Selection
from salestoolkit.core.drill_counts import Drill
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_definitions import DEFINITIONS, FunnelDefinition
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_language import in_language
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.dossiers import file_name
from salestoolkit.sources.row_files import write_rows
from salestoolkit.widgets.funnel_filter import Filter, Found, find
from salestoolkit.words import Words, load_words
from salestoolkit.words.drill import drill_header, drill_rows

DIMENSIONS = ("team", "segment", "source", "territory", "product")
OWNER = "owner"
MOST_VALUES = 200
"""A column with more values than a list can show is no filter."""
OF_A_STAGE = ("reached", "lost_here", "open_here", "advanced")
OF_ALL = ("won", "lost", "open")
"""What may be looked at: of a stage the columns of the audit's stages, of all deals their fates."""
SHOWN = 20


class FunnelDesk:
    """A funnel being filtered and looked into; what is refused changes nothing.

    ``filter`` is where it stands and ``found`` what comes of it; ``selection`` are the deals that
    somebody asked to see.

    Parameters
    ----------
    book : DealBook
        The deals.
    folder : Path
        Where lists of deals are saved.
    leader : bool
        Whether it is for who leads the people: only then may deals be chosen by owner.
    """

    def __init__(
        self,
        book: DealBook,
        *,
        folder: str | Path = ".",
        language: str = "en",
        leader: bool = False,
        pipeline: str | None = None,
    ) -> None:
        self.book, self.folder, self.leader = book, Path(folder), leader
        self.words: Words = load_words(language)
        self.pipeline = book.pipeline_or_largest(pipeline)
        self.filter = Filter()
        self.found = find(book, self.filter, pipeline=self.pipeline)
        self.selection = self.page

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns that deals can be chosen by: those in which they differ; owners for a leader only."""
        named = (*DIMENSIONS, OWNER) if self.leader else DIMENSIONS
        return tuple(name for name in named if 1 < len(self.book.parts(name)) <= MOST_VALUES)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """First days of the months from the first deal's to the last one's."""
        known = [month for month in self.book.parts("created_month") if month]
        if not known:
            return ()
        first, last = (date.fromisoformat(f"{month}-01") for month in (known[0], known[-1]))
        count = 12 * (last.year - first.year) + last.month - first.month + 1
        return tuple(_month_after(first, steps) for steps in range(count))

    @property
    def audit(self) -> FunnelAudit:
        """The audit of the deals chosen: figures, stages, curves and leaks."""
        return self.found.audit

    @property
    def process(self) -> SalesProcess:
        """The process, its stages named in the reader's language."""
        return in_language(self.audit.process, self.words.language)

    @property
    def drill(self) -> Drill:
        """The way from the numbers of the audit to the deals behind them."""
        several = len(self.book.processes) > 1
        return Drill(audit=self.audit, pipeline=self.pipeline if several else None)

    @property
    def page(self) -> Selection:
        """All deals that the picture is about."""
        return self._narrowed(self.drill.page)

    def choose(self, **values: str | None) -> Found:
        """Choose deals by columns; None takes a column's choice back, ``""`` means without a value.

        Raises
        ------
        InvalidValue
            ``sheet_unknown_key`` for a column that is no filter, ``funnel_value`` for an unknown value.
        """
        kept = dict(self.filter.values)
        for column, value in values.items():
            if column not in self.columns:
                allowed = ", ".join(self.columns)
                raise InvalidValue("sheet_unknown_key", field=column, allowed=allowed)
            kept.pop(column, None)
            if value is not None:
                if value not in self.book.parts(column):
                    raise InvalidValue("funnel_value", field=column, value=value)
                kept[column] = value
        return self._moved(values=kept)

    def created(self, first: date | None, last: date | None) -> Found:
        """Choose the months of creation, from the first to the last; None: no limit."""
        if first is not None and last is not None and last < first:
            raise InvalidValue("period_backwards", value=f"{first} – {last}")
        months = self.months
        # the whole of the book includes deals whose day of creation is not known
        start = None if months and first == months[0] else first
        before = None
        if last is not None and not (months and last >= months[-1]):
            before = _month_after(last, 1)
        return self._moved(first=start, before=before)

    def define(self, definition: FunnelDefinition) -> Found:
        """Count the funnel in another of the four ways."""
        if definition not in DEFINITIONS:
            allowed = ", ".join(DEFINITIONS)
            raise InvalidValue("funnel_definition", value=definition, allowed=allowed)
        return self._moved(definition=definition)

    def reset(self) -> Found:
        """Take every choice back."""
        return self._moved(**vars(Filter()))

    def counts(self, stage: str | None) -> dict[str, int]:
        """What may be looked at, with the number of deals: of a stage, or of all deals for None."""
        if stage is None:
            figures = self.audit.figures
            return {fate: int(figures[fate].value or 0) for fate in OF_ALL}
        row: Any = self.audit.stages.set_index("stage").loc[stage]
        return {what: int(row[what]) for what in OF_A_STAGE if not pd.isna(row[what])}

    def look_at(self, what: str, stage: str | None = None) -> Selection:
        """Ask to see the deals behind a number: of a stage, or of all deals.

        Raises
        ------
        InvalidValue
            ``selection_what`` for what this book cannot tell.
        """
        if what not in self.counts(stage):
            allowed = ", ".join(self.counts(stage))
            raise InvalidValue("selection_what", value=what, allowed=allowed)
        drill = self.drill
        found = replace(drill.page, what=what) if stage is None else drill.of_stage(stage)[what]
        self.selection = self._narrowed(found)
        return self.selection

    def deals(self) -> tuple[int, pd.DataFrame]:
        """How many deals were asked for, and the first of them."""
        number = self.book.count_selected(self.selection)
        return number, self.book.select(self.selection, limit=SHOWN)

    def save(self, ending: str) -> tuple[Path, Path | None]:
        """Save all deals that were asked for; the file, and the copy of what was there.

        Raises
        ------
        ImportFailed
            ``table_ending``, ``cannot_write``.
        """
        selection = self.selection
        path = self.folder / f"{self._name()}{ending}"
        rows = (
            drill_rows(self.words, piece, self.process)
            for piece in self.book.select_pieces(selection)
        )
        header = drill_header(self.words, selection.columns)
        return path, write_rows(path, header, rows, sheet=self.words.text("drill.list.sheet"))

    def _name(self) -> str:
        """A file name that tells what was chosen."""
        selection = self.selection
        stage = None if selection.stage is None else self.process.stage(selection.stage).name
        values = [value for _, value in selection.where]
        parts = [self.words.text(f"funnel_desk.file.{selection.what}"), stage or "", *values]
        return file_name("_".join(part for part in parts if part))

    def _narrowed(self, selection: Selection) -> Selection:
        """A selection of the audit's, narrowed to the filters that the audit does not know."""
        narrowed = selection.narrowed(**self.filter.others)
        return replace(narrowed, created_from=self.filter.first, created_before=self.filter.before)

    def _moved(self, **change: Any) -> Found:
        wanted = replace(self.filter, **change)
        found = find(self.book, wanted, pipeline=self.pipeline)
        self.filter, self.found = wanted, found
        return found


def _month_after(month: date, steps: int) -> date:
    """The first day of the month so many months later."""
    place = 12 * month.year + month.month - 1 + steps
    return date(place // 12, place % 12 + 1, 1)
