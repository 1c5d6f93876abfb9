"""A funnel audit as JSON: what the page says, a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from salestoolkit.core.figures import Figure, Unit
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import records

FORMAT = "salestoolkit/funnel_audit/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""

COUNTS = ("reached", "visited", "lost_here", "open_here", "entered", "advanced", "lost", "open")
TOTALS = ("deals", "won", "lost", "open")


def audit_record(
    audit: FunnelAudit,
    words: Words,
    *,
    title: str,
    headline: str,
    pipeline: str | None,
    book: Mapping[str, Any],
    version: str,
) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/funnel_audit.schema.json``.

    Every figure carries its value, interval, n, unit, date, definition and note; what is not known
    is null.
    """
    return {
        "format": FORMAT,
        "version": version,
        "language": words.language,
        "title": title,
        "headline": headline,
        "as_of": audit.as_of.isoformat(),
        "book": {name: _plain(value) for name, value in book.items()},
        "pipeline": pipeline,
        "process": audit.process.name,
        "part": _part(audit),
        "currency": audit.currency,
        "funnel_definition": _defined(audit.definition, words),
        "figures": {name: _figure(figure, words) for name, figure in audit.figures.items()},
        "totals": _totals(audit),
        "stages": [_stage(row, audit, words) for row in records(audit, "stages")],
        "leaks": [_leak(row, audit, words) for row in records(audit, "leaks")],
        "leak_stage": audit.leak_stage,
        "trust": [_row(row) for row in records(audit, "trust")],
        "limits": [{"code": code, "text": words.text(f"limits.{code}")} for code in audit.limits],
        "findings": [
            {"kind": one.kind, "text": one.sentence, "actions": list(one.actions)}
            for one in words.findings(audit)
        ],
    }


def _part(audit: FunnelAudit) -> dict[str, str] | None:
    if audit.part is None:
        return None
    return {"dimension": audit.part.dimension, "value": audit.part.value}


def _defined(key: str, words: Words) -> dict[str, str]:
    return {"key": key, "text": words.text(f"definitions.{key}")}


def _figure(figure: Figure, words: Words) -> dict[str, Any]:
    note = figure.note
    return {
        "value": _plain(figure.value),
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "level": figure.level,
        "n": figure.n,
        "unit": figure.unit,
        "currency": figure.currency,
        "as_of": figure.as_of.isoformat(),
        "definition": _defined(figure.definition, words),
        "note": None if note is None else {"key": note, "text": words.text(f"notes.{note}")},
    }


def _totals(audit: FunnelAudit) -> dict[str, Any]:
    """Counts that add up over the pages of a dimension, and the money that does."""
    counts = {
        name: audit.figures[name].n if name == "deals" else _count(audit, name) for name in TOTALS
    }
    money = {name: _plain(audit.figures[name].value) for name in ("won_value", "open_value")}
    return counts | money


def _count(audit: FunnelAudit, name: str) -> int:
    return int(audit.figures[name].value or 0)


def _stage(row: Mapping[Any, Any], audit: FunnelAudit, words: Words) -> dict[str, Any]:
    """A stage's counts, and its rates and times as figures."""
    told = {name: _plain(row[name]) for name in ("stage", "name", "universal", "waiting")}
    counts = {
        name: _plain(row[name]) for name in (*COUNTS, "no_clock", "open_value", "reached_share")
    }

    def make(
        name: str,
        value: str,
        n: Any,
        unit: Unit,
        *,
        low: str | None = None,
        high: str | None = None,
        note: str | None = None,
    ) -> dict[str, Any]:
        figure = Figure(
            name=name,
            value=_plain(row[value]),
            low=_plain(row[low]) if low else None,
            high=_plain(row[high]) if high else None,
            n=int(_plain(n) or 0),
            unit=unit,
            as_of=audit.as_of,
            definition=name,
            note=note,
        )
        return _figure(figure, words)

    decided = (_plain(row["advanced"]) or 0) + (_plain(row["lost"]) or 0)
    figures = {
        "conversion": make(
            "conversion",
            "conversion",
            row["entered"],
            "share",
            low="conversion_low",
            high="conversion_high",
        ),
        "conversion_closed": make(
            "conversion_closed", "conversion_closed", decided, "share", note="biased"
        ),
        "conversion_mature": make(
            "conversion_mature", "conversion_mature", row["mature_n"], "share"
        ),
        "median_days": make(
            "median_days", "median_days", row["timed"], "days", low="median_low", high="median_high"
        ),
        "q25_days": make("q25_days", "q25_days", row["timed"], "days"),
        "q75_days": make("q75_days", "q75_days", row["timed"], "days"),
        "rmst_days": make("rmst_days", "rmst_days", row["timed"], "days"),
    }
    return {**told, **counts, "mature_days": _plain(row["mature_days"]), "figures": figures}


def _leak(row: Mapping[Any, Any], audit: FunnelAudit, words: Words) -> dict[str, Any]:
    return {**_row(row), "currency": audit.currency, "as_of": audit.as_of.isoformat()}


def _row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """A value as JSON knows it; what is missing or infinite is null."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if is_unknown(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, bool)):
        return value
    if hasattr(value, "item"):
        return _plain(value.item())
    return (
        int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53
        else value
    )
