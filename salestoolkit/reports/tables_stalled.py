"""Open deals as lists of a page: the stalled ones, each with its owner, by what a call could save."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pandas as pd

from salestoolkit.charts.frame import records
from salestoolkit.core.stalled import Stalled
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.review import chance_said, stage_said

MOST_STALLED = 5
"""Stalled deals that a page lists; all of them are in its data."""

Row = dict[str, Any]


def stalled_table(
    found: Stalled, words: Words, *, most: int = MOST_STALLED, more: str = "review.page.others"
) -> Table:
    """Stalled deals, those on top from which a call can save most.

    ``more`` is the text that says how many others there are, and perhaps where.
    """

    def row(one: Row) -> tuple[Cell, ...]:
        return (
            deal_cell(one),
            Cell(stage_said(one), _spent(one, words)),
            Cell(words.days(one["idle_days"])),
            chance_cell(one, words),
            Cell(money_said(one, words), _entry(one, words)),
            Cell(words.money_about(one["saves"], one["currency"])),
        )

    names = ("deal", "stage", "idle", "chance", "value", "saves")
    without = untold(found.limits)
    return list_table(
        found.stalled, words, "stalled", names, row, most=most, more=more, without=without
    )


def deal_cell(row: Row) -> Cell:
    """A deal by its title, with its client and who looks after it."""
    return Cell(deal_name(row), " · ".join(people_of(row)) or None)


def deal_name(row: Row) -> str:
    """A deal's title, else its id."""
    return name_of(row["title"] or row["deal_id"])


def people_of(row: Row) -> list[str]:
    """The client and the owner of a deal, as far as they are known."""
    return [name_of(row[name]) for name in ("organization", "owner") if row[name]]


def chance_cell(row: Row, words: Words) -> Cell:
    """A deal's chance to win, and what it was when the deal came into its stage."""
    if row["beyond"]:
        return Cell(words.percent(None), words.text("review.cell.beyond"))
    entry = chance_said(words, row["chance_entry"])
    note = words.text("review.cell.on_entry", chance=entry)
    return Cell(chance_said(words, row["chance"]), None if row["chance"] is None else note)


def money_said(row: Row, words: Words) -> str:
    """A deal's value in its currency."""
    return words.money(row["value"], row["currency"], digits=0)


def untold(limits: Collection[str]) -> set[str]:
    """Columns of lists of open deals that a book with these limits cannot fill."""
    columns = {
        "no_values": ("value", "saves"),
        "no_next_steps": ("next_step",),
        "no_activities": ("idle",),
        "few_ended": ("chance",),
    }
    return {name for limit in limits for name in columns.get(limit, ())}


def list_table(
    rows: pd.DataFrame,
    words: Words,
    name: str,
    columns: Sequence[str],
    cells: Callable[[Row], Sequence[Cell]],
    most: int,
    more: str = "review.page.more",
    without: Collection[str] = (),
    **fields: Any,
) -> Table:
    """The first rows of a list; how many more there are is said above it.

    ``without`` names columns that would be empty in every row.
    """
    kept = [at for at, column in enumerate(columns) if column not in without]
    shown = records(rows.head(most))
    left = len(rows) - len(shown)
    note = words.text(more, count=words.count("deal", left)) if left else None
    return Table(
        title=words.text(f"review.section.{name}", **fields),
        columns=[words.text(f"review.column.{columns[at]}") for at in kept],
        rows=[[told[at] for at in kept] for told in map(cells, shown)],
        note=note,
    )


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
