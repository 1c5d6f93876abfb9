"""The figures of each part of one dimension: counts, share won, shrunken share, and the rest beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from salestoolkit.core.breakdown_counts import OneDimension, Watched, exact_p, sums_by, watched
from salestoolkit.core.breakdown_parts import PartFigures
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.dimensions import CREATED_MONTH
from salestoolkit.core.durations import conditional_quantile
from salestoolkit.core.ends import numbers
from salestoolkit.core.funnel_stages import of_currency
from salestoolkit.core.funnel_value import ENOUGH_WON
from salestoolkit.core.shrinkage import shrink
from salestoolkit.core.two_rates import newcombe

ENOUGH = 30
"""Deals that a share must be worth, here and in the rest, to be held against it."""


@dataclass(frozen=True, kw_only=True)
class _Side:
    """A part's figures so far, its share, and that of the other named parts."""

    figures: PartFigures
    own: Watched | None
    rest: Watched | None
    worth_each: float | None


def part_rows(
    counted: OneDimension, *, horizon: int | None, currency: str | None, level: float
) -> tuple[PartFigures, ...]:
    """One row a group, not judged yet: `q_value` and `stands_out` need all dimensions together."""
    sides = [
        _side(counted, at, row, horizon, level) for at, row in enumerate(_counts(counted, currency))
    ]
    if counted.reason or counted.dimension == CREATED_MONTH:
        return tuple(side.figures for side in sides)
    return tuple(_held(side, level) for side in _drawn(sides, level))


def _counts(counted: OneDimension, currency: str | None) -> list[dict[str, Any]]:
    """Deals of each group by fate, and what its won deals are worth."""
    deals, size = counted.counts.deals, len(counted.groups)
    code, n = counted.code(deals), numbers(deals, "n")
    fate = deals["fate"].to_numpy(dtype=object)
    by_fate = {one: sums_by(code[fate == one], size, n[fate == one]) for one in (WON, LOST, OPEN)}
    mine = (fate == WON) & (currency is not None) & of_currency(deals, currency)
    valued = sums_by(code[mine], size, numbers(deals, "value_n")[mine])
    worth = sums_by(code[mine], size, numbers(deals, "value_sum")[mine])
    everyone = sum(worth) / sum(valued) if sum(valued) else None
    rows = []
    for at, group in enumerate(counted.groups):
        won, lost, still = (int(by_fate[one][at]) for one in (WON, LOST, OPEN))
        mean = worth[at] / valued[at] if valued[at] else None
        rows.append(
            {
                "value": group.value,
                "kind": group.kind,
                "merged": len(group.members) if group.kind == "other" else 0,
                "deals": won + lost + still,
                "won": won,
                "lost": lost,
                "open": still,
                "closed_rate": won / (won + lost) if won + lost else None,
                "mean_won_value": mean,
                "valued": int(valued[at]),
                "worth_each": mean if valued[at] >= ENOUGH_WON else everyone,
            }
        )
    return rows


def _side(
    counted: OneDimension, at: int, row: dict[str, Any], horizon: int | None, level: float
) -> _Side:
    worth_each = row.pop("worth_each")
    ends = counted.ends(at)
    own = None if horizon is None else watched(ends, horizon)
    low, high = own.interval(level=level) if own else (None, None)
    figures = PartFigures(
        **row,
        timed=ends.clocked.count(),
        worth=own.worth if own else 0.0,
        share=own.share if own else None,
        share_low=low,
        share_high=high,
        young=horizon is not None and own is None,
        cycle_days=conditional_quantile(ends.curve, 0.5, level=level).value,
    )
    compared = own is not None and horizon is not None and figures.kind == "named"
    rest = watched(counted.rest(at), horizon) if compared and horizon else None
    return _Side(figures=figures, own=own, rest=rest, worth_each=worth_each)


def _drawn(sides: list[_Side], level: float) -> list[_Side]:
    """All named parts drawn together; deals without a value tell nothing of values."""
    named = [at for at, side in enumerate(sides) if side.own and side.figures.kind == "named"]
    shares = [share for at in named if (share := sides[at].own) is not None]
    found = shrink([share.won for share in shares], [share.worth for share in shares], level=level)
    if found is None:
        return sides
    drawn = list(sides)
    for at, group in zip(named, found.groups, strict=True):
        figures = replace(
            sides[at].figures,
            drawn=group.value,
            drawn_low=group.low,
            drawn_high=group.high,
            weight=group.weight,
        )
        drawn[at] = replace(sides[at], figures=figures)
    return drawn


def _held(side: _Side, level: float) -> PartFigures:
    """The part held against the rest, in shares and in money."""
    own, rest = side.own, side.rest
    if own is None or rest is None:
        return side.figures
    pair = (rest.won, rest.worth, own.won, own.worth)
    low, high = newcombe(*pair, level=level)
    difference = own.share - rest.share
    found = replace(side.figures, difference=difference, difference_low=low, difference_high=high)
    if side.worth_each is not None:
        scale = found.timed * side.worth_each
        found = replace(
            found, money=scale * difference, money_low=scale * low, money_high=scale * high
        )
    enough = min(own.worth, rest.worth) >= ENOUGH
    return replace(
        found, p_value=exact_p(own.won, own.worth, rest.won, rest.worth) if enough else None
    )
