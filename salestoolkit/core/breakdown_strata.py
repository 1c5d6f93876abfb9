"""Deals alike held against one another: two groups' deals and wins by stratum."""

from __future__ import annotations

import math
from collections.abc import Mapping

from scipy import special

from salestoolkit.core.counts import Counts
from salestoolkit.core.ends import Tally, ends_by_stage
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.standardised import Standardised, standardise

MOST_STRATA = 12
FEWEST = 10
"""Deals on either side without which a stratum is left out."""
Pairs = dict[str, tuple[Tally, Tally]]
"""By stratum: the first and the second group's deals that had the time, and those won in it."""
NOBODY_IN = Tally(0, 0)


def strata_of(
    own: Source, dimension: str, stratifier: str, horizon: int
) -> dict[str, dict[str, Tally]]:
    """By stratum, then by value of the dimension: deals that had ``horizon`` days, and those won in it."""
    window = own.mature(horizon)
    sizes = own.counted(window, stratifier).deals.groupby("part")["n"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MOST_STRATA]
    tables = {}
    for stratum in map(str, largest):
        if int(sizes[stratum]) >= 2 * FEWEST:
            alike = Source(own.book.where(**{stratifier: stratum or None}), own.pipeline)
            tables[stratum] = tallies(alike.counted(window, dimension), horizon)
    return tables


def tallies(counts: Counts, horizon: int) -> dict[str, Tally]:
    """Deals of each part and those won within the horizon."""
    cycles = counts.cycles
    part = cycles["part"].to_numpy(dtype=object)
    every = ends_by_stage(cycles)[""] if len(cycles) else None
    if every is None:
        return {}
    return {str(name): every.where(part == name).within(horizon) for name in dict.fromkeys(part)}


def rest_of(table: Mapping[str, Tally], value: str) -> Tally:
    """All other deals that have a value."""
    others = [tally for name, tally in table.items() if name and name != value]
    return Tally(sum(one.entered for one in others), sum(one.advanced for one in others))


def large_enough(pairs: Pairs) -> Pairs:
    """Strata with deals enough on either side."""
    return {
        stratum: pair
        for stratum, pair in pairs.items()
        if min(pair[0].entered, pair[1].entered) >= FEWEST
    }


def side_of(pairs: Mapping[str, tuple[Tally, Tally]], side: int) -> Tally:
    """The first (0) or the second (1) group's deals of all strata."""
    sides = [pair[side] for pair in pairs.values()]
    return Tally(sum(one.entered for one in sides), sum(one.advanced for one in sides))


def standardised(pairs: Mapping[str, tuple[Tally, Tally]]) -> Standardised:
    """Shares of both groups with the same mix of strata."""
    return standardise(
        first_won=[first.advanced for first, _ in pairs.values()],
        first_n=[first.entered for first, _ in pairs.values()],
        second_won=[second.advanced for _, second in pairs.values()],
        second_n=[second.entered for _, second in pairs.values()],
    )


def within_p(pairs: Mapping[str, tuple[Tally, Tally]]) -> float | None:
    """Chance of so large a difference in all strata taken together (Cochran, Mantel and Haenszel).

    z = (sum of wins of the second - expected) / sqrt(sum of hypergeometric variances), less a half for
    continuity; two-sided. None where no stratum can tell.
    """
    gap = spread = 0.0
    for first, second in pairs.values():
        n1, n2 = first.entered, second.entered
        won, every = first.advanced + second.advanced, n1 + n2
        if n1 and n2 and every > 1:
            gap += second.advanced - n2 * won / every
            spread += n1 * n2 * won * (every - won) / (every**2 * (every - 1))
    if spread <= 0:
        return None
    return float(2 * special.ndtr(-max(abs(gap) - 0.5, 0.0) / math.sqrt(spread)))
