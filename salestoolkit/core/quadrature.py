"""A few points that stand for a whole distribution."""

from __future__ import annotations

import numpy as np
from scipy import linalg

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
    basis = np.empty((points, values.size))
    basis[0] = np.sqrt(weights / weights.sum())
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        place = len(diagonal)
        here = values * basis[place]
        diagonal.append(float(basis[place] @ here))
        if place + 1 == points:
            break
        known = basis[: place + 1]
        for _ in range(2):
            here = here - known.T @ (known @ here)
        length = float(np.linalg.norm(here))
        if length < EXACT * float(np.abs(values).max(initial=1.0)):
            break
        beside.append(length)
        basis[place + 1] = here / length
    found, vectors = linalg.eigh_tridiagonal(np.array(diagonal), np.array(beside))
    low, high = float(values.min()), float(values.max())
    return np.clip(found, low, high), np.asarray(vectors[0] ** 2, dtype=float)
