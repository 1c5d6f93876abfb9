"""The topics of a whole audit as sections of the page: each silent where it has nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from altair.utils.schemapi import debug_mode

from salestoolkit.charts.changes import changes_chart
from salestoolkit.charts.lost_reasons import lost_reasons_chart
from salestoolkit.charts.paths import paths_chart
from salestoolkit.charts.render import spec
from salestoolkit.charts.what_works import what_works_chart
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.lost_reasons import LostReasons
from salestoolkit.core.what_works import Works
from salestoolkit.reports import tables_changes, tables_flow, tables_paths, tables_trust
from salestoolkit.reports.blocks import Chart, Html, Section, html
from salestoolkit.reports.tables import Table
from salestoolkit.reports.tables_lost_reasons import (
    competitor_table,
    reason_change_table,
    reason_stage_table,
    reason_table,
)
from salestoolkit.reports.tables_what_works import what_works_source_table, what_works_table
from salestoolkit.words.changes import changes_headline, limit_notes
from salestoolkit.words.lost_reasons import lost_reason_limits

if TYPE_CHECKING:
    from salestoolkit.words import Words

WIDE, NARROW = 720, 340
"""Widths of a chart in pixels, on paper and on a phone."""

Draw = Callable[..., Any]
Blocks = tuple[Html | Chart, ...]


def drawn(draw: Draw, result: Any, words: Words) -> Chart:
    """A chart of a result, wide and for a phone."""
    # Altair checks every piece of a chart as it is made, and the whole again in the end.
    with debug_mode(False):
        wide, narrow = (spec(draw(result, words, width=width)) for width in (WIDE, NARROW))
    return Chart(wide, narrow)


def printed(*tables: Table) -> Blocks:
    """The tables that have rows."""
    return tuple(html("table", table=table) for table in tables if table.rows)


class DetailSections:
    """Sections of the second part of the page; the page itself has the audit and the words."""

    audit: FunnelAudit
    words: Words

    def changes(self) -> Section:
        """What changed since the period before, in mix and stages."""
        result = self.audit.changes
        if result is None:
            return Section()
        notes = [changes_headline(self.words, result), *limit_notes(self.words, result)]
        if result.delta is None or not len(result.pieces):
            return self._chapter("changes", notes=notes)
        chart = drawn(changes_chart, result, self.words)
        made = [tables_changes.change_table, tables_changes.change_parts_table]
        if result.pieces["named"].iloc[0]:
            # what the mix did is worth following into the parts
            made.append(tables_changes.change_stages_table)
        tables = printed(*(make(result, self.words) for make in made))
        return self._chapter("changes", chart, *tables, notes=notes)

    def flow(self) -> Section:
        """Velocity with what moves it, and where work piles up."""
        result = self.audit.flow
        if result is None:
            return Section()
        made = [tables_flow.flow_table, tables_flow.lever_table, tables_flow.work_table]
        if result.change is not None and result.change.named:
            made.append(tables_flow.change_table)
        tables = printed(*(make(result, self.words) for make in made))
        return self._chapter("flow", *tables) if tables else Section()

    def paths(self) -> Section:
        """The ways that deals took, and the stages counted in each of the four ways."""
        result, ways = self.audit.paths, self.audit.definitions
        if result is None or "no_moves" in result.limits:
            return Section()
        counted = () if ways is None else (tables_paths.definition_table(ways, self.words),)
        tables = printed(tables_paths.ways_table(result, self.words), *counted)
        return self._chapter("paths", drawn(paths_chart, result, self.words), *tables)

    def works(self) -> Section:
        """Which activities go with moving on: an association."""
        result = self.audit.works
        if result is None:
            return Section()
        table = what_works_table(result, self.words)
        if not table.rows:
            return Section()
        chart = drawn(what_works_chart, result, self.words)
        told = (what_works_source_table(result, self.words),) if _stands_out(result) else ()
        return self._chapter("works", chart, *printed(table, *told))

    def lost_reasons(self) -> Section:
        """Why deals were lost, as far as that was written down; and competitors."""
        result = self.audit.lost_reasons
        if result is None or not result.lost:
            return Section()
        notes = lost_reason_limits(self.words, result)
        if not result.named:
            return self._chapter("lost_reasons", notes=notes)
        chart = drawn(lost_reasons_chart, result, self.words)
        tables = printed(*_reason_tables(result, self.words))
        return self._chapter("lost_reasons", chart, *tables, notes=notes)

    def trusted(self) -> Section:
        """Which figures rest on entries that were not seen as they happened."""
        result = self.audit.trusted
        if result is None or not result.entries:
            return Section()
        made = (
            tables_trust.stage_trust_table,
            tables_trust.rests_table,
            tables_trust.without_bulk_table,
        )
        return self._chapter("trusted", *printed(*(make(result, self.words) for make in made)))

    def _chapter(self, name: str, *blocks: Html | Chart, notes: Sequence[str] = ()) -> Section:
        """A heading with its notes, and what stands under it."""
        title = self.words.text(f"report.section.{name}")
        head = html("chapter", title=title, notes=notes)
        return Section((head, *blocks))


def _stands_out(works: Works) -> bool:
    return bool(works.practices["stands_out"].any())


def _reason_tables(result: LostReasons, words: Words) -> list[Table]:
    """Reasons and competitors; stages and the period before only where they differ beyond chance."""
    tables = [reason_table(result, words)]
    if result.stages["concentrated"].any():
        tables.append(reason_stage_table(result, words))
    if len(result.changes) and result.changes["changed"].any():
        tables.append(reason_change_table(result, words))
    return [*tables, competitor_table(result.competitors, words)]
