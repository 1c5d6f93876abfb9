"""Two groups held against each other within like: standardised rates, and Simpson's reversal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import TIED, Array
from salestoolkit.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class Standardised:
    """Rates of two groups as they are, and as they would be with the same mix of strata.

    ``crude`` and ``standardised`` are (first, second); ``differences`` second minus first in each
    stratum, None where only one group has deals: such strata are left out of the standardised rates,
    and their deals counted in ``left_out``. Rates are None where there is nothing to divide.
    """

    crude: tuple[float | None, float | None]
    standardised: tuple[float | None, float | None]
    differences: tuple[float | None, ...]
    left_out: int

    @property
    def crude_difference(self) -> float | None:
        """Second minus first, all deals together."""
        return _minus(self.crude)

    @property
    def difference(self) -> float | None:
        """Second minus first, with the same mix."""
        return _minus(self.standardised)

    @property
    def reversal(self) -> bool:
        """Whether the crude difference points against that of every stratum (Simpson's paradox).

        Of at least two strata that can be compared none points the crude way, and one the other way.
        """
        crude = self.crude_difference
        told = [found for found in self.differences if found is not None]
        if crude is None or abs(crude) <= TIED or len(told) < 2:
            return False
        along = [found * crude for found in told]
        return max(along) <= TIED**2 and min(along) < -(TIED**2)


def standardise(
    *,
    first_won: Sequence[float],
    first_n: Sequence[float],
    second_won: Sequence[float],
    second_n: Sequence[float],
) -> Standardised:
    """Rates of two groups with the same mix of strata (direct standardisation).

    standardised rate = sum over strata of w_s won_s / n_s with w_s = (n1_s + n2_s) / sum of the
    same, over the strata in which both groups have deals: the mix of both together.

    Parameters
    ----------
    first_won, first_n, second_won, second_n : sequence of float
        Wins and deals of each group in each stratum, in the same order.

    Raises
    ------
    InvalidValue
        ``unequal_lengths``, ``count_outside_total``.

    Examples
    --------
    >>> found = standardise(
    ...     first_won=[81, 192], first_n=[87, 263], second_won=[234, 55], second_n=[270, 80]
    ... )
    >>> found.reversal, [round(rate, 3) for rate in found.standardised]
    (True, [0.833, 0.779])
    """
    columns = [np.asarray(c, dtype=float) for c in (first_won, first_n, second_won, second_n)]
    if len({len(column) for column in columns}) != 1:
        lengths = ", ".join(str(len(column)) for column in columns)
        raise InvalidValue("unequal_lengths", value=lengths, allowed="1")
    won1, n1, won2, n2 = columns
    for won, n in ((won1, n1), (won2, n2)):
        if bool(((won < 0) | (won > n)).any()):
            worst = int(np.argmax((won < 0) | (won > n)))
            raise InvalidValue("count_outside_total", value=won[worst], allowed=f"0-{n[worst]}")
    both = (n1 > 0) & (n2 > 0)
    rate1, rate2 = _rates(won1, n1), _rates(won2, n2)
    weights = np.where(both, n1 + n2, 0.0)
    return Standardised(
        crude=(_ratio(won1.sum(), n1.sum()), _ratio(won2.sum(), n2.sum())),
        standardised=(_weighted(rate1, weights), _weighted(rate2, weights)),
        differences=tuple(
            float(b - a) if compared else None
            for a, b, compared in zip(rate1, rate2, both, strict=True)
        ),
        left_out=int((n1 + n2)[~both].sum()),
    )


def _rates(won: Array, n: Array) -> Array:
    return np.divide(won, n, out=np.zeros_like(n), where=n > 0)


def _weighted(rates: Array, weights: Array) -> float | None:
    return _ratio(float(rates @ weights), float(weights.sum()))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _minus(pair: tuple[float | None, float | None]) -> float | None:
    first, second = pair
    return None if first is None or second is None else second - first
