"""Checks of lesson 08: a month that may be compared, what luck does, a sentence with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from salestoolkit.core.luck import Luck
from salestoolkit.core.plain_text import folded
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_number,
    as_text,
    is_missing,
    verdict,
)
from salestoolkit.lessons.funnel_story import Leak, Months

_MONTH = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})|(\d{1,2})\s*[-./]\s*(\d{4})")
_NUMBER = re.compile(r"\d[\d.,\s\u00a0\u202f]*")
NEAR_POINTS, NEAR_MONEY = 1.01, 0.06
"""A percentage may be rounded to a whole one, an amount to two figures."""
WIDE_POINTS = 1.5
"""Percentage points by which an answer may miss what luck does."""


def youngest_month(answer: Any, months: Months) -> Verdict:
    """08.1: the youngest month whose deals all had the usual time to a win."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    month = _month(answer)
    known = [one.first for one in months.months]
    if month is None or month not in known or months.youngest is None:
        return verdict("not_month", value=str(answer))
    fields = {"month": month, "date": months.as_of, "usual_days": months.days}
    if month == months.youngest:
        return verdict(RIGHT, **fields)
    if month > months.youngest:
        return verdict("too_young", **fields)
    return verdict("too_old", month=month)


def spread(answer: Any, found: Luck) -> Verdict:
    """08.2: how many percentage points luck alone puts between the best and the worst."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    points = as_number(answer)
    if points is None or points < 0:
        return verdict("not_number")
    if isinstance(answer, str) and answer.strip().endswith("%"):
        points *= 100
    right = 100 * found.spread
    if abs(points - right) <= WIDE_POINTS:
        best, worst = round(100 * found.best), round(100 * found.worst)
        return verdict(RIGHT, spread=round(right, 1), best=f"{best}%", worst=f"{worst}%")
    if not points:
        return verdict("none")
    return verdict("too_low" if points < right else "too_high", value=points)


def sentence(answer: Any, leak: Leak) -> Verdict:
    """08.3: a sentence that names place, share, comparison, number of deals and cost, and nobody."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    text = as_text(answer)
    if text is None or len(text.split()) < 4:
        return verdict("not_text")
    return _place(text, leak) or _numbers(text, leak) or verdict(RIGHT)


def _place(text: str, leak: Leak) -> Verdict | None:
    """What is amiss with the place that the sentence speaks of; None where nothing is."""
    said = folded(text)
    person = next((name for name in leak.people if folded(name) in said), None)
    if person is not None:
        return verdict("person", name=person)
    if not _named(leak.stage, said):
        other = next((name for name in leak.stages if _named(name, said)), None)
        if other is not None:
            return verdict("other_stage", stage=other)
        return verdict("no_stage", stages=", ".join(leak.stages))
    if leak.team is not None and not _named(leak.team.split()[-1], said):
        return verdict("no_part", part=leak.team)
    return None


def _numbers(text: str, leak: Leak) -> Verdict | None:
    """Which number the sentence lacks; None where it lacks none."""
    numbers = list(_values(text))
    for code, share in (("no_rate", leak.rate), ("no_reference", leak.reference)):
        if not any(abs(one - 100 * share) <= NEAR_POINTS for one in numbers):
            return verdict(code)
    if leak.deals not in numbers:
        return verdict("no_deals")
    amounts = [one * unit for one in numbers for unit in (1, 1_000, 1_000_000)]
    if not any(abs(one - leak.cost) <= NEAR_MONEY * leak.cost for one in amounts):
        return verdict("no_cost")
    return None


def _named(name: str, said: str) -> bool:
    """Whether a name stands in a sentence, whatever the endings of its words are."""
    stems = [word[: max(4, len(word) - 2)] for word in folded(name).split()]
    return all(stem in said for stem in stems)


def _values(text: str) -> Iterator[float]:
    """Every number of a text, read with a comma or a point for the decimals or for the thousands."""
    for found in _NUMBER.finditer(text):
        digits = re.sub(r"[\s\u00a0\u202f]", "", found[0]).rstrip(".,")
        for reading in {digits.replace(",", ""), digits.replace(".", "").replace(",", ".")}:
            if reading.count(".") <= 1:
                yield float(reading)


def _month(answer: Any) -> date | None:
    """The first day of a month, given as a date, ``"2026-03"`` or ``"3.2026"``."""
    if isinstance(answer, date):
        return date(answer.year, answer.month, 1)
    found = _MONTH.search(answer) if isinstance(answer, str) else None
    if found is None:
        return None
    year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    return date(int(year), int(month), 1) if 1 <= int(month) <= 12 else None
