"""A process as an absorbing chain: visits before the end, where it ends, and after how many steps.

Steps that wait or go back are allowed. Where the chain need not end there is no sum of its rounds,
and none is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import Array
from salestoolkit.errors import InvalidValue

ROUNDING = 1e-12
"""How far below one a spectral radius must lie: nearer, a rounding decides whether the sum exists."""


@dataclass(frozen=True, eq=False)
class AbsorbingChain:
    """What is expected of a chain, one row a state that it can start in.

    ``visits`` is N = (I - Q)^-1, the expected visits to each state (the start counts as one);
    ``absorption`` is B = N R, the chance of each end (None where no ends were given); ``steps`` is
    t = N 1, the expected steps to the end; ``variance`` is (2 N - I) t - t^2.
    """

    visits: Array
    absorption: Array | None
    steps: Array
    variance: Array


def spectral_radius(matrix: npt.ArrayLike) -> float:
    """Largest absolute eigenvalue: below 1, the rounds of a loop add up to something finite.

    >>> round(spectral_radius([[0.0, 0.5], [0.5, 0.0]]), 9)
    0.5
    """
    square = _square(matrix)
    if not square.size:
        return 0.0
    return float(np.max(np.abs(np.linalg.eigvals(square))))


def all_rounds(matrix: npt.ArrayLike) -> Array | None:
    """Sum of all rounds I + M + M^2 + ... = (I - M)^-1; None where it is not finite.

    Beyond a spectral radius of 1 the formula gives numbers too, even negative ones: they mean
    nothing, so none is given.

    Examples
    --------
    >>> all_rounds([[0.5]]).tolist()
    [[2.0]]
    >>> all_rounds([[1.2]]) is None
    True
    """
    square = _square(matrix)
    if spectral_radius(square) >= 1 - ROUNDING:
        return None
    return np.asarray(np.linalg.inv(np.eye(len(square)) - square), dtype=float)


def absorbing_chain(
    between: npt.ArrayLike, into_ends: npt.ArrayLike | None = None
) -> AbsorbingChain:
    """Expected visits, ends and steps of an absorbing chain.

    Parameters
    ----------
    between : array, states x states
        Q: chances of a step from each state to each, waiting in it included.
    into_ends : array, states x ends, optional
        R: chances of a step into each end.

    Raises
    ------
    InvalidValue
        ``chain_not_square``, ``chain_not_chances`` (a chance outside 0-1, or a row above 1), and
        ``chain_never_ends`` where the spectral radius of Q is 1 or more.

    Examples
    --------
    >>> absorbing_chain([[0.5]], [[0.2, 0.3]]).steps.tolist()
    [2.0]
    """
    q = _square(between)
    r = None if into_ends is None else np.asarray(into_ends, dtype=float).reshape(len(q), -1)
    _check(q if r is None else np.hstack([q, r]))
    visits = all_rounds(q)
    if visits is None:
        raise InvalidValue("chain_never_ends", value=round(spectral_radius(q), 6), allowed="< 1")
    steps = visits.sum(axis=1)
    spread = (2 * visits - np.eye(len(q))) @ steps - steps**2
    return AbsorbingChain(
        visits=visits,
        absorption=None if r is None else visits @ r,
        steps=steps,
        # a certain number of steps has none; a rounding would leave a little below zero
        variance=np.maximum(spread, 0.0),
    )


def _square(matrix: npt.ArrayLike) -> Array:
    square = np.asarray(matrix, dtype=float)
    if square.ndim != 2 or square.shape[0] != square.shape[1]:
        raise InvalidValue("chain_not_square", value=" x ".join(map(str, square.shape)))
    return square


def _check(rows: Array) -> None:
    if not np.isfinite(rows).all() or (rows < 0).any():
        wrong = rows[~np.isfinite(rows) | (rows < 0)]
        raise InvalidValue("chain_not_chances", value=float(wrong[0]), allowed="0-1")
    most = float(rows.sum(axis=1).max(initial=0.0))
    if most > 1 + 1e-9:
        raise InvalidValue("chain_not_chances", value=round(most, 6), allowed="0-1")
