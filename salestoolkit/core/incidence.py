"""Chance to move on or win by a given age, when some deals are still open.

Open deals are censored, never counted as lost. The estimator is Aalen and Johansen's cumulative
incidence for competing ends (moved on, lost), on grouped counts or on one row a deal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import TIED, Array, log_log_band, worth_as_many
from salestoolkit.core.proportions import Interval

Variance = Literal["greenwood", "aalen"]

SMALL = 100
"""Deals below which a band is widened to Clopper and Pearson's interval of as many deals as it is worth."""
FEW_EVENTS = 5
"""Events below which it is widened too."""


@dataclass(frozen=True, eq=False)
class Incidence:
    """Cumulative incidence of each way to end, at the times at which something ended.

    ``time`` holds the ``m`` distinct times with an event, ``at_risk`` how many were under
    observation just before, ``events`` (k x m) how many ended in cause 1..k, ``survival`` the share
    still going after it. ``n`` counts the deals, ``from_start`` those seen from their first day,
    ``last`` is the end of the longest follow-up (None for no deals): nothing is said beyond it.
    """

    time: Array
    at_risk: Array
    events: Array
    still_at_risk: Array
    n: float
    from_start: float
    last: float | None

    @property
    def well_observed(self) -> Incidence:
        """The curve up to where single late deals begin to decide it.

        Where many deals are young, the last few that were watched for long stand for all others:
        the curve ends before one of them counts for more than three deals (two below `SMALL`), for
        its band would not hold beyond. Nothing is cut where every deal was watched to its end.
        """
        if not self.from_start:
            return self
        most = (2 if self.n < SMALL else 3) / self.from_start
        steady = np.logical_and.accumulate(self._before / self.at_risk <= most + TIED)
        kept = int(steady.sum())
        if kept in (0, self.time.size):
            return self
        return replace(
            self,
            time=self.time[:kept],
            at_risk=self.at_risk[:kept],
            events=self.events[:, :kept],
            still_at_risk=self.still_at_risk[:kept],
            last=float(self.time[kept - 1]),
        )

    @cached_property
    def survival(self) -> Array:
        """All-cause Kaplan-Meier S(t), the share that has not ended in any way."""
        return np.asarray(np.cumprod(1 - self._all_hazard), dtype=float)

    @cached_property
    def _all_hazard(self) -> Array:
        return np.asarray(self.events.sum(axis=0) / self.at_risk, dtype=float)

    @cached_property
    def _before(self) -> Array:
        """S(t-): the share still going just before each time."""
        return np.concatenate(([1.0], self.survival[:-1])) if self.time.size else self.survival

    @cached_property
    def incidence(self) -> Array:
        """F_k(t) = sum over u <= t of S(u-) d_k(u) / n(u), one row a cause."""
        summed = np.cumsum(self._before * self.events / self.at_risk, axis=1)
        # a sum of many shares may pass one by a rounding
        return np.asarray(np.minimum(summed, 1.0), dtype=float)

    def position(self, age: float) -> int | None:
        """Index of the last event time at or before ``age``; -1 before the first; None if unknown."""
        if self.last is None or age > self.last or age < 0:
            return None
        return int(np.searchsorted(self.time, age, side="right")) - 1

    def at(self, age: float, *, cause: int = 1) -> float | None:
        """Share that has ended in ``cause`` by ``age``; None past the last follow-up."""
        index = self.position(age)
        if index is None:
            return None
        return float(self.incidence[cause - 1, index]) if index >= 0 else 0.0

    def survival_at(self, age: float) -> float | None:
        """Share still going after ``age``; None past the last follow-up."""
        index = self.position(age)
        if index is None:
            return None
        return float(self.survival[index]) if index >= 0 else 1.0

    def final(self, *, cause: int = 1) -> float | None:
        """Share that has ended in ``cause`` by the last follow-up; None without deals."""
        return None if self.last is None else self.at(self.last, cause=cause)

    def _gradients(self, cause: int) -> tuple[Array, Array, Array]:
        """Parts of dF(t)/d hazard(u): own = p - q F(t), others = r - q F(t), for u <= t."""
        left = 1 - self._all_hazard
        alive = left > TIED
        share = self.incidence[cause - 1]
        q = np.divide(1.0, left, out=np.zeros_like(left), where=alive)
        r = share * q
        return self._before + r, q, r

    def _increments(self, cause: int, variance: Variance) -> tuple[Array, Array, Array]:
        """Variance of the own and the other causes' hazards at each time, and their covariance."""
        n = self.at_risk
        own = self.events[cause - 1]
        other = self.events.sum(axis=0) - own
        if variance == "greenwood":
            return own * (n - own) / n**3, other * (n - other) / n**3, -own * other / n**3
        # Counting-process increments with Gray's correction for ties; a lone deal at risk has none.
        one_less = np.maximum(n - 1, 1)
        ties = np.where(own > 1, (n - own) / one_less, 1.0)
        other_ties = np.where(other > 1, (n - other) / one_less, 1.0)
        return own * ties / n**2, other * other_ties / n**2, np.zeros_like(n)

    def _sums(self, cause: int, variance: Variance) -> tuple[Array, Array, Array]:
        """Running sums that give Cov(F(s), F(t)) = A - (F(s) + F(t)) B + F(s) F(t) C at min(s, t)."""
        p, q, r = self._gradients(cause)
        own, other, both = self._increments(cause, variance)
        constant = p * p * own + r * r * other + 2 * p * r * both
        linear = q * (p * own + r * other + (p + r) * both)
        square = q * q * (own + other + 2 * both)
        return np.cumsum(constant), np.cumsum(linear), np.cumsum(square)

    def standard_error(self, *, cause: int = 1, variance: Variance = "greenwood") -> Array:
        """Standard error of F(t) at each event time.

        Parameters
        ----------
        cause : int
            Which way to end, from 1.
        variance : str
            ``greenwood``: multinomial increments, as R's survival; ``aalen``: counting process,
            as R's cmprsk.
        """
        constant, linear, square = self._sums(cause, variance)
        share = self.incidence[cause - 1]
        spread = constant - 2 * share * linear + share * share * square
        return np.asarray(np.sqrt(np.maximum(spread, 0)), dtype=float)

    def worth(self, age: float, *, cause: int = 1) -> float | None:
        """Number of deals, each watched to ``age``, whose share would be as sure as F(age).

        n = F (1 - F) / se^2; None where the share is not known, or where it has no error.
        """
        index = self.position(age)
        if index is None or index < 0:
            return None
        share, error = self.incidence[cause - 1, index], self.standard_error(cause=cause)[index]
        return float(share * (1 - share) / error**2) if error > TIED else None

    def covariance(self, index: int, *, cause: int = 1, variance: Variance = "greenwood") -> Array:
        """Cov(F(t), F(time[index])) for each event time t up to ``index``."""
        constant, linear, square = (total[: index + 1] for total in self._sums(cause, variance))
        share = self.incidence[cause - 1]
        here = share[: index + 1]
        return np.asarray(
            constant - (here + share[index]) * linear + here * share[index] * square, dtype=float
        )

    def band(
        self,
        *,
        cause: int = 1,
        level: float = 0.95,
        variance: Variance = "greenwood",
        small_sample: bool = False,
    ) -> tuple[Array, Array]:
        """Pointwise band F^exp(-+z se / (F ln F)) at each event time.

        Where no deal has yet ended in ``cause`` the upper bound is Clopper and Pearson's for none
        of those whose fate is known by then; where all have, the lower bound is its mirror image.
        ``small_sample`` widens it for few deals or events, where it covers too little otherwise.
        """
        share = self.incidence[cause - 1]
        error = self.standard_error(cause=cause, variance=variance)
        low, high = log_log_band(share, error, level=level)
        if small_sample:
            scarce = (self.n < SMALL) | (np.cumsum(self.events[cause - 1]) < FEW_EVENTS)
            exact = worth_as_many(share, error, level)
            low = np.where(scarce, np.fmin(low, exact[0]), low)
            high = np.where(scarce, np.fmax(high, exact[1]), high)
        tail = (1 - level) / 2
        other = np.cumsum(self.events.sum(axis=0) - self.events[cause - 1])
        known = np.maximum(np.minimum.accumulate(self.still_at_risk) + other, 1)
        none = share <= 0
        low, high = np.where(none, 0.0, low), np.where(none, 1 - tail ** (1 / known), high)
        every = share >= 1 - TIED
        moved = np.maximum(np.cumsum(self.events[cause - 1]), 1)
        return np.where(every, tail ** (1 / moved), low), np.where(every, 1.0, high)

    def interval(
        self,
        age: float,
        *,
        cause: int = 1,
        level: float = 0.95,
        variance: Variance = "greenwood",
    ) -> Interval:
        """Band at one age, widened in small samples; 0 to 1 where nothing is known."""
        index = self.position(age)
        if index is None or self.n <= 0:
            return Interval(0.0, 1.0)
        if index < 0:
            return Interval(0.0, float(1 - ((1 - level) / 2) ** (1 / max(self.n, 1))))
        low, high = self.band(cause=cause, level=level, variance=variance, small_sample=True)
        return Interval(float(low[index]), float(high[index]))

    def chance_at_age(self, age: float, *, cause: int = 1) -> float | None:
        """Chance that a deal still open at ``age`` ends in ``cause`` by the last follow-up.

        (F(last) - F(age)) / S(age); None past the last follow-up or where none is left open.
        """
        share, alive, final = (
            self.at(age, cause=cause),
            self.survival_at(age),
            self.final(cause=cause),
        )
        if share is None or final is None or alive is None or alive <= TIED:
            return None
        return max(0.0, final - share) / alive


def aalen_johansen(
    durations: npt.ArrayLike,
    causes: npt.ArrayLike,
    *,
    entry: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    n_causes: int | None = None,
) -> Incidence:
    """Cumulative incidence of competing ends.

    F_k(t) = sum over u <= t of S(u-) d_k(u) / n(u), with S the all-cause Kaplan-Meier. At a tied
    time ends come before censorings. n(u) counts those with ``entry == 0 or entry < u``, and
    ``u <= duration``: a deal seen from its first day is at risk on day 0.

    Parameters
    ----------
    durations : array
        Age at the end or, for open deals, at the last follow-up. One entry a deal or a group.
    causes : array of int
        0 still open, 1 moved on or won, 2 lost (or further causes).
    entry : array, optional
        Age at which the deal came under observation (late entry); 0 where not given.
    weights : array, optional
        How many deals each entry stands for.
    n_causes : int, optional
        Number of causes, where the last ones may not occur; the largest code otherwise, at least 2.

    Returns
    -------
    Incidence
        Deals that ended before they came under observation are left out.

    Examples
    --------
    >>> curve = aalen_johansen([3, 5, 7, 9], [1, 2, 1, 0])
    >>> curve.incidence[0].tolist()
    [0.25, 0.25, 0.5]
    """
    ages = np.asarray(durations, dtype=float)
    codes = np.asarray(causes, dtype=np.int64)
    start = np.zeros_like(ages) if entry is None else np.asarray(entry, dtype=float)
    count = np.ones_like(ages) if weights is None else np.asarray(weights, dtype=float)
    seen = (ages >= 0) & ((start <= 0) | (start < ages)) & (count > 0)
    ages, codes, start, count = ages[seen], codes[seen], start[seen], count[seen]
    k = max(int(codes.max(initial=0)), 2) if n_causes is None else n_causes
    times = np.unique(ages[codes > 0])
    at_risk = _from(ages, count, times) - _from(start[start > 0], count[start > 0], times)
    after = _beyond(ages, count, times) - _beyond(start[start > 0], count[start > 0], times)
    events = np.zeros((k, times.size))
    ended = codes > 0
    np.add.at(events, (codes[ended] - 1, np.searchsorted(times, ages[ended])), count[ended])
    return Incidence(
        time=times,
        at_risk=at_risk,
        events=events,
        still_at_risk=after,
        n=float(count.sum()),
        from_start=float(count[start <= 0].sum()),
        last=float(ages.max()) if ages.size else None,
    )


def _from(values: Array, count: Array, times: Array) -> Array:
    """Total count of the values at or above each time."""
    order = np.argsort(values, kind="stable")
    below = np.concatenate(([0.0], np.cumsum(count[order])))
    return np.asarray(below[-1] - below[np.searchsorted(values[order], times, side="left")])


def _beyond(values: Array, count: Array, times: Array) -> Array:
    """Total count of the values above each time."""
    order = np.argsort(values, kind="stable")
    below = np.concatenate(([0.0], np.cumsum(count[order])))
    return np.asarray(below[-1] - below[np.searchsorted(values[order], times, side="right")])
