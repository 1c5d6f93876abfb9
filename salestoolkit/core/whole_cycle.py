"""The whole cycle: a lead, the customer it becomes, the friends that one brings, and their friends.

States are a lead, an introduced lead and a customer; a step is one period of a customer. The value of
a lead is the sum over all rounds, which exists only where the loop is below one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from salestoolkit.core.absorbing_chain import all_rounds
from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.core.referral import Reason, customers_ahead, steady_state

Lever = Literal["win", "churn", "introductions", "conversion", "value"]
PERIODS = 36


@dataclass(frozen=True, kw_only=True)
class CycleRates:
    """Rates of the cycle a period.

    ``win`` share of leads that become customers; ``churn`` share of customers that leave in a period;
    ``introductions`` a customer makes in a period; ``conversion`` share of introduced leads that become
    customers; ``value`` of a customer in a period; ``leads`` that come in a period by other ways.
    """

    win: float
    churn: float
    introductions: float
    conversion: float
    value: float
    leads: float = 0.0

    def __post_init__(self) -> None:
        for name in ("win", "churn", "conversion"):
            a_share(getattr(self, name), name)
        for name in ("introductions", "value", "leads"):
            a_number(getattr(self, name), name)


@dataclass(frozen=True, kw_only=True)
class WholeCycle:
    """What one lead brings through all rounds.

    ``loop`` is r q / c, None without churn. ``lead_value`` = win x value / (churn - r q);
    ``first_round`` is its part without referrals, win x value / churn; ``customers`` are all that one
    lead becomes, ``periods`` what a customer stays (1 / churn). ``steady`` is where the number of
    customers settles. Where the loop reaches 1 the sums are None and ``reason`` says why.
    """

    rates: CycleRates
    loop: float | None
    lead_value: float | None
    first_round: float | None
    customers: float | None
    periods: float | None
    steady: float | None
    reason: Reason | None

    @property
    def from_referrals(self) -> float | None:
        """Share of a lead's value that comes by way of referrals."""
        if not self.lead_value or self.first_round is None:
            return None
        return 1 - self.first_round / self.lead_value


@dataclass(frozen=True, kw_only=True)
class LeverGain:
    """What a small step of one rate changes: ``step`` is how much it is moved.

    ``lead_value`` and ``steady`` are the differences; None where either side has no sum.
    ``reaches`` tells that the step brings the loop to 1 or beyond.
    """

    lever: Lever
    step: float
    lead_value: float | None
    steady: float | None
    reaches: bool


def whole_cycle(rates: CycleRates) -> WholeCycle:
    """Sum of all rounds of the cycle, from (I - M)^-1.

    Examples
    --------
    >>> found = whole_cycle(
    ...     CycleRates(win=0.25, churn=0.2, introductions=0.2, conversion=0.5, value=1000)
    ... )
    >>> round(found.lead_value), round(found.first_round), found.loop
    (2500, 1250, 0.5)
    """
    settled = steady_state(
        arrivals=rates.leads * rates.win,
        churn=rates.churn,
        referrals=rates.introductions,
        conversion=rates.conversion,
    )
    visits = all_rounds(cycle_matrix(rates)) if settled.reason is None else None
    alone = rates.win * rates.value / rates.churn if rates.churn else None
    return WholeCycle(
        rates=rates,
        loop=settled.loop,
        lead_value=None if visits is None else float(visits[0, 2]) * rates.value,
        first_round=alone,
        customers=None if visits is None else float(visits[0, 2]) * rates.churn,
        periods=1 / rates.churn if rates.churn else None,
        steady=settled.customers,
        reason=settled.reason or ("loop_grows" if visits is None else None),
    )


def cycle_matrix(rates: CycleRates) -> np.ndarray:
    """M: what each state becomes in a step, by lead, introduced lead and customer."""
    return np.array(
        [
            [0.0, 0.0, rates.win],
            [0.0, 0.0, rates.conversion],
            [0.0, rates.introductions, 1 - rates.churn],
        ]
    )


def lever_gain(lever: Lever, step: float, now: CycleRates, then: CycleRates) -> LeverGain:
    """What moving one rate by a step changes; a lift is assumed."""
    before, after = whole_cycle(now), whole_cycle(then)
    return LeverGain(
        lever=lever,
        step=step,
        lead_value=_less(after.lead_value, before.lead_value),
        steady=_less(after.steady, before.steady),
        reaches=before.reason is None and after.reason is not None,
    )


def _less(then: float | None, now: float | None) -> float | None:
    return None if then is None or now is None else then - now


def cycle_ahead(rates: CycleRates, *, start: float, periods: int = PERIODS) -> list[float]:
    """Customers at the end of each period from a start, all rates staying as they are."""
    return customers_ahead(
        start=start,
        arrivals=rates.leads * rates.win,
        churn=rates.churn,
        referrals=rates.introductions,
        conversion=rates.conversion,
        periods=periods,
    )
