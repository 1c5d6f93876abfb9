"""What changed between two periods, split so that the pieces add up exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from salestoolkit.errors import InvalidValue

MAX_STAGES = 10
"""Largest number of stages for which every order of change is gone through."""


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
    if len(before) != len(after):
        raise InvalidValue("unequal_lengths", value=f"{len(before)}, {len(after)}", allowed="1")
    k = len(before)
    if k > MAX_STAGES:
        raise InvalidValue("too_many_stages", value=k, allowed=f"1-{MAX_STAGES}")

    def product(chosen: tuple[int, ...]) -> float:
        return math.prod(after[i] if i in chosen else before[i] for i in range(k))

    parts = []
    for stage in range(k):
        others = [i for i in range(k) if i != stage]
        gains = [
            (product((*chosen, stage)) - product(chosen)) / (k * math.comb(k - 1, size))
            for size in range(k)
            for chosen in combinations(others, size)
        ]
        parts.append(math.fsum(gains))
    return tuple(parts)
