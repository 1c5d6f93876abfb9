"""The weekly page for programs and spreadsheets: its figures as JSON, its deals as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

import salestoolkit
from salestoolkit.core.review_changes import KEYS
from salestoolkit.core.review_hand import LEVEL, Expected
from salestoolkit.core.review_plan import Need
from salestoolkit.core.review_result import Review
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.figures import part_record, plain_value
from salestoolkit.sources.safe_csv import safe_csv
from salestoolkit.words import Words
from salestoolkit.words.review import (
    cannot_sentences,
    dates_sentences,
    plan_sentences,
    talk_reason,
)

if TYPE_CHECKING:
    from salestoolkit.reports.review_sections import ReviewPage

FORMAT = "salestoolkit/pipeline_review/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""

DEAL_COLUMNS = (
    *("source_name", "deal_id", "title", "organization", "owner", "team"),
    *("kind", "from_stage", "stage", "value", "currency", "stage_days", "age_days"),
    *("chance", "chance_entry", "worth", "stalled", "beyond", "idle_days", "next_step"),
    *("expected_close", "passed_days", "times", "days_moved", "saves", "talk"),
)
"""Columns of the page's deals: those that are open, and those that were won or lost since."""
_SHARED_WORDS = (
    *("source_name", "deal_id", "title", "organization", "owner", "team", "stage", "value"),
    *("currency", "age_days", "idle_days", "expected_close"),
)
_SAID = {
    "kind": "review.kind.{}",
    "next_step": "review.csv.{}",
    "stalled": "review.csv.{}",
}
"""Columns of the CSV whose values are words."""


def review_record(page: ReviewPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/pipeline_review.schema.json``."""
    review, words = page.review, page.words
    part = review.part
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": review.as_of.isoformat(),
        "since": review.since.isoformat(),
        "book": plain_value(page.book),
        "pipeline": page.pipeline,
        "part": part_record(part),
        "currency": review.currency or None,
        "totals": dict(page.totals),
        "changes": dict(review.changes.counts),
        "in_hand": _hand(review),
        "needs": [_need(need) for need in review.needs],
        "usual": {
            name: plain_value(getattr(review.pace, name))
            for name in ("new_a_week", "mean_days", "horizon_days", "usual", "year_ago")
        },
        "close_dates": _dates(review),
        "wins_lately": {
            "weeks": 13,
            "wins": review.luck.wins,
            "low": plain_value(review.luck.low),
            "high": plain_value(review.luck.high),
            "small": review.luck.small,
            "deals_a_year": review.luck.deals_a_year,
        },
        "stages": [plain_row(row) for row in rows_of(review.stages)],
        "talk": [
            {
                "deal_id": str(talk.row["deal_id"]),
                "reason": talk.reason,
                "text": talk_reason(words, talk, review),
            }
            for talk in review.talk
        ],
        "sentences": [*plan_sentences(words, review), *dates_sentences(words, review)],
        "cannot": cannot_sentences(words, review),
        "limits": list(review.limits),
        "deals": deal_rows(review),
    }


def deal_rows(review: Review) -> list[dict[str, Any]]:
    """The page's deals: open ones in the order of what a call can save, then those that ended."""
    happened = review.changes.rows
    kinds = happened[[*KEYS, "kind", "from_stage"]]
    talk = pd.DataFrame(
        [[*(one.row[key] for key in KEYS), one.reason] for one in review.talk],
        columns=[*KEYS, "talk"],
    )
    rows = review.with_dates
    for other in (kinds, talk):
        rows = rows.merge(other, on=KEYS, how="left")
    if "few_ended" in review.limits:
        rows = rows.assign(stalled=None)
    ended = happened[happened["kind"].isin(["won", "lost"])].rename(columns={"to_stage": "stage"})
    return [
        plain_row({name: row.get(name) for name in DEAL_COLUMNS})
        for table in (rows, ended)
        for row in rows_of(table)
    ]


def plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row with plain values: None for what is missing, days as text."""
    return {
        str(name): plain_value(value.date() if isinstance(value, pd.Timestamp) else value)
        for name, value in row.items()
    }


def lists_as_csv(record: Mapping[str, Any], words: Words) -> bytes:
    """The deals of a page's record as a CSV that a spreadsheet opens and in which it runs nothing."""
    header = [_heading(name, words) for name in DEAL_COLUMNS if name != "beyond"]
    rows = [
        [_cell(name, row[name], words) for name in DEAL_COLUMNS if name != "beyond"]
        for row in record["deals"]
    ]
    return safe_csv(header, rows)


def _heading(name: str, words: Words) -> str:
    topic = "drill.column" if name in _SHARED_WORDS else "review.csv"
    return words.text(f"{topic}.{name}")


def _cell(name: str, value: Any, words: Words) -> str | float | None:
    if value is None:
        return None
    if name == "talk":
        return words.text("review.csv.yes")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if name in _SAID:
        return words.text(_SAID[name].format(value))
    if isinstance(value, float):
        return round(value, 4)
    return value if isinstance(value, str) else str(value)


def _hand(review: Review) -> dict[str, Any]:
    hand = review.hand
    return {
        "n": hand.n,
        "value": plain_value(hand.value),
        "valued": hand.valued,
        "chanced": hand.chanced,
        "beyond": hand.beyond,
        "no_next_step": None if "no_next_steps" in review.limits else len(review.no_next_step),
        "stalled": None if "few_ended" in review.limits else len(review.open.stalled),
        "expected": _expected(hand.expected),
        "past": {"won": hand.won, "lost": hand.lost},
    }


def _expected(told: Expected | None) -> dict[str, Any] | None:
    if told is None:
        return None
    names: Sequence[str] = ("wins", "wins_low", "wins_high", "value", "value_low", "value_high")
    return {**{name: plain_value(getattr(told, name)) for name in names}, "level": LEVEL}


def _need(need: Need) -> dict[str, Any]:
    names = ("origin", "name", "metric", "currency", "start", "until", "amount", "done", "left")
    return {
        **{name: plain_value(getattr(need, name)) for name in names},
        "in_time": _expected(need.in_time),
        "alone": plain_value(need.alone),
        "new": plain_value(need.new),
    }


def _dates(review: Review) -> dict[str, Any]:
    dates = review.dates
    known = dates.told == "moves"
    return {
        "told": dates.told,
        "known_since": None if dates.since is None else dates.since.isoformat(),
        "dated": dates.dated,
        "undated": dates.undated,
        "passed": dates.passed,
        "put_off": dates.put_off if known else None,
        "times": int(dates.rows["times"].fillna(0).sum()) if known else None,
    }
