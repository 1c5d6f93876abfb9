"""Landmark model: what past snapshots of the pipeline say beyond stage and time.

A logistic regression on the open deals of past days: was this deal won in the window after? It starts
from the semi-Markov chance of the deal on that day and learns how far stage, age, size, segment, source,
product and territory move it, and the month of the quarter. Its penalty is a prior around that chance:
with little to learn from, the semi-Markov chance stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_states import TRAITS

FEWEST_ROWS, FEWEST_WON = 60, 15
"""Deals in snapshots, and wins among them, below which nothing is learned."""
FEWEST_LEVEL = 20
"""Deals with a value of a column below which it has no effect of its own."""
FARTHEST = 7.0
"""Log odds beyond which a chance tells no more."""
PRIOR_SLOPE, PRIOR_MEAN, PRIOR_NUMBER, PRIOR_SEASON, PRIOR_LEVEL = 0.3, 1.0, 0.4, 0.2, 0.5
"""Prior standard deviations: of the slope on the semi-Markov log odds (around 1), the intercept, effects
of a standard deviation of a number (of the season: few quarters say little), and effects of a value of a
column (all around 0)."""
DAYS, WORTH = ("stage_days", "age_days"), "worth"
SEASON = ("first_month", "last_month")
"""Shares of the window in the first and in the last month of a quarter: many teams push at its end."""
LABELS = ("stage", *TRAITS)
LUCK = 0.25
"""Standard deviation, in log odds, of the luck that all deals of a window share."""
ROUNDS = 30
SETTLED = 1e-8
Snapshot = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, eq=False)
class Design:
    """Columns of the regression, as learned from the rows it was trained on."""

    numbers: tuple[tuple[str, float, float], ...]
    levels: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, rows: Snapshot, *, sized: bool) -> Design:
        """Numbers with their mean and spread, and the values of columns that are frequent enough."""
        numbers = []
        for name in (*DAYS, *SEASON, *((WORTH,) if sized else ())):
            seen = rows[name][~np.isnan(rows[name])]
            spread = float(seen.std()) if seen.size else 0.0
            if spread > 0:
                numbers.append((name, float(seen.mean()), spread))
        levels: list[tuple[str, str]] = []
        for name in LABELS:
            values, tally = np.unique(rows[name][rows[name] != ""], return_counts=True)
            often = [str(one) for one in values[tally >= FEWEST_LEVEL]]
            levels += [(name, one) for one in often] if len(often) > 1 else []
        return cls(tuple(numbers), tuple(levels))

    def columns(self, rows: Snapshot) -> Array:
        """Intercept, a place for the log odds, numbers (0 where not known), values of columns."""
        n = len(rows[WORTH])
        made: list[Any] = [np.ones(n), np.zeros(n)]
        made += [np.nan_to_num((rows[name] - mean) / size) for name, mean, size in self.numbers]
        made += [rows[name] == level for name, level in self.levels]
        return np.column_stack(made).astype(float)

    @property
    def prior(self) -> tuple[Array, Array]:
        """Prior mean and standard deviation of each coefficient."""
        n, k = len(self.numbers), len(self.levels)
        each = [PRIOR_SEASON if name in SEASON else PRIOR_NUMBER for name, _, _ in self.numbers]
        spread = [PRIOR_MEAN, PRIOR_SLOPE, *each, *[PRIOR_LEVEL] * k]
        return np.array([0.0, 1.0, *[0.0] * (n + k)]), np.array(spread)


def snapshot(rows: pd.DataFrame) -> Snapshot:
    """What the regression may use of open deals: log (1 + number), labels as text (``""`` for none)."""
    found: Snapshot = {}
    for name in (*DAYS, WORTH):
        values = rows[name].to_numpy(dtype=float, na_value=np.nan)
        found[name] = np.log1p(np.maximum(values, 0.0))
    for name in LABELS:
        found[name] = np.zeros(len(rows), dtype="<U1")
        if name in rows:
            found[name] = rows[name].astype(object).fillna("").to_numpy().astype(str)
    return found


def in_season(rows: Snapshot, shares: tuple[float, float]) -> Snapshot:
    """A snapshot with where in the quarter its window lies: see `SEASON`."""
    n = len(rows[WORTH])
    return rows | {name: np.full(n, share) for name, share in zip(SEASON, shares, strict=True)}


def together(parts: Sequence[Snapshot]) -> Snapshot:
    """Snapshots of several days under each other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def log_odds(chances: Array) -> Array:
    """Log odds of chances, held within what still tells something."""
    return np.asarray(np.clip(special.logit(chances), -FARTHEST, FARTHEST), dtype=float)


@dataclass(frozen=True, eq=False)
class Landmark:
    """A fitted regression: ``coefficients`` has one row a draw of what they may be."""

    design: Design
    mean: Array
    coefficients: Array
    n: int
    won: int

    def chances(self, rows: Snapshot, semi_markov: Array) -> Array:
        """Chance of each deal, draw by draw, from its semi-Markov chance in the same draw."""
        fixed = self.design.columns(rows)
        drawn = self.coefficients[np.arange(len(semi_markov)) % len(self.coefficients)]
        score = drawn @ fixed.T + drawn[:, [1]] * log_odds(semi_markov)
        # a deal that cannot be won in time is not won by its size
        return np.asarray(np.where(semi_markov > 0, special.expit(score), 0.0), dtype=float)


def fit_landmark(
    rows: Snapshot,
    semi_markov: Array,
    won: Array,
    *,
    weights: Array,
    window: Array,
    luck: float,
    sized: bool,
    draws: int,
    seed: int,
) -> Landmark | None:
    """Fit the regression to snapshots of deals; None where they are too few.

    Maximum of the weighted log likelihood less the sum of ((b - prior mean) / prior sd)^2 / 2, by
    Newton's method; the coefficients' draws are normal around it with the inverse curvature
    (Laplace).

    Parameters
    ----------
    rows : Snapshot
        Deals of past days: see `snapshot` and `together`.
    semi_markov, won : array
        Chance of each deal on its day, and whether it was won in the window after (0 or 1).
    weights : array
        Below 1 where the same deal is in several snapshots of overlapping windows.
    window : array
        Number of the snapshot that each deal is in. Its deals share its window's luck: an effect of
        its own with standard deviation ``luck``, so that one good month is not taken for a season.
    sized : bool
        Whether values may be used: see `salestoolkit.core.forecast_states.State`.
    """
    known = ~np.isnan(semi_markov) & (semi_markov > 0)
    semi_markov, won = semi_markov[known], won[known]
    rows = {name: column[known] for name, column in rows.items()}
    if won.size < FEWEST_ROWS or won.sum() < FEWEST_WON:
        return None
    design = Design.of(rows, sized=sized)
    columns = design.columns(rows)
    columns[:, 1] = log_odds(semi_markov)
    shared = window[known][:, None] == np.unique(window[known])
    centre, spread = design.prior
    centre = np.concatenate((centre, np.zeros(shared.shape[1])))
    spread = np.concatenate((spread, np.full(shared.shape[1], luck)))
    mean, curve = _newton(np.hstack((columns, shared)), won, weights[known], centre, spread)
    k = columns.shape[1]
    mean, random = mean[:k], np.random.default_rng(seed)
    root = np.linalg.cholesky(np.linalg.inv(curve)[:k, :k])
    drawn = mean + random.standard_normal((draws, k)) @ root.T
    return Landmark(design, mean, drawn, int(won.size), int(won.sum()))


def _newton(
    columns: Array, won: Array, weights: Array, centre: Array, spread: Array
) -> tuple[Array, Array]:
    """The maximum, and the curvature there."""
    found, penalty = centre.copy(), 1 / spread**2
    curve = np.diag(penalty)
    for _ in range(ROUNDS):
        likely = special.expit(columns @ found)
        slope = columns.T @ (weights * (won - likely)) - penalty * (found - centre)
        held = weights * np.maximum(likely * (1 - likely), 1e-9)
        curve = (columns * held[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        found = found + step * min(1.0, 2.0 / max(size, 1e-12))
        if size < SETTLED:
            break
    return found, curve
