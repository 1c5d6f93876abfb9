"""A funnel audit as JSON: what the page says, a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from salestoolkit.core.figures import Figure, Unit
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.part import Part
from salestoolkit.core.proportions import wilson
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import records

FORMAT = "salestoolkit/funnel_audit/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""

COUNTS = ("reached", "visited", "lost_here", "open_here", "entered", "advanced", "lost", "open")
TOTALS = ("deals", "won", "lost", "open")
Row = Mapping[Any, Any]


def audit_record(
    audit: FunnelAudit,
    words: Words,
    *,
    title: str,
    headline: str,
    pipeline: str | None,
    book: Mapping[str, Any],
    version: str,
    details: Mapping[str, Any],
    deals: Mapping[str, Any],
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
        "book": plain_value(book),
        "pipeline": pipeline,
        "process": audit.process.name,
        "part": part_record(audit.part),
        "currency": audit.currency,
        "funnel_definition": _defined(audit.definition, words),
        "figures": {name: figure_record(figure, words) for name, figure in audit.figures.items()},
        "totals": _totals(audit),
        "stages": [_stage(row, audit, words) for row in records(audit, "stages")],
        "leaks": [_leak(row, audit, words) for row in records(audit, "leaks")],
        "leak_stage": audit.leak_stage,
        "trust": [plain_value(row) for row in records(audit, "trust")],
        "details": details,
        "deals": deals,
        "limits": [{"code": code, "text": words.text(f"limits.{code}")} for code in audit.limits],
        "findings": [
            {"kind": one.kind, "text": one.sentence, "actions": list(one.actions)}
            for one in words.findings(audit)
        ],
    }


def part_record(part: Part | None) -> dict[str, Any] | None:
    """What a page is about; ``within`` is there where it looks only among some of the deals."""
    if part is None:
        return None
    among = {"within": dict(part.within)} if part.within else {}
    return {"dimension": part.dimension, "value": part.value, **among}


def _defined(key: str, words: Words) -> dict[str, str]:
    return {"key": key, "text": words.text(f"definitions.{key}")}


def figure_record(figure: Figure, words: Words, defined: str | None = None) -> dict[str, Any]:
    """A figure with everything that it rests on; ``defined`` is its definition, where not a common one."""
    note = figure.note
    told = _defined(figure.definition, words) if defined is None else None
    return {
        "value": plain_value(figure.value),
        "low": plain_value(figure.low),
        "high": plain_value(figure.high),
        "level": figure.level,
        "n": figure.n,
        "unit": figure.unit,
        "currency": figure.currency,
        "as_of": figure.as_of.isoformat(),
        "definition": told or {"key": figure.definition, "text": defined},
        "note": None if note is None else {"key": note, "text": words.text(f"notes.{note}")},
    }


def _totals(audit: FunnelAudit) -> dict[str, Any]:
    """Counts that add up over the pages of a column, and the money that does."""
    counts = {name: int(audit.figures[name].value or 0) for name in TOTALS}
    money = {name: plain_value(audit.figures[name].value) for name in ("won_value", "open_value")}
    return counts | money


def _stage(row: Row, audit: FunnelAudit, words: Words) -> dict[str, Any]:
    """A stage's counts, and its rates, times and money as figures."""
    figures = {name: figure_record(one, words) for name, one in stage_figures(row, audit).items()}
    kept = ("stage", "name", "universal", "waiting", *COUNTS, "no_clock", "mature_days")
    return {**{name: plain_value(row[name]) for name in kept}, "figures": figures}


def stage_figures(row: Row, audit: FunnelAudit) -> dict[str, Figure]:
    """A stage's rates, times and money, each with its denominator."""
    entrants = audit.stages["reached"].iloc[0]
    decided = _count(row["advanced"]) + _count(row["lost"])

    def make(name: str, n: Any, unit: Unit, *, ends: str | None = None, **more: Any) -> Figure:
        low, high = (row[f"{ends}_low"], row[f"{ends}_high"]) if ends else (None, None)
        return _made(name, row[name], low, high, n, unit, audit, **more)

    made = [
        make("reached_share", entrants, "share", definition="reached_at_least"),
        make("conversion", row["entered"], "share", ends="conversion"),
        _share("conversion_closed", row["conversion_closed"], decided, audit, note="biased"),
        _share("conversion_mature", row["conversion_mature"], row["mature_n"], audit),
        make("median_days", row["timed"], "days", ends="median"),
        make("q25_days", row["timed"], "days"),
        make("q75_days", row["timed"], "days"),
        make("rmst_days", row["timed"], "days"),
        make("open_value", row["open_here"], "money", note="census"),
    ]
    return {figure.name: figure for figure in made}


def _leak(row: Row, audit: FunnelAudit, words: Words) -> dict[str, Any]:
    figures = {name: figure_record(one, words) for name, one in leak_figures(row, audit).items()}
    kept = ("stage", "name", "entered", "advanced", "reference_kind", "value_next")
    more = ("prob_below", "prob_worst", "window_days", "mature_days", "named")
    return {**{name: plain_value(row[name]) for name in (*kept, *more)}, "figures": figures}


def leak_figures(row: Row, audit: FunnelAudit) -> dict[str, Figure]:
    """A stage's rate, what it is held against, and what the difference costs."""
    rate = "conversion_mature" if row["stage"] else "win_rate_mature"
    low, high = row["lost_value_low"], row["lost_value_high"]
    return {
        "rate": _share(rate, row["rate"], row["entered"], audit),
        "reference": _share(rate, row["reference"], row["reference_n"], audit),
        "lost_value": _made(
            "largest_leak", row["lost_value"], low, high, row["entered"], "money", audit
        ),
    }


def _share(name: str, value: Any, n: Any, audit: FunnelAudit, **more: Any) -> Figure:
    """A plain share of a count with its Wilson interval; a target has no count and none."""
    total = _count(n)
    if is_unknown(value) or not total:
        return _made(name, value, None, None, total, "share", audit, **more)
    low, high = wilson(round(float(value) * total), total)
    return _made(name, value, low, high, total, "share", audit, **more)


def _made(
    name: str,
    value: Any,
    low: Any,
    high: Any,
    n: Any,
    unit: Unit,
    audit: FunnelAudit,
    *,
    definition: str | None = None,
    note: str | None = None,
) -> Figure:
    return Figure(
        name=name,
        value=plain_value(value),
        low=plain_value(low),
        high=plain_value(high),
        n=_count(n),
        unit=unit,
        as_of=audit.as_of,
        definition=definition or name,
        currency=audit.currency if unit == "money" else None,
        note=note,
    )


def _count(value: Any) -> int:
    return 0 if is_unknown(value) else int(value)


def plain_value(value: Any) -> Any:
    """A value as JSON knows it; what is missing or infinite is null, a whole float an integer."""
    if isinstance(value, Mapping):
        return {str(name): plain_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if is_unknown(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, bool)):
        return value
    if hasattr(value, "item"):
        return plain_value(value.item())
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if whole else value
