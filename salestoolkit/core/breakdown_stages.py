"""At which stage a part that wins less loses most against the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from salestoolkit.core.breakdown_counts import OneDimension, exact_p, watched
from salestoolkit.core.breakdown_parts import PartFigures
from salestoolkit.core.breakdown_rows import ENOUGH
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_stages import knows_stages, leaves_stages
from salestoolkit.core.funnel_value import onward_chances

NOISE = 0.05
"""Chance that all stages of a part together claim one that is none."""


class _Loss(NamedTuple):
    """Wins lost at one stage against the rest, and the two shares that move on there."""

    wins: float
    stage: str
    rate: float
    reference: float


def with_stages(
    own: Source, counted: OneDimension, parts: Sequence[PartFigures]
) -> tuple[PartFigures, ...]:
    """Parts that stand out by winning less, with the stage that costs them most wins, if not by chance.

    Loss = deals that entered x (share of the rest that moves on - own share) x chance to win from the
    next stage, both shares within the stage's usual time. Only a stage at which fewer move on than
    chance allows, with as many stages as were looked at, is told.
    """
    counts = own.everyone()
    if not knows_stages(counts) or not leaves_stages(counts):
        return tuple(parts)
    chances: dict[str, float] = {}
    found = []
    for at, part in enumerate(parts):
        if not part.stands_out or (part.difference or 0.0) >= 0:
            found.append(part)
            continue
        chances = chances or onward_chances(own)
        loss = _largest(own, counted, at, chances)
        if loss is not None:
            part = replace(
                part, stage=loss.stage, stage_rate=loss.rate, stage_reference=loss.reference
            )
        found.append(part)
    return tuple(found)


def _largest(
    own: Source, counted: OneDimension, at: int, chances: dict[str, float]
) -> _Loss | None:
    stages = [stage.key for stage in counted.counts.process.deal_stages]
    losses = []
    for stage in stages:
        days = own.usual_days(stage)
        mine, others = counted.ends(at, stage), counted.rest(at, stage)
        here = None if days is None else watched(mine, days)
        there = None if days is None else watched(others, days)
        if here is None or there is None or min(here.worth, there.worth) < ENOUGH:
            continue
        by_chance = exact_p(here.won, here.worth, there.won, there.worth)
        if here.share < there.share and by_chance <= NOISE / len(stages):
            wins = mine.clocked.count() * (there.share - here.share) * chances.get(stage, 0.0)
            losses.append(_Loss(wins, stage, here.share, there.share))
    return max(losses, default=None)
