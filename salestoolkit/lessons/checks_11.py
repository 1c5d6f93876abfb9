"""Checks of lesson 11: a version with its reason, verdicts on two changes, a practice for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from salestoolkit.core.before_after import BeforeAfter
from salestoolkit.core.process import Version
from salestoolkit.core.two_rates import newcombe
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_pair,
    as_text,
    is_missing,
    same,
    verdict,
)

FEW_DEALS = 20
"""Below so many deals a practice is a hint, no proof."""
FEWEST_WORDS = 5
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Practice:
    """What somebody does, and deals won with it and without it."""

    key: str
    name: str
    seller: str
    with_won: int
    with_n: int
    without_won: int
    without_n: int
    transferable: bool

    @property
    def interval(self) -> tuple[float, float]:
        """The difference of both shares won (with - without), with its 95 % interval."""
        low, high = newcombe(self.without_won, self.without_n, self.with_won, self.with_n)
        return low, high

    @property
    def told(self) -> bool:
        """Whether the difference is larger than chance makes."""
        low, high = self.interval
        return low > 0 or high < 0


def two_verdicts(
    answer: Any, results: Sequence[BeforeAfter], spoken: Mapping[str, Sequence[str]]
) -> Verdict:
    """11.2: better, worse or cannot tell, for each of two changes.

    ``spoken`` holds the ways to say each verdict in the lesson's language; its key counts too.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    pair = as_pair(answer)
    if pair is None:
        return verdict("not_pair")
    said = {key: (key, key.replace("_", " "), *ways) for key, ways in spoken.items()}
    for result, one in zip(results, pair, strict=True):
        text = as_text(one)
        found = next(
            (key for key, ways in said.items() if any(same(way, text or "") for way in ways)), None
        )
        if found is None:
            return verdict("not_verdict", value=text or type(one).__name__)
        if wrong := _wrong_verdict(found, result):
            return wrong
    return verdict(RIGHT)


def version_with_reason(
    answer: Any, last: Version, *, today: date, vague: Sequence[str]
) -> Verdict:
    """11.1: a version of the process: the first day it holds, who made it, and why.

    ``vague`` are words that say that something changed, not why.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    if not isinstance(answer, Version):
        return verdict("not_version", value=type(answer).__name__)
    day = answer.date
    if not isinstance(day, date):
        return verdict("not_date", value=str(day))
    author, reason = as_text(answer.author), as_text(answer.reason)
    if day < last.date:
        return verdict("before_last", date=day, last=last.date)
    if day > today + FARTHEST:
        return verdict("too_far", date=day)
    if not author:
        return verdict("no_author")
    if not reason:
        return verdict("no_reason")
    if same(reason, last.reason):
        return verdict("same_reason")
    telling = [word for word in reason.casefold().split() if word.strip(".,;:") not in vague]
    if len(telling) < FEWEST_WORDS:
        return verdict("vague", value=reason)
    return verdict(RIGHT, date=day, author=author)


def practice_for_all(answer: Any, practices: Sequence[Practice]) -> Verdict:
    """11.3: the one practice that is worth a trial by all."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    name = as_text(answer)
    if name is None:
        return verdict("not_text")
    chosen = next((one for one in practices if same(one.name, name)), None)
    if chosen is None:
        known = ", ".join(one.name for one in practices)
        return verdict("no_practice", value=name, allowed=known)
    if chosen.with_n < FEW_DEALS:
        return verdict("few", n=chosen.with_n, enough=FEW_DEALS)
    if not chosen.told:
        low, high = chosen.interval
        return verdict("chance", low=round(100 * low), high=round(100 * high))
    if not chosen.transferable:
        return verdict("not_transferable", seller=chosen.seller)
    return verdict(RIGHT, name=chosen.name)


def _wrong_verdict(found: str, result: BeforeAfter) -> Verdict | None:
    truth, changed = result.verdict, result.changed_on
    if found == truth:
        return None
    if truth == "cannot_tell":
        return verdict("too_soon", date=changed, until=result.win.until or result.as_of)
    low, high = result.win.difference.low or 0.0, result.win.difference.high or 0.0
    if found == "cannot_tell":
        points = {"low": round(100 * low), "high": round(100 * high)}
        return verdict("told", date=changed, **points)
    before, after = result.win.before.value or 0.0, result.win.after.value or 0.0
    shares = {"before": round(100 * before), "after": round(100 * after)}
    return verdict("wrong_way", date=changed, **shares)
