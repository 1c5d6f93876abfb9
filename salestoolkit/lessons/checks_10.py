"""Checks of lesson 10: who could leave at all, what stayed of revenue, what a loop makes of a hundred."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.retention_rates import revenue_retention
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_number,
    as_share,
    is_missing,
    verdict,
)
from salestoolkit.lessons.retention_story import CUSTOMERS, GONE, KEPT_VALUES, LOOP, YOUNG

ROUNDED = 0.006
"""By which a share may be rounded."""
MOST = 1.5
"""A number above it is a percentage: 1.1 may be a share of more than all."""
NEAR = 1.0
"""By which a number of customers may be rounded."""


def left_at_renewal(answer: Any) -> Verdict:
    """10.1: the share of those whose contract has come due that left."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    share = as_share(answer)
    if share is None:
        return verdict("not_share")
    told = {
        RIGHT: GONE / (CUSTOMERS - YOUNG),
        "of_all": GONE / CUSTOMERS,
        "of_young": GONE / YOUNG,
        "stayed": 1 - GONE / (CUSTOMERS - YOUNG),
    }
    return _nearest(share, told)


def kept_gross(answer: Any) -> Verdict:
    """10.2: gross revenue retention, in which nobody's growth covers what another one took along."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    share = as_number(answer)
    if share is None or share < 0:
        return verdict("not_share")
    if share > MOST:
        share /= 100
    start = {str(place): float(before) for place, (before, _) in enumerate(KEPT_VALUES)}
    end = {str(place): float(after) for place, (_, after) in enumerate(KEPT_VALUES)}
    found = revenue_retention(start, end)
    gross, net = found.gross or 0.0, found.net or 0.0
    return _nearest(share, {RIGHT: gross, "net": net, "lost": 1 - gross})


def loop_in_the_end(answer: Any) -> Verdict:
    """10.3: how many customers a hundred become through a loop of 0.4, themselves included."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    number = as_number(answer)
    if number is None or number < 0:
        return verdict("not_number")
    total = CUSTOMERS / (1 - LOOP)
    told = {
        RIGHT: total,
        "first": CUSTOMERS * (1 + LOOP),
        "second": CUSTOMERS * (1 + LOOP + LOOP**2),
        "others": total - CUSTOMERS,
        "first_others": CUSTOMERS * LOOP,
        "introduced": CUSTOMERS * 3,
    }
    return _nearest(number, told, within=NEAR)


def _nearest(number: float, told: dict[str, float], *, within: float = ROUNDED) -> Verdict:
    """The verdict whose number was answered; else whether the answer is too high or too low."""
    for code, value in told.items():
        if abs(number - value) <= within:
            return verdict(code)
    return verdict("too_high" if number > told[RIGHT] else "too_low")
