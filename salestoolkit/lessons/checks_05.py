"""Checks of lesson 05: the sentence for a client, cases that may be shown, a plan without gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.core.sheet_checks import consent, presentation_gaps
from salestoolkit.core.sheets import Entry, Sheet, is_filled, validate
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_text,
    is_missing,
    same,
    verdict,
)
from salestoolkit.words import Words

FEWEST_WORDS, MOST_WORDS = 8, 40

PHRASES = ("empty", "about_us", "numbers")
_NOT_TO_BE_SHOWN = {"expired": "expired", "unknown": "unknown_consent", "refused": "refused"}


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """What a sentence is searched for: beginnings of words in small letters.

    ``empty`` are words that every competitor says too, ``about_us`` beginnings that speak of the
    seller, ``numbers`` numbers that are written out.
    """

    empty: Sequence[str]
    about_us: Sequence[str]
    numbers: Sequence[str]

    @classmethod
    def of(cls, words: Words) -> Phrases:
        """The phrases of a language."""
        lists = {name: words.text(f"lesson_05.lists.{name}").split("|") for name in PHRASES}
        return cls(**lists)


def one_sentence(answer: Any, phrases: Phrases) -> Verdict:
    """05.1: why this client should change something, and with us, in one sentence."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    text = as_text(answer)
    if text is None:
        return verdict("not_text")
    n = len(text.split())
    for opening in phrases.about_us:
        if text.casefold().startswith(opening):
            return verdict("about_us", value=text[: len(opening)])
    if word := _found(text, phrases.empty):
        return verdict("empty_word", value=word)
    if n < FEWEST_WORDS:
        return verdict("too_short", n=n)
    if n > MOST_WORDS:
        return verdict("too_long", n=n, most=MOST_WORDS)
    numbered = any(letter.isdigit() for letter in text) or _found(text, phrases.numbers)
    return verdict(RIGHT) if numbered else verdict("no_number")


def _found(text: str, beginnings: Sequence[str]) -> str | None:
    """The first of these words in a text, as it stands there; None where there is none."""
    for beginning in beginnings:
        if found := re.search(rf"\b{re.escape(beginning)}\w*", text, re.IGNORECASE):
            return found[0]
    return None


def may_be_shown(answer: Any, cases: Sequence[Entry], *, day: date) -> Verdict:
    """05.2: which cases may be shown on a day and have a figure of which is known how it was measured."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    listed = [answer] if isinstance(answer, str) else answer
    if not isinstance(listed, (list, tuple, set, frozenset)):
        return verdict("not_names")
    names = [as_text(name) for name in listed]
    if not all(names):
        return verdict("not_names")
    chosen = []
    for name in names:
        found = next((case for case in cases if same(case.text("name"), name or "")), None)
        if found is None:
            known = ", ".join(case.text("name") for case in cases)
            return verdict("unknown_name", value=name, allowed=known)
        chosen.append(found)
    for case in chosen:
        if wrong := _why_not(case, day):
            return wrong
    good = [case for case in cases if _why_not(case, day) is None]
    if len({case.text("name") for case in chosen}) < len(good):
        return verdict("missing", value=chosen[0].text("name"))
    return verdict(RIGHT, names=", ".join(case.text("name") for case in good))


def plan_without_gaps(
    answer: Any, given: Entry, sheet: Sheet, *, cases: Sequence[Entry], as_of: date
) -> Verdict:
    """05.3: a plan of a presentation that lacks nothing: the first gap is told.

    A ``fault`` comes with itself and its field, a ``gap`` with itself: `words` says them.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    if not isinstance(answer, Entry):
        return verdict("not_plan", value=type(answer).__name__)
    if answer == given:
        return verdict("unchanged")
    for fault in validate(sheet, answer):
        if fault.key not in sheet.keys:
            return verdict("unknown_field", value=fault.key, allowed=fault.allowed)
        return verdict("fault", field=sheet.field(fault.key), fault=fault)
    if not same(answer.text("client"), given.text("client")):
        return verdict("other_client", value=given.text("client"))
    gaps = presentation_gaps(answer, as_of=as_of, evidence=cases)
    return verdict("gap", gap=gaps[0]) if gaps else verdict(RIGHT)


def _why_not(case: Entry, day: date) -> Verdict | None:
    """Why a case may not be shown, or proves nothing."""
    name = case.text("name")
    state = consent(case, as_of=day)
    if state == "expired":
        return verdict("expired", value=name, date=case["consent_until"])
    if state in _NOT_TO_BE_SHOWN:
        return verdict(_NOT_TO_BE_SHOWN[state], value=name)
    measured = case["figure"] is not None and is_filled(case["measured"])
    return None if measured else verdict("not_measured", value=name)
