"""Looks at a channel test: what stood there, and what a plain test alone would have made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_test_exact import p_value_of

CLOSED = ("not_yet", "no_outcomes", "no_wins", "few_buyers", "blocked", "blocked_counted")
"""Verdicts of looks at which no winner could have been named."""


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


def allowed_today(test: ChannelTest, past: Sequence[PastLook]) -> float:
    """P-value that names a winner at today's look, where no bounds for looks are known.

    The k-th look that could name one may use (1 - level) / 2^k, so that all of them use no more than
    1 - level together. Where results are to be read once, the first such look may use all of it and a
    later one (1 - level) / 2^(k + 1). Who has been named a winner is held to 1 - level.

    Examples
    --------
    >>> from salestoolkit.core.channel_setup import PlannedArm
    >>> test = ChannelTest(name="T", arms=(PlannedArm(name="A"), PlannedArm(name="B")))
    >>> earlier = PastLook(as_of=date(2026, 10, 1), verdict="cannot_tell", arms=())
    >>> [round(allowed_today(test, past), 4) for past in ([], [earlier])]
    [0.025, 0.0125]
    """
    alpha = 1 - test.level
    if any(look.verdict == "winner" for look in past):
        return alpha
    looks = 1 + sum(look.verdict not in CLOSED for look in past)
    if test.looks != "once":
        return float(alpha / 2**looks)
    return alpha if looks == 1 else float(alpha / 2 ** (looks + 1))
