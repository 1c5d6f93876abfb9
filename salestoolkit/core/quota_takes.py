"""What the rest of a quota takes: wins, new deals, calls."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_chance import Needed, required_attempts
from salestoolkit.core.quota_result import WANTED, Takes

EVEN = 1e-9
BEYOND, FEWEST_BEYOND = 20, 100
"""Times the present pace from which more new deals, at least so many, are said to be out of reach."""


def what_it_takes(
    left: float,
    still: Array | None,
    *,
    size: float | None,
    share: float | None,
    coming: float,
    calls_per_deal: float | None = None,
) -> Takes:
    """Wins, new deals and calls that are needed for what is left of a quota.

    Parameters
    ----------
    left : float
        Quota - closed.
    still : array, optional
        What the open deals bring in the period, draw by draw; nothing where not known.
    size : float, optional
        Mean amount of a win: 1 for a quota of deals.
    share : float, optional
        Part of the new deals, begun evenly over the rest of the period, that is won in it.
    coming : float
        New deals at the present pace.
    calls_per_deal : float, optional
        Calls that went with a new deal.

    Examples
    --------
    >>> found = what_it_takes(3, np.array([1.0, 1.0]), size=1, share=0.25, coming=8, calls_per_deal=10)
    >>> found.deals, found.new_deals, found.calls
    (3, 11, 110)
    """
    there = np.zeros(1) if still is None else still
    left = max(0.0, left)
    deals = math.ceil(left / size - EVEN) if size else None if left else 0
    new, reason = _new_deals(left, there, size, share)
    if new is not None and new > max(FEWEST_BEYOND, BEYOND * coming):
        new, reason = None, "too_many"
    calls = (
        None if new is None or calls_per_deal is None else math.ceil(new * calls_per_deal - EVEN)
    )
    return Takes(
        left=left,
        deals=deals,
        size=size,
        in_time=float(there.mean()),
        new_deals=new,
        coming=coming,
        calls=calls,
        reason=reason,
    )


def _new_deals(
    left: float, still: Array, size: float | None, share: float | None
) -> tuple[int | None, str | None]:
    """New deals with which the quota is made with the chance that is wanted, or why there is no number."""
    if (still >= left - EVEN).mean() >= WANTED:
        return 0, None
    if not size:
        return None, "no_size"
    if not share:
        return None, "too_late"
    wanted = np.ceil(np.maximum(left - still, 0.0) / size - EVEN).astype(np.int64)
    counts: npt.NDArray[np.int64]
    counts, times = np.unique(wanted, return_counts=True)
    found = required_attempts(Needed(counts, times / wanted.size), min(share, 1.0), chance=WANTED)
    if found.attempts is None:
        return None, "too_many" if found.reason == "too_many" else "too_late"
    return found.attempts, None
