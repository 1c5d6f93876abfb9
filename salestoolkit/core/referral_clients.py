"""Who was brought by whom: how many customers a customer brings, and whether the loop is below one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scipy import special

from salestoolkit.core.plain_text import folded
from salestoolkit.core.proportions import Proportion, clopper_pearson, proportion
from salestoolkit.core.retention_customers import Customer

YEAR = 365.25
FEW = 5
"""Customers brought, or customers that left, below which the loop is called uncertain and small."""
APART = ("by_itself", "unknown", "joined_later", "in_a_circle")
"""Why a referral is not counted: by the customer itself; by nobody on the list; by one that joined
only afterwards; by each other on the same day, round in a circle."""
Verdict = Literal["below", "above", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Events a customer-year, with an exact Poisson interval; None where nothing was watched."""

    events: int
    years: float
    value: float | None
    low: float
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One customer that brought others, and how many."""

    customer: str
    brought: int


@dataclass(frozen=True, kw_only=True)
class Referrals:
    """The referral loop of a list of contracts.

    ``brought`` customers came through another one, of ``customers``; ``introducers`` brought them.
    ``a_year`` counts them a customer-year, ``churn`` those that left. ``loop`` = brought / left: how
    many customers one brings in its whole time (r q / c), with an exact interval; ``total`` = 1 /
    (1 - loop) with its own, each end None where the loop reaches 1. ``won`` is the share of decided
    deals from referral sources that were won; None where no source is called so. ``brought_names`` are
    the customers brought, by folded name.
    """

    as_of: date
    customers: int
    brought: int
    introducers: tuple[Brought, ...]
    a_year: Rate
    churn: Rate
    loop: float | None
    interval: tuple[float, float | None]
    total: float | None
    total_interval: tuple[float | None, float | None]
    won: Proportion | None
    apart: Mapping[str, int]
    brought_names: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        """Whether a customer surely brings less than one other, or more."""
        low, high = self.interval
        if self.small:
            return "cannot_tell"
        if high is not None and high < 1:
            return "below"
        return "above" if low > 1 else "cannot_tell"

    @property
    def small(self) -> bool:
        """Whether it rests on few customers."""
        return min(self.brought + self.churn.events, self.customers) < FEW

    @property
    def told(self) -> bool:
        """Whether the list says of anyone who brought it."""
        return self.brought > 0 or bool(self.apart)


def referrals_of(
    customers: Sequence[Customer],
    as_of: date,
    *,
    decided: tuple[int, int] | None = None,
    level: float = 0.95,
) -> Referrals:
    """The referral loop of customers as of the end of ``as_of``.

    Brought and left are both counted over the same customer-years, so their ratio needs no clock:
    given both counts, the brought are a binomial share p of all, and the loop is p / (1 - p).

    Parameters
    ----------
    decided : (won, decided), optional
        Deals from referral sources that are over, and how many of them were won.
    """
    by, apart = _by_whom(customers)
    names = {folded(one.name): one.name for one in customers}
    years = sum(one.tenure_days for one in customers) / YEAR
    brought, left = len(by), sum(1 for one in customers if one.left_on is not None)
    interval = loop_interval(brought, left, level=level)
    loop = brought / left if left else None
    counted = Counter(by.values())
    introducers = [Brought(customer=names[key], brought=n) for key, n in counted.items()]
    introducers.sort(key=lambda one: (-one.brought, one.customer))
    return Referrals(
        as_of=as_of,
        customers=len(customers),
        brought=brought,
        introducers=tuple(introducers),
        a_year=event_rate(brought, years, level=level),
        churn=event_rate(left, years, level=level),
        loop=loop,
        interval=interval,
        total=_total(loop),
        total_interval=(_total(interval[0]), _total(interval[1])),
        won=None if decided is None else proportion(*decided, level=level),
        apart={name: apart[name] for name in APART if apart[name]},
        brought_names=frozenset(by),
    )


def loop_interval(brought: int, left: int, *, level: float = 0.95) -> tuple[float, float | None]:
    """Exact interval of brought / left: two Poisson counts over the same customer-years.

    The upper end is None where there is no limit (nobody left).

    Examples
    --------
    >>> low, high = loop_interval(24, 67)
    >>> round(low, 2), round(high, 2)
    (0.21, 0.58)
    """
    low, high = clopper_pearson(brought, brought + left, level=level)
    return low / (1 - low), None if high >= 1 else high / (1 - high)


def event_rate(events: int, years: float, *, level: float = 0.95) -> Rate:
    """Events a year with an exact Poisson interval (Garwood 1936).

    Examples
    --------
    >>> rate = event_rate(10, 100)
    >>> rate.value, round(rate.low, 4), round(rate.high, 4)
    (0.1, 0.048, 0.1839)
    """
    if years <= 0:
        return Rate(events=events, years=0.0, value=None, low=0.0, high=None)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(special.gammaincinv(events, tail)) / years
    high = float(special.gammaincinv(events + 1, 1 - tail)) / years
    return Rate(events=events, years=years, value=events / years, low=low, high=high)


def _total(loop: float | None) -> float | None:
    return None if loop is None or loop >= 1 else 1 / (1 - loop)


def _by_whom(customers: Sequence[Customer]) -> tuple[dict[str, str], Counter[str]]:
    """Who brought whom, by folded names, and the referrals that cannot have been."""
    joined = {folded(one.name): one.joined for one in customers}
    by: dict[str, str] = {}
    apart: Counter[str] = Counter()
    for one in customers:
        told = next((t.contract.referred_by for t in one.terms if t.contract.referred_by), None)
        if told is None or not folded(told):
            continue
        name, friend = folded(one.name), folded(told)
        if friend == name:
            apart["by_itself"] += 1
        elif friend not in joined:
            apart["unknown"] += 1
        elif joined[friend] > one.joined:
            apart["joined_later"] += 1
        else:
            by[name] = friend
    circles = _in_circles(by)
    apart["in_a_circle"] += len(circles)
    return {name: friend for name, friend in by.items() if name not in circles}, apart


def _in_circles(by: Mapping[str, str]) -> set[str]:
    """Names that lead back to themselves."""
    found: set[str] = set()
    for start in by:
        seen, name = {start}, by[start]
        while name in by and name not in seen:
            seen.add(name)
            name = by[name]
        if name == start:
            found.add(start)
    return found
