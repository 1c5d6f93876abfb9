"""What would come of it, if: one stage better, and which one is worth the effort."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from salestoolkit.core.goal_checks import a_number, a_share, exact
from salestoolkit.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class Lifted:
    """A rate after a change that is assumed, not measured; ``capped`` tells that 1 stopped it."""

    rate: Fraction
    capped: bool


@dataclass(frozen=True, kw_only=True)
class FunnelResult:
    """What a funnel brings on average; ``revenue`` is None where no value is given."""

    entries: tuple[Fraction, ...]
    deals: Fraction
    revenue: Fraction | None


@dataclass(frozen=True, kw_only=True)
class Lever:
    """What one stage is worth, by ways to rank it.

    per_point : deals gained per +1 percentage point of the rate (the slope dD/dp times 0.01)
    gain : deals gained by the next point itself: less than ``per_point`` where the rate reaches 1
    elasticity : per cent of deals for one per cent of the rate: 1 at every stage of a plain product,
        so that it ranks nothing; None where it is undefined
    headroom : deals gained by reaching the best team's or segment's rate; None where that is not given
    per_cost : deals gained by the next point, for one unit of its cost; None where that is not given
    """

    stage: int
    rate: Fraction
    per_point: Fraction
    gain: Fraction
    elasticity: Fraction | None
    headroom: Fraction | None = None
    per_cost: Fraction | None = None


POINT = Fraction(1, 100)


def funnel_result(
    leads: float, rates: Sequence[float | Fraction], *, value: float | None = None
) -> FunnelResult:
    """Deals and revenue that so many leads bring on average: leads x rate x ... x rate.

    Examples
    --------
    >>> found = funnel_result(1000, [0.3, 0.5, 0.4, 0.25], value=8000)
    >>> float(found.deals), float(found.revenue)
    (15.0, 120000.0)
    """
    here = exact(a_number(leads, "leads"))
    entries = []
    for rate in _rates(rates):
        entries.append(here)
        here *= rate
    worth = None if value is None else here * exact(a_number(value, "value"))
    return FunnelResult(entries=tuple(entries), deals=here, revenue=worth)


def lifted(rate: float | Fraction, *, relative: float = 0.0, points: float = 0.0) -> Lifted:
    """A rate after a lift: rate x (1 + relative) + points / 100, between 0 and 1.

    Examples
    --------
    >>> lifted(0.9, relative=0.3)
    Lifted(rate=Fraction(1, 1), capped=True)
    """
    (before,) = _rates([rate])
    for change in (relative, points):
        if isinstance(change, str) or not math.isfinite(change):
            raise InvalidValue("goal_not_number", field="lift", value=change)
    wanted = before * (1 + exact(relative)) + exact(points) / 100
    return Lifted(rate=min(max(wanted, Fraction(0)), Fraction(1)), capped=wanted > 1)


def levers(
    leads: float | Fraction,
    rates: Sequence[float | Fraction],
    *,
    best: Mapping[int, float] | None = None,
    costs: Mapping[int, float] | None = None,
) -> tuple[Lever, ...]:
    """What each stage is worth, in the order of the stages; rank by the figure that fits the question.

    Parameters
    ----------
    leads : float
        How many enter the first stage.
    rates : sequence of float
        Share of those entering each stage that pass it, 0-1.
    best : mapping, optional
        By stage (from 0) the rate of the best team or segment.
    costs : mapping, optional
        By stage what one more point costs, in hours or money; above 0.

    Examples
    --------
    >>> [float(lever.per_point) for lever in levers(1000, [0.3, 0.5, 0.4, 0.25])]
    [0.5, 0.3, 0.375, 0.6]
    """
    entering, known = exact(a_number(leads, "leads")), _rates(rates)
    deals = entering * math.prod(known, start=Fraction(1))
    found = []
    for stage, rate in enumerate(known):
        slope = entering * math.prod((*known[:stage], *known[stage + 1 :]), start=Fraction(1))
        gain = slope * (lifted(rate, points=1).rate - rate)
        top, cost = (best or {}).get(stage), (costs or {}).get(stage)
        found.append(
            Lever(
                stage=stage,
                rate=rate,
                per_point=slope * POINT,
                gain=gain,
                elasticity=slope * rate / deals if deals else None,
                headroom=None if top is None else slope * max(Fraction(0), _rates([top])[0] - rate),
                per_cost=None if cost is None else gain / _cost(cost),
            )
        )
    return tuple(found)


def largest(values: Sequence[Fraction | None]) -> int | None:
    """Place of the largest value, the first of equals; None where there is none."""
    known = [(value, -place) for place, value in enumerate(values) if value is not None]
    return -max(known)[1] if known else None


def _rates(rates: Sequence[float | Fraction]) -> tuple[Fraction, ...]:
    for rate in rates:
        a_share(rate, "rate")
    return tuple(exact(rate) for rate in rates)


def _cost(cost: float) -> Fraction:
    if not a_number(cost, "cost"):
        raise InvalidValue("goal_above_zero", field="cost", value=cost)
    return exact(cost)
