"""The small print of a page and the cards at its head: what each figure rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import salestoolkit
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.reports import tables
from salestoolkit.reports.labels import among, name_of, value_label
from salestoolkit.words import Words


def card(figure: Figure, audit: FunnelAudit, words: Words) -> dict[str, Any]:
    """A key figure as its card says it: value, interval, n and date; or why there is no value."""
    unknown = figure.value is None
    lines = [tables.note_of(figure, words) if unknown else _leak_stage(figure, audit, words)]
    shown, interval = tables.about(figure, words)
    if interval is not None and not unknown:
        lines.append(words.text("report.page.interval", interval=interval))
    elif figure.note == "census":
        lines.append(words.text("report.page.census"))
    day = words.date(figure.as_of, short=True)
    missing = "none" if figure.note == "no_leak_named" else "unknown"
    return {
        "label": words.text(f"report.figure.{figure.name}"),
        "value": words.text(f"report.page.{missing}") if unknown else shown,
        "unknown": unknown,
        "lines": [line for line in lines if line],
        "rests": f"{words.text('report.page.n', n=figure.n)} · {day}",
    }


def facts(
    audit: FunnelAudit, words: Words, *, pipeline: str | None, currency: str | None
) -> list[str]:
    """What a page is about, in a line: count and date, pipeline, currency, beside which deals."""
    deals = words.count("deal", audit.figures["deals"].n)
    told = [words.text("report.page.deals", deals=deals, date=words.date(audit.as_of))]
    if audit.part is None:
        told.insert(0, words.text("report.page.all"))
    if pipeline is not None:
        told.append(words.text("report.page.pipeline", pipeline=name_of(pipeline)))
    return [*told, *_money(audit, words, currency), *among(words, audit.part)]


def colophon(audit: FunnelAudit, words: Words, book: Mapping[str, Any]) -> list[str]:
    """The lines at the end of a page: level of the intervals, the data, what made it."""
    level = words.percent(audit.figures["win_probability"].level)
    return [words.text("report.page.level", level=level), *origin_lines(book, words)]


def origin_lines(book: Mapping[str, Any], words: Words) -> list[str]:
    """Where a page's data come from, the rows read, and what made the page."""
    lines = []
    for name, days in book["sources"].items():
        day = date.fromisoformat(days["last"])
        lines.append(words.text("report.page.source", name=name_of(name), day=day))
    if book["rows"]:
        lines.append(words.text("report.page.rows", **book["rows"]))
    return [*lines, words.text("report.page.made", version=salestoolkit.__version__)]


def _leak_stage(figure: Figure, audit: FunnelAudit, words: Words) -> str | None:
    if figure.name != "largest_leak" or not audit.leak_stage:
        return None
    stage = audit.process.stage(audit.leak_stage)
    return words.text("report.page.stage_name", stage=name_of(stage.name))


def _money(audit: FunnelAudit, words: Words, currency: str | None) -> list[str]:
    """In which currency the amounts are; on the page of deals without one, that it is so."""
    if currency == "":
        return [value_label(words, "currency", "")]
    if audit.currency:
        return [words.text("report.page.currency", currency=name_of(audit.currency))]
    valued = any(audit.figures[name].value for name in ("won_value", "open_value"))
    return [words.text("report.page.no_currency")] if valued else []
