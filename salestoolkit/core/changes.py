"""What changed between two periods, split so that the pieces add up exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.errors import InvalidValue

MAX_STAGES = 10
"""Largest number of stages among which a change is shared out: more cannot be read."""


@dataclass(frozen=True, kw_only=True)
class RateAndMix:
    """Change of an overall rate, in better or worse segments and in more or less of each.

    ``rate_by_segment`` and ``mix_by_segment`` add up to ``delta`` exactly (in real arithmetic).
    """

    before: float
    after: float
    rate_by_segment: tuple[float, ...]
    mix_by_segment: tuple[float, ...]

    @property
    def delta(self) -> float:
        """Overall rate after minus before."""
        return self.after - self.before

    @property
    def rate_effect(self) -> float:
        """What the segments' own rates changed."""
        return math.fsum(self.rate_by_segment)

    @property
    def mix_effect(self) -> float:
        """What the changed shares of the segments changed."""
        return math.fsum(self.mix_by_segment)


def rate_and_mix(
    *,
    weights_before: Sequence[float],
    rates_before: Sequence[float | None],
    weights_after: Sequence[float],
    rates_after: Sequence[float | None],
) -> RateAndMix:
    """Change of an overall rate by segment, into rate and mix (Kitagawa 1955).

    rate_g = (r1 - r0) (w1 + w0) / 2 and mix_g = (w1 - w0) ((r1 + r0)/2 - (R0 + R1)/2).

    Parameters
    ----------
    weights_before, weights_after : sequence of float
        Each segment's share of the deals (or their number: shares are taken of the sum).
    rates_before, rates_after : sequence of float or None
        Each segment's rate; None where a segment has no deals in that period: then it takes the
        other period's rate, and its whole effect is mix.
    """
    lengths = {len(column) for column in (weights_before, rates_before, weights_after, rates_after)}
    if len(lengths) != 1:
        raise InvalidValue(
            "unequal_lengths", value=", ".join(map(str, sorted(lengths))), allowed="1"
        )
    if not sum(weights_before) or not sum(weights_after):
        raise InvalidValue("no_deals_in_period", value=0, allowed="1+")
    w0 = [weight / sum(weights_before) for weight in weights_before]
    w1 = [weight / sum(weights_after) for weight in weights_after]
    pairs = [_both(before, after) for before, after in zip(rates_before, rates_after, strict=True)]
    r0, r1 = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    whole0 = math.fsum(w * r for w, r in zip(w0, r0, strict=True))
    whole1 = math.fsum(w * r for w, r in zip(w1, r1, strict=True))
    centre = (whole0 + whole1) / 2
    segments = list(zip(w0, w1, r0, r1, strict=True))
    return RateAndMix(
        before=whole0,
        after=whole1,
        rate_by_segment=tuple((d - c) * (a + b) / 2 for a, b, c, d in segments),
        mix_by_segment=tuple((b - a) * ((c + d) / 2 - centre) for a, b, c, d in segments),
    )


def _both(before: float | None, after: float | None) -> tuple[float, float]:
    if before is None and after is None:
        return 0.0, 0.0
    if before is None:
        return float(after or 0.0), float(after or 0.0)
    return before, before if after is None else after


@dataclass(frozen=True, kw_only=True)
class MixAndStages:
    """Change of an overall rate, in the mix of segments and in each stage of each segment.

    ``mix_by_segment`` (one a segment) and ``by_stage`` (stages x segments) add up to ``delta``.
    """

    before: float
    after: float
    mix_by_segment: tuple[float, ...]
    by_stage: tuple[tuple[float, ...], ...]

    @property
    def delta(self) -> float:
        """Overall rate after minus before."""
        return self.after - self.before

    @property
    def mix(self) -> float:
        """What the changed shares of the segments changed."""
        return math.fsum(self.mix_by_segment)

    @property
    def stages(self) -> tuple[float, ...]:
        """What each stage changed, over all segments."""
        return tuple(math.fsum(segments) for segments in self.by_stage)


def mix_and_stages(
    *,
    weights_before: Sequence[float],
    rates_before: Sequence[Sequence[float | None]],
    weights_after: Sequence[float],
    rates_after: Sequence[Sequence[float | None]],
) -> MixAndStages:
    """Change of an overall rate, by mix of segments and by stage, each counted once (Shapley value).

    The players are {mix, stage 1, ..., stage K}; f(S) = sum over segments of w_g times the product
    of its stage rates, where what is in S takes its later value and the rest the earlier one. Never
    one change at a time: what two changes do together is shared between them. A segment's part of
    the mix is taken against the overall rate half way, as in `rate_and_mix`.

    Parameters
    ----------
    weights_before, weights_after : sequence of float
        Each segment's share of the deals (or their number: shares are taken of the sum).
    rates_before, rates_after : one sequence of stage rates (0-1) a segment
        None where a segment has no deals at a stage in that period: it takes the other's rate.

    Raises
    ------
    InvalidValue
        ``too_many_stages``, ``unequal_lengths``, ``no_deals_in_period``.

    Examples
    --------
    >>> split = mix_and_stages(
    ...     weights_before=[50, 50], rates_before=[[0.5, 0.4], [0.5, 0.8]],
    ...     weights_after=[80, 20], rates_after=[[0.5, 0.5], [0.5, 0.9]],
    ... )
    >>> round(split.mix, 4), [round(part, 4) for part in split.stages], round(split.delta, 4)
    (-0.06, [0.0, 0.05], -0.01)
    """
    before, after = _both_periods(rates_before, rates_after)
    weights = [np.asarray(column, dtype=float) for column in (weights_before, weights_after)]
    if len({len(before), *map(len, weights)}) != 1:
        lengths = f"{len(before)}, {len(weights[0])}, {len(weights[1])}"
        raise InvalidValue("unequal_lengths", value=lengths, allowed="1")
    if not weights[0].sum() or not weights[1].sum():
        raise InvalidValue("no_deals_in_period", value=0, allowed="1+")
    w0, w1 = (column / column.sum() for column in weights)
    parts = product_parts(np.column_stack([w0, before]), np.column_stack([w1, after])).T
    whole0, whole1 = float(w0 @ before.prod(axis=1)), float(w1 @ after.prod(axis=1))
    mix = parts[0] - (w1 - w0) * (whole0 + whole1) / 2
    return MixAndStages(
        before=whole0,
        after=whole1,
        mix_by_segment=tuple(mix.tolist()),
        by_stage=tuple(tuple(row) for row in parts[1:].tolist()),
    )


def stage_shapley(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """Share of each stage in the change of the product of stage rates (Shapley value).

    phi_k = sum over subsets S without k of |S|! (K-|S|-1)! / K! (f(S + k) - f(S)), where f takes
    the later rate for the stages in S and the earlier one for the others. They add up to the change.

    Raises
    ------
    InvalidValue
        For more than `MAX_STAGES` stages, or for lists of different length.

    Examples
    --------
    >>> [round(part, 3) for part in stage_shapley([0.6, 0.5, 0.4], [0.6, 0.4, 0.5])]
    [0.0, -0.027, 0.027]
    """
    old, new = _both_periods([before], [after])
    return tuple(product_parts(old, new)[0].tolist()) if old.size else ()


def _both_periods(
    before: Sequence[Sequence[float | None]], after: Sequence[Sequence[float | None]]
) -> tuple[Array, Array]:
    """Stage rates of each segment in both periods, where one is unknown as in the other."""
    lengths = {len(row) for row in (*before, *after)}
    if len(before) != len(after) or len(lengths) > 1:
        sizes = ", ".join(map(str, sorted(lengths))) if len(lengths) > 1 else len(after)
        raise InvalidValue("unequal_lengths", value=sizes, allowed="1")
    k = next(iter(lengths), 0)
    if k > MAX_STAGES:
        raise InvalidValue("too_many_stages", value=k, allowed=f"1-{MAX_STAGES}")
    pairs = np.array(
        [
            [_both(a, b) for a, b in zip(old, new, strict=True)]
            for old, new in zip(before, after, strict=True)
        ],
        dtype=float,
    ).reshape(len(before), k, 2)
    return pairs[..., 0], pairs[..., 1]


def product_parts(before: Array, after: Array) -> Array:
    """Shapley value of each factor (last axis) in the change of a product, for many products at once.

    phi_i = (b_i - a_i) times the integral over t from 0 to 1 of the other factors, each at
    a_j + t (b_j - a_j) (Owen 1972). The integrand is a polynomial in t, so that Gauss's rule gives
    the same as going through every order, up to rounding.

    Examples
    --------
    >>> product_parts(np.array([0.5, 0.4]), np.array([0.6, 0.5])).round(4).tolist()
    [0.045, 0.055]
    """
    players = before.shape[-1]
    at, weight = np.polynomial.legendre.leggauss((players + 1) // 2)
    step = after - before
    path = before[..., None, :] + (at[:, None] + 1) / 2 * step[..., None, :]
    one = np.ones((*path.shape[:-1], 1))
    earlier = np.cumprod(np.concatenate([one, path[..., :-1]], axis=-1), axis=-1)
    later = np.cumprod(np.concatenate([one, path[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    others = (earlier * later * (weight / 2)[:, None]).sum(axis=-2)
    return np.asarray(step * others, dtype=float)
