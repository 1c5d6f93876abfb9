"""The lists of the weekly page: each deal with its owner, in an order that ranks nobody."""

from __future__ import annotations

import pandas as pd

from salestoolkit.core.review_result import Review
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.reports.tables_stalled import (
    Row,
    chance_cell,
    deal_cell,
    list_table,
    money_said,
    untold,
)
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.review import stage_said

MOST_ROWS = 8
"""Rows of a list on the page; all of them are in the CSV beside it."""
WAY = ("from_stage", "to_stage")


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
            Cell(money_said(one, words)),
            Cell(words.date(one["on"], short=True)),
        )

    names = ("deal", "what", "stage", "value", "day")
    rows, without = _some_of_each(review.changes.rows), _untold(review)
    return list_table(
        rows, words, "happened", names, row, most=MOST_ROWS, without=without, since=review.since
    )


def wanting_table(review: Review, words: Words) -> Table:
    """Open deals without a next step or with a close date that passed or was put off."""

    def row(one: Row) -> tuple[Cell, ...]:
        step = one["next_step"]
        said = words.number(None) if step is None else words.text(f"review.cell.{step}")
        return (
            deal_cell(one),
            _stage_cell(one, words),
            Cell(money_said(one, words)),
            chance_cell(one, words),
            Cell(said, _idle(one, words)),
            Cell(words.date(one["expected_close"], short=True), _date_note(one, words)),
        )

    names = ("deal", "stage", "value", "chance", "next_step", "close")
    return list_table(
        review.wanting, words, "wanting", names, row, most=MOST_ROWS, without=_untold(review)
    )


def kind_said(row: Row, words: Words) -> str:
    """What happened to a deal, in a word or two."""
    kind = words.text(f"review.kind.{row['kind']}")
    if row["is_new"] and row["kind"] != "new":
        return words.text("review.kind.new_and", kind=kind)
    return kind


def _lost_reason(row: Row, words: Words) -> str | None:
    if row["kind"] != "lost" or not row["lost_reason"]:
        return None
    return words.text("review.kind.reason", reason=name_of(row["lost_reason"]))


def _stage_cell(row: Row, words: Words) -> Cell:
    days = row["stage_days"]
    return Cell(stage_said(row), None if is_unknown(days) else words.days(days))


def _idle(row: Row, words: Words) -> str | None:
    if is_unknown(row["idle_days"]):
        return None
    return words.text("review.cell.idle", days=words.count("day.genitive", row["idle_days"]))


def _some_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Deals of each kind among the first rows, in their order; what does not fit comes after them."""
    if len(rows) <= MOST_ROWS:
        return rows
    first = rows.groupby("kind").cumcount().sort_values(kind="stable").index[:MOST_ROWS]
    shown = rows.index.isin(first)
    return pd.concat([rows[shown], rows[~shown]], ignore_index=True)


def _untold(review: Review) -> set[str]:
    """Columns of the lists that this book cannot fill."""
    missing = untold(review.limits)
    return missing if review.dates.dated else {*missing, "close"}


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
