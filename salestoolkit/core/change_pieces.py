"""A change of the share won, in the mix of parts and each stage of each part, with what chance does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.changes import mix_and_stages, product_parts

_NUDGE = 1e-6
"""Share of the deals moved into one place to see what that does to each piece."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pieces:
    """The change of a share in pieces that add up to it.

    ``mix`` and ``stages`` (with their standard errors) sum to the change; so do ``mix_by_part`` and
    ``by_stage`` (stages x parts).
    """

    mix: float
    mix_error: float
    stages: Array
    stage_errors: Array
    rate_error: float
    mix_by_part: Array
    by_stage: Array

    @property
    def rate(self) -> float:
        """What all stages changed together: the change at one and the same mix."""
        return float(self.stages.sum())

    @property
    def rate_by_part(self) -> Array:
        """What the rates of each part changed, over all its stages."""
        return np.asarray(self.by_stage.sum(axis=0), dtype=float)


def pieces_of(before: Array, after: Array) -> Pieces:
    """Split the change of won / created between two periods.

    Parameters
    ----------
    before, after : array, parts x (stages + 1)
        How many deals stopped at each stage; those won in the last column.

    Notes
    -----
    The rate of a stage is reached next / reached, so that their product is won / created. Standard
    errors by the infinitesimal jackknife: sum over places of share x (effect of one more deal
    there)^2 / deals, for both periods.
    """
    split = mix_and_stages(
        weights_before=before.sum(axis=1).tolist(),
        rates_before=_told(before),
        weights_after=after.sum(axis=1).tolist(),
        rates_after=_told(after),
    )
    variance = _variance(before, after, later=False) + _variance(after, before, later=True)
    errors = np.sqrt(variance)
    by_stage = np.array(split.by_stage).reshape(before.shape[1] - 1, before.shape[0])
    return Pieces(
        mix=split.mix,
        mix_error=float(errors[0]),
        stages=by_stage.sum(axis=1),
        stage_errors=errors[1:-1],
        rate_error=float(errors[-1]),
        mix_by_part=np.array(split.mix_by_segment),
        by_stage=by_stage,
    )


def two_sided_p(effect: float, error: float) -> float:
    """Chance of a piece this far from none; 1 where nothing varies."""
    return float(2 * special.ndtr(-abs(effect) / error)) if error > 0 else 1.0


def _told(stopped: Array) -> list[list[float | None]]:
    """Stage rates of each part, None where no deal reached the stage."""
    return [[None if np.isnan(rate) else float(rate) for rate in part] for part in _rates(stopped)]


def _rates(stopped: Array) -> Array:
    """Share of the deals at each stage that came further; NaN of none. Leading axes are kept."""
    reached = np.cumsum(stopped[..., ::-1], axis=-1)[..., ::-1]
    here, further = reached[..., :-1], reached[..., 1:]
    share: Array = np.divide(further, here, out=np.full(here.shape, np.nan), where=here > 0)
    return share


def _variance(own: Array, other: Array, *, later: bool) -> Array:
    """What the chance in one period's deals adds to the variance of each piece."""
    n = own.sum()
    shares = own / n
    places = np.argwhere(own > 0)
    nudged = np.repeat(shares[None] * (1 - _NUDGE), len(places), axis=0)
    nudged[np.arange(len(places)), places[:, 0], places[:, 1]] += _NUDGE
    fixed = other / other.sum()
    moved = _statistics(fixed, nudged) if later else _statistics(nudged, fixed)
    still = _statistics(fixed, shares) if later else _statistics(shares, fixed)
    influence = (moved - still) / _NUDGE
    return np.asarray(own[own > 0] / n @ influence**2 / n)


def _statistics(before: Array, after: Array) -> Array:
    """The mix, each stage and all stages, along the last axis, for many pairs of periods."""
    w0, w1 = before.sum(axis=-1), after.sum(axis=-1)
    r0, r1 = np.broadcast_arrays(_rates(before), _rates(after))
    r0, r1 = np.where(np.isnan(r0), r1, r0), np.where(np.isnan(r1), r0, r1)
    r0, r1 = np.nan_to_num(r0), np.nan_to_num(r1)
    w0, w1 = np.broadcast_arrays(w0, w1)
    parts = product_parts(
        np.concatenate([w0[..., None], r0], axis=-1), np.concatenate([w1[..., None], r1], axis=-1)
    )
    pieces = parts.sum(axis=-2)
    return np.concatenate([pieces, pieces[..., 1:].sum(axis=-1, keepdims=True)], axis=-1)
