"""How widely the values of won deals spread, as far as their sums by size band tell."""

from __future__ import annotations

from collections.abc import Iterable

from salestoolkit.core.counts import WON
from salestoolkit.core.dimensions import SIZE_BAND, band_bounds
from salestoolkit.core.funnel_counts import EVER, Source
from salestoolkit.core.funnel_stages import of_currency

LEAST = 1.5
"""Variance of deal values over their mean squared that is assumed at least: counts hold sums only, so
that the scatter of a mean value is taken as that of widely spread values rather than left out."""
LONG_TAIL = 3.0
"""Variance of what values exceed the last edge by, over the square of its mean: that of a long tail
(1 would be an exponential one)."""

Band = tuple[str, int, float]


def value_spread(source: Source, currency: str | None) -> float:
    """Variance of the page's won values over their squared mean, at least `LEAST`.

    Worked out from number and sum of the won deals in each size band: the spread between the bands,
    and within them that of even values, in the last one, which has no end, of a long tail.

    Parameters
    ----------
    source : Source
        The page's deals.
    currency : str, optional
        Whose values are added.
    """
    if currency is None:
        return LEAST
    deals = source.own().counted(EVER, SIZE_BAND).deals
    won = (deals["fate"] == WON).to_numpy(dtype=bool) & of_currency(deals, currency)
    sums = deals[won].groupby("part")[["value_n", "value_sum"]].sum()
    rows = zip(sums.index, sums["value_n"], sums["value_sum"], strict=True)
    return max(LEAST, spread_of_bands((str(part), int(n), float(worth)) for part, n, worth in rows))


def spread_of_bands(bands: Iterable[Band]) -> float:
    """Variance over squared mean of values of which each band's number and sum are known; 0 of none.

    >>> round(spread_of_bands([("0..10", 50, 250.0), ("10..", 50, 2500.0)]), 2)
    3.85
    """
    known = [(band_bounds(part), n, worth) for part, n, worth in bands if n]
    known = [one for one in known if one[0] is not None]
    deals, total = sum(n for _, n, _ in known), sum(worth for _, _, worth in known)
    if total <= 0:
        return 0.0
    mean, squares = total / deals, 0.0
    for bounds, n, worth in known:
        assert bounds is not None
        low, high = bounds
        within = (worth / n - low) ** 2 * LONG_TAIL if high is None else (high - low) ** 2 / 12
        squares += n * ((worth / n - mean) ** 2 + within)
    return squares / deals / mean**2
