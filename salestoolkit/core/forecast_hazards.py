"""Semi-Markov chances: how deals leave each stage week by week of their stay, and where they go.

From each stage a deal moves on, is won or is lost with a chance a day that depends on how long it has
been there. The chances a day are learned from the visits counted, each with a Gamma distribution, so
that a draw of them is a draw of everything that follows: what all deals share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.forecast_stays import StageHazards, stage_hazards

ENOUGH = 30
"""Visits below which the clock of whole deals tells of a stage."""
STEPS = 64
WHOLE = ""
"""Key of whole deals, from their creation."""


@dataclass(frozen=True, eq=False)
class DealHazards:
    """Hazards of all stages of a process and of whole deals (key ``""``)."""

    stages: dict[str, StageHazards]
    draws: int
    _won: dict[tuple[int, float], dict[str, Array]] = field(default_factory=dict, repr=False)

    def knows(self, stage: str) -> bool:
        """Whether a stage has a clock of its own."""
        return stage in self.stages

    @cached_property
    def any(self) -> bool:
        """Whether anything is known."""
        return bool(self.stages)

    def won_by(self, days: float) -> tuple[dict[str, Array], float]:
        """For each stage, the chance to be won within 0, 1, 2, ... steps of entering it.

        Arrays are draws x (steps + 1); the step is a whole fraction of ``days``, at least a day. The
        chance is a sum over the length of the stay and the way out of it, of the chance from there.
        """
        steps = max(1, min(STEPS, int(np.ceil(days))))
        step = days / steps
        key = (steps, step)
        if key not in self._won:
            self._won[key] = self._worked_out(steps, step)
        return self._won[key], step

    def _worked_out(self, steps: int, step: float) -> dict[str, Array]:
        size = 1 << int(np.ceil(np.log2(2 * steps + 2)))
        stays, late = {}, _late(step)
        ages = np.arange(steps, dtype=np.float64) * step
        for key, hazards in self.stages.items():
            leave = hazards.leaving(ages, step)
            still = _before(leave)
            stays[key] = np.fft.rfft(leave * still, size, axis=2)
        won = {key: np.zeros((self.draws, steps + 1)) for key in self.stages}
        sure = np.fft.rfft(np.ones((1, steps)), size, axis=1)
        # moves back make a loop: a second round reaches what a few of them add
        order = list(reversed([key for key in self.stages if key]))
        for key in (*order, *order, WHOLE):
            if key not in self.stages:
                continue
            total = np.zeros((self.draws, size // 2 + 1), dtype=complex)
            for place, way in enumerate(self.stages[key].ways):
                if way == LOST:
                    continue
                then = sure if way == WON else self._then(won, way, size, late)
                total += stays[key][:, place] * then
            found = np.fft.irfft(total, size, axis=1)[:, :steps]
            won[key] = np.concatenate((np.zeros((self.draws, 1)), np.clip(found, 0, 1)), axis=1)
        return won

    def _then(
        self, won: dict[str, Array], way: str, size: int, late: float
    ) -> npt.NDArray[np.complex128]:
        onward = won.get(way, won.get(WHOLE))
        if onward is None:
            return np.zeros((self.draws, size // 2 + 1), dtype=np.complex128)
        return np.asarray(np.fft.rfft(_later(onward, late), size, axis=1), dtype=np.complex128)

    def chances(self, stage: str, ages: Array, days: float) -> Array:
        """Chance to be won within ``days`` of deals at these ages in a stage: draws x deals."""
        won, step = self.won_by(days)
        hazards = self.stages[stage]
        distinct, back = np.unique(np.maximum(ages, 0.0), return_inverse=True)
        steps = next(iter(won.values())).shape[1] - 1
        when = distinct[:, None] + 1 + np.arange(steps) * step
        leave = hazards.leaving(when.ravel(), step)
        leave = leave.reshape(self.draws, len(hazards.ways), distinct.size, steps)
        leave = leave * _before(leave)
        total = np.zeros((self.draws, distinct.size))
        for place, way in enumerate(hazards.ways):
            if way == LOST:
                continue
            onward = np.ones((1, steps + 1)) if way == WON else won.get(way, won.get(WHOLE))
            if onward is not None:
                # leaving in step d, at its middle, leaves the rest of the steps, that day included
                left = _later(onward, _late(step))[:, ::-1]
                total += np.einsum("mnd,md->mn", leave[:, place], _rows(left, self.draws))
        return np.asarray(np.clip(total[:, back], 0.0, 1.0), dtype=float)


def _rows(array: Array, draws: int) -> Array:
    return np.broadcast_to(array, (draws, array.shape[1]))


def _late(step: float) -> float:
    """Part of a step that is over on the usual day of a move: none where steps are days.

    Days are counted whole: a deal that moves on a day may move again on the same day, as often as others
    did on their first day. In a step of several days the usual day is the middle one.
    """
    return (1 - 1 / step) / 2


def _later(onward: Array, late: float) -> Array:
    """Chance of those who enter when a part of a step is over, within the rest of 1, 2, ... steps."""
    return np.asarray((1 - late) * onward[:, 1:] + late * onward[:, :-1], dtype=float)


def _before(leave: Array) -> Array:
    """Share still there at the start of each step; the last axis are the steps, axis 1 the ways."""
    stay = 1 - leave.sum(axis=1, keepdims=True)
    passed = np.cumprod(stay, axis=-1)
    return np.concatenate((np.ones_like(passed[..., :1]), passed[..., :-1]), axis=-1)


def deal_hazards(counts: Counts, *, draws: int, seed: int) -> DealHazards:
    """Hazards of each deal stage with enough visits, and of whole deals.

    A way to none of the stages before a win (a customer stage behind it) is a win.
    """
    random = np.random.default_rng(seed)
    whole = counts.cycles.rename(columns={"fate": "way"})
    found: dict[str, StageHazards] = {}
    keys = tuple(one.key for one in counts.process.stages if one.passes != "customer")
    visits = counts.visits
    inside = visits["next"].isin([*keys, WON, LOST, OPEN])
    visits = visits.assign(way=visits["next"].where(inside, WON))
    counted = visits.groupby("stage")["n"].sum()
    for key in keys:
        if counted.get(key, 0) < ENOUGH:
            continue
        rows = visits[(visits["stage"] == key).to_numpy(dtype=bool)]
        ways = tuple(sorted(set(rows["way"]) - {OPEN}, key=[WON, LOST, *keys].index))
        made = stage_hazards(rows, draws=draws, random=random, ways=ways)
        if made is not None:
            found[key] = made
    made = stage_hazards(whole, draws=draws, random=random, ways=(WON, LOST))
    if made is not None:
        found[WHOLE] = made
    return DealHazards(found, draws)


def semi_markov_chances(hazards: DealHazards, rows: pd.DataFrame, days: float) -> Array:
    """Chance of each open deal to be won within ``days``, draw by draw; NaN where nothing is known.

    A deal in a stage without a clock of its own, or whose day of entry is not known, is told by the
    clock of whole deals.

    Parameters
    ----------
    rows : columns stage, stage_days, age_days
        One row an open deal.
    """
    found = np.full((hazards.draws, len(rows)), np.nan)
    if days <= 0:
        return np.zeros_like(found)
    clock = clock_of(hazards, rows)
    here = rows["stage_days"].to_numpy(dtype=float, na_value=np.nan)
    age = rows["age_days"].to_numpy(dtype=float, na_value=np.nan)
    for key in hazards.stages:
        mine = clock == key
        if mine.any():
            ages = here[mine] if key else age[mine]
            found[:, mine] = hazards.chances(key, ages, days)
    return found


def clock_of(hazards: DealHazards, rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Whose clock tells of each deal: its stage's, ``""`` for whole deals, None for none."""
    stage = rows["stage"].astype(object).to_numpy()
    timed = rows["stage_days"].notna().to_numpy() & np.array(
        [isinstance(one, str) and one != WHOLE and hazards.knows(one) for one in stage], dtype=bool
    )
    aged = rows["age_days"].notna().to_numpy() & hazards.knows(WHOLE)
    clock = np.full(len(rows), None, dtype=object)
    clock[aged] = WHOLE
    clock[timed] = stage[timed]
    return clock
