"""Looks at a channel test: what stood there, and what a plain test alone would have made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_test_exact import p_value_of


@dataclass(frozen=True, kw_only=True)
class PastLook:
    """One look: the day looked at, each arm's leads and successes then, and what was said of them."""

    as_of: date
    verdict: str
    arms: tuple[Arm, ...]


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """A look, and what a plain test of two arms alone would have said: its p-value, and who was ahead."""

    look: PastLook
    p_value: float | None
    ahead: str


def looked_at(look: PastLook) -> LookedAt:
    """A look with the p-value of a plain test; None for more than two arms."""
    if len(look.arms) != 2:
        return LookedAt(look=look, p_value=None, ahead="")
    a, b = look.arms
    rates = (a.rate or 0.0, b.rate or 0.0)
    return LookedAt(
        look=look,
        p_value=p_value_of(a.successes, a.n, b.successes, b.n).p_value,
        ahead="" if rates[0] == rates[1] else (b if rates[1] > rates[0] else a).name,
    )
