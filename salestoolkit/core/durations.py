"""How long deals take, when some are still on their way.

The mean or median of closed deals alone is too short: the slow ones are still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.bands import TIED, Array, log_log_band
from salestoolkit.core.incidence import Incidence, aalen_johansen


@dataclass(frozen=True, eq=False)
class Survival:
    """Kaplan-Meier curve: the share still there after each time, from the start of the clock.

    ``curve`` holds the counts; ``time``, ``survival`` and ``standard_error`` are arrays over the
    times at which something ended.
    """

    curve: Incidence

    @property
    def time(self) -> Array:
        """Distinct times with an end."""
        return self.curve.time

    @property
    def survival(self) -> Array:
        """S(t), the share still there after each time."""
        return self.curve.survival

    @property
    def n(self) -> float:
        """How many the curve rests on."""
        return self.curve.n

    @property
    def last(self) -> float | None:
        """End of the longest follow-up; None without any."""
        return self.curve.last

    @cached_property
    def _log_variance(self) -> Array:
        """Greenwood's sum d / (n (n - d)); infinite from where nobody is left."""
        n, ended = self.curve.at_risk, self.curve.events.sum(axis=0)
        left = n * (n - ended)
        return np.cumsum(np.divide(ended, left, out=np.full_like(n, np.inf), where=left > 0))

    @cached_property
    def standard_error(self) -> Array:
        """Greenwood's standard error of S(t); 0 where nobody is left."""
        gone = self.survival <= TIED
        return np.where(gone, 0.0, self.survival * np.sqrt(np.where(gone, 0, self._log_variance)))

    def band(self, *, level: float = 0.95) -> tuple[Array, Array]:
        """Pointwise log-log band of S(t); NaN where S is 1 or 0, as R's survfit."""
        return log_log_band(self.survival, self.standard_error, level=level)

    def at(self, age: float) -> float | None:
        """S(age); None past the last follow-up."""
        return self.curve.survival_at(age)

    def quantile(self, share: float) -> float | None:
        """Smallest t with S(t) <= 1 - share; None where the curve does not come down that far.

        >>> kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]).quantile(0.5)
        2.0
        """
        return _first(self.time, self.survival <= 1 - share + TIED)

    @property
    def median(self) -> float | None:
        """Smallest t with S(t) <= 1/2; None where more than half are still there."""
        return self.quantile(0.5)

    def quantile_interval(
        self, share: float = 0.5, *, level: float = 0.95
    ) -> tuple[float | None, float | None]:
        """Interval of a quantile: the times at which the band crosses it (Brookmeyer-Crowley).

        A bound is None where the band does not come down that far.
        """
        low, high = self.band(level=level)
        gone = self.survival <= TIED
        with np.errstate(invalid="ignore"):
            return (
                _first(self.time, gone | (low <= 1 - share + TIED)),
                _first(self.time, high <= 1 - share + TIED),
            )

    def restricted_mean(self, horizon: float) -> tuple[float | None, float | None]:
        """Mean time until the end or ``horizon``, whichever is first, and its standard error.

        The area under S up to the horizon. Nothing is extrapolated: (None, None) where the horizon
        lies past the last follow-up while some were still there.
        """
        ended = bool(self.survival.size) and self.survival[-1] <= TIED
        if self.last is None or horizon < 0 or (horizon > self.last and not ended):
            return None, None
        inside = self.time < horizon
        edges = np.concatenate(([0.0], self.time[inside], [horizon]))
        heights = np.concatenate(([1.0], self.survival[inside]))
        areas = heights * np.diff(edges)
        after = np.cumsum(areas[::-1])[::-1][1:]
        n, gone = self.curve.at_risk[inside], self.curve.events.sum(axis=0)[inside]
        left = n * (n - gone)
        weight = np.divide(gone, left, out=np.zeros_like(n), where=left > 0)
        return float(areas.sum()), float(np.sqrt(np.sum(after**2 * weight)))

    def well_observed_until(self, at_least: int = 10) -> float | None:
        """Last age still reached by ``at_least`` deals (by one, where there are fewer)."""
        if self.last is None:
            return None
        enough = self.curve.at_risk >= min(at_least, self.curve.n)
        return float(self.time[enough][-1]) if enough.any() else self.last


def kaplan_meier(
    durations: npt.ArrayLike,
    ended: npt.ArrayLike,
    *,
    entry: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
) -> Survival:
    """Share still there by age: S(t) = product over u <= t of (1 - d(u)/n(u)).

    Parameters
    ----------
    durations : array
        Age at the end or, where not ended, at the last follow-up.
    ended : array of bool or int
        Whether it ended (0: still there).
    entry, weights : array, optional
        As in `salestoolkit.core.incidence.aalen_johansen`.
    """
    flags = (np.asarray(ended) != 0).astype(np.int64)
    return Survival(aalen_johansen(durations, flags, entry=entry, weights=weights, n_causes=1))


@dataclass(frozen=True)
class CycleTime:
    """A quantile of the time to a win among deals that win within the follow-up."""

    value: float | None
    low: float | None
    high: float | None


def conditional_quantile(
    curve: Incidence, share: float = 0.5, *, cause: int = 1, level: float = 0.95
) -> CycleTime:
    """Time by which ``share`` of the deals that will end in ``cause`` have done so.

    Smallest t with F(t) / F(last) >= share: conditional on ending so within the follow-up. The
    interval holds the times at which F(t) - share F(last) is within so many standard errors of 0
    (Greenwood, both terms together; as many as Student's t has for the deals that ended so, which
    the normal would make too few where these are a handful). None where nothing ended so.
    """
    final = curve.final(cause=cause)
    if not final:
        return CycleTime(None, None, None)
    incidence = curve.incidence[cause - 1]
    here = _first(curve.time, incidence >= share * final - TIED)
    end = curve.time.size - 1
    with_end = curve.covariance(end, cause=cause)
    spread = curve.standard_error(cause=cause) ** 2 + share**2 * with_end[end]
    error = np.sqrt(np.maximum(spread - 2 * share * with_end, 0))
    gap = incidence - share * final
    ended = float(curve.events[cause - 1].sum())
    width = float(special.stdtrit(max(ended - 1, 1), 0.5 + level / 2)) * error
    low = _first(curve.time, gap >= -width)
    high = _first(curve.time, gap >= width + TIED)
    return CycleTime(here, low, high)


def weighted_median(values: npt.ArrayLike, weights: npt.ArrayLike) -> float | None:
    """Median of grouped values, the mean of the two middle ones where their number is even.

    >>> weighted_median([1, 2, 10], [1, 1, 2])
    6.0
    """
    ages, count = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    total = count.sum()
    if total <= 0:
        return None
    order = np.argsort(ages)
    reached = np.cumsum(count[order])
    lower = ages[order][np.searchsorted(reached, total / 2, side="left")]
    upper = ages[order][np.searchsorted(reached, total / 2, side="right")]
    return float(lower + upper) / 2


def median_interval(
    values: npt.ArrayLike, weights: npt.ArrayLike, *, level: float = 0.95
) -> tuple[float | None, float | None]:
    """Order-statistic interval of the median of grouped values, without any assumption on shape."""
    from scipy import stats

    ages, count = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    total = int(count.sum())
    below = int(stats.binom.ppf((1 - level) / 2, total, 0.5)) if total else 0
    if below < 1:
        return None, None
    order = np.argsort(ages)
    reached = np.cumsum(count[order])
    low = ages[order][np.searchsorted(reached, below, side="left")]
    high = ages[order][np.searchsorted(reached, total - below + 1, side="left")]
    return float(low), float(high)


def _first(times: Array, reached: npt.NDArray[np.bool_]) -> float | None:
    return float(times[np.argmax(reached)]) if reached.any() else None
