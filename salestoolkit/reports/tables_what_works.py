"""Tables of what goes with moving on: practices by stage, and by source."""

from __future__ import annotations

from typing import Any

from salestoolkit.charts.what_works import shown_rows
from salestoolkit.core.table_rows import rows_of
from salestoolkit.core.what_works import Works
from salestoolkit.core.what_works_parts import ENOUGH
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import signed_points
from salestoolkit.words.what_works import (
    practice_name,
    told,
    what_works_limits,
    what_works_notes,
)


def what_works_table(result: Works, words: Words) -> Table:
    """The practices of the chart: shares that moved on, their difference, days to the next stage."""
    notes = [*what_works_limits(words, result), *what_works_notes(words, result)]
    rows = shown_rows(result)
    if rows:
        notes.append(words.text("what_works.note.time"))
    return Table(
        title=words.text("what_works.table.title"),
        columns=_columns(
            words, "stage", "practice", "with_share", "without_share", "difference", "days"
        ),
        rows=[_practice(row, words) for row in rows],
        note=" ".join(notes) or None,
        under_chart=True,
    )


def what_works_source_table(result: Works, words: Words) -> Table:
    """Any activity, and what stands out, within each source; nothing is tested there."""
    found = {_key(row) for row in told(result) if row["stands_out"]}
    rows = [
        row
        for row in rows_of(result.by_source)
        if min(row["with_n"], row["without_n"]) >= ENOUGH
        and (row["kind"] == "any" or _key(row) in found)
    ]
    return Table(
        title=words.text("what_works.table.by_source"),
        columns=_columns(
            words, "stage", "practice", "source", "with_share", "without_share", "difference"
        ),
        rows=[_in_source(row, words) for row in rows],
        note=words.text("what_works.note.association") if rows else None,
    )


def _practice(row: Any, words: Words) -> tuple[Cell, ...]:
    days = words.count("day.genitive", row["landmark_days"])
    told_of = words.text("what_works.table.stands_out") if row["stands_out"] else None
    in_process = words.text("what_works.table.in_process") if row["activity"] else None
    pair = words.text(
        "what_works.table.pair",
        first=words.number(row["with_days"]),
        second=words.number(row["without_days"]),
    )
    return (
        Cell(name_of(row["name"]), words.text("what_works.table.early", days=days)),
        Cell(practice_name(words, row), told_of or in_process),
        *_shares(row, words),
        _difference(row, words),
        Cell(pair),
    )


def _key(row: Any) -> tuple[str, str, str]:
    return row["stage"], row["kind"], row["practice"]


def _in_source(row: Any, words: Words) -> tuple[Cell, ...]:
    source = name_of(row["source"]) if row["source"] else None
    return (
        Cell(name_of(row["name"])),
        Cell(practice_name(words, row)),
        Cell(source or words.text("what_works.table.every_source")),
        *_shares(row, words),
        _difference(row, words),
    )


def _shares(row: Any, words: Words) -> tuple[Cell, Cell]:
    with_it, without = (
        Cell(
            words.percent(row[f"{side}_share"]),
            words.text("what_works.table.n", n=int(row[f"{side}_n"])),
        )
        for side in ("with", "without")
    )
    return with_it, without


def _difference(row: Any, words: Words) -> Cell:
    if is_unknown(row["difference"]) or is_unknown(row["difference_low"]):
        return Cell(words.number(None))

    def points(share: Any) -> str:
        return signed_points(words, share)

    interval = words.interval(row["difference_low"], row["difference_high"], points)
    return Cell(points(row["difference"]), interval)


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"what_works.columns.{name}") for name in names]
