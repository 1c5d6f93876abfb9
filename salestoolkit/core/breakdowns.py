"""Who or what wins more, and who less: deals by team, segment, source, product, territory, size, month."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from scipy import stats

from salestoolkit.core.breakdown_counts import horizon_of, one_dimension
from salestoolkit.core.breakdown_parts import OWNER, PEOPLE, Breakdown, PartFigures
from salestoolkit.core.breakdown_reversals import reversals
from salestoolkit.core.breakdown_rows import part_rows
from salestoolkit.core.breakdown_stages import with_stages
from salestoolkit.core.dimensions import CREATED_MONTH, SIZE_BAND, band_bounds
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

DEFAULT = ("team", "segment", "source", "product", "territory", SIZE_BAND, CREATED_MONTH)
STRICT = 0.01
"""False discoveries allowed among all parts looked at: what stands out in a book where nothing is planted."""


def break_down(
    source: Source,
    *,
    dimensions: Sequence[str] = DEFAULT,
    currency: str | None = None,
    level: float = 0.95,
    for_leader: bool = False,
) -> tuple[Breakdown, ...]:
    """The page's deals by each dimension, every part held against the rest at one common age.

    Shares are those won within ``horizon_days`` (Aalen-Johansen, open deals censored, never lost):
    a part not watched so long is ``young`` and compared with nothing. Parts are tested by Fisher's
    exact test on the numbers of deals that their shares are worth; all parts of all dimensions make
    one family for Benjamini and Hochberg. Months follow one another in time and are not tested.

    Parameters
    ----------
    source : Source
        Where the page's counts come from.
    dimensions : sequence of str
        Columns of the deals, or of `salestoolkit.core.dimensions.DERIVED`. The dimension that the
        page is about is left out.
    currency : str, optional
        Of the money; none is told where it is not given.
    level : float
        Of every interval.
    for_leader : bool
        Whether the page is for who leads the people in it: only then may deals be broken down by owner.

    Returns
    -------
    tuple of Breakdown
        One for each dimension, in order; with a ``reason`` where its parts cannot be compared.

    Raises
    ------
    InvalidValue
        ``owner_for_leader`` where owners are asked for on another page; ``level_outside_0_1``.
    BookError
        ``unknown_dimension``.
    """
    normal_quantile(level)
    if OWNER in dimensions and not for_leader:
        raise InvalidValue("owner_for_leader", field="dimensions", value=OWNER)
    own = source.own()
    horizon = horizon_of(own)
    found = []
    for dimension in dict.fromkeys(dimensions):
        if dimension != source.dimension:
            counted = one_dimension(own, dimension, horizon)
            rows = part_rows(counted, horizon=horizon, currency=currency, level=level)
            found.append((counted, rows))
    told = reversals(own, [counted.dimension for counted, _ in found], horizon)
    return tuple(
        Breakdown(
            dimension=counted.dimension,
            as_of=own.book.as_of,
            currency=currency or None,
            level=level,
            horizon_days=horizon,
            parts=_in_order(counted.dimension, with_stages(own, counted, rows)),
            common=counted.common(horizon),
            reason=counted.reason or (None if horizon else "no_horizon"),
            reversals=told.get(counted.dimension, ()),
        )
        for (counted, _), rows in zip(found, _judged([rows for _, rows in found]), strict=True)
    )


def _judged(found: Sequence[tuple[PartFigures, ...]]) -> list[tuple[PartFigures, ...]]:
    """Which parts stand out, with all parts of all dimensions as one family."""
    tested = [part.p_value for parts in found for part in parts if part.p_value is not None]
    q_values = iter(stats.false_discovery_control(tested).tolist() if tested else ())

    def judge(part: PartFigures) -> PartFigures:
        if part.p_value is None:
            return part
        q = next(q_values)
        return replace(part, q_value=q, stands_out=q <= STRICT)

    return [tuple(judge(part) for part in parts) for parts in found]


def _in_order(dimension: str, parts: Sequence[PartFigures]) -> tuple[PartFigures, ...]:
    """People by name, months by time, bands by size, others by drawn share; the unnamed ones last."""

    def place(part: PartFigures) -> tuple[int, float, str]:
        last = ("named", "other", "none").index(part.kind)
        if dimension == CREATED_MONTH:
            # what is too long ago to be listed comes before what is
            return ("other", "named", "none").index(part.kind), 0.0, part.value
        if dimension == SIZE_BAND:
            return last, (band_bounds(part.value) or (0.0, None))[0], part.value
        if dimension in PEOPLE or part.drawn is None:
            return last, 0.0, _letters(part.value)
        return last, -part.drawn, part.value

    return tuple(sorted(parts, key=place))


def _letters(name: str) -> str:
    """A name without its accents, so that Ł stands with L and not behind Z."""
    return unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
