"""Tables of how far the log can be trusted, and what rests on the rest of it."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.funnel_trust import Trusted
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

NOT_SOUND = ("rough", "unusable")


def stage_trust_table(trusted: Trusted, words: Words) -> Table:
    """Where the dates at each stage come from: one column a provenance that occurs."""
    kinds = [
        kind
        for kind in ("observed", "inferred", "overwritten", "bulk", "unknown")
        if trusted.stages[kind].sum()
    ]
    rows = [
        (
            Cell(name_of(row["name"])),
            *(
                Cell(words.number(row[kind]), _of(row[kind], row["events"], words))
                for kind in kinds
            ),
        )
        for row in rows_of(trusted.stages)
        if row["events"]
    ]
    columns = [words.text(f"report.provenance.{kind}") for kind in kinds]
    return Table(
        title=words.text("trust.table.stages"),
        columns=[words.text("trust.table.stage"), *columns],
        rows=rows,
    )


def rests_table(trusted: Trusted, words: Words) -> Table:
    """Figures that rest on doubtful entries to a fifth or more; a sentence where none does."""
    rows = [
        (
            Cell(name_of(row["name"]) if row["stage"] else words.text("trust.table.whole")),
            Cell(words.text(f"trust.figures.{row['figures']}")),
            Cell(words.number(row["events"])),
            Cell(words.number(row["doubtful"]), _of(row["doubtful"], row["events"], words)),
            Cell(words.text(f"trust.verdict.{row['verdict']}")),
        )
        for row in rows_of(trusted.rests)
        if row["verdict"] in NOT_SOUND
    ]
    names = ("stage", "figure", "events", "doubtful", "verdict")
    return Table(
        title=words.text("trust.table.rests"),
        columns=[words.text(f"trust.table.{name}") for name in names],
        rows=rows,
        note=words.text(f"trust.table.{'rests_note' if rows else 'all_sound'}"),
    )


def without_bulk_table(trusted: Trusted, words: Words) -> Table:
    """Conversion and median time with and without bulk moves, where these change the figure."""
    rows = [
        (
            Cell(name_of(row["name"])),
            Cell(words.text(_label(row["figure"]))),
            Cell(_value(row["value"], row["figure"], words)),
            Cell(_value(row["without_bulk"], row["figure"], words)),
            Cell(words.number(row["n"])),
            Cell(words.number(row["bulk"])),
        )
        for row in rows_of(trusted.without)
        if _value(row["value"], row["figure"], words)
        != _value(row["without_bulk"], row["figure"], words)
    ]
    names = ("stage", "figure", "value", "without_bulk", "n", "bulk")
    return Table(
        title=words.text("trust.table.without"),
        columns=[words.text(f"trust.table.{name}") for name in names],
        rows=rows,
        note=words.text("trust.table.without_note") if rows else None,
    )


def _label(figure: str) -> str:
    return "trust.figures.conversion" if figure == "conversion" else "trust.table.median_days"


def _value(value: Any, figure: str, words: Words) -> str:
    if figure == "conversion":
        return words.percent(value, digits=1)
    return words.number(value, digits=0)


def _of(part: Any, whole: Any, words: Words) -> str | None:
    """A part as a share; what is merely rare is not 0%."""
    if is_unknown(part) or not whole or not part:
        return None
    share = part / whole
    return words.text("findings.share.under") if share < 0.005 else words.percent(share)
