"""Money as the outcome of a test: most leads bring nothing, and a few bring most of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import Array
from salestoolkit.core.channel_test import Arm, TwoArms, read_two
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_means import Difference, Mean, mean_of, welch
from salestoolkit.errors import InvalidValue

DRAWS = 4000
SEED = 20_261
FEW_BUYERS = 30
"""Buyers an arm below which a mean of money says little."""
HEAVY_LEADS, HEAVY_BUYERS = 0.5, 0.25
"""Part of the money that the top 1 % of leads, or of buyers, brought: beyond it the tail is heavy."""


@dataclass(frozen=True, kw_only=True)
class ArmAmounts:
    """Money of one arm.

    ``per_lead``: mean over all leads, buyers or not; ``per_buyer``: mean over buyers;
    ``top_leads`` and ``top_buyers``: part of the money that the top 1 % of all leads, and of the buyers,
    brought (at least one each); None without money.
    """

    name: str
    n: int
    buyers: int
    total: float
    largest: float
    top_leads: float | None
    top_buyers: float | None
    per_lead: Mean
    per_buyer: Mean


@dataclass(frozen=True, kw_only=True)
class TwoAmounts:
    """Money of arm B held against arm A.

    ``interval`` and ``p_value`` are of the difference per lead, by studentised bootstrap;
    ``by_welch`` the same by Welch's t, ``per_buyer`` among buyers only (no experiment: who buys
    may differ), ``buyers`` the share of leads that bought.
    """

    a: ArmAmounts
    b: ArmAmounts
    level: float
    difference: float | None
    interval: Interval | None
    p_value: float | None
    by_welch: Difference | None
    per_buyer: Difference | None
    buyers: TwoArms

    @property
    def few_buyers(self) -> bool:
        """So few bought in an arm that the money says little; the share of buyers says more."""
        return min(self.a.buyers, self.b.buyers) < FEW_BUYERS

    @property
    def heavy_tail(self) -> bool:
        """So few leads brought so much of the money that a handful of others could turn the result."""
        return any(
            (arm.top_leads or 0) > HEAVY_LEADS or (arm.top_buyers or 0) > HEAVY_BUYERS
            for arm in (self.a, self.b)
        )

    @property
    def significant(self) -> bool:
        """The p-value is at most one minus the level."""
        return self.p_value is not None and self.p_value <= 1 - self.level


def amounts_of(name: str, amounts: npt.ArrayLike) -> ArmAmounts:
    """What an arm brought; ``amounts`` has one value a lead, 0 for those who bought nothing.

    Examples
    --------
    >>> arm = amounts_of("A", [0, 0, 100, 300])
    >>> arm.buyers, arm.per_lead.value, arm.per_buyer.value, arm.top_leads
    (2, 100.0, 200.0, 0.75)
    """
    values = np.asarray(amounts, dtype=float)
    if values.size and not (np.isfinite(values).all() and values.min() >= 0):
        raise InvalidValue("arm_amount", field=name, value=float(values.min()))
    bought = np.sort(values[values > 0])[::-1]
    total = float(bought.sum())

    def top(of: int) -> float | None:
        return float(bought[: max(1, of // 100)].sum()) / total if total else None

    return ArmAmounts(
        name=name,
        n=values.size,
        buyers=bought.size,
        total=total,
        largest=float(bought[0]) if bought.size else 0.0,
        top_leads=top(values.size),
        top_buyers=top(bought.size),
        per_lead=mean_of(values),
        per_buyer=mean_of(bought),
    )


def _redrawn(values: Array, draws: int, random: np.random.Generator) -> tuple[Array, Array]:
    """Mean and variance of the mean in each redraw of the leads, with replacement.

    The leads that bought nothing need no drawing: how many buyers a redraw has is binomial.
    """
    bought, n = values[values > 0], values.size
    counts = random.binomial(n, bought.size / n, draws)
    first = np.zeros(draws)
    second = np.zeros(draws)
    for place, count in enumerate(counts):
        drawn = bought[random.integers(0, bought.size, count)] if count else bought[:0]
        first[place], second[place] = drawn.sum(), (drawn**2).sum()
    mean = first / n
    return mean, (second / n - mean**2) / (n - 1)


def studentised_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, *, level: float = 0.95, draws: int = DRAWS, seed: int = SEED
) -> tuple[Interval, float] | None:
    """Interval and two-sided p-value of mean(b) - mean(a), made for skewed money.

    Studentised bootstrap (Efron and Tibshirani 1993, 12.5): leads of each arm are drawn again with
    replacement, t* = (d* - d) / s*; the interval is d - t*_high s to d - t*_low s, the p-value twice the
    smaller part of t* beyond d/s. The seed is fixed: the same data give the same interval. None with
    fewer than two buyers in an arm.

    Examples
    --------
    >>> a = [0.0] * 90 + [10.0, 20.0] * 5
    >>> studentised_difference(a, a)[0].low < 0 < studentised_difference(a, a)[0].high
    True
    """
    one, other = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if min((one > 0).sum(), (other > 0).sum()) < 2:
        return None
    error = float(np.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size))
    if error == 0:
        return None
    random = np.random.default_rng(seed)
    mean_a, variance_a = _redrawn(one, draws, random)
    mean_b, variance_b = _redrawn(other, draws, random)
    difference = float(other.mean() - one.mean())
    spread = np.sqrt(np.maximum(variance_a + variance_b, 0.0))
    # a redraw without any scatter says nothing of how far off it is
    kept = spread > 1e-12 * error
    t = (mean_b - mean_a - difference)[kept] / spread[kept]
    tail = (1 - level) / 2
    low_t, high_t = np.quantile(t, [tail, 1 - tail])
    seen = difference / error
    beyond = min(float((t >= seen).sum()), float((t <= seen).sum()))
    p_value = min(1.0, 2 * (beyond + 1) / (t.size + 1))
    return Interval(difference - float(high_t) * error, difference - float(low_t) * error), p_value


def read_amounts(
    name_a: str,
    amounts_a: npt.ArrayLike,
    name_b: str,
    amounts_b: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> TwoAmounts:
    """Does B bring more money a lead than A, told apart into more buyers and larger purchases?

    Examples
    --------
    >>> read = read_amounts("A", [0.0] * 95 + [40.0] * 5, "B", [0.0] * 90 + [40.0, 60.0] * 5)
    >>> read.difference, read.buyers.difference, read.few_buyers
    (3.0, 0.05, True)
    """
    a, b = amounts_of(name_a, amounts_a), amounts_of(name_b, amounts_b)
    found = studentised_difference(amounts_a, amounts_b, level=level, draws=draws, seed=seed)
    means = a.per_lead.value, b.per_lead.value
    return TwoAmounts(
        a=a,
        b=b,
        level=level,
        difference=None if means[0] is None or means[1] is None else means[1] - means[0],
        interval=None if found is None else found[0],
        p_value=None if found is None else found[1],
        by_welch=welch(a.per_lead, b.per_lead, level=level),
        per_buyer=welch(a.per_buyer, b.per_buyer, level=level),
        buyers=read_two(Arm(name_a, a.n, a.buyers), Arm(name_b, b.n, b.buyers), level=level),
    )
