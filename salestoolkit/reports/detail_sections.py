"""The topics of a whole audit as sections of the page: each silent where it has nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from salestoolkit.charts.breakdowns import breakdown_chart
from salestoolkit.charts.changes import change_parts_chart, changes_chart
from salestoolkit.charts.lost_reasons import lost_reasons_chart
from salestoolkit.charts.paths import paths_chart
from salestoolkit.charts.what_works import what_works_chart
from salestoolkit.core.breakdown_parts import OWNER
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.what_works import Works
from salestoolkit.reports import tables_changes, tables_flow, tables_paths, tables_trust
from salestoolkit.reports.blocks import Chart, Html, Section, html
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.tables import Table
from salestoolkit.reports.tables_breakdowns import breakdown_table, reversal_table
from salestoolkit.reports.tables_lost_reasons import lost_reason_tables
from salestoolkit.reports.tables_stalled import stalled_table
from salestoolkit.reports.tables_what_works import what_works_source_table, what_works_table
from salestoolkit.words import Words
from salestoolkit.words.breakdowns import (
    breakdown_said,
    breakdown_title,
    intro,
    is_level,
    nothing_stands_out,
)
from salestoolkit.words.breakdowns import notes as breakdown_notes
from salestoolkit.words.changes import changes_headline, limit_notes
from salestoolkit.words.lost_reasons import lost_reason_limits
from salestoolkit.words.what_works import what_works_notes

MOST_STALLED = 10
"""Stalled deals that the page names; its data hold more."""

Blocks = tuple[Html | Chart, ...]


def printed(*tables: Table) -> Blocks:
    """The tables that have rows."""
    return tuple(html("table", table=table) for table in tables if table.rows)


def chapter(words: Words, name: str, *blocks: Html | Chart, notes: Sequence[str] = ()) -> Section:
    """A heading with its notes, and what stands under it."""
    title = words.text(f"report.section.{name}")
    return Section((html("chapter", name=name, title=title, notes=notes), *blocks))


def changes_section(audit: FunnelAudit, words: Words) -> Section:
    """What changed since the period before, in mix and stages."""
    result = audit.changes
    if result is None:
        return Section()
    notes = [changes_headline(words, result), *limit_notes(words, result)]
    if result.delta is None or not len(result.pieces):
        return chapter(words, "changes", notes=notes)
    charts = [drawn(changes_chart, result, words)]
    made = [tables_changes.change_table, tables_changes.change_parts_table]
    if result.mix_named:
        # what the mix did is worth following into the parts
        charts.append(drawn(change_parts_chart, result, words))
        made.append(tables_changes.change_stages_table)
    tables = printed(*(make(result, words) for make in made))
    return chapter(words, "changes", *charts, *tables, notes=notes)


def breakdowns_section(audit: FunnelAudit, words: Words) -> Section:
    """Which parts win more and which less; a chart each, and figures where a part stands out."""
    found = audit.breakdowns
    compared = [one for one in found if one.reason is None]
    if not compared:
        return Section()
    blocks: list[Html | Chart] = []
    for one in compared:
        blocks.append(drawn(breakdown_chart, one, words))
        if not is_level(words, one):
            blocks.append(html("notes", notes=breakdown_said(words, one)))
        if one.standing_out or one.dimension == OWNER:
            blocks += printed(breakdown_table(one, audit.process, words))
        told = [turn for turn in one.reversals if turn.group == "part"]
        blocks += printed(*(reversal_table(turn, words, currency=one.currency) for turn in told))
    late = [
        f"{breakdown_title(words, one.dimension)}: {' '.join(breakdown_said(words, one))}"
        for one in found
        if one.reason == "filled_late"
    ]
    level = nothing_stands_out(words, compared)
    notes = [intro(words, found, audit.as_of), *breakdown_notes(words, found), *level, *late]
    return chapter(words, "breakdowns", *blocks, notes=notes)


def stalled_section(audit: FunnelAudit, words: Words) -> Section:
    """Open deals that have stalled, by name, those first that a call today could save most on."""
    found = audit.stalled
    if found is None or not len(found.stalled):
        return Section()
    table = stalled_table(found, words, most=MOST_STALLED)
    return chapter(words, "stalled", *printed(table), notes=[words.text("stalled.note.list")])


def flow_section(audit: FunnelAudit, words: Words) -> Section:
    """Velocity with what moves it, and where work piles up."""
    result = audit.flow
    if result is None:
        return Section()
    made = [tables_flow.flow_table, tables_flow.lever_table, tables_flow.work_table]
    if result.change is not None and result.change.named:
        made.append(tables_flow.change_table)
    tables = printed(*(make(result, words) for make in made))
    return chapter(words, "flow", *tables) if tables else Section()


def paths_section(audit: FunnelAudit, words: Words) -> Section:
    """The ways that deals took, and the stages counted in each of the four ways."""
    result, ways = audit.paths, audit.definitions
    if result is None or "no_moves" in result.limits:
        return Section()
    counted = () if ways is None else (tables_paths.definition_table(ways, words),)
    tables = printed(tables_paths.ways_table(result, words), *counted)
    return chapter(words, "paths", drawn(paths_chart, result, words), *tables)


def works_section(audit: FunnelAudit, words: Words) -> Section:
    """Which activities go with moving on: an association; in figures only where one stands out."""
    result = audit.works
    if result is None:
        return Section()
    table = what_works_table(result, words)
    if not table.rows:
        return Section()
    chart = drawn(what_works_chart, result, words)
    if not _stands_out(result):
        return chapter(words, "works", chart, html("notes", notes=what_works_notes(words, result)))
    return chapter(words, "works", chart, *printed(table, what_works_source_table(result, words)))


def lost_reasons_section(audit: FunnelAudit, words: Words) -> Section:
    """Why deals were lost, as far as that was written down; and competitors."""
    result = audit.lost_reasons
    if result is None or not result.lost:
        return Section()
    notes = lost_reason_limits(words, result)
    if not result.named:
        return chapter(words, "lost_reasons", notes=notes)
    chart = drawn(lost_reasons_chart, result, words)
    tables = printed(*lost_reason_tables(result, words))
    return chapter(words, "lost_reasons", chart, *tables, notes=notes)


def trusted_section(audit: FunnelAudit, words: Words) -> Section:
    """Which figures rest on entries that were not seen as they happened."""
    result = audit.trusted
    if result is None or not result.entries:
        return Section()
    made = (
        tables_trust.stage_trust_table,
        tables_trust.rests_table,
        tables_trust.without_bulk_table,
    )
    return chapter(words, "trusted", *printed(*(make(result, words) for make in made)))


def _stands_out(works: Works) -> bool:
    return bool(works.practices["stands_out"].any())


CHAPTERS: dict[str, Callable[[FunnelAudit, Words], Section]] = {
    "changes": changes_section,
    "breakdowns": breakdowns_section,
    "stalled": stalled_section,
    "lost_reasons": lost_reasons_section,
    "works": works_section,
    "flow": flow_section,
    "paths": paths_section,
    "trusted": trusted_section,
}
"""Chapters of the second part of the page, in their order."""
