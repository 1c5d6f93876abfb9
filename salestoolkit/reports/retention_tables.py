"""The tables of a page about customers that stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.charts.retention_triangle import cohort_name
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_contacts import Contact
from salestoolkit.core.retention_due import Due
from salestoolkit.core.retention_parts import PartRow, PartTable
from salestoolkit.core.retention_triangle import Cell as Kept
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.retention import contact_rule, planned_name

MOST_ROWS = 25
"""Rows of a list on the page; the whole list is in the page's JSON and in the CSV."""
MOST_MONTHS = 8
MOST_AGES = 9


def due_table(found: Retention, words: Words) -> Table | None:
    """What has ended undecided and what is up, by day."""
    due = (*found.pending, *found.due)
    if not due:
        return None
    rows = [_due_row(one, words) for one in due[:MOST_ROWS]]
    columns = ("customer", "ends", "amount", "chance", "risk", "owner")
    note = " ".join([_say(words, "page.yearly"), *_more(len(due), words)])
    return _table(words, "due", columns, rows, note=note)


def _more(n: int, words: Words) -> list[str]:
    """That a list is longer than what is shown of it."""
    return [_say(words, "page.more", n=MOST_ROWS, of=n)] if n > MOST_ROWS else []


def _due_row(one: Due, words: Words) -> Sequence[Cell]:
    state = "notice" if one.notice else "pending" if one.days <= 0 else None
    note = _say(words, f"state.{state}") if state else name_of(one.product) or None
    return (
        Cell(name_of(one.customer), note),
        Cell(words.date(one.ends, short=True)),
        Cell(words.money(one.amount, one.currency, digits=0)),
        Cell(words.percent(one.chance), None if one.notice else _say(words, f"kind.{one.kind}")),
        Cell(words.money_about(one.at_risk, one.currency)),
        Cell(name_of(one.owner)),
    )


def contact_table(found: Retention, words: Words) -> Table | None:
    """Contacts of the month by day."""
    if not found.contacts:
        return None
    rows = [_contact_row(one, words) for one in found.contacts[:MOST_ROWS]]
    month = planned_name(words, found)
    return _table(
        words,
        "contacts",
        ("customer", "on", "kind", "about", "owner"),
        rows,
        note=" ".join([contact_rule(words, found.churn.peak), *_more(len(found.contacts), words)]),
        month=month,
    )


def _contact_row(one: Contact, words: Words) -> Sequence[Cell]:
    amount = words.money_about(one.amount, one.currency) if one.amount else None
    return (
        Cell(name_of(one.customer), name_of(one.product) or None),
        Cell(words.date(one.on, short=True), _say(words, "moment.past") if one.past else None),
        Cell(_say(words, f"moment.{one.kind}")),
        Cell(words.date(one.ends, short=True), amount),
        Cell(name_of(one.owner)),
    )


def part_table_of(table: PartTable, found: Retention, words: Words) -> Table:
    """Customers by segment, product or owner."""
    rows = [_part_row(row, table.dimension, found, words) for row in table.rows]
    names = ("customers", "active", "stay", "renewed", "net", "due")
    label = dimension_label(words, table.dimension)
    return Table(
        title=_say(words, "section.parts", dimension=label),
        columns=[label, *(_say(words, f"column.{name}") for name in names)],
        rows=rows,
    )


def _part_row(row: PartRow, dimension: str, found: Retention, words: Words) -> Sequence[Cell]:
    stay, told, revenue = row.stay, row.renewals, row.revenue.decided
    small = _say(words, "state.small") if row.small else None
    bounds = None
    if stay.value is not None:
        bounds = words.interval(stay.low, stay.high, words.percent)
    rate = words.interval(told.low, told.high, words.percent) if told.decided else None
    due = words.money_about(row.due_value, found.currency) if row.due_value else None
    return (
        Cell(value_label(words, dimension, row.value), small),
        Cell(words.number(row.customers)),
        Cell(words.number(row.active)),
        Cell(words.percent(stay.value), bounds),
        Cell(words.percent(told.rate), rate),
        Cell(words.percent(revenue.net), words.count("customer", revenue.customers)),
        Cell(words.number(row.due), due),
    )


def triangle_table(found: Retention, words: Words) -> Table | None:
    """Cohorts with the customers still there and the share of their revenue, as far as it is known."""
    triangle = found.triangle
    if triangle.ages < 2:
        return None
    step = max(1, -(-(triangle.ages - 1) // (MOST_AGES - 1)))
    ages = range(0, triangle.ages, step)
    rows = [
        (
            Cell(cohort_name(triangle, one.start, words), words.count("customer", one.customers)),
            *(_cohort_cell(one.cells, age, words) for age in ages),
        )
        for one in triangle.cohorts
    ]
    unit = _say(words, "note.months" if triangle.unit == "month" else "note.quarters")
    older = [_say(words, "note.older", n=triangle.older)] if triangle.older else []
    short = f"state.{triangle.unit}_age"
    return Table(
        title=_say(words, "section.triangle"),
        columns=[_say(words, "column.began"), *(_say(words, short, n=age) for age in ages)],
        rows=rows,
        note=" ".join([_say(words, "note.triangle", unit=unit), *older]),
        under_chart=True,
    )


def _cohort_cell(cells: Sequence[Kept | None], age: int, words: Words) -> Cell:
    cell = cells[age] if age < len(cells) else None
    if cell is None:
        return Cell(words.number(None))
    share = None if cell.revenue_share is None else words.percent(cell.revenue_share)
    return Cell(words.number(cell.there), share)


def chance_table(found: Retention, words: Words) -> Table | None:
    """Chances to lose a renewal, by its kind."""
    if not found.chances or not found.due:
        return None
    rows = [
        (
            Cell(_say(words, f"kind.{one.kind}")),
            Cell(words.number(one.decided)),
            Cell(words.number(one.lost)),
            Cell(words.percent(one.value), words.interval(one.low, one.high, words.percent)),
        )
        for one in found.chances.values()
    ]
    return _table(words, "chances", ("renewal", "decided", "lost", "chance"), rows)


def hazard_table(found: Retention, words: Words) -> Table | None:
    """Months of tenure in which somebody left."""
    months = [one for one in found.churn.months if one.left]
    if not months:
        return None
    shown = sorted(
        sorted(months, key=lambda one: -one.left)[:MOST_MONTHS], key=lambda one: one.month
    )
    rows = [
        (
            Cell(words.number(one.month)),
            Cell(words.number(one.at_risk)),
            Cell(words.number(one.left)),
            Cell(words.percent(one.hazard, digits=1)),
        )
        for one in shown
    ]
    return _table(words, "hazard", ("month", "at_risk", "left", "hazard"), rows)


def overdue_table(found: Retention, words: Words) -> Table | None:
    """Customers that used to buy again and are past the usual gap, the largest first."""
    if found.repeat is None or not found.repeat.overdue:
        return None
    rows = [
        (
            Cell(name_of(one.name)),
            Cell(words.date(one.days[-1], short=True)),
            Cell(words.money_about(one.usual, found.currency)),
            Cell(name_of(one.owner)),
        )
        for one in found.repeat.overdue[:MOST_ROWS]
    ]
    return _table(words, "overdue", ("customer", "last", "usual", "owner"), rows)


def _table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    note: str | None = None,
    **fields: Any,
) -> Table:
    return Table(
        title=_say(words, f"section.{title}", **fields),
        columns=[_say(words, f"column.{name}") for name in columns],
        rows=rows,
        note=note,
    )


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"retention.{key}", **fields)
