"""The letters of SMART in sentences: the verdict, the figure behind it, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salestoolkit.core.smart import SmartCard, Verdict
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import attempts_text, chance_text, goal_amount, goal_value

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """One letter as people read it; ``change`` is None where nothing needs to change."""

    letter: str
    answer: str
    sentence: str
    change: str | None


def smart_headline(words: Words, card: SmartCard) -> str:
    """Whether the goal is SMART, and which letters do not hold, in one sentence."""
    if card.smart:
        return words.text("goals.headline.smart")
    wrong = [verdict for verdict in card.verdicts if verdict.answer == "no"]
    key = "some_no" if wrong else "unknown"
    shown = wrong or [verdict for verdict in card.verdicts if verdict.answer == "cannot_tell"]
    letters = ", ".join(words.text(f"goals.letter.{one.letter}").lower() for one in shown)
    return words.text(f"goals.headline.{key}", letters=letters)


def smart_letters(words: Words, card: SmartCard) -> tuple[LetterWords, ...]:
    """Each letter with its answer, its sentence and what would change it."""
    return tuple(_letter(words, card, verdict) for verdict in card.verdicts)


def _letter(words: Words, card: SmartCard, verdict: Verdict) -> LetterWords:
    fields = _fields(words, card, verdict.figures)
    where = f"{verdict.letter}.{verdict.reason}"
    change = None
    if verdict.answer != "yes" and words.has(f"goals.change.{where}"):
        change = words.text(f"goals.change.{_known(words, 'change', where, verdict)}", **fields)
    return LetterWords(
        letter=words.text(f"goals.letter.{verdict.letter}"),
        answer=words.text(f"goals.answer.{verdict.answer}"),
        sentence=words.text(f"goals.verdict.{_known(words, 'verdict', where, verdict)}", **fields),
        change=change,
    )


UNITS = {"win_rate": "deal", "cycle_days": "won_deal"}
"""What the attempts of a rate are."""
NEEDED = {
    "verdict.realistic.likely": "attempts",
    "verdict.realistic.unlikely": "attempts",
    "change.realistic.unlikely": "amount",
    "change.achievable.over_capacity": "more_reps",
}
"""Sentences that need a figure; without it the plain one is said."""


def _known(words: Words, kind: str, where: str, verdict: Verdict) -> str:
    figure = NEEDED.get(f"{kind}.{where}")
    missing = figure is not None and is_unknown(verdict.figures.get(figure))
    return f"{where}_plain" if missing else where


def _fields(words: Words, card: SmartCard, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a verdict as people read them."""
    unit = UNITS.get(card.goal.metric or "", card.attempt)
    found: dict[str, Any] = dict(figures)
    for key in ("need", "attempts"):
        if key in figures:
            found[key] = attempts_text(words, unit, figures[key])
    if "room" in figures:
        found["room"] = attempts_text(words, unit, figures["room"], case="")
    for key in ("chance", "enough", "used"):
        if key in figures:
            found[key] = chance_text(words, figures[key])
    for key in ("today", "amount", "best"):
        if key in figures:
            found[key] = _value(words, card, key, figures[key])
    if "due" in figures:
        found["due"] = words.number(figures["due"])
    if "missing" in figures:
        found["missing"] = ", ".join(
            words.text(f"goals.missing.{one}") for one in figures["missing"]
        )
    if "days" in figures:
        found["days"] = words.count("day.genitive", figures["days"], digits=0)
    if "more_reps" in figures:
        found["reps"] = words.count("rep", figures["more_reps"], digits=0)
    return found


def _value(words: Words, card: SmartCard, key: str, value: float | None) -> str:
    if key == "amount" or card.goal.metric not in ("win_rate", "cycle_days", "revenue"):
        return goal_amount(words, card.goal, value) if value is not None else words.number(None)
    if card.goal.metric == "cycle_days":
        return words.days(value)
    return goal_value(words, card.goal, value)
