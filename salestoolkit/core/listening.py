"""Active listening, step by step: slow down, ask, sum up, and answer or come back with a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.core.calendars import add_working_days, public_holidays

STEPS = ("slow_down", "ask", "sum_up", "answer")
"""In this order; the last one is an answer, or a promise to come back with one by a day."""

FEWEST_WORDS = 4
"""A summary shorter than this repeats nothing of what the client said."""
MOST_WORDS = 80
"""An answer longer than this is a lecture."""
OPENING = 6
"""Words at the head of an answer in which a "but" takes back what was said before it."""
LATEST = 10
"""Working days after which nobody remembers what was promised."""


@dataclass(frozen=True, kw_only=True)
class ListeningWords:
    """Words and phrases of a language that a listener avoids.

    ``but`` contradicts, ``accusing`` makes a question a reproach, ``pressing`` pushes.
    """

    but: Sequence[str]
    accusing: Sequence[str]
    pressing: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a step lacks; ``code`` is the key of its sentence, ``value`` what it is about."""

    code: str
    value: Any = None


def question_remark(text: str, words: ListeningWords) -> Remark | None:
    """What keeps a question from listening; None where nothing does.

    Examples
    --------
    >>> english = ListeningWords(but=("but",), accusing=("why don't",), pressing=("last chance",))
    >>> question_remark("Expensive compared with what?", english)
    >>> question_remark("Yes, but what about the benefit?", english).code
    'but'
    """
    if not text.strip():
        return Remark(code="empty")
    if "?" not in text:
        return Remark(code="no_question")
    for code, phrases in (("but", words.but), ("accusing", words.accusing)):
        found = _found(text, phrases)
        if found:
            return Remark(code=code, value=found)
    return _pressing(text, words)


def summary_remark(text: str, words: ListeningWords) -> Remark | None:
    """What keeps a summary from showing that somebody listened; None where nothing does."""
    if not text.strip():
        return Remark(code="empty")
    if len(text.split()) < FEWEST_WORDS:
        return Remark(code="too_short", value=FEWEST_WORDS)
    found = _found(text, words.but)
    if found:
        return Remark(code="but", value=found)
    return None if "?" in text else Remark(code="not_checked")


def answer_remark(text: str, words: ListeningWords) -> Remark | None:
    """What makes an answer an argument, a lecture or a push; None where nothing does."""
    if not text.strip():
        return Remark(code="empty")
    found = _found(" ".join(text.split()[:OPENING]), words.but)
    if found:
        return Remark(code="but_first", value=found)
    if len(text.split()) > MOST_WORDS:
        return Remark(code="too_long", value=MOST_WORDS)
    return _pressing(text, words)


def promise_remark(day: date | None, *, today: date, country: str | None) -> Remark | None:
    """What is wrong with the day of a promise: past, no working day, or too far away.

    Examples
    --------
    >>> promise_remark(date(2026, 12, 25), today=date(2026, 12, 21), country="PL").code
    'holiday'
    """
    if day is None:
        return Remark(code="no_day")
    if day <= today:
        return Remark(code="past", value=day)
    if day.weekday() >= 5:
        return Remark(code="weekend", value=day)
    if country is not None and day in public_holidays(country, day.year):
        return Remark(code="holiday", value=day)
    latest = add_working_days(today, LATEST, country=country)
    return Remark(code="too_late", value=latest) if day > latest else None


def promise_day(today: date, *, country: str | None, days: int = 2) -> date:
    """A day that can be promised: so many working days after today."""
    return add_working_days(today, days, country=country)


def _pressing(text: str, words: ListeningWords) -> Remark | None:
    found = _found(text, words.pressing)
    return Remark(code="pressing", value=found) if found else None


def _found(text: str, phrases: Sequence[str]) -> str | None:
    """The first of these phrases in a text, as it stands there; None where there is none."""
    spoken = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for phrase in phrases:
        if found := re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", spoken, re.IGNORECASE):
            return found[0]
    return None
