"""The chance of making a quota from deals whose chances are known: exact, nothing is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import a_number, a_share, exact
from salestoolkit.errors import InvalidValue

EVEN = 1e-9
MOST_SUMS = 20_000
"""Different sums of values up to which revenue is added up exactly; beyond it on a grid."""
GRID = 10_000


def attainment(closed: float, quota: float | None) -> float | None:
    """Closed / quota; None where the quota is 0 or missing.

    >>> attainment(6, 8), attainment(3, 0)
    (0.75, None)
    """
    if quota is None or not a_quota(quota):
        return None
    return float(exact(closed) / exact(quota))


def a_quota(quota: float) -> float:
    """A quota that can be held against something: 0 or more; InvalidValue ``quota_negative``, or no number."""
    if isinstance(quota, (int, float)) and quota < 0:
        raise InvalidValue("quota_negative", field="quota", value=quota, allowed="0+")
    return a_number(quota, "quota")


def attainment_chance(
    closed: float, quota: float | None, open_p: Sequence[float], *, inflow: float = 0.0
) -> float | None:
    """P(closed + wins + inflow >= quota); a tie is met.

    Wins are Poisson-binomial over the open deals, each won in time on its own; ``inflow`` are wins to
    expect of deals not yet begun (Poisson). 1 where the quota is 0 or already met; None without a quota.

    Raises
    ------
    InvalidValue
        ``quota_negative``, and what a chance may be.

    Examples
    --------
    >>> round(attainment_chance(6, 9, [0.8, 0.6, 0.5, 0.3, 0.3, 0.2, 0.1]), 5)
    0.59558
    >>> attainment_chance(10, 10, [0.1]), attainment_chance(0, 0, [])
    (1.0, 1.0)
    """
    if quota is None:
        return None
    a_number(closed, "closed")
    needed = math.ceil(float(exact(a_quota(quota)) - exact(closed)) - EVEN)
    chances = win_chances(open_p, inflow=inflow)
    if needed <= 0:
        return 1.0
    if needed < chances.size / 2 or inflow:
        return float(max(0.0, 1 - math.fsum(chances[:needed])))
    return float(min(1.0, math.fsum(chances[needed:])))


def win_chances(open_p: Sequence[float], *, inflow: float = 0.0) -> Array:
    """Chance of each number of wins, from 0 up."""
    found = np.ones(1)
    for chance in open_p:
        share = a_share(chance, "open_p")
        found = np.convolve(found, [1 - share, share])
    mean = a_number(inflow, "inflow")
    if not mean:
        return found
    from scipy.stats import poisson

    most = int(mean + 12 * math.sqrt(mean) + 20)
    return np.convolve(found, poisson.pmf(np.arange(most + 1), mean))


def expected_final(closed: float, open_p: Sequence[float], *, inflow: float = 0.0) -> float:
    """Closed + sum of the chances + inflow.

    >>> expected_final(6, [0.8, 0.6, 0.5, 0.3, 0.3, 0.2, 0.1])
    8.8
    """
    return math.fsum([a_number(closed, "closed"), *map(float, open_p), a_number(inflow, "inflow")])


def value_attainment_chance(
    closed: float, quota: float | None, open_deals: Sequence[tuple[float, float]]
) -> float | None:
    """P(closed + value of the wins >= quota) for deals given as (chance, value); a tie is met.

    Every sum of values is kept with its chance, exactly; beyond `MOST_SUMS` sums they are rounded to a
    grid of (quota - closed) / `GRID`.

    >>> round(value_attainment_chance(100, 150, [(0.5, 50), (0.5, 20), (0.5, 30)]), 3)
    0.625
    """
    if quota is None:
        return None
    left = exact(a_quota(quota)) - exact(a_number(closed, "closed"))
    if left <= 0:
        return 1.0
    deals = [(a_share(p, "open_p"), exact(a_number(value, "value"))) for p, value in open_deals]
    unit = math.lcm(left.denominator, *(value.denominator for _, value in deals))
    goal, sums, step = int(left * unit), {0: 1.0}, 1
    for chance, value in deals:
        worth = int(value * unit)
        if len(sums) > MOST_SUMS and step == 1 and goal > GRID:
            step = goal // GRID
            sums = _near(sums, step)
        after: dict[int, float] = {}
        for total, weight in sums.items():
            # what lies beyond the quota is all the same
            more = min(_rounded(total + worth, step), goal)
            after[total] = after.get(total, 0.0) + weight * (1 - chance)
            after[more] = after.get(more, 0.0) + weight * chance
        sums = after
    return min(1.0, sums.get(goal, 0.0))


def _rounded(total: int, step: int) -> int:
    return total if step == 1 else (total + step // 2) // step * step


def _near(sums: dict[int, float], step: int) -> dict[int, float]:
    found: dict[int, float] = {}
    for total, weight in sums.items():
        near = _rounded(total, step)
        found[near] = found.get(near, 0.0) + weight
    return found


def common_rate_chance(
    closed: float, quota: float | None, open_deals: int, *, won: float, lost: float
) -> float | None:
    """P(closed + wins >= quota) where all open deals share one rate that is not known for certain.

    The rate is Beta(won, lost), drawn once for all deals: wins are beta-binomial. Taken over a whole
    team this is its fair total: it is neither the sum nor the product of its people's chances.

    >>> round(common_rate_chance(0, 10, 20, won=5, lost=5), 3)
    0.55
    """
    if quota is None:
        return None
    needed = math.ceil(float(exact(a_quota(quota)) - exact(closed)) - EVEN)
    if needed <= 0:
        return 1.0
    from scipy.stats import betabinom

    return float(betabinom.sf(needed - 1, open_deals, won, lost))


def coverage(open_value: float | None, closed: float, quota: float | None) -> float | None:
    """Pipeline coverage of what is left of a plan: open value / (quota - closed); None with nothing left.

    Weighted where ``open_value`` is the sum of value x chance.

    >>> coverage(300, 60, 160), coverage(300, 160, 160)
    (3.0, None)
    """
    if quota is None or open_value is None:
        return None
    left = exact(a_quota(quota)) - exact(closed)
    return float(exact(open_value) / left) if left > 0 else None
