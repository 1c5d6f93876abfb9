"""The four figures at the head of the weekly page, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from salestoolkit.core.review_hand import values_in
from salestoolkit.core.review_result import Review
from salestoolkit.words import Words

Card = dict[str, Any]


def review_cards(review: Review, words: Words) -> list[Card]:
    """Open deals, wins to expect, deals without a next step, stalled deals."""
    makers = (_open, _expected, _no_next_step, _stalled)
    return [make(review, words) for make in makers]


def _card(
    review: Review, words: Words, name: str, value: str | None, lines: Sequence[str | None], n: int
) -> Card:
    day = words.date(review.as_of, short=True)
    return {
        "label": words.text(f"review.figure.{name}"),
        "value": words.text("report.page.unknown") if value is None else value,
        "unknown": value is None,
        "lines": [line for line in lines if line],
        "rests": f"{words.text('report.page.n', n=n)} · {day}",
    }


def _open(review: Review, words: Words) -> Card:
    hand = review.hand
    then = review.changes.counts["open_then"]
    lines = [_worth(hand.value, review, words), _say(words, "then", since=review.since, n=then)]
    return _card(review, words, "open", words.number(hand.n), lines, hand.n)


def _expected(review: Review, words: Words) -> Card:
    told = review.hand.expected
    if told is None:
        return _card(review, words, "expected", None, [_why_none(review, words)], 0)

    def money(value: float | None) -> str:
        return words.money_about(value, review.currency or None)

    def count(value: float) -> str:
        return words.number(value, digits=0)

    worth = None
    if told.value is not None:
        bounds = words.interval(told.value_low, told.value_high, money)
        worth = _say(words, "expected_worth", money=money(told.value), interval=bounds)
    bounds = words.interval(told.wins_low, told.wins_high, count)
    lines = [_say(words, "interval", interval=bounds), worth]
    value = words.number(told.wins, digits=0 if told.wins >= 10 else 1)
    return _card(review, words, "expected", value, lines, review.hand.chanced)


def _why_none(review: Review, words: Words) -> str | None:
    """Why nothing can be said of what the open deals will bring."""
    if not review.hand.n:
        return None
    if review.hand.beyond:
        return _say(words, "beyond", n=review.hand.beyond)
    return _say(words, "few_ended")


def _no_next_step(review: Review, words: Words) -> Card:
    n = review.hand.n
    if "no_next_steps" in review.limits or not n:
        line = _say(words, "no_steps_told") if n else None
        return _card(review, words, "no_next_step", None, [line], n)
    bare = review.no_next_step
    overdue = int((bare["next_step"] == "overdue").sum())
    lines = [
        _worth(_sum(bare, review), review, words),
        _say(words, "overdue", n=overdue) if overdue else None,
    ]
    return _card(review, words, "no_next_step", words.number(len(bare)), lines, n)


def _stalled(review: Review, words: Words) -> Card:
    n = review.hand.n
    if "few_ended" in review.limits or not n:
        line = _say(words, "few_ended") if n else None
        return _card(review, words, "stalled", None, [line], n)
    rows = review.open.stalled
    lines = [
        _worth(_sum(rows, review), review, words),
        _say(words, "beyond", n=review.hand.beyond) if review.hand.beyond else None,
    ]
    return _card(review, words, "stalled", words.number(len(rows)), lines, n)


def _sum(rows: pd.DataFrame, review: Review) -> float | None:
    """Value of some deals in the page's currency; None where none has one."""
    known = pd.Series(values_in(rows, review.currency)).dropna()
    return None if known.empty else float(known.sum())


def _worth(value: float | None, review: Review, words: Words) -> str | None:
    if value is None:
        return None
    return _say(words, "worth", money=words.money_about(value, review.currency or None))


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"review.line.{key}", **fields)
