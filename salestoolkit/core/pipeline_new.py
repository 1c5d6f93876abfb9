"""Wins of deals that have not begun yet, month by month, in a what-if on the open deals."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.pipeline_levers import MONTHS, OpenPipeline, stretched
from salestoolkit.core.what_if_draws import binomial_quantiles

SEED = 20_260_103
MONTH_DAYS = 365.25 / 12
MANY = 100_000
"""Trials of a binomial number that stands for one of Poisson's."""
SIZES = 20_000


class NewDeals:
    """Kept draws of new business; ``count`` draws."""

    def __init__(self, pipeline: OpenPipeline, *, count: int, seed: int = SEED) -> None:
        self.pipeline = pipeline
        random = np.random.default_rng(seed)
        self._luck = random.standard_normal((MONTHS, count))
        self._doubt = _doubt(pipeline, random, count)
        sizes = pipeline.sizes[np.isfinite(pipeline.sizes)]
        drawn = random.choice(sizes, SIZES) if sizes.size else np.zeros(SIZES)
        self._sums = np.concatenate(([0.0], np.cumsum(np.concatenate([drawn, drawn]))))
        self._start = random.integers(0, SIZES, (MONTHS, count))
        self._won = lru_cache(maxsize=8)(self._draw)

    def by_month(self, a_month: float, time: float) -> Array:
        """Deals (first row) and value (second) won in each month, by draw: 2 x 12 x draws."""
        return self._won(float(a_month), float(time))

    def _draw(self, a_month: float, time: float) -> Array:
        means = a_month * wins_of_one_a_month(self.pipeline, time)
        won = np.stack(
            [
                binomial_quantiles(luck, MANY, np.minimum(mean * self._doubt / MANY, 1.0))
                for luck, mean in zip(self._luck, means, strict=True)
            ]
        )
        ends = self._start + np.minimum(won, SIZES)
        # so many in one month that their sizes even out
        scale = np.maximum(won / SIZES, 1.0)
        worth = (self._sums[ends] - self._sums[self._start]) * scale
        found: Array = np.stack([won.astype(float), worth])
        found.setflags(write=False)
        return found


def wins_of_one_a_month(pipeline: OpenPipeline, time: float) -> Array:
    """Wins in each month ahead where one deal begins a month, the first month pro rata.

    A deal that begins in month j is won in month m with the chance r(m - j + 1) - r(m - j); summed over
    j that is r(m - 1), plus the part of the first month that is left x (r(m) - r(m - 1)).
    """
    days: Array = np.asarray(np.arange(1, MONTHS + 1) * MONTH_DAYS, dtype=float)
    reach = stretched(np.asarray(pipeline.new_reach, dtype=float), days, time)
    before = np.concatenate(([0.0], reach[:-1]))
    ahead = (pipeline.ends[0] - pipeline.as_of).days
    return np.asarray(before + ahead / pipeline.ends[0].day * (reach - before), dtype=float)


def _doubt(pipeline: OpenPipeline, random: np.random.Generator, count: int) -> Array:
    """By what each draw's pace and chance differ from their best guess: a Gamma number of mean 1."""
    chance = float(pipeline.new_reach[-1])
    if not 0 < chance < 1 or not (pipeline.new_seen or pipeline.new_cases):
        return np.ones(count)
    spread = 1 / pipeline.new_seen if pipeline.new_seen else 0.0
    if pipeline.new_cases:
        spread += (1 - chance) / (chance * (pipeline.new_cases + 1))
    return np.asarray(random.gamma(1 / spread, spread, count), dtype=float)
