"""Tables of lost deals: reasons, reasons by stage, reasons now and before, competitors."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.competitors import Competitors
from salestoolkit.core.lost_reasons import LostReasons
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import HEAD_LENGTH, Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.lost_reasons import (
    changes_note,
    competitor_note,
    lost_reason_notes,
    reason_name,
)
from salestoolkit.words.phrases import signed_points

MOST_REASONS = 12
MOST_STAGES = 6
MOST_COMPETITORS = 10


def lost_reason_tables(result: LostReasons, words: Words) -> list[Table]:
    """Reasons and competitors; stages and the period before only where they differ beyond chance."""
    tables = [reason_table(result, words)]
    if len(result.stages) and result.stages["concentrated"].any():
        tables.append(reason_stage_table(result, words))
    if len(result.changes) and result.changes["changed"].any():
        tables.append(reason_change_table(result, words))
    tables.append(competitor_table(result.competitors, words))
    return [table for table in tables if table.rows]


def reason_table(result: LostReasons, words: Words) -> Table:
    """Reasons with their share of all lost deals, how far it may reach, and the value lost.

    Without a row where no reason was written down: `lost_reason_limits` then says so.
    """
    rows = _rows(result.reasons)
    named = [row for row in rows if row["kind"] == "named"]
    others = [row for row in rows if row["kind"] != "named"]
    shown = [*named[:MOST_REASONS], *others] if named else []
    return Table(
        title=words.text("lost_reasons.table.reasons"),
        columns=_columns(words, "reason", "n", "share", "at_most", "lost_value"),
        rows=[_reason(row, result, words) for row in shown],
        note=_joined(
            *_not_shown(words, len(named) - MOST_REASONS),
            *lost_reason_notes(words, result),
        ),
        under_chart=True,
    )


def reason_stage_table(result: LostReasons, words: Words) -> Table:
    """Named reasons by the furthest stage; a cell that stands out says so."""
    cells = {(row["reason"], row["stage"]): row for row in _rows(result.stages)}
    names = {row["stage"]: row["name"] for row in _rows(result.stages)}
    sizes = {row["stage"]: row["stage_n"] for row in _rows(result.stages)}
    ordered = [stage for stage in result.stage_order if stage in names]
    kept = set(sorted(ordered, key=lambda stage: -sizes[stage])[:MOST_STAGES])
    stages = [stage for stage in ordered if stage in kept]
    reasons = [row["reason"] for row in _rows(result.reasons) if row["kind"] == "named"]
    told = [reason for reason in reasons if any((reason, stage) in cells for stage in stages)]
    return Table(
        title=words.text("lost_reasons.table.stages"),
        columns=[
            *_columns(words, "reason"),
            *(plain(names[stage], length=HEAD_LENGTH) for stage in stages),
        ],
        rows=[
            (
                Cell(name_of(reason)),
                *(_crossing(cells.get((reason, stage)), words) for stage in stages),
            )
            for reason in told[:MOST_REASONS]
        ],
        note=words.text("lost_reasons.note.stages"),
    )


def reason_change_table(result: LostReasons, words: Words) -> Table:
    """Shares of the reasons in the last window and in the one before."""
    rows = sorted(_rows(result.changes), key=lambda row: (row["kind"] == "unknown", -row["now"]))
    return Table(
        title=words.text("lost_reasons.table.changes"),
        columns=_columns(words, "reason", "now", "before", "difference"),
        rows=[_change(row, words) for row in rows[:MOST_REASONS]],
        note=changes_note(words, result),
    )


def competitor_table(rivals: Competitors, words: Words) -> Table:
    """Competitors with how the deals ended; shares side by side only where that is fair."""
    rows = _rows(rivals.table)
    named = [row for row in rows if row["competitor"]][:MOST_COMPETITORS]
    without = [row for row in rows if not row["competitor"]]
    fair = rivals.noted == "evenly" and rivals.horizon is not None
    columns = _columns(words, "competitor", "deals", "won", "lost", "open")
    if fair:
        days = words.count("day.genitive", rivals.horizon)
        columns.append(words.text("lost_reasons.columns.win_share", days=days))
    return Table(
        title=words.text("lost_reasons.table.competitors"),
        columns=columns,
        rows=[_rival(row, words, fair=fair) for row in [*named, *without]],
        note=competitor_note(words, rivals),
    )


def _reason(row: Any, result: LostReasons, words: Words) -> tuple[Cell, ...]:
    bounds = ""
    if not is_unknown(row["at_least"]):
        low, high = words.percent(row["at_least"]), words.percent(row["at_most"])
        bounds = words.text("lost_reasons.table.range", low=low, high=high)
    interval = words.interval(row["share_low"], row["share_high"], words.percent)
    return (
        Cell(reason_name(words, row)),
        Cell(words.number(row["n"])),
        Cell(words.percent(row["share"]), interval),
        Cell(bounds if result.unknown else ""),
        Cell(words.money_about(row["lost_value"], result.currency)),
    )


def _crossing(row: Any, words: Words) -> Cell:
    if row is None:
        return Cell(words.number(0))
    note = words.text("lost_reasons.table.stands_out") if row["concentrated"] else None
    return Cell(words.number(row["n"]), note)


def _change(row: Any, words: Words) -> tuple[Cell, ...]:
    def points(share: Any) -> str:
        return signed_points(words, share)

    named = row["kind"] == "named"
    name = name_of(row["reason"]) if named else words.text("lost_reasons.unknown")
    told = words.text("lost_reasons.table.changed") if row["changed"] else None
    difference = Cell(words.number(None))
    if not is_unknown(row["difference"]):
        interval = words.interval(row["difference_low"], row["difference_high"], points)
        difference = Cell(points(row["difference"]), interval)
    return (
        Cell(name, told),
        Cell(words.percent(row["now_share"]), _of(row["now"], row["now_of"], words)),
        Cell(words.percent(row["before_share"]), _of(row["before"], row["before_of"], words)),
        difference,
    )


def _rival(row: Any, words: Words, *, fair: bool) -> tuple[Cell, ...]:
    none = words.text("lost_reasons.competitors.none")
    name = name_of(row["competitor"]) if row["competitor"] else none
    counts = tuple(Cell(words.number(row[key])) for key in ("n", "won", "lost", "open"))
    if not fair:
        return (Cell(name), *counts)
    interval = words.interval(row["share_low"], row["share_high"], words.percent)
    return (Cell(name), *counts, Cell(words.percent(row["share"]), interval))


def _of(part: Any, whole: Any, words: Words) -> str:
    return words.text("lost_reasons.table.of", k=int(part), n=int(whole))


def _not_shown(words: Words, number: int) -> list[str]:
    if number <= 0:
        return []
    return [words.text("lost_reasons.note.more_reasons", n=words.count("lost_reason", number))]


def _joined(*sentences: str) -> str | None:
    return " ".join(sentences) or None


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"lost_reasons.columns.{name}") for name in names]


def _rows(table: Any) -> list[Any]:
    rows: list[Any] = rows_of(table)
    return rows
