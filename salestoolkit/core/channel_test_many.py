"""Three or more variants in one test: is there any difference, between which, and which is best?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from scipy import special

from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_test_beta import UNIFORM, Posterior, posterior_of
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_rates import newcombe, score_p_value


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two variants held against each other; ``p_holm`` allows for the number of pairs."""

    first: int
    second: int
    difference: float | None
    interval: Interval
    p_value: float | None
    p_holm: float | None


@dataclass(frozen=True, kw_only=True)
class ManyArms:
    """Several variants read together.

    ``interval`` of a pair has the level that makes all of them right together (Bonferroni).
    """

    arms: tuple[Arm, ...]
    level: float
    chi2: float | None
    p_value: float | None
    pairs: tuple[Pair, ...]
    posterior: Posterior

    @property
    def leader(self) -> int | None:
        """Place of the variant with the highest rate; None where none has leads or two are level."""
        rates = [-1.0 if arm.rate is None else arm.rate for arm in self.arms]
        best = max(rates)
        return rates.index(best) if best > 0 and rates.count(best) == 1 else None

    def ahead_of(self, place: int) -> tuple[int, ...]:
        """Variants that are beaten by one: Holm's p-value is at most one minus the level."""
        return tuple(
            pair.first if pair.second == place else pair.second
            for pair in self.pairs
            if place in (pair.first, pair.second)
            and pair.p_holm is not None
            and pair.p_holm <= 1 - self.level + 1e-12
            and (pair.difference or 0) * (1 if pair.second == place else -1) > 0
        )

    @property
    def beats_all(self) -> bool:
        """The leader is significantly ahead of each of the others."""
        return self.leader is not None and len(self.ahead_of(self.leader)) == len(self.arms) - 1


def chi_square(arms: Sequence[Arm]) -> tuple[float | None, float | None]:
    """Chi-square of arms x (success, no success), without correction, and its p-value.

    None where an arm is empty, and where nobody or everybody succeeded: 0/0.

    Examples
    --------
    >>> arms = [Arm(name, 500, k) for name, k in zip("ABCD", (40, 55, 38, 62))]
    >>> [round(figure, 4) for figure in chi_square(arms)]
    [9.245, 0.0262]
    """
    n, k = sum(arm.n for arm in arms), sum(arm.successes for arm in arms)
    if len(arms) < 2 or any(arm.n == 0 for arm in arms):
        return None, None
    rate = k / n
    if rate in (0.0, 1.0):
        return None, None
    terms = ((arm.successes - arm.n * rate) ** 2 / (arm.n * rate * (1 - rate)) for arm in arms)
    chi2 = float(sum(terms))
    return chi2, float(special.chdtrc(len(arms) - 1, chi2))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """P-values that allow for how many were looked at (Holm 1979); what is unknown stays out.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        found[place] = highest
    return found


def read_many(
    arms: Sequence[Arm], *, level: float = 0.95, prior: tuple[float, float] = UNIFORM
) -> ManyArms:
    """Which of several variants brings the most answers?

    Overall chi-square; every pair by the pooled score test with Holm's correction, Newcombe's interval at
    1 - (1 - level)/pairs; chance of being best and expected loss from Beta posteriors.

    Examples
    --------
    >>> many = read_many([Arm(name, 500, k) for name, k in zip("ABCD", (40, 55, 38, 62))])
    >>> round(many.p_value, 4), many.leader, many.beats_all
    (0.0262, 3, False)
    """
    places = list(combinations(range(len(arms)), 2))
    counts = [(arms[i].successes, arms[i].n, arms[j].successes, arms[j].n) for i, j in places]
    p_values = [score_p_value(*each) for each in counts]
    wide = 1 - (1 - level) / max(1, len(places))
    pairs = tuple(
        Pair(
            first=i,
            second=j,
            difference=None if not (each[1] and each[3]) else each[2] / each[3] - each[0] / each[1],
            interval=newcombe(*each, level=wide),
            p_value=p_value,
            p_holm=adjusted,
        )
        for (i, j), each, p_value, adjusted in zip(
            places, counts, p_values, holm(p_values), strict=True
        )
    )
    chi2, p_overall = chi_square(arms)
    return ManyArms(
        arms=tuple(arms),
        level=level,
        chi2=chi2,
        p_value=p_overall,
        pairs=pairs,
        posterior=posterior_of([(arm.successes, arm.n) for arm in arms], prior=prior),
    )
