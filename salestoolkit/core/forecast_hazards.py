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

EDGES = (0, 7, 14, 21, 28, 35, 42, 49, 56, 70, 84, 112, 140, 182, 273, 364, 546, 728)
"""Days at which a new stretch of a stay begins: weeks at first, longer ones later."""
FEWEST_ENDS = 8
"""Ends, seen or due at the stage's average pace, below which a stretch is joined with its neighbour."""
PRIOR_ENDS = 2.0
"""Ends at the stage's average pace that every stretch starts from."""
ENOUGH = 30
"""Visits below which the clock of whole deals tells of a stage."""
MOST_DAILY = 0.98
STEPS = 64
WHOLE = ""
"""Key of whole deals, from their creation."""


@dataclass(frozen=True, eq=False)
class StageHazards:
    """Daily hazards of one stage: ``rates`` (draws x ways x stretches), from ``starts`` on.

    ``ways`` names where each leads; ``n`` visits were counted, ``last`` is the longest stay that was
    seen to end (None where none was).
    """

    ways: tuple[str, ...]
    starts: Array
    rates: Array
    n: int
    last: float | None

    def leaving(self, ages: Array, step: float) -> Array:
        """Chance to leave by each way within one step of stays still going at these ages."""
        ends = np.append(self.starts[1:], np.inf)
        inside = np.minimum(ends[:, None], ages + step) - np.maximum(self.starts[:, None], ages)
        rates = self.rates @ np.maximum(inside, 0.0)
        whole = rates.sum(axis=1, keepdims=True)
        gone = np.divide(-np.expm1(-whole), whole, out=np.zeros_like(whole), where=whole > 0)
        return np.asarray(rates * gone, dtype=float)


def stage_hazards(
    table: pd.DataFrame, *, draws: int, random: np.random.Generator, ways: tuple[str, ...]
) -> StageHazards | None:
    """Hazards of one stage from its counted visits; None where none has ended.

    rate(way, stretch) ~ Gamma(d + 2 d_way / d_all, e + 2 / r): d ends and e days at risk in the
    stretch, r = d_all / e_all the stage's ends a day.

    Parameters
    ----------
    table : columns way, entry_age, days, n
        ``way`` is one of ``ways``, or ``open``.
    """
    days = table["days"].to_numpy(dtype=float, na_value=np.nan)
    entry = table["entry_age"].to_numpy(dtype=float, na_value=np.nan)
    count = table["n"].to_numpy(dtype=float)
    way = table["way"].to_numpy(dtype=object)
    # a stay is at risk from its first day on, or from the day after it came under observation
    first = np.where(entry > 0, entry + 1, 0.0)
    used = (days >= 0) & (first <= days)
    days, first, count, way = days[used], first[used], count[used], way[used]
    ends = np.array([np.where(way == one, count, 0.0) for one in ways])
    if not days.size or not ends.sum():
        return None
    starts, events, risk = _stretches(days, first, count, ends)
    whole = events.sum()
    pace = whole / risk.sum()
    shape = events + PRIOR_ENDS * events.sum(axis=1, keepdims=True) / whole
    rate = random.gamma(shape, size=(draws, *shape.shape)) / (risk + PRIOR_ENDS / pace)
    total = rate.sum(axis=1, keepdims=True)
    # ends a day at risk are chances; a chance p a day is a rate of -log(1 - p)
    scale = -np.log1p(-np.minimum(total, MOST_DAILY)) / np.maximum(total, 1e-12)
    last = float(days[way != OPEN].max())
    return StageHazards(ways, starts, rate * scale, int(count.sum()), last)


def _stretches(days: Array, first: Array, count: Array, ends: Array) -> tuple[Array, Array, Array]:
    """Starts of the stretches, ends by way in each, and days at risk in each."""
    edges = np.array([*EDGES, np.inf])
    place = np.searchsorted(edges, days, side="right") - 1
    events = np.array([np.bincount(place, weights=one, minlength=len(EDGES)) for one in ends])
    stop = np.minimum(days[:, None] + 1, edges[None, 1:])
    risk = count @ np.maximum(stop - np.maximum(first[:, None], edges[None, :-1]), 0.0)
    # ends that there were, or that there would have been at the average pace
    due = np.maximum(events.sum(axis=0), risk * events.sum() / risk.sum())
    kept, so_far = [0], due[0]
    for one in range(1, len(EDGES)):
        if so_far >= FEWEST_ENDS and due[one:].sum() >= FEWEST_ENDS:
            kept.append(one)
            so_far = 0.0
        so_far += due[one]
    return (
        edges[kept],
        np.add.reduceat(events, kept, axis=1),
        np.add.reduceat(risk, kept),
    )


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
        stays = {}
        ages = np.arange(steps) * step
        for key, hazards in self.stages.items():
            leave = hazards.leaving(ages, step)
            still = _before(leave)
            stays[key] = np.fft.rfft(leave * still, size, axis=2)
        won = {key: np.zeros((self.draws, steps + 1)) for key in self.stages}
        sure = np.fft.rfft(_halved(np.ones((1, steps + 1))), size, axis=1)
        # moves back make a loop: a second round reaches what a few of them add
        order = list(reversed([key for key in self.stages if key]))
        for key in (*order, *order, WHOLE):
            if key not in self.stages:
                continue
            total = np.zeros((self.draws, size // 2 + 1), dtype=complex)
            for place, way in enumerate(self.stages[key].ways):
                if way == LOST:
                    continue
                then = sure if way == WON else self._then(won, way, size)
                total += stays[key][:, place] * then
            found = np.fft.irfft(total, size, axis=1)[:, :steps]
            won[key] = np.concatenate((np.zeros((self.draws, 1)), np.clip(found, 0, 1)), axis=1)
        return won

    def _then(self, won: dict[str, Array], way: str, size: int) -> npt.NDArray[np.complex128]:
        onward = won.get(way, won.get(WHOLE))
        if onward is None:
            return np.zeros((self.draws, size // 2 + 1), dtype=np.complex128)
        return np.asarray(np.fft.rfft(_halved(onward), size, axis=1), dtype=np.complex128)

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
                # leaving in step d, at its middle, leaves the rest of the steps
                left = _halved(onward)[:, ::-1]
                total += np.einsum("mnd,md->mn", leave[:, place], _rows(left, self.draws))
        return np.asarray(np.clip(total[:, back], 0.0, 1.0), dtype=float)


def _rows(array: Array, draws: int) -> Array:
    return np.broadcast_to(array, (draws, array.shape[1]))


def _halved(onward: Array) -> Array:
    """Chance with half a step less: the mean of that after t + 1 steps and after t."""
    return np.asarray((onward[:, 1:] + onward[:, :-1]) / 2, dtype=float)


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
