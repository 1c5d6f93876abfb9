"""Pointwise bands of a share that was estimated with some deals still open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.proportions import normal_quantile

Array = npt.NDArray[np.float64]

TIED = 1e-9
"""Shares closer than this are the same: a survival of one half is compared as ``S <= 0.5 + TIED``."""


def log_log_band(share: Array, error: Array, *, level: float = 0.95) -> tuple[Array, Array]:
    """Band share^exp(-+z error / (share ln share)); NaN where the share is 0 or 1."""
    z = normal_quantile(level)
    inside = (share > 0) & (share < 1 - TIED)
    safe = np.where(inside, share, 0.5)
    width = z * error / np.abs(safe * np.log(safe))
    width = np.minimum(width, 700.0)
    return (
        np.where(inside, safe ** np.exp(width), np.nan),
        np.where(inside, safe ** np.exp(-width), np.nan),
    )


def worth_as_many(share: Array, error: Array, level: float) -> tuple[Array, Array]:
    """Clopper and Pearson's interval of the number of deals whose share would have that error."""
    inside = (share > 0) & (share < 1 - TIED) & (error > 0)
    safe = np.where(inside, share, 0.5)
    n = np.where(inside, safe * (1 - safe) / np.where(inside, error, 1.0) ** 2, 1.0)
    k, tail = safe * n, (1 - level) / 2
    low = special.betaincinv(k, n - k + 1, tail)
    high = special.betaincinv(k + 1, n - k, 1 - tail)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)
