"""The kept draws of a what-if on the open deals: moving a lever never draws anew.

Each deal has a uniform number a draw, and a place in its own time a turn of draws; a deal is won in a
draw where its number lies under its chance. Deals of one stage share a part of their luck, as much as
the few cases behind the stage's chance leave in doubt, so that totals are not too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.pipeline_levers import MONTHS, OpenPipeline

DRAWS = 10_000
TURNS = 100
"""Turns of the draws: within one the months in which deals would be won stay as they are."""
SEED = 20_260_102
STEPS = 2**16
"""Steps of a kept number: it takes two bytes, so that 5,000 deals fit into 100 MB."""
MOST_SHARED = 0.5

Kept = npt.NDArray[np.uint16]
Single = npt.NDArray[np.float32]


class PipelineDraws:
    """Draws of the deals of a pipeline, and the sums over the deals of each stage.

    ``count`` draws; the sums of a stage whose deals have not changed are not worked out again.
    """

    def __init__(self, pipeline: OpenPipeline, *, draws: int = DRAWS, seed: int = SEED) -> None:
        self.turns = min(TURNS, draws)
        self.wide = -(-draws // self.turns)
        self.count = self.turns * self.wide
        random = np.random.default_rng(seed)
        stage = np.asarray(pipeline.stage, dtype=object)
        self.rows = {name: np.flatnonzero(stage == name) for name in dict.fromkeys(pipeline.stage)}
        self._luck = {
            name: self._numbers(random, rows.size, shared(pipeline, name))
            for name, rows in self.rows.items()
        }
        self._place = {
            name: random.random((rows.size, self.turns), dtype=np.float32)
            for name, rows in self.rows.items()
        }
        self._kept: dict[str, tuple[bytes, Single]] = {}

    def _numbers(self, random: np.random.Generator, deals: int, share: float) -> Kept:
        """Uniform numbers by turn, deal and draw; deals share a part of their luck in each draw."""
        common = np.float32(np.sqrt(share)) * random.standard_normal(
            (self.turns, 1, self.wide), dtype=np.float32
        )
        found: Kept = np.empty((self.turns, deals, self.wide), dtype=np.uint16)
        for turn in range(self.turns):
            own = random.standard_normal((deals, self.wide), dtype=np.float32)
            own *= np.float32(np.sqrt(1 - share))
            own += common[turn]
            # never above 65534, so that a chance of 1 wins every draw
            found[turn] = np.minimum(special.ndtr(own) * np.float32(STEPS - 1), STEPS - 2)
        return found

    def by_month(self, reach: Array, value: Array) -> Array:
        """Deals (first row) and value (second) won in each of the months, by draw: 2 x 12 x draws."""
        sums = [self._stage(name, reach[rows], value[rows]) for name, rows in self.rows.items()]
        total = np.zeros((2 * MONTHS, self.count)) + sum(sums)
        return total.reshape(2, MONTHS, self.count)

    def until(self, reach: Array, value: Array) -> Array:
        """Deals and value won by the day that ``reach`` (one chance a deal) speaks of: 2 x draws."""
        worth = np.nan_to_num(value)
        total = np.zeros((2, self.count))
        for name, rows in self.rows.items():
            weights = np.stack([np.ones(rows.size), worth[rows]]).astype(np.float32)
            total += self._summed(name, reach[rows], [weights] * self.turns)
        return total

    def _stage(self, name: str, reach: Array, value: Array) -> Single:
        """`by_month` for one stage; kept until its chances or values change."""
        asked = reach.tobytes() + value.tobytes()
        kept = self._kept.get(name)
        if kept is not None and kept[0] == asked:
            return kept[1]
        weights = self._weights(name, reach, np.nan_to_num(value))
        found = self._summed(name, reach[:, -1], weights)
        self._kept[name] = asked, found
        return found

    def _weights(self, name: str, reach: Array, worth: Array) -> list[Single]:
        """What each deal adds to each month if it is won, by turn: 24 x deals."""
        last = np.maximum(reach[:, -1:], 1e-12)
        share = (reach / last).astype(np.float32)
        place = self._place[name]
        month = (place[:, :, None] >= share[:, None, :-1]).sum(axis=2, dtype=np.int8)
        deals = np.arange(len(reach))
        found = []
        for turn in range(self.turns):
            weights: Single = np.zeros((2 * MONTHS, len(reach)), dtype=np.float32)
            weights[month[:, turn], deals] = 1
            weights[MONTHS + month[:, turn], deals] = worth
            found.append(weights)
        return found

    def _summed(self, name: str, chance: Array, weights: Sequence[Single]) -> Single:
        """Weights of the deals that are won, added up in each draw."""
        luck = self._luck[name]
        under = np.rint(chance * (STEPS - 1)).astype(np.uint16)[:, None]
        won = np.empty(luck.shape[1:], dtype=bool)
        single: Single = np.empty(luck.shape[1:], dtype=np.float32)
        found: Single = np.empty((len(weights[0]), self.count), dtype=np.float32)
        for turn in range(self.turns):
            np.less(luck[turn], under, out=won)
            np.copyto(single, won)
            found[:, turn * self.wide : (turn + 1) * self.wide] = weights[turn] @ single
        return found


def shared(pipeline: OpenPipeline, stage: str) -> float:
    """Share of luck that the deals of a stage have in common, so that doubt about its chance counts.

    A chance p learned from m cases varies by p (1 - p) / (m + 1) from draw to draw; a correlation r of
    normal luck does the same where r phi(t)^2 equals that, with Phi(t) = p.
    """
    cases = pipeline.cases.get(stage)
    chance = pipeline.chances.get(stage, 0.0)
    if cases is None or not 0 < chance < 1:
        return 0.0
    density = np.exp(-(special.ndtri(chance) ** 2)) / (2 * np.pi)
    return float(min(MOST_SHARED, chance * (1 - chance) / (cases + 1) / density))
