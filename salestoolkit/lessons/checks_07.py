"""Checks of lesson 07: what a discount must bring, who may grant it, a path to the order without gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from salestoolkit.core.negotiation import Discount
from salestoolkit.core.purchase_path import PathGap, path_gaps
from salestoolkit.core.sheets import Entry
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_share,
    as_text,
    is_missing,
    same,
    verdict,
)
from salestoolkit.lessons.closing import DAY, Closing

Say = Callable[[PathGap], tuple[str, str]]

NEAR = 0.006
"""A chance may be rounded to whole percent."""
ASKED = (str, date, str, date)
"""What the path of the third exercise lacks: how we help, read by when, who signs, signed when."""


def chance_needed(answer: Any, discount: Discount) -> Verdict:
    """07.1: the chance that a discount must bring to earn as much as the full price."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    share = as_share(answer)
    if share is None:
        return verdict("not_number")
    assert discount.break_even is not None
    needed, now, part = (
        float(one) for one in (discount.break_even, discount.chance_now, discount.share)
    )
    if abs(share - needed) <= NEAR:
        return verdict(RIGHT)
    if abs(share - now - part) <= NEAR:
        return verdict("ten_points")
    if min(abs(share - now / (1 - part)), abs(share - now * (1 + part))) <= NEAR:
        return verdict("of_price")
    return verdict("too_low" if share < needed else "too_high", chance=share)


def who_may_grant(answer: Any, closing: Closing, *, nobody: str) -> Verdict:
    """07.2: for each request the first role that may grant it, or nobody."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    if isinstance(answer, str) or not isinstance(answer, (list, tuple)):
        return verdict("not_list")
    names = [as_text(one) for one in answer]
    requests = closing.requests
    if not all(names):
        return verdict("not_list")
    if len(names) != len(requests):
        return verdict("not_four", n=len(names), most=len(requests))
    roles = [rung.role for rung in closing.ladder.rungs]
    for name in names:
        if closing.ladder.rung_of(name or "") is None and not same(name or "", nobody):
            return verdict("unknown_role", value=name, allowed=", ".join((*roles, nobody)))
    for name, request in zip(names, requests, strict=True):
        rung = closing.ladder.rung_of(name or "")
        if rung is None:
            if request.role is not None:
                return verdict("not_nobody", value=request.name)
        elif request.role is None:
            return verdict("under_floor", value=request.name, nobody=nobody)
        elif request.share > rung.up_to:
            return verdict("too_little", value=request.name)
        elif not rung.is_of(request.role):
            return verdict("too_much", value=request.name)
    return verdict(RIGHT)


def path_mended(answer: Any, given: Sequence[Entry], *, signing: str, say: Say) -> Verdict:
    """07.3: help, day, name and day that the path from yes to the order lacks: the first gap is told.

    ``signing`` names the step that is missing; ``say`` puts a gap into words: what is missing, and what
    to do.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    if not isinstance(answer, (list, tuple)):
        return verdict("not_list")
    if len(answer) != len(ASKED):
        return verdict("not_four", n=len(answer), most=len(ASKED))
    for place, (value, kind) in enumerate(zip(answer, ASKED, strict=True), start=1):
        if kind is date and not isinstance(value, date):
            return verdict("not_date", place=place)
        if kind is str and not as_text(value):
            return verdict("not_text", place=place)
    support, read_on, who, signed_on = answer
    agreed, money, read, order = given
    path = (
        agreed,
        Entry({**money.values, "help": support}),
        Entry({**read.values, "on": read_on}),
        Entry({"step": signing, "kind": "signature", "who": who, "on": signed_on}),
        order,
    )
    gaps = path_gaps(path, as_of=DAY)
    if not gaps:
        return verdict(RIGHT)
    lacks, action = say(gaps[0])
    return verdict("gap", lacks=lacks, action=action)
