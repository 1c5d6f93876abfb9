"""The change between two periods told apart by each dimension that can carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.breakdown_counts import LATE_DEALS, LATE_P
from salestoolkit.core.change_cohorts import (
    MISSING,
    Cohort,
    Grouped,
    Reading,
    Span,
    few_stages,
    grouped,
    joined,
)
from salestoolkit.core.change_pieces import Pieces, pieces_of, two_sided_p
from salestoolkit.core.changes import MAX_STAGES
from salestoolkit.core.two_rates import score_p_value

NOISE = 0.01
"""How often a page may tell of a change, in the whole, the mix or a stage, where there is none."""
ENOUGH = 30
"""Deals in either period, and at a stage, without which nothing is told of it."""
MOST_PARTS = 6
"""Parts shown, the merged ones among them."""
FEW_MISSING, FEW_OTHERS = 0.2, 0.5
"""Largest shares of deals without a value, and in merged parts, of a dimension that is looked at."""
NOTABLE = 0.05
"""Smallest piece, as a share of the higher of the two rates, that is worth telling."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Two periods by the parts of a dimension (None: undivided), and the pieces of the change."""

    dimension: str | None
    parts: Grouped
    pieces: Pieces

    @property
    def mix_p(self) -> float:
        """Chance of a mix effect so far from none if nothing had changed."""
        return two_sided_p(self.pieces.mix, self.pieces.mix_error)

    @property
    def reached(self) -> tuple[Array, Array]:
        """Deals that reached each stage, and in the last place were won, in either period."""
        before, after = (
            np.cumsum(side.sum(axis=0)[::-1])[::-1]
            for side in (self.parts.before, self.parts.after)
        )
        return before, after


def split_by(
    reading: Reading, spans: tuple[Span, Span], dimension: str, starts: Sequence[int]
) -> Split | None:
    """The change by the parts of a dimension; None where it has none, or they say little.

    ``starts`` are the places at which the stages told begin: see `few_stages`.
    """
    after = reading.cohort(spans[1], dimension)
    if _missing(after) > FEW_MISSING:
        return None
    before = reading.cohort(spans[0], dimension)
    if _filled_late(before, after):
        return None
    parts = grouped(joined(before, starts), joined(after, starts), most=MOST_PARTS, smallest=ENOUGH)
    if _missing(before) > FEW_MISSING or len(parts.names) < 2 or _others(parts) > FEW_OTHERS:
        return None
    return Split(dimension=dimension, parts=parts, pieces=pieces_of(parts.before, parts.after))


def undivided(before: Cohort, after: Cohort, starts: Sequence[int]) -> Split:
    """The change by stage alone."""
    parts = grouped(joined(before, starts), joined(after, starts), most=1, smallest=0)
    return Split(dimension=None, parts=parts, pieces=pieces_of(parts.before, parts.after))


def stage_starts(before: Cohort, after: Cohort, *, known: bool) -> list[int]:
    """Places at which the stages told begin; one for the whole deal where they are not ``known``."""
    return few_stages((before, after), most=MAX_STAGES if known else 1)


def shown_of(splits: Sequence[Split], whole: Split, *, threshold: float) -> Split:
    """The split with the largest effect of mix beyond chance, else the first, else the undivided."""
    beyond = [split for split in splits if mix_named(split, threshold)]
    largest = sorted(beyond, key=lambda split: -abs(split.pieces.mix))
    return next(iter([*largest, *splits, whole]))


def mix_named(split: Split, threshold: float) -> bool:
    """Whether the mix did more than chance and small change do."""
    return split.mix_p <= threshold and notable(split, split.pieces.mix)


def notable(split: Split, effect: float) -> bool:
    """Whether an effect is large enough to be worth telling."""
    higher = max(float(reached[-1] / reached[0]) for reached in split.reached)
    return abs(effect) >= NOTABLE * higher


def _missing(cohort: Cohort) -> float:
    none = cohort.came.get(MISSING)
    return float(none.sum()) / cohort.deals if none is not None and cohort.deals else 0.0


def _filled_late(before: Cohort, after: Cohort) -> bool:
    """Whether the deals without a value hardly ever win: then it is noted as a deal goes on.

    What makes up more or less of the deals is then not what came in, but how far it came.
    """
    nobody = np.zeros(2)
    without = [side.came.get(MISSING, nobody) for side in (before, after)]
    n, won = sum(float(one.sum()) for one in without), sum(float(one[-1]) for one in without)
    named, named_won = before.deals + after.deals - n, before.won + after.won - won
    if n < LATE_DEALS * (n + named) or not named or won / n > named_won / named / 2:
        return False
    p_value = score_p_value(won, n, named_won, named)
    return p_value is not None and p_value <= LATE_P


def _others(parts: Grouped) -> float:
    """Share of the deals of both periods in the merged parts."""
    sizes = (parts.before + parts.after).sum(axis=1)
    return float(sizes[parts.names.index(None)] / sizes.sum()) if None in parts.names else 0.0
