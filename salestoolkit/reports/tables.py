"""Rows of the page's tables: figures as they are printed, each with its interval beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.reports.labels import name_of
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import records

HEAD_LENGTH = 16
"""Letters of a name from the data that heads a column: one word as long would push the table off the page."""


@dataclass(frozen=True)
class Cell:
    """What a cell says, and the smaller line under it."""

    text: str
    note: str | None = None


@dataclass(frozen=True)
class Table:
    """A table ready to print: the first cell of a row names it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str | None = None
    under_chart: bool = False
    """Whether it says in figures what the chart above it shows, under the chart's title."""


def stage_table(audit: FunnelAudit, words: Words) -> Table:
    """How many came to each stage, moved on, stopped there, and how long it took."""
    names = ("reached", "lost_here", "open_here", "entered", "conversion", "median_days")
    rows = [
        (
            Cell(name_of(row["name"]), _waiting(row, words)),
            Cell(words.number(row["reached"]), _known(row["reached_share"], words.percent)),
            Cell(words.number(row["lost_here"])),
            Cell(words.number(row["open_here"]), _open_money(row, audit, words)),
            Cell(words.number(row["entered"])),
            Cell(
                words.percent(row["conversion"]), _between(row, "conversion", words.percent, words)
            ),
            _median(row, words),
        )
        for row in records(audit, "stages")
    ]
    return Table(
        title=words.text("report.section.stages"),
        columns=_columns(words, "stage", *names),
        rows=rows,
        note=words.text("report.page.stage_note"),
    )


def _median(row: Any, words: Words) -> Cell:
    """Median days; where half have not left by the end of the follow-up, that and the mean till then."""
    if not is_unknown(row["median_days"]) or is_unknown(row["rmst_days"]):
        days = words.number(row["median_days"], digits=0)
        return Cell(days, _between(row, "median", lambda days: words.number(days, digits=0), words))
    horizon, mean = (words.number(row[f"rmst_{name}"], digits=0) for name in ("horizon", "days"))
    beyond = words.text("flow.table.beyond", days=horizon)
    return Cell(beyond, words.text("flow.table.restricted", mean=mean))


def leak_table(audit: FunnelAudit, words: Words) -> Table:
    """What each stage costs against its reference; the named leak is called so."""

    def money(value: Any) -> str:
        return words.money_about(value, audit.currency)

    rows = [
        (
            Cell(_leak_name(row, words), _named(row, audit, words)),
            Cell(words.number(row["entered"])),
            Cell(words.percent(row["rate"])),
            Cell(words.percent(row["reference"]), _reference_n(row, words)),
            Cell(money(row["lost_value"]), _between(row, "lost_value", money, words)),
            Cell(_chance(row["prob_below"], words)),
        )
        for row in records(audit, "leaks")
        if not is_unknown(row["rate"])
    ]
    kinds = sorted({str(row["reference_kind"]) for row in records(audit, "leaks")})
    held = ", ".join(words.text(f"report.reference.{kind}") for kind in kinds)
    names = ("entered", "rate", "reference", "lost_value", "prob_below")
    return Table(
        title=words.text("report.section.leaks"),
        columns=_columns(words, "stage", *names),
        rows=rows,
        note=words.text("report.page.leak_note", reference=held) if rows else None,
        under_chart=True,
    )


def figure_table(audit: FunnelAudit, words: Words, names: Sequence[str], *, title: str) -> Table:
    """Figures by name, each with its interval, n, and what must be known of it."""
    rows = [
        (
            Cell(words.text(f"report.figure.{name}"), note_of(audit.figures[name], words)),
            Cell(words.value(audit.figures[name])),
            Cell(words.figure_interval(audit.figures[name]) or ""),
            Cell(words.number(audit.figures[name].n)),
        )
        for name in names
        if name in audit.figures
    ]
    return Table(
        title=title,
        columns=_columns(words, "figure", "value", "interval", "n"),
        rows=rows,
        under_chart=True,
    )


def about(figure: Figure, words: Words) -> tuple[str, str | None]:
    """A figure and its interval as a card shows them: money that was estimated is rounded."""
    if figure.unit != "money" or is_unknown(figure.low):
        return words.value(figure), words.figure_interval(figure)

    def money(value: Any) -> str:
        return words.money_about(value, figure.currency)

    return money(figure.value), words.interval(figure.low, figure.high, money)


def note_of(figure: Figure, words: Words) -> str | None:
    """The sentence under a figure's note; a plain count needs none."""
    return None if figure.note in {None, "census"} else words.text(f"notes.{figure.note}")


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"report.column.{name}") for name in names]


def _waiting(row: Any, words: Words) -> str | None:
    return words.text("report.fate.waiting") if row["waiting"] else None


def _open_money(row: Any, audit: FunnelAudit, words: Words) -> str | None:
    return _known(row["open_value"] or None, lambda value: words.money_about(value, audit.currency))


def _leak_name(row: Any, words: Words) -> str:
    return name_of(row["name"]) if row["stage"] else words.text("report.page.whole_deal")


def _chance(value: Any, words: Words) -> str:
    """A share in percent; what is merely rare or nearly all is never 0% or 100%."""
    if is_unknown(value):
        return words.percent(value)
    if value < 0.005:
        return words.text("findings.share.under")
    return words.text("findings.share.over") if value >= 0.995 else words.percent(value)


def _named(row: Any, audit: FunnelAudit, words: Words) -> str | None:
    return words.text("report.section.leak") if row["stage"] == audit.leak_stage else None


def _reference_n(row: Any, words: Words) -> str | None:
    return _known(row["reference_n"] or None, lambda n: words.text("report.page.n", n=int(n)))


def _known(value: Any, shown: Callable[[Any], str]) -> str | None:
    return None if is_unknown(value) else shown(value)


def _between(row: Any, name: str, shown: Callable[[Any], str], words: Words) -> str | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if is_unknown(low) and is_unknown(high) else words.interval(low, high, shown)
