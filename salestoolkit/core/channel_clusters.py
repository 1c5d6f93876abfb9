"""Reps as groups: leads of one rep answer alike, so they count for less than so many strangers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from salestoolkit.core.channel_plan import design_effect
from salestoolkit.core.proportions import Interval

FEW_GROUPS = 5
"""Groups an arm below which the interval is shown with a warning."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Leads of one group (a rep) in one arm, and how many succeeded."""

    name: str
    arm: int
    n: int
    successes: int


@dataclass(frozen=True, kw_only=True)
class ClusteredDifference:
    """Second arm minus first, with an interval that knows of the groups.

    ``crossed``: the groups have leads in both arms. ``groups`` an arm (the same groups where
    crossed); ``correlation`` how alike the outcomes of one group are (analysis of variance, never
    below 0); ``effective`` leads that would say as much if all were strangers.
    """

    difference: float | None
    interval: Interval
    p_value: float | None
    degrees: float | None
    groups: tuple[int, int]
    crossed: bool
    correlation: float | None
    effective: tuple[float | None, float | None]

    @property
    def few_groups(self) -> bool:
        """Too few groups for the interval to be relied on."""
        return min(self.groups) < FEW_GROUPS


def correlation_within(groups: Sequence[tuple[int, int]]) -> float | None:
    """How alike yes/no outcomes of one group are: (B - W) / (B + (m0 - 1) W), not below 0.

    B and W are the mean squares between and within groups of (leads, successes), m0 the mean size
    corrected for unequal sizes (analysis of variance; Donner and Klar 2000). None for fewer than two
    groups or without any within.

    Examples
    --------
    >>> round(correlation_within([(20, 2), (20, 10), (20, 4), (20, 12)]), 3)
    0.194
    """
    sizes = np.array([n for n, _ in groups if n > 0], dtype=float)
    done = np.array([k for n, k in groups if n > 0], dtype=float)
    total, count = float(sizes.sum()), sizes.size
    if count < 2 or total <= count:
        return None
    rate = float(done.sum()) / total
    between = float(np.sum(sizes * (done / sizes - rate) ** 2)) / (count - 1)
    within = float(np.sum(done * (1 - done / sizes))) / (total - count)
    usual = (total - float(np.sum(sizes**2)) / total) / (count - 1)
    spread = between + (usual - 1) * within
    return None if spread <= 0 else max(0.0, (between - within) / spread)


def _per_arm(clusters: Sequence[Cluster]) -> list[dict[str, tuple[int, int]]]:
    arms: list[dict[str, tuple[int, int]]] = [{}, {}]
    for cluster in clusters:
        n, k = arms[cluster.arm].get(cluster.name, (0, 0))
        if n + cluster.n > 0:
            arms[cluster.arm][cluster.name] = (n + cluster.n, k + cluster.successes)
    return arms


def _deviations(arm: dict[str, tuple[int, int]]) -> tuple[float, dict[str, float]]:
    """The arm's rate (all successes / all leads), and what each group moves it."""
    total = sum(n for n, _ in arm.values())
    rate = sum(k for _, k in arm.values()) / total
    return rate, {name: (k - rate * n) / total for name, (n, k) in arm.items()}


def _variance(moves: Sequence[dict[str, float]], crossed: bool) -> tuple[float, float | None]:
    """Variance of the difference and its degrees of freedom."""
    if crossed:
        names = sorted({*moves[0], *moves[1]})
        parts = [moves[1].get(name, 0.0) - moves[0].get(name, 0.0) for name in names]
        count = len(names)
        if count < 2:
            return 0.0, None
        return count / (count - 1) * math.fsum(part**2 for part in parts), count - 1.0
    counts = [len(arm) for arm in moves]
    if min(counts) < 2:
        return 0.0, None
    each = [
        count / (count - 1) * math.fsum(move**2 for move in arm.values())
        for arm, count in zip(moves, counts, strict=True)
    ]
    total = sum(each)
    if total == 0:
        return 0.0, None
    freedom = 1 / sum(
        (part / total) ** 2 / (count - 1) for part, count in zip(each, counts, strict=True)
    )
    return total, freedom


def read_clusters(clusters: Sequence[Cluster], *, level: float = 0.95) -> ClusteredDifference:
    """Does the second arm do better, where leads of one rep are alike?

    Each arm's rate is all its successes / all its leads; its variance comes from what the groups
    deviate as wholes (ratio estimator with the cluster-robust variance, times c/(c - 1)), the
    interval from Student's t with Satterthwaite's degrees of freedom. Where the same reps have leads in
    both arms, each rep's two deviations are set against each other. Undefined with fewer than two
    groups an arm.

    Examples
    --------
    >>> groups = [Cluster(name=f"{arm}{i}", arm=arm, n=40, successes=k + 4 * arm)
    ...           for arm in (0, 1) for i, k in enumerate((2, 5, 3, 6, 4))]
    >>> found = read_clusters(groups)
    >>> round(found.difference, 3), [round(end, 3) for end in found.interval], found.few_groups
    (0.1, [0.042, 0.158], False)
    """
    arms = _per_arm(clusters)
    crossed = bool(arms[0].keys() & arms[1].keys())
    known = [one for arm in arms if (one := correlation_within(list(arm.values()))) is not None]
    correlation = sum(known) / len(known) if known else None
    nothing = ClusteredDifference(
        difference=None,
        interval=Interval(-1.0, 1.0),
        p_value=None,
        degrees=None,
        groups=(len(arms[0]), len(arms[1])),
        crossed=crossed,
        correlation=correlation,
        effective=(_effective(arms[0], correlation), _effective(arms[1], correlation)),
    )
    if not arms[0] or not arms[1]:
        return nothing
    (rate_a, moves_a), (rate_b, moves_b) = _deviations(arms[0]), _deviations(arms[1])
    difference = rate_b - rate_a
    variance, degrees = _variance((moves_a, moves_b), crossed)
    if degrees is None or variance <= 0:
        return replace(nothing, difference=difference)
    error = math.sqrt(variance)
    half = float(special.stdtrit(degrees, 0.5 + level / 2)) * error
    return replace(
        nothing,
        difference=difference,
        interval=Interval(max(-1.0, difference - half), min(1.0, difference + half)),
        p_value=float(2 * special.stdtr(degrees, -abs(difference) / error)),
        degrees=degrees,
    )


def _effective(arm: dict[str, tuple[int, int]], correlation: float | None) -> float | None:
    """Leads of an arm divided by their design effect; m is the size of the group of a usual lead."""
    total = sum(n for n, _ in arm.values())
    if correlation is None or total == 0:
        return None
    return total / design_effect(sum(n * n for n, _ in arm.values()) / total, correlation)
