"""Two parts of a dimension held against each other at one age, as asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from salestoolkit.core.bands import TIED
from salestoolkit.core.breakdown_counts import horizon_of
from salestoolkit.core.breakdown_parts import OWNER, Stratum
from salestoolkit.core.breakdown_strata import (
    NOBODY_IN,
    Pairs,
    large_enough,
    standardised,
    strata_of,
    within_p,
)
from salestoolkit.core.ends import NOBODY, Ends, ends_by_stage
from salestoolkit.core.funnel_counts import EVER, Source
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.standardised import Standardised
from salestoolkit.core.two_groups import TwoGroups, permutation_p, two_groups
from salestoolkit.errors import InvalidValue

MOST_DEALT = 3_000
"""Deals up to which groups are dealt anew for a permutation p-value; beyond, the normal one is right."""
LONGEST = 3_650


@dataclass(frozen=True, kw_only=True)
class GroupComparison:
    """Two parts' shares won by one age, second minus first.

    found : shares, difference and interval at ``horizon_days`` (Aalen-Johansen, open deals censored);
        None in it where a part was not watched so long
    p_value : from 2,000 random deals of the groups up to `MOST_DEALT` deals (``by_permutation``),
        else from the difference in standard errors
    n : deals with a clock, first and second
    within, like, strata, within_p : where a column makes deals alike, the shares with the same mix of
        it, its strata, and the p-value of the difference within them
    """

    dimension: str
    first: str
    second: str
    as_of: date
    level: float
    horizon_days: int
    n: tuple[int, int]
    found: TwoGroups
    p_value: float | None
    by_permutation: bool
    within: str | None = None
    like: Standardised | None = None
    strata: tuple[Stratum, ...] = ()
    within_p: float | None = None


def compare_groups(
    source: Source,
    dimension: str,
    first: str,
    second: str,
    *,
    horizon: int | None = None,
    within: str | None = None,
    level: float = 0.95,
    for_leader: bool = False,
) -> GroupComparison | None:
    """Two parts of the page's deals held against each other; None where no age is known to do it at.

    Parameters
    ----------
    first, second : str
        Values of the dimension; ``""`` for the deals without one.
    horizon : int, optional
        Age in days, chosen beforehand; that of the breakdowns where not given.
    within : str, optional
        Column that makes deals alike, to hold like against like.
    for_leader : bool
        Whether who asks leads the people compared: only then may owners be.

    Raises
    ------
    InvalidValue
        ``owner_for_leader``, ``unknown_part``, ``same_part_twice``, ``horizon_outside``, ``level_outside_0_1``.
    BookError
        ``unknown_dimension``.
    """
    normal_quantile(level)
    if dimension == OWNER and not for_leader:
        raise InvalidValue("owner_for_leader", field="dimension", value=OWNER)
    own = source.own()
    cycles = own.counted(EVER, dimension).cycles
    part = cycles["part"].to_numpy(dtype=object)
    _check(dimension, (first, second), sorted({str(name) for name in part}), horizon)
    days = horizon or horizon_of(own)
    if days is None:
        return None
    every = ends_by_stage(cycles).get("", NOBODY)
    one, two = (every.where(part == value).clocked for value in (first, second))
    found = two_groups(_until(one.curve, days), _until(two.curve, days), days, level=level)
    dealt = _dealt(one, two, days) if found.difference is not None else None
    pairs = _pairs(own, dimension, (first, second), within, days) if within else {}
    return GroupComparison(
        dimension=dimension,
        first=first,
        second=second,
        as_of=own.book.as_of,
        level=level,
        horizon_days=days,
        n=(one.count(), two.count()),
        found=found,
        p_value=found.p_value if dealt is None else dealt,
        by_permutation=dealt is not None,
        within=within,
        like=standardised(pairs) if pairs else None,
        strata=tuple(Stratum(value=value, first=a, second=b) for value, (a, b) in pairs.items()),
        within_p=within_p(pairs),
    )


def _check(dimension: str, wanted: tuple[str, str], there: list[str], horizon: int | None) -> None:
    for value in wanted:
        if value not in there:
            allowed = ", ".join(name for name in there if name)
            raise InvalidValue("unknown_part", field=dimension, value=value, allowed=allowed)
    if wanted[0] == wanted[1]:
        raise InvalidValue("same_part_twice", field=dimension, value=wanted[0])
    if horizon is not None and not 1 <= horizon <= LONGEST:
        raise InvalidValue("horizon_outside", value=horizon, allowed=f"1-{LONGEST}")


def _until(curve: Incidence, days: int) -> Incidence:
    """The curve as far as the age, where every deal had ended before it."""
    over = curve.last is not None and (curve.survival_at(curve.last) or 0.0) <= TIED
    return replace(curve, last=max(float(days), curve.last or 0.0)) if over else curve


def _dealt(one: Ends, two: Ends, days: int) -> float | None:
    """Permutation p-value, deal by deal; None for many deals, or where a group ended before."""
    counts = [ends.n.astype(np.int64) for ends in (one, two)]
    sizes = [int(n.sum()) for n in counts]
    if sum(sizes) > MOST_DEALT:
        return None
    columns = [
        np.concatenate(
            [np.repeat(getattr(ends, name), n) for ends, n in zip((one, two), counts, strict=True)]
        )
        for name in ("days", "outcome", "entry_age")
    ]
    in_second = np.repeat([False, True], sizes)
    return permutation_p(columns[0], columns[1], in_second, days, entry=columns[2])


def _pairs(own: Source, dimension: str, wanted: tuple[str, str], within: str, days: int) -> Pairs:
    tables = strata_of(own, dimension, within, days)
    return large_enough(
        {
            stratum: (table.get(wanted[0], NOBODY_IN), table.get(wanted[1], NOBODY_IN))
            for stratum, table in tables.items()
        }
    )
