"""Rates of many groups, each drawn towards all by as much as its few deals ask for.

Three wins of three leads are no rate of 100 %. What is known of all groups says how far apart such
rates lie, and so how much of a small group's own figure is luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from salestoolkit.core.bands import Array
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

Method = Literal["mle", "moments", "pooled", "grid", "weak_prior"]

FEW, FEWEST = 20, 3
"""Groups below which the common rate and its spread are not taken for certain, and below which the
spread cannot be learned at all."""
WEAK = 2.0
"""Deals that a weak prior is worth."""
GRID = 41
UNLIKE = 4.0
STRONGEST = 1e6
NEGLIGIBLE = 1e-4
STEPS, CLOSE = 12, 1e-9
"""Steps towards a quantile before it is searched for between 0 and 1, and how near it must be."""


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """A group's rate, own and drawn towards all; ``own`` is None where the group is empty.

    ``weight`` is how much the own figure counts, 0-1; the rest is the common rate.
    """

    own: float | None
    value: float
    low: float
    high: float
    n: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Shrinkage:
    """All groups' rates drawn together.

    ``mean`` is the common rate, ``strength`` the number of deals that it counts for in each group
    (None: infinitely many, all groups share one rate), ``method`` how both were learned.
    """

    groups: tuple[Shrunken, ...]
    method: Method
    mean: float
    strength: float | None
    level: float


def _log_likelihood(k: Array, n: Array, a: Array, b: Array) -> Array:
    """Beta-binomial log-likelihood of all groups, for each (a, b)."""
    each = special.betaln(k + a[..., None], n - k + b[..., None]) - special.betaln(a, b)[..., None]
    return np.asarray(each.sum(axis=-1), dtype=float)


def kleinman_moments(k: Array, n: Array) -> tuple[float, float | None]:
    """Common rate and strength by weighted moments (Kleinman 1973); no strength: no excess variance.

    Rates are weighted by n first, then once more by n / (1 + (n - 1) rho).

    Examples
    --------
    >>> mean, strength = kleinman_moments(np.array([2.0, 9.0, 4.0]), np.array([20.0, 30.0, 10.0]))
    >>> round(mean, 3), round(strength, 1)
    (0.255, 15.3)
    """
    rate, weight, rho = k / n, n, 0.0
    mean = float((weight @ rate) / weight.sum())
    for _ in range(50):
        total = float(weight.sum())
        mean = float(weight @ rate) / total
        spread = float(weight @ (rate - mean) ** 2)
        share = weight * (1 - weight / total)
        sampling = float((share / n).sum())
        excess = mean * (1 - mean) * float((share * (1 - 1 / n)).sum())
        before, rho = rho, 0.0
        if excess > 0:
            rho = min(max((spread - mean * (1 - mean) * sampling) / excess, 0.0), 1 - 1e-9)
        if abs(rho - before) < 1e-10:
            break
        weight = n / (1 + (n - 1) * rho)
    return mean, (1 / rho - 1 if rho > 0 else None)


def _mle(k: Array, n: Array) -> tuple[float, float | None] | None:
    """Likeliest common rate and strength; None where the search does not settle."""
    mean, strength = kleinman_moments(k, n)
    begin = np.array([special.logit(np.clip(mean, 1e-6, 1 - 1e-6)), np.log(strength or 100.0)])

    def loss(point: Array) -> float:
        rate, total = float(special.expit(point[0])), float(np.exp(np.clip(point[1], -20, 20)))
        a, b = np.array([rate * total]), np.array([(1 - rate) * total])
        return -float(_log_likelihood(k, n, a, b)[0])

    found = optimize.minimize(loss, begin, method="Nelder-Mead", options={"xatol": 1e-7})
    if not found.success or not np.isfinite(found.fun):
        return None
    total = float(np.exp(np.clip(found.x[1], -20, 20)))
    pooled = float(k.sum() / n.sum())
    alone = -float(special.xlogy(k.sum(), pooled) + special.xlog1py((n - k).sum(), -pooled))
    if total > STRONGEST or found.fun >= alone - 1e-6:
        return pooled, None
    return float(special.expit(found.x[0])), total


def _grid(k: Array, n: Array) -> tuple[Array, Array, Array]:
    """Common rates and strengths that the groups allow, with their weights.

    Beforehand any common rate is as likely; of the spread, rho = 1 / (1 + M) is Beta(1/2, 5): groups
    of one kind seldom lie very far apart (M under 3 has a chance of one in ten).
    """
    total, done = float(n.sum()), float(k.sum())
    own = special.logit((k + 0.5) / (n + 1))
    around = special.logit((done + 0.5) / (total + 1))
    near = float(np.sqrt(own.var() / k.size + 1 / (done + 0.5) + 1 / (total - done + 0.5)))
    logit = around + np.linspace(-6, 6, GRID) * near
    root = (np.arange(GRID) + 0.5) / GRID
    rate, rho = np.meshgrid(special.expit(logit), root**2)
    strength = 1 / rho - 1
    a, b = rate * strength, (1 - rate) * strength
    # of the logit: the rate itself is as likely anywhere
    logs = _log_likelihood(k, n, a, b) + np.log(rate * (1 - rate)) + UNLIKE * np.log1p(-rho)
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    kept = weight > NEGLIGIBLE * weight.max()
    return a[kept], b[kept], weight[kept] / weight[kept].sum()


def _quantile(weight: Array, a: Array, b: Array, share: float) -> float:
    """Quantile of a mixture of Betas: by Newton's steps from that of one Beta with its mean and spread."""
    mean = a / (a + b)
    middle = float(weight @ mean)
    spread = float(weight @ (mean * (1 - mean) / (a + b + 1) + (mean - middle) ** 2))
    strength = middle * (1 - middle) / spread - 1
    rate = float(special.betaincinv(middle * strength, (1 - middle) * strength, share))
    whole = special.betaln(a, b)

    def surplus(rate: float) -> float:
        return float(weight @ special.betainc(a, b, rate)) - share

    for _ in range(STEPS):
        if not 0 < rate < 1:
            break
        logs = special.xlogy(a - 1, rate) + special.xlog1py(b - 1, -rate) - whole
        density = float(weight @ np.exp(logs))
        if not 0 < density < np.inf:
            break
        step = surplus(rate) / density
        # a step never leads further than half way to either end
        rate = min(max(rate - step, rate / 2), (1 + rate) / 2)
        if abs(step) < CLOSE:
            return rate
    return float(optimize.brentq(surplus, 0.0, 1.0, xtol=CLOSE))


def _groups(
    k: Array, n: Array, prior: tuple[Array, Array, Array], level: float
) -> tuple[Shrunken, ...]:
    a, b, weight = prior
    tail = (1 - level) / 2
    found = []
    for done, of in zip(k, n, strict=True):
        # how well each pair of the grid explains all groups is in its weight already
        after_a, after_b = a + done, b + of - done
        found.append(
            Shrunken(
                own=float(done / of) if of > 0 else None,
                value=float(weight @ (after_a / (after_a + after_b))),
                low=_quantile(weight, after_a, after_b, tail),
                high=_quantile(weight, after_a, after_b, 1 - tail),
                n=float(of),
                weight=float(weight @ (of / (of + a + b))),
            )
        )
    return tuple(found)


def shrink(
    successes: Sequence[float], trials: Sequence[float], *, level: float = 0.95
) -> Shrinkage | None:
    """Rates for ranking: empirical-Bayes Beta-binomial, so that luck counts for less.

    Each group's rate is (k + mu M) / (n + M). With 20 groups or more (mu, M) are the likeliest, by
    Kleinman's moments where that search fails, and all groups share one rate where they differ no
    more than chance lets them; their intervals average over a grid of (mu, M), as one pair taken for
    certain would hold the truth too seldom. With 3 to 19 groups the rates are averaged over it too; with
    fewer a weak prior at the common rate counts two deals. ``trials`` need not be whole:
    deals that are still open make them an effective number. Empty groups get the common rate.
    None where no group has any.

    Examples
    --------
    >>> sources = shrink([66, 75, 60, 3], [300, 300, 400, 3])
    >>> sources.method, [round(group.value, 2) for group in sources.groups]
    ('grid', [0.22, 0.25, 0.16, 0.42])
    """
    normal_quantile(level)
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if k.shape != n.shape or (k < 0).any() or (k > n * (1 + 1e-12)).any():
        raise InvalidValue("count_outside_total", value=float(k.max(initial=0)), allowed="0-n")
    k = np.minimum(k, n)
    some = n > 0
    if not some.any():
        return None
    pooled = float(k.sum() / n.sum())
    if pooled in (0.0, 1.0) or some.sum() < FEWEST:
        middle = (float(k.sum()) + 0.5) / (float(n.sum()) + 1)
        # never less than Jeffreys' half on either side: no success at all is no certainty of none
        a, b = np.maximum([[middle * WEAK], [(1 - middle) * WEAK]], 0.5)
        groups = _groups(k, n, (a, b, np.ones(1)), level)
        return Shrinkage(
            groups=groups, method="weak_prior", mean=middle, strength=WEAK, level=level
        )
    if some.sum() < FEW:
        a, b, weight = _grid(k[some], n[some])
        mean, strength = float(weight @ (a / (a + b))), float(np.exp(weight @ np.log(a + b)))
        groups = _groups(k, n, (a, b, weight), level)
        return Shrinkage(groups=groups, method="grid", mean=mean, strength=strength, level=level)
    return _empirical(k, n, some, level)


def _empirical(k: Array, n: Array, some: npt.NDArray[np.bool_], level: float) -> Shrinkage:
    """Twenty groups or more: the likeliest common rate and strength, intervals from all likely ones."""
    likeliest = _mle(k[some], n[some])
    mean, strength = likeliest if likeliest is not None else kleinman_moments(k[some], n[some])
    wide = _groups(k, n, _grid(k[some], n[some]), level)
    method: Method = "pooled" if strength is None else "mle" if likeliest is not None else "moments"
    if strength is None:
        mean = float(k.sum() / n.sum())
        values, weights = np.full(n.size, mean), np.zeros(n.size)
    else:
        values, weights = (k + mean * strength) / (n + strength), n / (n + strength)
    groups = tuple(
        replace(one, value=value, weight=weight, low=min(one.low, value), high=max(one.high, value))
        for one, value, weight in zip(wide, values.tolist(), weights.tolist(), strict=True)
    )
    return Shrinkage(groups=groups, method=method, mean=mean, strength=strength, level=level)
