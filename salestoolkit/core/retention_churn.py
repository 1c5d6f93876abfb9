"""How long customers stay: Kaplan-Meier, those still there counted as still there.

The share of those that left among all that ever joined is too low (the young ones had no time to
leave), and the lost among the ended contracts is too high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import TIED, Array
from salestoolkit.core.durations import Survival, kaplan_meier
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.proportions import Interval, wilson

YEAR_DAYS = 366
"""Days after which a customer has stayed for a year: the first renewal of a year's contract is past."""
MONTH_DAYS = 30.5
ENOUGH = 10
"""Customers watched to an age, below whom what is said of it is called small and no month is a peak."""
FEWEST_LEFT = 3
"""Customers that must have left in a month for it to be called a peak."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """Share of customers that stay for longer than ``days``, with its interval.

    ``value`` is None past the follow-up; ``watched`` says how many were watched that long.
    """

    days: int
    value: float | None
    low: float
    high: float
    watched: int


@dataclass(frozen=True, kw_only=True)
class HazardMonth:
    """A month of tenure: how many were there at its start, and the chance to leave within it.

    ``hazard`` = left / (at risk - half of those whose watching ends in it); None with nobody at risk.
    """

    month: int
    at_risk: int
    left: int
    hazard: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Churn:
    """How long customers stay; ``customers`` is n, ``left`` how many have gone, ``ages`` their days."""

    customers: int
    left: int
    ages: Array
    curve: Survival
    months: tuple[HazardMonth, ...]

    def stay(self, days: int = YEAR_DAYS) -> Stay:
        """Share that stays for longer than so many days."""
        still = int((self.ages >= days).sum())
        age = within_follow_up(self.curve.curve, days)
        value = self.curve.at(age)
        bounds = self.curve.curve.interval(age) if value is not None else Interval(0.0, 1.0)
        return Stay(days=days, value=value, low=1 - bounds.high, high=1 - bounds.low, watched=still)

    @property
    def median_months(self) -> float | None:
        """Months after which half have left; None where more than half are still there."""
        days = self.curve.median
        return None if days is None else days / MONTH_DAYS

    @property
    def peak(self) -> HazardMonth | None:
        """The month of tenure in which most leave; None where too few left.

        The one whose hazard is highest at the lower end of its (Wilson) interval: a late month with
        few customers does not win by luck.
        """
        enough = [
            one
            for one in self.months
            if one.hazard and one.at_risk >= ENOUGH and one.left >= FEWEST_LEFT
        ]
        return max(
            enough, key=lambda one: (wilson(one.left, one.at_risk).low, -one.month), default=None
        )


def churn_of(days: Sequence[int], left: Sequence[bool]) -> Churn:
    """Churn from each customer's tenure in days and whether it left then.

    Examples
    --------
    >>> found = churn_of([100, 400, 400, 500], [True, False, False, False])
    >>> found.stay().value, found.months[3].left
    (0.75, 1)
    """
    ages, gone = np.asarray(days, dtype=float), np.asarray(left, dtype=bool)
    return Churn(
        customers=len(ages),
        left=int(gone.sum()),
        ages=ages,
        curve=kaplan_meier(ages, gone),
        months=_months(ages, gone),
    )


def within_follow_up(curve: Incidence, age: float) -> float:
    """The age itself, or the last one that was seen where by then everybody's fate had come.

    Where nobody is left to watch, nothing can change any more.
    """
    ended = bool(curve.survival.size) and curve.survival[-1] <= TIED
    return curve.last if ended and curve.last is not None and curve.last < age else age


def _months(ages: Array, gone: npt.NDArray[np.bool_]) -> tuple[HazardMonth, ...]:
    """Month m holds the ages above (m - 1) * 30.5 up to m * 30.5; day 0 belongs to month 1."""
    if not len(ages):
        return ()
    month = np.maximum(np.ceil(ages / MONTH_DAYS), 1).astype(int)
    found = []
    for number in range(1, int(month.max()) + 1):
        here = month == number
        at_risk, left = int((month >= number).sum()), int((here & gone).sum())
        worth = at_risk - (int(here.sum()) - left) / 2
        hazard = left / worth if worth > 0 else None
        found.append(HazardMonth(month=number, at_risk=at_risk, left=left, hazard=hazard))
    return tuple(found)
