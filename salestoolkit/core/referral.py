"""Customers who bring customers: how far the loop goes, and where the number of customers settles.

Above one (each customer brings another before it leaves) there is no sum and no steady state. The
formulas give numbers there too, even negative ones; none of them is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from salestoolkit.core.goal_checks import a_number, a_share

Reason = Literal["loop_grows", "no_churn"]
NEAR = Fraction(1, 10**12)
"""As near to 1 as a loop counts as 1: 3 introductions of which a third (0.333...) convert are one."""


@dataclass(frozen=True, kw_only=True)
class ReferralLoop:
    """What one new customer becomes through those it brings, and those they bring, and so on.

    ``k`` = introductions per customer x share of them that become customers. ``total`` = 1 / (1 - k),
    the customer itself included; None, with ``reason`` ``loop_grows``, where k is 1 or more.
    """

    k: float
    total: float | None
    reason: Reason | None = None

    def after(self, rounds: int) -> float:
        """Customers that one has become after so many rounds: 1 + k + ... + k^rounds.

        Examples
        --------
        >>> referral_loop(referrals=1, conversion=0.5).after(2)
        1.75
        """
        return sum(self.k**each for each in range(rounds + 1))


@dataclass(frozen=True, kw_only=True)
class SteadyState:
    """Where the number of customers settles.

    ``customers`` is N* = A / (c - r q); ``brought`` is r q, customers that a customer brings in a
    period; ``loop`` = r q / c, those that it brings in its whole time (None without churn). Where
    r q >= c, ``customers`` is None and ``reason`` says why: ``loop_grows``, or ``no_churn`` where
    nobody ever leaves.
    """

    customers: float | None
    brought: float
    loop: float | None
    reason: Reason | None = None


def referral_loop(*, referrals: float, conversion: float) -> ReferralLoop:
    """How many customers one new customer becomes.

    Parameters
    ----------
    referrals : float
        Introductions that a customer makes in its whole time; 0 or more.
    conversion : float
        Share of introduced who become customers, 0-1.

    Raises
    ------
    InvalidValue
        ``goal_not_number``, ``goal_below_zero`` or ``goal_not_share``, with the field.

    Examples
    --------
    >>> referral_loop(referrals=0.8, conversion=0.5)
    ReferralLoop(k=0.4, total=1.6666666666666667, reason=None)
    >>> referral_loop(referrals=3, conversion=0.5)
    ReferralLoop(k=1.5, total=None, reason='loop_grows')
    """
    k = _amount(referrals, "referrals") * _share(conversion, "conversion")
    if k >= 1 - NEAR:
        return ReferralLoop(k=float(k), total=None, reason="loop_grows")
    return ReferralLoop(k=float(k), total=float(1 / (1 - k)))


def steady_state(
    *, arrivals: float, churn: float, referrals: float, conversion: float
) -> SteadyState:
    """Number of customers at which as many leave as come.

    All rates are of one period, the same for all.

    Parameters
    ----------
    arrivals : float
        A: new customers a period that nobody brought.
    churn : float
        c: share of customers that leaves in a period, 0-1.
    referrals : float
        r: introductions that a customer makes in a period.
    conversion : float
        q: share of introduced who become customers, 0-1.

    Examples
    --------
    >>> steady_state(arrivals=20, churn=0.05, referrals=0.1, conversion=0.2).customers
    666.6666666666666
    >>> steady_state(arrivals=20, churn=0.05, referrals=0.5, conversion=0.2).customers is None
    True
    """
    new, leave = _amount(arrivals, "arrivals"), _share(churn, "churn")
    brought = _amount(referrals, "referrals") * _share(conversion, "conversion")
    loop = None if leave == 0 else float(brought / leave)
    if brought >= leave * (1 - NEAR):
        reason: Reason = "no_churn" if leave == 0 else "loop_grows"
        return SteadyState(customers=None, brought=float(brought), loop=loop, reason=reason)
    return SteadyState(customers=float(new / (leave - brought)), brought=float(brought), loop=loop)


def customers_ahead(
    *,
    start: float,
    arrivals: float,
    churn: float,
    referrals: float,
    conversion: float,
    periods: int,
) -> list[float]:
    """Customers at the end of each period, the start first: N' = N + A + (r q - c) N; never below 0.

    Examples
    --------
    >>> customers_ahead(
    ...     start=100, arrivals=10, churn=0.1, referrals=0, conversion=0, periods=2
    ... )
    [100.0, 100.0, 100.0]
    """
    new, leave = _amount(arrivals, "arrivals"), _share(churn, "churn")
    growth = 1 + _amount(referrals, "referrals") * _share(conversion, "conversion") - leave
    first = float(_amount(start, "start"))
    path, step = [first], float(growth)
    for _ in range(periods):
        path.append(path[-1] * step + float(new))
    return path


def _amount(value: float, field: str) -> Fraction:
    return Fraction(str(a_number(value, field)))


def _share(value: float, field: str) -> Fraction:
    return Fraction(str(a_share(value, field)))
