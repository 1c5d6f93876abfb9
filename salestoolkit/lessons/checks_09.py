"""Checks of lesson 09: what a range leaves out, three teams at once, the least visited territory."""

from __future__ import annotations

from typing import Any

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
from salestoolkit.lessons.forecast_story import EACH, OUTSIDE, QUARTERS, TEAMS, Thinnest

ROUNDED = 0.006
"""By which a share may be rounded."""


def left_out(answer: Any) -> Verdict:
    """09.1: in how many of twenty quarters the result lies outside a range of 80 %."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    number = as_number(answer)
    if number is None or not 0 <= number <= QUARTERS:
        return verdict("not_number", most=QUARTERS)
    if number == OUTSIDE:
        return verdict(RIGHT)
    if number == QUARTERS - OUTSIDE:
        return verdict("inside")
    if number == OUTSIDE / 2:
        return verdict("one_side")
    return verdict("none" if not number else "other", value=number)


def all_three(answer: Any) -> Verdict:
    """09.2: the chance that three teams all make it, each with a chance of one half."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    share = as_number(answer)
    if share is None or share < 0:
        return verdict("not_number")
    if share > 1 and not (isinstance(answer, str) and answer.strip().endswith("%")):
        share /= 100
    right = EACH**TEAMS
    if abs(share - right) <= ROUNDED:
        return verdict(RIGHT)
    if abs(share - EACH) <= ROUNDED:
        return verdict("same")
    if abs(share - TEAMS * EACH) <= ROUNDED:
        return verdict("added")
    return verdict("too_high" if share > right else "too_low")


def least_visited(answer: Any, found: Thinnest) -> Verdict:
    """09.3: the territory in which the smallest share of the potential was visited."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    text = as_text(answer)
    names = {folded(name): name for name in found.shares}
    name = names.get(folded(text)) if text is not None else None
    if name is None:
        return verdict("not_place", value=str(answer), places=", ".join(found.shares))
    share = f"{round(100 * found.shares[name])}%"
    if name == found.name:
        return verdict(RIGHT, place=name, share=share)
    return verdict("other", place=name, share=share)
