"""The lists of the weekly page: each deal with its owner, in an order that ranks nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pandas as pd

from salestoolkit.charts.frame import records
from salestoolkit.core.review import Review
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.review import chance_said, stage_said

MOST_ROWS, MOST_STALLED = 8, 6
"""Rows of a list on the page; all of them are in the CSV beside it."""

Row = dict[str, Any]


def happened_table(review: Review, words: Words) -> Table:
    """What happened to each deal since the last meeting."""
    stages = {stage.key: stage.name for stage in review.process.stages}

    def row(one: Row) -> tuple[Cell, ...]:
        before, after = (name_of(stages.get(one[name], one[name] or "")) for name in WAY)
        way = before or after
        if before and after and before != after:
            way = words.text("review.happened.way", before=before, after=after)
        return (
            deal_cell(one),
            Cell(kind_said(one, words), _lost_reason(one, words)),
            Cell(way),
            Cell(_money(one, words)),
            Cell(words.date(one["on"], short=True)),
        )

    names = ("deal", "what", "stage", "value", "day")
    rows, without = review.changes.rows, _untold(review)
    return _table(rows, words, "happened", names, row, without=without, since=review.since)


WAY = ("from_stage", "to_stage")


def wanting_table(review: Review, words: Words) -> Table:
    """Open deals without a next step or with a close date that passed or was put off."""

    def row(one: Row) -> tuple[Cell, ...]:
        step = one["next_step"]
        said = words.number(None) if step is None else words.text(f"review.cell.{step}")
        return (
            deal_cell(one),
            _stage_cell(one, words),
            Cell(_money(one, words)),
            _chance_cell(one, words),
            Cell(said, _idle(one, words)),
            Cell(words.date(one["expected_close"], short=True), _date_note(one, words)),
        )

    names = ("deal", "stage", "value", "chance", "next_step", "close")
    return _table(review.wanting, words, "wanting", names, row, without=_untold(review))


def stalled_table(review: Review, words: Words) -> Table:
    """Stalled deals, those on top from which a call can save most."""

    def row(one: Row) -> tuple[Cell, ...]:
        return (
            deal_cell(one),
            Cell(stage_said(one), _spent(one, words)),
            Cell(words.days(one["idle_days"])),
            _chance_cell(one, words),
            Cell(_money(one, words), _entry(one, words)),
            Cell(words.money_about(one["saves"], one["currency"])),
        )

    names = ("deal", "stage", "idle", "chance", "value", "saves")
    rows, without = review.open.stalled, _untold(review)
    return _table(rows, words, "stalled", names, row, most=MOST_STALLED, without=without)


def deal_cell(row: Row) -> Cell:
    """A deal by its title, with its client and who looks after it."""
    return Cell(deal_name(row), " · ".join(people_of(row)) or None)


def deal_name(row: Row) -> str:
    """A deal's title, else its id."""
    return name_of(row["title"] or row["deal_id"])


def people_of(row: Row) -> list[str]:
    """The client and the owner of a deal, as far as they are known."""
    return [name_of(row[name]) for name in ("organization", "owner") if row[name]]


def kind_said(row: Row, words: Words) -> str:
    """What happened to a deal, in a word or two."""
    kind = words.text(f"review.kind.{row['kind']}")
    if row["is_new"] and row["kind"] != "new":
        return words.text("review.kind.new_and", kind=kind)
    return kind


def _entry(row: Row, words: Words) -> str | None:
    """What a deal was worth, by its chance, when it came into its stage."""
    if is_unknown(row["worth_entry"]):
        return None
    worth = words.money_about(row["worth_entry"], row["currency"])
    return words.text("review.cell.worth_on_entry", money=worth)


def _spent(row: Row, words: Words) -> str:
    """How long a deal has been in its stage (or open), and how long is usual."""
    spent = words.days(row["stage_days"] if row["basis"] == "stage" else row["age_days"])
    if is_unknown(row["usual_days"]):
        return spent
    usual = words.count("day.genitive", row["usual_days"], digits=0)
    return words.text("review.cell.usual", spent=spent, days=usual)


def _lost_reason(row: Row, words: Words) -> str | None:
    if row["kind"] != "lost" or not row["lost_reason"]:
        return None
    return words.text("review.kind.reason", reason=name_of(row["lost_reason"]))


def _money(row: Row, words: Words) -> str:
    return words.money(row["value"], row["currency"], digits=0)


def _stage_cell(row: Row, words: Words) -> Cell:
    days = row["stage_days"]
    return Cell(stage_said(row), None if is_unknown(days) else words.days(days))


def _chance_cell(row: Row, words: Words) -> Cell:
    if row["beyond"]:
        return Cell(words.percent(None), words.text("review.cell.beyond"))
    entry = chance_said(words, row["chance_entry"])
    note = words.text("review.cell.on_entry", chance=entry)
    return Cell(chance_said(words, row["chance"]), None if row["chance"] is None else note)


def _idle(row: Row, words: Words) -> str | None:
    if is_unknown(row["idle_days"]):
        return None
    return words.text("review.cell.idle", days=words.count("day.genitive", row["idle_days"]))


def _untold(review: Review) -> set[str]:
    """Columns of the lists that this book cannot fill."""
    limits = {
        "no_values": ("value", "saves"),
        "no_next_steps": ("next_step",),
        "no_activities": ("idle",),
        "few_ended": ("chance",),
    }
    untold = {name for limit in review.limits for name in limits.get(limit, ())}
    return untold if len(review.dates.rows) else {*untold, "close"}


def _date_note(row: Row, words: Words) -> str | None:
    """By how much a close date has passed, and how often it was put off."""
    told = []
    if row["passed_days"]:
        told.append(words.text("review.cell.passed", days=words.days(int(row["passed_days"]))))
    if row["times"]:
        times = words.count("time", int(row["times"]))
        key = "once" if row["times"] == 1 else "put_off"
        told.append(words.text(f"review.cell.{key}", times=times))
    return ", ".join(told) or None


def _table(
    rows: pd.DataFrame,
    words: Words,
    name: str,
    columns: Sequence[str],
    cells: Callable[[Row], Sequence[Cell]],
    most: int = MOST_ROWS,
    without: Collection[str] = (),
    **fields: Any,
) -> Table:
    """The first rows of a list; how many more there are is said above it.

    ``without`` names columns that would be empty in every row.
    """
    kept = [at for at, column in enumerate(columns) if column not in without]
    shown = records(rows.head(most))
    left = len(rows) - len(shown)
    more = words.text("review.page.more", count=words.count("deal", left)) if left else None
    return Table(
        title=words.text(f"review.section.{name}", **fields),
        columns=[words.text(f"review.column.{columns[at]}") for at in kept],
        rows=[[told[at] for at in kept] for told in map(cells, shown)],
        note=more,
    )
