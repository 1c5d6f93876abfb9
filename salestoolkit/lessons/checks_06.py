"""Checks of lesson 06: the theme behind a sentence, the question before the answer, a dated promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from salestoolkit.core.calendars import add_working_days
from salestoolkit.core.listening import ListeningWords, promise_remark, question_remark
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_text,
    is_missing,
    same,
    verdict,
)

FEWEST_WORDS = 3
PROMISED_ON, PROMISED_DAYS = date(2026, 12, 23), 2
"""The day of the call in exercise 3, and the working days that the seller asks for."""


def theme_behind(
    answer: Any, sentences: Sequence[str], right: Sequence[str], themes: Mapping[str, str]
) -> Verdict:
    """06.1: what each of the sentences is mainly about; themes by id or by name."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    if not isinstance(answer, (list, tuple)):
        return verdict("not_list", n=len(sentences))
    if len(answer) != len(sentences):
        return verdict("other_count", n=len(answer), allowed=len(sentences))
    found = [_theme(one, themes) for one in answer]
    for given, theme in zip(answer, found, strict=True):
        if theme is None:
            return verdict("unknown_theme", value=str(given), allowed=", ".join(themes))
    wrong = [place for place, theme in enumerate(found) if theme != right[place]]
    if wrong:
        return verdict("wrong_theme", n=len(wrong), value=sentences[wrong[0]])
    return verdict(RIGHT)


def question_first(answer: Any, avoided: ListeningWords) -> Verdict:
    """06.2: a question that listens, before anything is answered."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    text = as_text(answer)
    if text is None:
        return verdict("not_text")
    remark = question_remark(text, avoided)
    if remark is not None:
        return verdict(remark.code, value=remark.value)
    if len(text.split()) < FEWEST_WORDS:
        return verdict("too_short", n=FEWEST_WORDS)
    return verdict(RIGHT)


def dated_promise(answer: Any, *, country: str | None) -> Verdict:
    """06.3: the second working day after a call shortly before Christmas, in the team's country."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    day = _day(answer)
    if day is None:
        return verdict("not_date", value=str(answer))
    right = add_working_days(PROMISED_ON, PROMISED_DAYS, country=country)
    if day == right:
        return verdict(RIGHT, date=day)
    remark = promise_remark(day, today=PROMISED_ON, country=country)
    if remark is not None and remark.code != "too_late":
        return verdict(remark.code, date=day)
    return verdict("too_early" if day < right else "too_late", date=day)


def _theme(given: Any, themes: Mapping[str, str]) -> str | None:
    text = as_text(given)
    if text is None:
        return None
    return next((key for key, name in themes.items() if same(text, key) or same(text, name)), None)


def _day(answer: Any) -> date | None:
    if isinstance(answer, str):
        try:
            return date.fromisoformat(answer.strip())
        except ValueError:
            return None
    return answer if type(answer) is date else None
