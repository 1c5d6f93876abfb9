"""A few points that stand for a whole distribution."""

from __future__ import annotations

import numpy as np

from salestoolkit.core.bands import Array

EXACT = 1e-13


def gauss_points(values: Array, weights: Array, points: int) -> tuple[Array, Array]:
    """Gauss quadrature of a discrete distribution: values and weights with the same moments.

    ``points`` of them give the mean of every polynomial up to degree 2 points - 1 exactly (Golub and
    Welsch 1969), by Lanczos' recurrence with full orthogonalisation.

    Examples
    --------
    >>> x, w = gauss_points(np.arange(11.0), np.full(11, 1 / 11), 3)
    >>> round(float(w @ x**5), 6) == round(float(np.mean(np.arange(11.0) ** 5)), 6)
    True
    """
    basis = [np.sqrt(weights / weights.sum())]
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        here = basis[-1]
        diagonal.append(float(here @ (values * here)))
        if len(diagonal) == points:
            break
        following = values * here
        known = np.array(basis)
        for _ in range(2):
            following = following - known.T @ (known @ following)
        length = float(np.linalg.norm(following))
        if length < EXACT * float(np.abs(values).max(initial=1.0)):
            break
        beside.append(length)
        basis.append(following / length)
    matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    found, vectors = np.linalg.eigh(matrix)
    low, high = float(values.min()), float(values.max())
    return np.clip(found, low, high), np.asarray(vectors[0] ** 2, dtype=float)
