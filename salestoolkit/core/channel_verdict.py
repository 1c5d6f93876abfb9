"""What may be said of a channel test today: the one verdict from all looks taken so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from salestoolkit.core.channel_decide import (
    Decision,
    Pace,
    Rules,
    decide,
    evidence_of,
    looks_of,
    part_seen,
    rule_in_force,
)
from salestoolkit.core.channel_evidence import Evidence
from salestoolkit.core.channel_looks import Look
from salestoolkit.core.channel_plan import LooksRule, looks_factor, pairs_of
from salestoolkit.core.channel_test import Arm, SampleRatio, TwoArms, read_two, sample_ratio
from salestoolkit.core.channel_test_exact import p_value_of
from salestoolkit.core.channel_test_many import ManyArms, read_many
from salestoolkit.core.two_rates import needed_each_exact, newcombe
from salestoolkit.errors import InvalidValue

__all__ = ["Pace", "Readout", "Rules", "Verdict", "VerdictCode", "more_leads_each", "read_test"]

VerdictCode = Literal[
    "blocked",
    "no_outcomes",
    "no_wins",
    "too_small",
    "winner",
    "no_difference",
    "not_yet",
    "cannot_tell",
    "over",
]
"""``blocked``: the arms have not the sizes planned. ``no_outcomes``: an arm has no lead whose window is
over. ``no_wins``: no success in any arm. ``too_small``: not even all successes in one arm would show a
difference. ``winner``. ``no_difference``: whatever difference there is, it is smaller than worth knowing.
``not_yet``: read before the planned number, which the plan does not allow. ``cannot_tell``: goes on.
``over``: all planned leads are in, and there is no winner."""

MOST_MORE = 100_000
STRICT = 0.999
"""Level at which a test that may be looked at on any day may be called one without a difference."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What may be said, and how much more is needed to say more.

    ``winner`` is the place of the arm, ``ahead_of`` the arms that it beats, ``decided_at`` the look
    at which it was first allowed to be named. ``more_each``: leads an arm still to be heard of;
    ``more_days``: days until then at the present pace, window included; None where not known.
    """

    code: VerdictCode
    winner: int | None = None
    ahead_of: tuple[int, ...] = ()
    decided_at: int | None = None
    more_each: int | None = None
    more_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Readout:
    """A test as it stands: arms, figures, looks and verdict.

    ``looks`` is empty where evidence decides, ``evidence`` (one a pair) empty elsewhere; ``two`` is
    there for two arms, ``many`` for more.
    """

    arms: tuple[Arm, ...]
    ratio: SampleRatio
    two: TwoArms | None
    many: ManyArms | None
    rule: LooksRule
    looks: tuple[Look, ...]
    evidence: tuple[Evidence, ...]
    verdict: Verdict


def _too_small(arms: Sequence[Arm], level: float) -> bool:
    """Even if all successes lay in one arm of a pair, no test would call it a difference."""
    for i, j in pairs_of(len(arms)):
        total = arms[i].successes + arms[j].successes
        for full, other in ((arms[i], arms[j]), (arms[j], arms[i])):
            most = min(total, full.n)
            p_value = p_value_of(most, full.n, total - most, other.n).p_value
            if p_value is not None and p_value <= 1 - level + 1e-12:
                return False
    return True


def _sure_enough(history: Sequence[Sequence[Arm]], rules: Rules) -> float:
    """Level of the interval that may end a test without a winner; 1: not today.

    As strict as a look is with winners: else who looks every day would call differences small too often.
    """
    seen = part_seen(history[-1], rules)
    if rule_in_force(len(history), rules) == "any_time":
        return STRICT
    if seen is None or seen >= 1:
        return rules.level
    return 1 - looks_of(history, rules)[-1].nominal


def _all_close(history: Sequence[Sequence[Arm]], rules: Rules) -> bool:
    """Every difference that the data allow is smaller than the one worth knowing."""
    arms, level = history[-1], _sure_enough(history, rules)
    if rules.smallest is None or level >= 1:
        return False
    wide = 1 - (1 - level) / len(pairs_of(len(arms)))
    for i, j in pairs_of(len(arms)):
        low, high = newcombe(arms[i].successes, arms[i].n, arms[j].successes, arms[j].n, level=wide)
        if not -rules.smallest < low <= high < rules.smallest:
            return False
    return True


def more_leads_each(arms: Sequence[Arm], rules: Rules) -> int | None:
    """Leads an arm still to be heard of: up to the plan, else up to what would show a difference.

    Without a plan: Fleiss' number at the rate seen, for the difference worth knowing, else for the
    one seen between the best two; as many times more as e-values need where they are what decides from
    then on. None where it is out of reach.

    Examples
    --------
    >>> more_leads_each([Arm("A", 400, 30), Arm("B", 400, 40)], Rules(leads_each=1059))
    659
    >>> more_leads_each([Arm("A", 400, 30), Arm("B", 400, 40)], Rules(smallest=0.03))
    2244
    """
    smallest_arm = min(arm.n for arm in arms)
    if rules.leads_each and (part_seen(arms, rules) or 0) < 1:
        return max(1, rules.leads_each - sum(arm.n for arm in arms) // len(arms))
    rates = sorted(arm.rate or 0.0 for arm in arms)
    pooled = sum(arm.successes for arm in arms) / max(1, sum(arm.n for arm in arms))
    apart = rules.smallest if rules.smallest is not None else rates[-1] - rates[-2]
    if apart <= 0 or not 0 < pooled < 1:
        return None
    low, high = max(pooled - apart / 2, 0.0), min(pooled + apart / 2, 1.0)
    wide = 1 - (1 - rules.level) / len(pairs_of(len(arms)))
    planned = rules.leads_each and rules.looks != "any_time"
    factor = looks_factor("once" if planned else "any_time")
    exact = needed_each_exact(low, high, power=rules.power, level=wide)
    if exact is None or not 0 < exact * factor - smallest_arm <= MOST_MORE:
        return None
    return math.ceil(exact * factor - 1e-9) - smallest_arm


def _verdict(
    history: Sequence[Sequence[Arm]],
    rules: Rules,
    ratio: SampleRatio,
    decision: Decision | None,
    pace: Pace,
) -> Verdict:
    arms = history[-1]
    if ratio.blocks:
        return Verdict(code="blocked")
    if decision is not None:
        return Verdict(
            code="winner",
            winner=decision.winner,
            ahead_of=decision.ahead_of,
            decided_at=decision.look,
        )
    rule, seen = rule_in_force(len(history), rules), part_seen(arms, rules)
    each = more_leads_each(arms, rules)
    days = None if each is None else pace.days(each * len(arms), rules.window_days)
    code: VerdictCode
    if any(arm.n == 0 for arm in arms):
        code = "no_outcomes"
    elif not any(arm.successes for arm in arms):
        code = "no_wins"
    elif rule == "once" and seen is not None and seen < 1:
        code = "not_yet"
    elif _all_close(history, rules):
        return Verdict(code="no_difference")
    elif _too_small(arms, rules.level):
        code = "too_small"
    else:
        code = "over" if rule != "any_time" and seen is not None and seen >= 1 else "cannot_tell"
    return Verdict(code=code, more_each=each, more_days=days)


def read_test(
    history: Sequence[Sequence[Arm]],
    *,
    rules: Rules | None = None,
    assigned: Sequence[int] | None = None,
    pace: Pace | None = None,
) -> Readout:
    """What may be said of a test, from every look taken so far (the last is today's).

    Each look lists the same arms with the leads whose window is over. ``assigned`` counts all leads
    assigned to each arm, for the sample-ratio check (the leads read where it is not told). Winner
    by the rule agreed: a single look at the planned number; bounds for daily looks (Lan and DeMets,
    O'Brien and Fleming's kind); or e-values at any time. Without a planned number more looks than one need
    e-values.

    Examples
    --------
    >>> readout = read_test([[Arm("A", 400, 30), Arm("B", 400, 50)]], rules=Rules(leads_each=1059))
    >>> readout.verdict.code, readout.verdict.more_each, round(readout.looks[0].nominal, 5)
    ('cannot_tell', 659, 0.00053)
    >>> read_test([[Arm("A", 400, 30), Arm("B", 400, 50)]], rules=Rules(looks="once")).verdict
    Verdict(code='winner', winner=1, ahead_of=(0,), decided_at=0, more_each=None, more_days=None)
    """
    agreed, speed = rules or Rules(), pace or Pace()
    if not history or len({tuple(arm.name for arm in arms) for arms in history}) != 1:
        raise InvalidValue("looks_arms", value=len(history))
    arms = tuple(history[-1])
    if len(arms) < 2:
        raise InvalidValue("channel_arms", value=len(arms))
    ratio = sample_ratio(assigned or [arm.n for arm in arms], agreed.shares)
    decision = None if ratio.blocks else decide(history, agreed)
    rule = rule_in_force(len(history), agreed)
    return Readout(
        arms=arms,
        ratio=ratio,
        two=read_two(arms[0], arms[1], level=agreed.level) if len(arms) == 2 else None,
        many=read_many(arms, level=agreed.level) if len(arms) > 2 else None,
        rule=rule,
        looks=tuple(looks_of(history, agreed)),
        evidence=evidence_of(arms, agreed) if rule == "any_time" else (),
        verdict=_verdict(history, agreed, ratio, decision, speed),
    )
