"""Tables of time and flow: how long deals take, what moves the velocity, where work piles up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel_flow import MONTH, Flow
from salestoolkit.core.table_rows import rows_of
from salestoolkit.core.velocity_change import VelocityChange
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table, about, note_of
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

Said = Callable[[Any], str]


def flow_table(flow: Flow, words: Words) -> Table:
    """Time until any end and until a win, and the velocity, each with interval and n."""
    rows = []
    for figure in flow.figures.values():
        value, interval = about(figure, words)
        rows.append(
            (
                Cell(words.text(f"flow.figure.{figure.name}"), note_of(figure, words)),
                Cell(_longer(figure, flow, words) or value),
                Cell(interval or ""),
                Cell(words.number(figure.n)),
            )
        )
    columns = [words.text(f"report.column.{name}") for name in ("figure", "value", "interval", "n")]
    return Table(title=words.text("flow.table.time"), columns=columns, rows=rows)


def _longer(figure: Figure, flow: Flow, words: Words) -> str | None:
    """``longer than 203 days``: where fewer deals win than the figure asks for, nothing is said."""
    if figure.name != "mean_days" or figure.note != "curve_cut" or flow.horizon_days is None:
        return None
    value = words.count("day.genitive", figure.value)
    return words.text("flow.table.longer_than", days=value)


def lever_table(flow: Flow, words: Words) -> Table:
    """The four levers of the velocity, and what a tenth more of each brings in a month."""
    rows = [
        (
            Cell(words.text(f"flow.lever.{row['lever']}"), _n(row["n"], words)),
            Cell(_lever(row["lever"], row["value"], flow.currency, words)),
            Cell(words.money_about(row["gain_month"], flow.currency)),
        )
        for row in rows_of(flow.levers)
        if not is_unknown(row["gain_month"])
    ]
    return Table(
        title=words.text("flow.table.levers"),
        columns=_columns(words, "lever", "now", "gain"),
        rows=rows,
        note=_sentences(words, "levers_note", "deals_note") if rows else None,
    )


def _n(n: Any, words: Words) -> str:
    return words.text("report.page.n", n=int(n))


def _lever(lever: str, value: Any, currency: str | None, words: Words) -> str:
    """A lever's value in its unit."""
    if lever == "win_rate":
        return words.percent(value, digits=1)
    if lever == "value":
        return words.money_about(value, currency)
    return words.days(value) if lever == "cycle" else words.number(value, digits=0)


def _sentences(words: Words, *keys: str) -> str:
    return " ".join(words.text(f"flow.table.{key}") for key in keys)


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"flow.table.{name}") for name in names]


def work_table(flow: Flow, words: Words) -> Table:
    """Deals in hand against those that a steady funnel holds: all deals first, then stage by stage."""
    rows = [
        (
            Cell(
                name_of(row["name"]) if row["stage"] else words.text("flow.table.whole"),
                words.text("flow.table.piled_up") if row["piled_up"] else None,
            ),
            Cell(words.number(row["arrivals_per_day"] * MONTH, digits=0)),
            Cell(words.number(row["mean_days"], digits=0)),
            Cell(words.number(row["expected"], digits=0), _between(row, "expected", words)),
            Cell(words.number(row["open"])),
            Cell(words.number(row["surplus"], digits=0), _between(row, "surplus", words)),
            Cell(words.number(row["older"]), _usual(row, words)),
        )
        for row in rows_of(flow.work)
        if not is_unknown(row["expected"])
    ]
    names = ("stage", "arrived", "mean", "expected", "open", "surplus", "older")
    return Table(
        title=words.text("flow.table.work"),
        columns=_columns(words, *names),
        rows=rows,
        note=_work_note(flow, words) if rows else None,
    )


def _usual(row: Any, words: Words) -> str:
    return words.text("flow.table.beyond", days=words.days(row["usual_days"]))


def _between(row: Any, name: str, words: Words) -> str | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if is_unknown(low) or is_unknown(high):
        return None
    return words.interval(low, high, lambda value: words.number(value, digits=0))


def _work_note(flow: Flow, words: Words) -> str:
    """How many open deals are older than usual."""
    whole = rows_of(flow.work[(flow.work["stage"] == "").to_numpy(dtype=bool)])[0]
    usual = words.count("day.genitive", whole["usual_days"])
    if not whole["older"]:
        return words.text("flow.table.no_older_note", usual=usual)
    return words.text(
        "flow.table.older_note",
        older=int(whole["older"]),
        open=int(whole["open"]),
        share=words.percent(whole["older_share"]),
        usual=usual,
    )


def change_table(flow: Flow, words: Words) -> Table:
    """The velocity of the last period against the one before, lever by lever; no rows where unknown."""
    change = flow.change
    title = words.text("flow.table.change")
    columns = _columns(words, "lever", "before", "after", "part")
    if change is None:
        return Table(title=title, columns=columns, rows=())

    def money(per_day: Any) -> str:
        return words.money_about(per_day * MONTH, flow.currency)

    rows: list[tuple[Cell, ...]] = [
        (
            Cell(words.text(f"flow.lever.{row['lever']}")),
            Cell(_lever(row["lever"], row["before"], flow.currency, words)),
            Cell(_lever(row["lever"], row["after"], flow.currency, words)),
            Cell(money(row["part_per_day"])),
        )
        for row in rows_of(change.levers)
    ]
    speeds = (period.velocity.value_per_day for period in (change.before, change.after))
    rows.append(
        (
            Cell(words.text("flow.table.velocity")),
            *(Cell(money(speed)) for speed in speeds),
            Cell(money(change.difference), words.interval(change.low, change.high, money)),
        )
    )
    return Table(title=title, columns=columns, rows=rows, note=_change_note(change, words))


def _change_note(change: VelocityChange, words: Words) -> str:
    last = timedelta(days=1)
    return words.text(
        "flow.table.change_note",
        before_start=change.before.start,
        before_end=change.before.end - last,
        after_start=change.after.start,
        after_end=change.after.end - last,
    )


def flow_definitions(flow: Flow, words: Words) -> list[tuple[str, str]]:
    """Each figure's name and definition, for the page's list of them."""
    windows = flow.work["window_days"].dropna()
    days = {"horizon": flow.horizon_days, "window": windows.iloc[0] if len(windows) else None}
    days["follow"] = flow.change.follow_up_days if flow.change else None
    fields = {name: words.count("day.genitive", value) for name, value in days.items()}
    figures = ("mean_days", "days_to_win", "velocity_month", "begun_worth_month")
    named = [(f"figure.{name}", name) for name in figures if name in flow.figures]
    if days["window"] is not None:
        named.append(("table.work", "work"))
    if days["follow"] is not None:
        named.append(("table.change", "change"))
    return [
        (words.text(f"flow.{label}"), words.text(f"flow.definition.{name}", **fields))
        for label, name in named
    ]
