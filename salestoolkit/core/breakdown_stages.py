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

LOOKED_AT = 0.05
"""p-value from which a part's stages are looked at, and what all its stages together may claim."""


class _Loss(NamedTuple):
    """Wins lost at one stage against the rest, and the two shares that move on there."""

    wins: float
    stage: str
    rate: float
    reference: float


def with_stages(
    own: Source, counted: OneDimension, parts: Sequence[PartFigures]
) -> tuple[PartFigures, ...]:
    """Parts that win less than the rest, with the stage that costs them most wins, if it is not chance.

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
        less = part.difference is not None and part.difference < 0
        if part.p_value is None or part.p_value > LOOKED_AT or not less:
            found.append(part)
            continue
        chances = chances or onward_chances(own)
        loss = _largest(own, counted, at, chances)
        told = {} if loss is None else dict(zip(_FIELDS, loss[1:], strict=True))
        found.append(replace(part, **told))
    return tuple(found)


_FIELDS = ("stage", "stage_rate", "stage_reference")


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
        if here.share < there.share and by_chance <= LOOKED_AT / len(stages):
            wins = mine.clocked.count() * (there.share - here.share) * chances.get(stage, 0.0)
            losses.append(_Loss(wins, stage, here.share, there.share))
    return max(losses, default=None)
