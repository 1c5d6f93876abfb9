"""When a winner may be named: by one look, by bounds for daily looks, or by evidence at any time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from scipy import special

from salestoolkit.core.channel_evidence import USUAL_EFFECT, Evidence, evidence
from salestoolkit.core.channel_looks import Look, looks_allowed
from salestoolkit.core.channel_plan import LooksRule, pairs_of
from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_test_exact import p_value_of
from salestoolkit.core.channel_test_many import read_many
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.two_rates import POWER, score_p_value

FAR_FROM = 5.0
HAIR = 1e-12

Beaten = dict[int, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What was agreed before the test.

    ``leads_each``: leads an arm after which the test is over, None where no number was planned;
    ``base``: the rate expected of the present way; ``smallest``: the difference worth knowing;
    ``shares``: planned parts of the arms, equal where None.
    """

    level: float = 0.95
    power: float = POWER
    looks: LooksRule = "daily"
    leads_each: int | None = None
    base: float | None = None
    smallest: float | None = None
    shares: tuple[float, ...] | None = None
    window_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast leads come in: all arms a day, and those that wait for the end of their window."""

    leads_per_day: float | None = None
    waiting: int = 0

    def days(self, more: int, window_days: int) -> int | None:
        """Days until the outcome of so many more leads, of all arms, is known.

        >>> Pace(leads_per_day=20, waiting=100).days(300, 14)
        24
        """
        to_come = more - self.waiting
        if to_come <= 0:
            return window_days
        if not self.leads_per_day or self.leads_per_day <= 0:
            return None
        return math.ceil(to_come / self.leads_per_day - 1e-9) + window_days


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The winner's place, whom it beats, and at which look it was first allowed to be named."""

    winner: int
    ahead_of: tuple[int, ...]
    look: int


def rule_in_force(looks: int, rules: Rules) -> LooksRule:
    """Where no number was planned, only one look is one look, and more need evidence at any time."""
    if rules.leads_each:
        return rules.looks
    return "once" if rules.looks == "once" and looks == 1 else "any_time"


def part_seen(arms: Sequence[Arm], rules: Rules) -> float | None:
    """Part of the planned leads whose outcome is known; None where no number was planned."""
    if not rules.leads_each:
        return None
    return sum(arm.n for arm in arms) / (rules.leads_each * len(arms))


def evidence_of(arms: Sequence[Arm], rules: Rules) -> tuple[Evidence, ...]:
    """E-value of each pair; each asks for as many times more as there are pairs."""
    shares = rules.shares or (1.0,) * len(arms)
    spread = USUAL_EFFECT
    if rules.base is not None and 0 < rules.base < 1 and rules.smallest is not None:
        better = min(rules.base + rules.smallest, 1 - 1e-6)
        spread = float(special.logit(better) - special.logit(rules.base))
    return tuple(
        evidence(
            arms[i],
            arms[j],
            share_b=shares[j] / (shares[i] + shares[j]),
            base=rules.base,
            spread=spread,
            level=rules.level,
            comparisons=len(pairs_of(len(arms))),
        )
        for i, j in pairs_of(len(arms))
    )


def _beaten(arms: Sequence[Arm], apart: Iterable[tuple[int, int]]) -> Beaten:
    """Whom each arm beats, from the pairs that are told apart."""
    found: dict[int, list[int]] = {}
    for pair in apart:
        behind, front = sorted(pair, key=lambda place: arms[place].rate or 0.0)
        found.setdefault(front, []).append(behind)
    return {place: tuple(sorted(others)) for place, others in found.items()}


def _told_apart(first: Arm, second: Arm, nominal: float) -> bool:
    """The p-value is at most ``nominal``; the exact one is worked out only where it may be."""
    counts = first.successes, first.n, second.successes, second.n
    quick = score_p_value(*counts)
    if quick is None or quick > FAR_FROM * nominal:
        return False
    found = p_value_of(*counts).p_value
    return found is not None and found <= nominal + HAIR


def _at_bound(arms: Sequence[Arm], look: Look) -> Beaten:
    pairs = pairs_of(len(arms)) if look.bound is not None else []
    return _beaten(arms, [p for p in pairs if _told_apart(arms[p[0]], arms[p[1]], look.nominal)])


def _at_once(arms: Sequence[Arm], look: Look, level: float) -> Beaten:
    if look.bound is None or len(arms) == 2:
        return _at_bound(arms, look)
    many = read_many(arms, level=level)
    return {place: many.ahead_of(place) for place in range(len(arms))}


def _with_evidence(arms: Sequence[Arm], rules: Rules) -> Beaten:
    found = zip(pairs_of(len(arms)), evidence_of(arms, rules), strict=True)
    return _beaten(arms, [pair for pair, one in found if one.enough])


def _single_looks(seen: Sequence[float | None], level: float) -> list[Look]:
    """One look at the end: the first at which all planned leads are in, or the only one there is."""
    z, alpha, used = normal_quantile(level), round(1 - level, 12), False
    found = []
    for part in seen:
        now = not used and (part is None or part >= 1)
        used = used or now
        found.append(
            Look(
                information=math.nan if part is None else part,
                bound=z if now else None,
                nominal=alpha if now else 0.0,
                spent=alpha if used else 0.0,
            )
        )
    return found


def looks_of(history: Sequence[Sequence[Arm]], rules: Rules) -> list[Look]:
    """What each look taken so far asked for; empty where evidence at any time is the rule."""
    rule = rule_in_force(len(history), rules)
    if rule == "any_time":
        return []
    seen = [part_seen(arms, rules) for arms in history]
    if rule == "once":
        return _single_looks(seen, rules.level)
    pairs = len(pairs_of(len(history[0])))
    # leads that a correction took out again do not give back what was spent
    known = list(accumulate((part for part in seen if part), max))
    # a look at nothing spends nothing
    nothing = Look(information=0.0, bound=None, nominal=0.0, spent=0.0)
    later = looks_allowed(known, level=1 - (1 - rules.level) / pairs) if known else []
    return [later.pop(0) if part else nothing for part in seen]


def decide(history: Sequence[Sequence[Arm]], rules: Rules) -> Decision | None:
    """The first look at which one arm was ahead of all others by the rule in force.

    A winner stays named: what a later look shows does not take it back. None where no look has
    found one.

    Examples
    --------
    >>> looks = [[Arm("A", n, n // 20), Arm("B", n, n // 8)] for n in (100, 400, 800)]
    >>> decide(looks, Rules(leads_each=1000))
    Decision(winner=1, ahead_of=(0,), look=1)
    """
    rule = rule_in_force(len(history), rules)
    looks = looks_of(history, rules)
    for place, arms in enumerate(history):
        if rule == "any_time":
            beaten = _with_evidence(arms, rules)
        elif rule == "once":
            beaten = _at_once(arms, looks[place], rules.level)
        else:
            beaten = _at_bound(arms, looks[place])
        for winner, others in beaten.items():
            if len(others) == len(arms) - 1:
                return Decision(winner=winner, ahead_of=others, look=place)
    return None
