"""A table rounded so that its rows and its columns still add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import optimize, sparse

from salestoolkit.core.bands import Array

_REACH = 2
"""Whole steps that a cell may move away from its value."""


def rounded_table(
    values: Array, *, rows: Sequence[int], columns: Sequence[int]
) -> tuple[tuple[int, ...], ...]:
    """Whole numbers near the values, whose rows and columns add up to the totals given.

    The sum of absolute roundings is the smallest possible: a transport problem, whose solution is
    whole (Cox 1987, controlled rounding). Both lists of totals have to have the same sum, and lie
    near the sums of the values.

    Examples
    --------
    >>> rounded_table(np.array([[0.6, 0.4], [0.4, 0.6]]), rows=[1, 1], columns=[1, 1])
    ((1, 0), (0, 1))
    """
    height, width = values.shape
    lowest = np.floor(values) - _REACH
    steps = lowest[..., None] + np.arange(2 * _REACH + 2)
    price = np.diff(np.abs(steps - values[..., None]), axis=-1)
    each = np.ones((1, price.shape[-1]))
    by_row = sparse.kron(sparse.kron(sparse.eye(height), np.ones((1, width))), each)
    by_column = sparse.kron(sparse.kron(np.ones((1, height)), sparse.eye(width)), each)
    solved = optimize.linprog(
        price.ravel(),
        A_eq=sparse.vstack([by_row, by_column]),
        b_eq=np.concatenate([rows - lowest.sum(axis=1), columns - lowest.sum(axis=0)]),
        bounds=(0, 1),
        method="highs-ds",
    )
    whole = lowest + np.rint(solved.x).reshape(price.shape).sum(axis=-1)
    return tuple(tuple(int(cell) for cell in row) for row in whole)
