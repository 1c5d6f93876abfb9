"""Figures of a funnel as a widget lists them: value, interval and n on one line."""

from __future__ import annotations

from datetime import date
from typing import Any

from salestoolkit.core.figures import Figure
from salestoolkit.words.formats import LOCALES, is_unknown
from salestoolkit.words.words import Words


def figure_line(words: Words, figure: Figure) -> str:
    """A figure with its interval and n, or why it is not known; estimated money is rounded."""
    name = words.text(f"report.figure.{figure.name}")
    if figure.value is None:
        why = words.text(f"notes.{figure.note}") if figure.note else ""
        key = "none" if figure.note == "no_leak_named" else "unknown"
        return words.text(f"funnel_desk.figure.{key}", name=name, why=why)
    value, between = _about(words, figure)
    fields = {"name": name, "value": value, "n": words.number(figure.n)}
    if between is None:
        return words.text("funnel_desk.figure.plain", **fields)
    interval = words.text("report.page.interval", interval=between)
    return words.text("funnel_desk.figure.line", interval=interval, **fields)


def _about(words: Words, figure: Figure) -> tuple[str, str | None]:
    if figure.unit != "money" or is_unknown(figure.low):
        return words.value(figure), words.figure_interval(figure)

    def money(value: Any) -> str:
        return words.money_about(value, figure.currency)

    return money(figure.value), words.interval(figure.low, figure.high, money)


def month_label(words: Words, month: date) -> str:
    """A month on a slider: ``Mar 2026``, ``mar 2026``."""
    from babel.dates import format_date

    return format_date(month, "LLL y", locale=LOCALES[words.language])


def month_name(words: Words, month: date) -> str:
    """A month by its full name: ``June 2026``, ``czerwiec 2026``."""
    from babel.dates import format_date

    return format_date(month, "LLLL y", locale=LOCALES[words.language])
