"""Where all deals together say one thing, and like held against like another (Simpson's paradox)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from salestoolkit.core.breakdown_parts import OWNER, Group, Reversal, Span, Stratum
from salestoolkit.core.breakdown_strata import (
    NOBODY_IN,
    Pairs,
    large_enough,
    rest_of,
    side_of,
    standardised,
    strata_of,
    tallies,
    within_p,
)
from salestoolkit.core.dimensions import CREATED_MONTH
from salestoolkit.core.ends import Tally
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_leaks import window_days
from salestoolkit.core.standardised import Standardised
from salestoolkit.core.two_rates import score_p_value

COMPARED = ("team", OWNER, CREATED_MONTH)
"""Dimensions whose parts (for months: the last period and the one before) are held like against like."""
WITHIN = ("source", "segment")
"""What makes deals alike."""
NOISE = 0.05
"""Chance that all comparisons of a dimension together claim a difference within like that is none."""
MATERIAL, SLIGHT = 0.02, 0.005
"""Difference of shares worth a sentence, and one too small to have a direction."""


@dataclass(frozen=True, kw_only=True)
class _Question:
    """Two groups to be held like against like."""

    group: Group
    dimension: str
    value: str
    stratifier: str
    pairs: Pairs
    periods: tuple[Span, Span] | None = None


def reversals(
    own: Source, dimensions: Sequence[str], horizon: int | None
) -> dict[str, tuple[Reversal, ...]]:
    """Reversals by the dimension compared, of those in `COMPARED`.

    Deals count that began at least ``horizon`` days ago; won are those won within it. A reversal is
    told only where the difference within strata is at least `MATERIAL` and more than chance, with all
    comparisons of a dimension as one family (Bonferroni): it must point another way than the difference
    of all deals besides, which chance alone seldom brings about.
    """
    if horizon is None:
        return {}
    told = {}
    for dimension in dimensions:
        if dimension in COMPARED:
            asked = [
                question
                for stratifier in WITHIN
                if stratifier not in (dimension, own.dimension)
                for question in _questions(own, dimension, stratifier, horizon)
                if len(question.pairs) > 1
            ]
            found = [_reversal(question, horizon, NOISE / len(asked)) for question in asked]
            told[dimension] = tuple(one for one in found if one is not None)
    return told


def _reversal(question: _Question, days: int, threshold: float) -> Reversal | None:
    pairs = question.pairs
    found = standardised(pairs)
    by_chance = within_p(pairs)
    if by_chance is None or by_chance > threshold or abs(found.difference or 0.0) < MATERIAL:
        return None
    kind = _kind(found, pairs)
    (crude1, crude2), (like1, like2) = found.crude, found.standardised
    if kind is None or crude1 is None or crude2 is None or like1 is None or like2 is None:
        return None
    return Reversal(
        kind=kind,
        group=question.group,
        dimension=question.dimension,
        value=question.value,
        stratifier=question.stratifier,
        days=days,
        crude=(crude1, crude2),
        standardised=(like1, like2),
        strata=tuple(Stratum(value=value, first=a, second=b) for value, (a, b) in pairs.items()),
        p_value=by_chance,
        periods=question.periods,
    )


def _kind(
    found: Standardised, pairs: Mapping[str, tuple[Tally, Tally]]
) -> Literal["reversal", "hidden"] | None:
    """Whether every stratum differs the other way than all deals, or these hardly differ at all."""
    crude, within = found.crude_difference or 0.0, found.difference or 0.0
    signs = [value * within > 0 for value in found.differences if value is not None]
    if not all(signs) or len(signs) < 2:
        return None
    if abs(crude) >= SLIGHT and crude * within < 0:
        return "reversal"
    first, second = (side_of(pairs, side) for side in (0, 1))
    by_chance = score_p_value(first.advanced, first.entered, second.advanced, second.entered)
    alike = by_chance is None or by_chance > NOISE
    return "hidden" if alike and abs(crude) < abs(within) / 2 else None


def _questions(own: Source, dimension: str, stratifier: str, horizon: int) -> Iterator[_Question]:
    if dimension == CREATED_MONTH:
        yield from _periods(own, stratifier, horizon)
        return
    tables = strata_of(own, dimension, stratifier, horizon)
    for value in sorted({value for table in tables.values() for value in table if value}):
        pairs = {
            stratum: (rest_of(table, value), table.get(value, NOBODY_IN))
            for stratum, table in tables.items()
        }
        yield _Question(
            group="part",
            dimension=dimension,
            value=value,
            stratifier=stratifier,
            pairs=large_enough(pairs),
        )


def _periods(own: Source, stratifier: str, horizon: int) -> Iterator[_Question]:
    """The last period of deals old enough, and the one before."""
    length = window_days(own, horizon)
    if length is None:
        return
    end = own.mature(horizon)[1]
    middle = end - timedelta(days=length)
    windows: tuple[Span, Span] = ((middle - timedelta(days=length), middle), (middle, end))
    before, after = (tallies(own.counted(window, stratifier), horizon) for window in windows)
    pairs = {
        stratum: (before.get(stratum, NOBODY_IN), after.get(stratum, NOBODY_IN))
        for stratum in sorted({*before, *after})
    }
    yield _Question(
        group="period",
        dimension=CREATED_MONTH,
        value="",
        stratifier=stratifier,
        pairs=large_enough(pairs),
        periods=windows,
    )
