"""The whole cycle in the figures of a year, as people know them, and what a small step of each is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

from salestoolkit.core.goal_checks import a_share
from salestoolkit.core.whole_cycle import CycleRates, Lever, LeverGain, lever_gain

MONTHS = 12
POINT, TENTH = 0.01, 0.1
"""Steps: a percentage point of a share, a tenth of the value."""
LEVERS: tuple[Lever, ...] = ("churn", "introductions", "win", "conversion", "value")


@dataclass(frozen=True, kw_only=True)
class YearCycle:
    """A cycle in the figures of a year; shares are 0-1.

    ``customers`` today; ``leads`` a month; ``win`` share of them won; ``value`` of a customer a year;
    ``churn`` share that leaves in a year; ``introductions`` that ten customers make in a year;
    ``conversion`` share of introduced won.
    """

    customers: float
    leads: float
    win: float
    value: float
    churn: float
    introductions: float
    conversion: float

    def rates(self) -> CycleRates:
        """The same a month."""
        return CycleRates(
            win=self.win,
            churn=a_month(self.churn),
            introductions=self.introductions / 10 / MONTHS,
            conversion=self.conversion,
            value=self.value / MONTHS,
            leads=self.leads,
        )


def year_levers(cycle: YearCycle) -> tuple[LeverGain, ...]:
    """What one point less churn a year, one introduction more of ten customers, and so on, would change.

    A rate that has no room for the whole step is moved as far as it goes.

    Examples
    --------
    >>> cycle = YearCycle(customers=0, leads=10, win=0.2, value=1200, churn=0.2, introductions=0, conversion=0)
    >>> gains = {gain.lever: gain for gain in year_levers(cycle)}
    >>> round(gains["win"].lead_value)
    54
    """
    found = []
    for lever in LEVERS:
        before = getattr(cycle, lever)
        after = _stepped(lever, before)
        moved = replace(cycle, **{lever: after})
        found.append(lever_gain(lever, after - before, cycle.rates(), moved.rates()))
    return tuple(found)


def a_month(yearly: float) -> float:
    """The share that leaves in a month where a share leaves in a year: 1 - (1 - c)^(1/12).

    Examples
    --------
    >>> round(a_month(0.2), 4)
    0.0184
    """
    return float(1 - (1 - a_share(yearly, "churn")) ** (1 / MONTHS))


def _stepped(lever: Lever, before: float) -> float:
    if lever == "churn":
        return max(before - POINT, 0.0)
    if lever == "introductions":
        return before + 1
    if lever == "value":
        return before * (1 + TENTH)
    return min(before + POINT, 1.0)
