"""The forecast's page for programs: everything that it tells, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

import salestoolkit
from salestoolkit.core.forecast_kept import Judged, kept_of
from salestoolkit.core.forecast_moves import Moves
from salestoolkit.core.forecast_result import LEVELS, Forecast, Prediction
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.reports.figures import part_record, plain_value
from salestoolkit.reports.review_record import plain_row
from salestoolkit.words.forecast import (
    cannot_sentences,
    model_sentences,
    next_steps,
    reason_sentences,
)

if TYPE_CHECKING:
    from salestoolkit.reports.forecast_sections import ForecastPage

FORMAT = "salestoolkit/forecast/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""

DEALS = (
    *("source_name", "deal_id", "title", "organization", "team", "product", "stage"),
    *("stage_days", "age_days", "value", "chance", "expected", "spread_share", "expected_share"),
    "beyond",
)
"""Of every open deal; whose it is stands only beside the few that matter, or people could be ranked."""
SCORES = (
    *("model", "kind", "origins", "crps", "wis", "coverage_50", "coverage_80", "coverage_95"),
    *("bias", "mae", "skill", "chosen", "reason"),
)
PAST = ("origin", "start", "until", "outcome", "median", "low", "high", "mean")
PRODUCTS = (
    *("product", "open", "units", "units_low", "units_high"),
    *("value", "value_low", "value_high", "new_units"),
)


def forecast_record(page: ForecastPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/forecast.schema.json``."""
    view, words = page.view, page.words
    main, part = view.main, view.main.part
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": main.as_of.isoformat(),
        "book": plain_value(page.book),
        "definitions": {key: text for key, (_, text) in page.terms.items()},
        "pipeline": page.pipeline,
        "part": part_record(part),
        "currency": main.currency,
        "totals": dict(page.totals),
        "metric": main.metric,
        "target": plain_value(main.target),
        "target_origin": view.origin,
        "chance": plain_value(main.chance),
        "period": _period(main),
        "spans": {name: _period(one) for name, one in view.spans.items()},
        "week_ago": None if view.earlier is None else _period(view.earlier),
        "moves": None if view.moves is None else _moves(view.moves),
        "weighted": {
            name: plain_value(getattr(main.weighted, name))
            for name in ("n", "known", "wins", "value", "basis")
        },
        "new_business": _new_business(main),
        "model": main.model,
        "why": main.why,
        "reason": main.reason,
        "limits": list(main.limits),
        "small": view.small,
        "scores": _rows(main.scores, SCORES),
        "past": _rows(main.past, PAST),
        "products": _rows(main.products, PRODUCTS),
        "matter": _rows(main.matter, (*DEALS, "owner", "why")),
        "deals": _rows(main.deals, DEALS),
        "kept": [_judged(one) for one in view.judged],
        "keep": keep_rows(view, exported=page.exported),
        "sentences": [*reason_sentences(words, main), *model_sentences(words, main)],
        "actions": next_steps(words, view),
        "cannot": cannot_sentences(words, main),
    }


def keep_rows(view: ForecastView, *, exported: date) -> list[dict[str, Any]]:
    """Forecasts of the page as they are kept: its own period and the four that stand beside it."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for one in (view.main, *view.spans.values()):
        for kept in kept_of(one, exported=exported):
            row = {name: plain_value(value) for name, value in vars(kept).items()}
            # the page's own period comes first, and has the target
            found.setdefault(kept.of, row)
    return list(found.values())


def _period(one: Forecast) -> dict[str, Any]:
    return {
        "start": one.start.isoformat(),
        "until": one.until.isoformat(),
        "as_of": one.as_of.isoformat(),
        "n_open": one.n_open,
        "done": {"n": one.done.n, "value": plain_value(one.done.value)},
        "wins": _prediction(one.wins),
        "revenue": _prediction(one.revenue),
        "model": one.model,
        "reason": one.reason,
    }


def _prediction(total: Prediction | None) -> dict[str, Any] | None:
    if total is None:
        return None
    ends = {
        f"{name}_{level:.0%}".rstrip("%"): plain_value(getattr(total.interval(level), name))
        for level in LEVELS
        for name in ("low", "high")
    }
    return {"median": plain_value(total.median), "mean": plain_value(total.mean), **ends}


def _moves(moves: Moves) -> dict[str, Any]:
    return {
        "since": moves.since.isoformat(),
        "then": plain_value(moves.then),
        "now": plain_value(moves.now),
        "sizes_known": moves.sizes_known,
        "parts": [
            {"kind": part.kind, "amount": plain_value(part.amount), "n": part.n}
            for part in moves.parts
        ],
    }


def _new_business(main: Forecast) -> dict[str, Any] | None:
    seen = main.new_business
    if seen is None:
        return None
    names = ("n", "days", "a_week", "share", "wins", "value", "overdispersed")
    return {name: plain_value(getattr(seen, name)) for name in names}


def _judged(one: Judged) -> dict[str, Any]:
    kept = {name: plain_value(value) for name, value in vars(one.kept).items()}
    return {**kept, "outcome": one.outcome, "error": one.error, "inside": one.inside}


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    there = [name for name in columns if name in table]
    return [{**dict.fromkeys(columns), **plain_row(row)} for row in table[there].to_dict("records")]
