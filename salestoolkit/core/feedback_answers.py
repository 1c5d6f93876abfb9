"""Rows of a survey as answers: who was asked, what they said, what was changed and who was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from salestoolkit.core.nps import is_score
from salestoolkit.core.plain_text import folded

APART = ("no_customer", "repeated", "score_outside", "no_score", "no_day")
"""Why a row, or its score, is set apart."""
Loop = Literal["told", "not_told", "open"]
"""A remark after which something was changed and the customer told; changed but not told; neither."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A customer that was asked: ``on`` is the day of the answer, None where there was none."""

    customer: str
    asked_on: date | None
    on: date | None
    score: int | None
    remark: str = ""
    change: str = ""
    changed_on: date | None = None
    told_on: date | None = None
    segment: str = ""

    @property
    def loop(self) -> Loop:
        """What came of a remark, as far as is known."""
        if self.told_on is not None:
            return "told"
        return "not_told" if self.change or self.changed_on is not None else "open"


def read_answers(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[Answer, ...], dict[str, int]]:
    """Answers of the rows of ``feedback``, and how many rows or scores were set apart, by reason.

    A row whose score cannot be read stays as a remark without a score. Where a later list holds the
    answer to a question, the row that was asked and not yet answered is left out.
    """
    found: list[Answer] = []
    apart: Counter[str] = Counter()
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        name = (row.get("customer") or "").strip()
        if not name:
            apart["no_customer"] += 1
            continue
        one, wrong = _answer(name, row)
        key = (folded(name), one.asked_on, one.on, one.score, one.remark)
        if key in seen:
            apart["repeated"] += 1
            continue
        seen.add(key)
        if wrong:
            apart[wrong] += 1
        found.append(one)
    answered = {(folded(one.customer), one.asked_on) for one in found if one.on is not None}
    kept = [
        one
        for one in found
        if one.on is not None or (folded(one.customer), one.asked_on) not in answered
    ]
    return tuple(kept), {name: apart[name] for name in APART if apart[name]}


def at(one: Answer, as_of: date) -> Answer:
    """An answer as it was known at the end of a day."""

    def known(day: date | None) -> bool:
        return day is None or day <= as_of

    if not known(one.on):
        return Answer(customer=one.customer, asked_on=one.asked_on, on=None, score=None)
    changed = known(one.changed_on)
    return replace(
        one,
        change=one.change if changed else "",
        changed_on=one.changed_on if changed else None,
        told_on=one.told_on if known(one.told_on) else None,
    )


def latest(answers: Sequence[Answer], start: date, end: date) -> list[Answer]:
    """The latest scored answer of each customer in (start, end], named by its folded name."""
    found: dict[str, Answer] = {}
    for one in sorted((one for one in answers if one.on is not None), key=day_of):
        if one.score is not None and start < day_of(one) <= end:
            found[folded(one.customer)] = one
    return [replace(one, customer=name) for name, one in found.items()]


def day_of(one: Answer) -> date:
    """Day of the answer; the first of all days where there is none."""
    return one.on or date.min


def _answer(name: str, row: Mapping[str, Any]) -> tuple[Answer, str | None]:
    """The answer of a row, and why its score does not count."""
    score, on = row.get("score"), row.get("at")
    wrong = None
    if score is not None and not is_score(score):
        wrong, score = "score_outside", None
    elif score is None and on is not None:
        wrong = "no_score"
    if on is None and score is not None:
        # an answer without a day of its own counts on the day on which it was asked for
        on = row.get("asked_at")
        wrong = "no_day" if on is None else wrong
    return Answer(
        customer=name,
        asked_on=row.get("asked_at"),
        on=on,
        score=None if score is None else int(score),
        remark=(row.get("comment") or "").strip(),
        change=(row.get("change") or "").strip(),
        changed_on=row.get("changed_at"),
        told_on=row.get("told_at"),
        segment=(row.get("segment") or "").strip(),
    ), wrong
