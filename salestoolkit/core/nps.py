"""Net promoter score: those who would recommend, less those who would not, with an honest interval."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from scipy import optimize

from salestoolkit.core.proportions import Interval, normal_quantile
from salestoolkit.errors import InvalidValue

LOWEST, HIGHEST = 0, 10
DETRACTOR, PROMOTER = 6, 9
"""The highest score of a detractor and the lowest of a promoter."""
NEAR = 1e-10
"""As near to the value itself as the ends of its interval are looked for: there chance always allows it."""
FEW = 30
"""Answers below which a score is called small."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """A net promoter score of ``n`` answers, -1 to 1 (shown as points from -100 to 100).

    ``value`` = (promoters - detractors) / n, None without answers; ``low`` and ``high`` bound it.
    """

    promoters: int
    passives: int
    detractors: int
    value: float | None
    low: float
    high: float

    @property
    def n(self) -> int:
        """Answers: the denominator."""
        return self.promoters + self.passives + self.detractors

    @property
    def small(self) -> bool:
        """Whether the answers are few."""
        return self.n < FEW

    @property
    def error(self) -> float | None:
        """Standard error: sqrt((p + d - (p - d)^2) / n); None without answers."""
        if self.value is None:
            return None
        shares = (self.promoters + self.detractors) / self.n
        return math.sqrt(max(shares - self.value**2, 0.0) / self.n)


def is_score(value: float) -> bool:
    """Whether a number is a whole one from 0 to 10.

    >>> is_score(10), is_score(11), is_score(7.5)
    (True, False, False)
    """
    return LOWEST <= value <= HIGHEST and float(value).is_integer()


def net_promoter_score(scores: Iterable[float], *, level: float = 0.95) -> Score:
    """Net promoter score of whole scores from 0 to 10: 9 and 10 promote, 0 to 6 detract.

    Raises
    ------
    InvalidValue
        ``score_outside`` for any other number.

    Examples
    --------
    >>> found = net_promoter_score([10] * 5 + [8] * 3 + [3] * 2)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.3, -0.22, 0.68)
    """
    told = list(scores)
    for value in told:
        if not is_score(value):
            raise InvalidValue("score_outside", value=value, allowed=f"{LOWEST}-{HIGHEST}")
    up = sum(1 for value in told if value >= PROMOTER)
    down = sum(1 for value in told if value <= DETRACTOR)
    low, high = paired_interval(up, down, len(told), level=level)
    return Score(
        promoters=up,
        passives=len(told) - up - down,
        detractors=down,
        value=(up - down) / len(told) if told else None,
        low=low,
        high=high,
    )


def paired_interval(up: int, down: int, n: int, *, level: float = 0.95) -> Interval:
    """Score interval of (up - down) / n, two shares of the same n answers (Tango 1998).

    The usual interval, value +- z x error, has no width where all answers are alike and holds the
    truth too seldom in small samples; this one does neither. -1 to 1 without answers.

    Examples
    --------
    >>> [round(bound, 3) for bound in paired_interval(12, 2, 44)]
    [0.069, 0.386]
    """
    z = normal_quantile(level)
    if not n:
        return Interval(-1.0, 1.0)
    value = (up - down) / n

    def apart(theta: float) -> float:
        """Squared distance from a difference of theta, less what chance allows there."""
        b = -up - down + (2 * n - up + down) * theta
        root = math.sqrt(max(b * b + 8 * n * down * theta * (1 - theta), 0.0))
        rare = (root - b) / (4 * n)
        spread = max(2 * rare + theta * (1 - theta), 0.0)
        return (value - theta) ** 2 - z * z * spread / n

    low = -1.0 if value <= -1 else float(optimize.brentq(apart, -1.0, value - NEAR))
    high = 1.0 if value >= 1 else float(optimize.brentq(apart, value + NEAR, 1.0))
    return Interval(low, high)


def change(before: Score, after: Score, *, level: float = 0.95) -> tuple[float, Interval] | None:
    """Difference after - before with its interval, from both intervals (as Newcombe's does).

    None where either has no answer. Answers of the same customers are taken as apart, so the
    interval is rather too wide than too narrow.
    """
    if before.value is None or after.value is None:
        return None
    return after.value - before.value, Interval(
        after.value
        - before.value
        - math.hypot(after.value - after.low, before.high - before.value),
        after.value
        - before.value
        + math.hypot(after.high - after.value, before.value - before.low),
    )
