"""What moving hours from one lead source to another would bring."""

from __future__ import annotations

import math
from dataclasses import dataclass

from salestoolkit.core.lead_source_parts import Estimate, LeadSources, SourceFigures
from salestoolkit.errors import InvalidValue

STRETCH = 0.25
"""Part of a source's present hours beyond which more of them need not bring as much each."""


@dataclass(frozen=True, kw_only=True)
class HoursMoved:
    """Change of warm leads and of wins if hours were spent on ``to`` instead of on ``from_``.

    Assumes that the next hour of a source brings what its hours brought on average, which a source
    that is nearly used up will not do: ``stretched`` where the hours are more than a quarter of
    what ``to`` gets now. ``warm`` is None where no stage makes a lead warm.
    """

    from_: str
    to: str
    hours: float
    warm: Estimate | None
    wins: Estimate | None
    stretched: bool

    @property
    def clear(self) -> bool:
        """Whether the wins surely change in one direction."""
        return self.wins is not None and (self.wins.low > 0 or self.wins.high < 0)


def _change(gain: Estimate | None, loss: Estimate | None, hours: float) -> Estimate | None:
    if gain is None or loss is None:
        return None
    value = gain.value - loss.value
    low = value - math.hypot(gain.value - gain.low, loss.high - loss.value)
    high = value + math.hypot(gain.high - gain.value, loss.value - loss.low)
    return Estimate(value=hours * value, low=hours * low, high=hours * high)


def _with_hours(sources: LeadSources, name: str) -> SourceFigures:
    usable = [one for one in sources.sources if one.source and one.wins_per_hour is not None]
    found = sources.named(name)
    if found is None or found not in usable:
        allowed = ", ".join(one.source for one in usable) or "–"
        raise InvalidValue("source_without_hours", value=name, allowed=allowed)
    return found


def move_hours(sources: LeadSources, *, from_: str, to: str, hours: float) -> HoursMoved:
    """What ``hours`` of a period spent on ``to`` instead of on ``from_`` would bring.

    hours x (r_to - r_from), r = outcomes an hour (`SourceFigures.wins_per_hour`); the interval puts
    both intervals together as Newcombe does (Zou and Donner 2008).

    Raises
    ------
    InvalidValue
        ``source_without_hours`` for a source whose hours or leads are not known, ``same_source``,
        ``hours_outside`` for more hours than ``from_`` has.
    """
    giver, taker = _with_hours(sources, from_), _with_hours(sources, to)
    if giver is taker:
        raise InvalidValue("same_source", value=giver.source)
    most = giver.hours or 0.0
    if not 0 < hours <= most:
        raise InvalidValue("hours_outside", value=hours, field=giver.source, allowed=round(most, 1))
    return HoursMoved(
        from_=giver.source,
        to=taker.source,
        hours=hours,
        warm=_change(taker.warm_per_hour, giver.warm_per_hour, hours),
        wins=_change(taker.wins_per_hour, giver.wins_per_hour, hours),
        stretched=hours > STRETCH * (taker.hours or 0.0),
    )
