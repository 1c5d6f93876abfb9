"""What waiting longer buys in a test of channels: the chance to see a difference, day by day."""

from __future__ import annotations

import math
from dataclasses import dataclass

from salestoolkit.core.channel_plan import ChannelPlan, power_of

POINTS = 60
FURTHER = 1.6
"""How many times the days of the plan the curve goes on."""


@dataclass(frozen=True, kw_only=True)
class PlanPoint:
    """The chance (0-1) to see the smallest difference on a day since the first contact."""

    day: int
    chance: float


def plan_curve(
    plan: ChannelPlan, *, leads_per_day: float | None, window_days: int
) -> tuple[PlanPoint, ...]:
    """The chance to see the smallest difference if the test ends on a day, from its first outcomes on.

    Leads that count on day d are (d - window) x leads a day / arms, reduced by what looking early and
    groups cost. Nothing where it is not known how many leads come a day.

    Examples
    --------
    >>> from salestoolkit.core.channel_plan import plan_channels
    >>> plan = plan_channels(base=0.05, smallest=0.03, leads_per_day=60, window_days=14, looks="once")
    >>> curve = plan_curve(plan, leads_per_day=60, window_days=14)
    >>> next(point.day for point in curve if point.chance >= 0.8) >= plan.days
    True
    """
    if plan.days is None or not leads_per_day:
        return ()
    last = max(math.ceil(FURTHER * plan.days), window_days + 2)
    step = max(1, math.ceil((last - window_days) / POINTS))
    found = []
    for day in range(window_days + 1, last + 1, step):
        each = (day - window_days) * leads_per_day / plan.arms
        chance = power_of(
            each / (plan.looks_factor * plan.design_effect),
            plan.base,
            plan.base + plan.smallest,
            level=plan.pair_level,
        )
        if chance is not None:
            found.append(PlanPoint(day=day, chance=chance))
    return tuple(found)
