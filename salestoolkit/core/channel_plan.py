"""Before a test: how many leads, how many days, and what could be told with the leads there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from scipy import optimize, special

from salestoolkit.core.channel_looks import inflation, looks_allowed
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.two_rates import POWER, needed_each_exact
from salestoolkit.errors import InvalidValue

LooksRule = Literal["once", "daily", "any_time"]
"""``once``: read when the planned leads are in. ``daily``: O'Brien and Fleming's kind of bounds for looks
at any rhythm up to the planned number. ``any_time``: e-values, without a planned number."""

DAILY = 30
ANY_TIME = 1.9
"""Leads that e-values need for a chance of 80 %, against a single look (docs/channel_tests.md)."""


def leads_each_arcsine(
    p1: float, p2: float, *, power: float = POWER, level: float = 0.95
) -> float | None:
    """The same by Cohen's arcsine: 2 (z_a + z_b)^2 / h^2, h = 2 asin sqrt p1 - 2 asin sqrt p2.

    Shown beside Fleiss' number, which differs slightly; not the one that is planned with.

    Examples
    --------
    >>> round(leads_each_arcsine(0.05, 0.08), 1)
    1046.3
    """
    apart = 2 * (math.asin(math.sqrt(p1)) - math.asin(math.sqrt(p2)))
    if apart == 0:
        return None
    return 2 * ((normal_quantile(level) + float(special.ndtri(power))) / apart) ** 2


def power_of(n: float, p1: float, p2: float, *, level: float = 0.95) -> float | None:
    """Chance that ``n`` leads an arm show two rates apart, if they are these.

    Phi((sqrt(n) |p2 - p1| - z sqrt(2 p q)) / sqrt(p1 q1 + p2 q2)). None without leads, or where both rates
    are 0 or 1.

    Examples
    --------
    >>> round(power_of(400, 0.075, 0.125), 4)
    0.6548
    """
    spread = math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    if n <= 0 or spread == 0:
        return None
    middle = (p1 + p2) / 2
    chance = normal_quantile(level) * math.sqrt(2 * middle * (1 - middle))
    return float(special.ndtr((math.sqrt(n) * abs(p2 - p1) - chance) / spread))


def smallest_difference(
    n: float, base: float, *, power: float = POWER, level: float = 0.95
) -> float | None:
    """Smallest rise above ``base`` that ``n`` leads an arm show with a given chance.

    None where not even a rise to 1 would be seen.

    Examples
    --------
    >>> round(smallest_difference(1059, 0.05), 4)
    0.03
    """

    def surplus(rise: float) -> float:
        needed = needed_each_exact(base, base + rise, power=power, level=level)
        return (math.inf if needed is None else needed) - n

    room = 1 - base
    if n <= 0 or room <= 1e-9 or surplus(room) > 0:
        return None
    return float(optimize.brentq(surplus, 1e-9 * room, room, xtol=1e-12))


def design_effect(per_cluster: float, correlation: float) -> float:
    """How many times the leads are needed where whole groups get the same arm: 1 + (m - 1) rho.

    ``per_cluster`` (m) leads a group, for instance a rep who uses one message only; ``correlation`` (rho)
    how alike the outcomes of one group are.

    Examples
    --------
    >>> design_effect(50, 0.02)
    1.98
    """
    if per_cluster < 1 or not 0 <= correlation <= 1:
        raise InvalidValue("cluster_setting", value=f"{per_cluster:g}, {correlation:g}")
    return 1 + (per_cluster - 1) * correlation


def pairs_of(arms: int) -> list[tuple[int, int]]:
    """All pairs of so many arms.

    >>> pairs_of(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    return list(combinations(range(arms), 2))


@lru_cache(maxsize=256)
def looks_factor(looks: LooksRule, *, power: float = POWER, level: float = 0.95) -> float:
    """How many times the leads of a single look are needed for the same chance.

    Examples
    --------
    >>> looks_factor("once"), round(looks_factor("daily"), 3)
    (1.0, 1.05)
    """
    if looks == "once":
        return 1.0
    if looks == "any_time":
        return ANY_TIME
    days = [(day + 1) / DAILY for day in range(DAILY)]
    bounds = [look.bound or 10.0 for look in looks_allowed(days, level=level)]
    return inflation(bounds, days, power=power, level=level)


def parts_factor(shares: Sequence[float]) -> float:
    """How many times the leads are needed where the arms are planned to be of unequal size.

    A pair with parts r and s of all leads needs n (1/r + 1/s) / 2 leads in all, n being the number an
    arm where both are alike; the most needy pair decides.

    Examples
    --------
    >>> parts_factor([1, 1, 1]), parts_factor([0.8, 0.2])
    (1.0, 1.5625)
    """
    if len(shares) < 2 or any(not share > 0 for share in shares):
        raise InvalidValue("arm_shares", value=", ".join(map(str, shares)), allowed=len(shares))
    whole, arms = math.fsum(shares), len(shares)
    pairs = (whole * (1 / shares[i] + 1 / shares[j]) / 2 for i, j in pairs_of(arms))
    return max(pairs) / arms


@dataclass(frozen=True, kw_only=True)
class ChannelPlan:
    """How many leads a test needs and how long it takes.

    ``leads_each`` is an average over the arms where their parts are unequal.
    """

    base: float
    smallest: float
    arms: int
    power: float
    level: float
    pair_level: float
    looks: LooksRule
    looks_factor: float
    design_effect: float
    fleiss_each: float | None
    arcsine_each: float | None
    leads_each: int | None
    leads_total: int | None
    collecting_days: int | None
    days: int | None

    @property
    def effective_each(self) -> float | None:
        """Leads an arm that count where groups answer alike: leads / design effect."""
        return None if self.leads_each is None else self.leads_each / self.design_effect


def _days_for(leads: int | None, per_day: float | None) -> int | None:
    """Days until so many leads have come in; None where either is not known."""
    if leads is None or per_day is None or per_day <= 0:
        return None
    return math.ceil(leads / per_day - 1e-9)


def plan_channels(
    *,
    base: float,
    smallest: float,
    arms: int = 2,
    leads_per_day: float | None = None,
    window_days: int = 0,
    power: float = POWER,
    level: float = 0.95,
    looks: LooksRule = "daily",
    per_cluster: float = 1,
    correlation: float = 0.0,
    shares: Sequence[float] | None = None,
) -> ChannelPlan:
    """How many leads an arm show a rise from ``base`` by ``smallest``, and how long that takes.

    Fleiss' number at the level that several pairs leave each (Bonferroni: 1 - (1 - level)/pairs, the
    most that Holm's correction asks), times what looking early costs, times the design effect of
    groups, times `parts_factor` of ``shares``. Days = leads / ``leads_per_day`` (all arms together),
    rounded up, plus the window of the outcome.

    Examples
    --------
    >>> plan = plan_channels(base=0.05, smallest=0.03, leads_per_day=60, window_days=14, looks="once")
    >>> plan.leads_each, plan.leads_total, plan.collecting_days, plan.days
    (1059, 2118, 36, 50)
    """
    if not 0 < base < 1 or not 0 < smallest < 1:
        raise InvalidValue("channel_rates", value=f"{base:g}, {smallest:g}")
    if arms < 2:
        raise InvalidValue("channel_arms", value=arms)
    pair_level = 1 - (1 - level) / len(pairs_of(arms))
    factor = looks_factor(looks, power=power, level=pair_level)
    effect = design_effect(per_cluster, correlation)
    parts = 1.0 if shares is None else parts_factor(shares)
    other = base + smallest
    fits = other < 1
    plain = needed_each_exact(base, other, power=power, level=pair_level) if fits else None
    # a hair's breadth above a whole number is rounding, not one more lead
    each = None if plain is None else math.ceil(plain * factor * effect * parts - 1e-9)
    total = None if each is None else each * arms
    collecting = _days_for(total, leads_per_day)
    return ChannelPlan(
        base=base,
        smallest=smallest,
        arms=arms,
        power=power,
        level=level,
        pair_level=pair_level,
        looks=looks,
        looks_factor=factor,
        design_effect=effect,
        fleiss_each=plain,
        arcsine_each=(
            leads_each_arcsine(base, other, power=power, level=pair_level) if fits else None
        ),
        leads_each=each,
        leads_total=total,
        collecting_days=collecting,
        days=None if collecting is None else collecting + window_days,
    )
