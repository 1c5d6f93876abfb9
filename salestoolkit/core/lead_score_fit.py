"""A penalised logistic regression, and its calibration on deals that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.lead_score_folds import Fold, grouped_folds

PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""Strengths of the penalty that are tried, on columns with standard deviation 1."""
STEPS, CLOSE = 50, 1e-9
INNER = 5


@dataclass(frozen=True, eq=False)
class Logistic:
    """log(p / (1 - p)) = intercept + columns @ slopes."""

    intercept: float
    slopes: Array

    def logits(self, columns: Array) -> Array:
        """Log odds of each row."""
        return np.asarray(self.intercept + columns @ self.slopes, dtype=float)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A model with its columns' scale, and the line that calibrates its log odds.

    ``shift`` and ``stretch`` were fitted to log odds of deals that the model had not seen; the
    stretch is never negative: what predicts nothing is pulled to the base rate.
    """

    model: Logistic
    mean: Array
    scale: Array
    penalty: float
    shift: float
    stretch: float

    def chances(self, columns: Array) -> Array:
        """Chance to win of each row."""
        raw = self.model.logits((columns - self.mean) / self.scale)
        return np.asarray(special.expit(self.shift + self.stretch * raw), dtype=float)

    @property
    def log_odds(self) -> Array:
        """Change of the calibrated log odds for one unit of each column as it was given."""
        return np.asarray(self.stretch * self.model.slopes / self.scale, dtype=float)


def fit_logistic(columns: Array, won: Array, *, penalty: float = 0.0) -> Logistic:
    """Maximise sum(won log p + lost log(1 - p)) - penalty / 2 x sum(slopes^2) by Newton's method.

    The intercept is not penalised (Le Cessie and van Houwelingen 1992). Where all or none were won
    the intercept is that of half a deal to the contrary.

    Examples
    --------
    >>> found = fit_logistic(np.zeros((4, 0)), np.array([1.0, 0.0, 0.0, 0.0]))
    >>> round(float(special.expit(found.intercept)), 6)
    0.25
    """
    n, k = columns.shape
    wins = float(won.sum())
    start = (
        special.logit((wins + 0.5) / (n + 1))
        if wins in (0.0, float(n))
        else special.logit(wins / n)
    )
    if wins in (0.0, float(n)):
        return Logistic(float(start), np.zeros(k))
    full = np.column_stack((np.ones(n), columns))
    weight = np.full(k + 1, penalty)
    weight[0] = 0.0
    found = np.zeros(k + 1)
    found[0] = start
    last = _objective(full, won, found, weight)
    for _ in range(STEPS):
        chance = special.expit(full @ found)
        slope = full.T @ (won - chance) - weight * found
        curve = (full.T * (chance * (1 - chance))) @ full + np.diag(weight + 1e-10)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while (now := _objective(full, won, found + size * step, weight)) < last and size > 1e-6:
            size /= 2
        found = found + size * step
        if abs(now - last) < CLOSE:
            break
        last = now
    return Logistic(float(found[0]), np.asarray(found[1:], dtype=float))


def fit_calibrated(columns: Array, won: Array, groups: Sequence[str], created: Array) -> Calibrated:
    """Choose the penalty and calibrate within these deals alone, by folds of whole companies."""
    mean = columns.mean(axis=0)
    spread = columns.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    scaled = (columns - mean) / scale
    folds = grouped_folds(groups, created, won, INNER)
    tried = [_unseen(scaled, won, folds, penalty) for penalty in PENALTIES]
    losses = [float(np.logaddexp(0, np.where(won > 0, -one, one)).sum()) for one in tried]
    best = int(np.argmin(losses))
    line = fit_logistic(tried[best][:, None], won)
    shift, stretch = line.intercept, float(line.slopes[0])
    if stretch <= 0:
        # the base rate to the last digit: what adds nothing must not differ from it by a rounding
        shift, stretch = float(special.logit(won.mean())), 0.0
    return Calibrated(
        model=fit_logistic(scaled, won, penalty=PENALTIES[best]),
        mean=mean,
        scale=scale,
        penalty=PENALTIES[best],
        shift=shift,
        stretch=stretch,
    )


def _unseen(columns: Array, won: Array, folds: Sequence[Fold], penalty: float) -> Array:
    """Log odds of each deal from a model that has not seen its company."""
    found = np.zeros(len(won))
    for fold in folds:
        model = fit_logistic(columns[fold.train], won[fold.train], penalty=penalty)
        found[fold.test] = model.logits(columns[fold.test])
    return found


def _objective(full: Array, won: Array, found: Array, weight: Array) -> float:
    logits = full @ found
    likelihood = float((won * logits - np.logaddexp(0, logits)).sum())
    return likelihood - 0.5 * float((weight * found * found).sum())
