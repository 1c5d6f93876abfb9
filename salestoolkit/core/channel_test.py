"""Two messages or channels tested against each other: which one brings more answers?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from scipy import special

from salestoolkit.core.channel_test_beta import UNIFORM, Posterior, posterior_of
from salestoolkit.core.channel_test_exact import (
    TestName,
    fisher,
    miettinen_nurminen,
    p_value_of,
    pooled_z,
)
from salestoolkit.core.proportions import Interval, Proportion, proportion
from salestoolkit.core.two_rates import newcombe
from salestoolkit.errors import InvalidValue

RATIO_BLOCKS = 0.001
"""Sizes of arms that are less likely than this mean that something else than chance assigned."""


@dataclass(frozen=True)
class Arm:
    """Leads of one arm whose outcome is known, and how many of them succeeded."""

    name: str
    n: int
    successes: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise InvalidValue("arm_size", field=self.name, value=self.n)
        if not 0 <= self.successes <= self.n:
            raise InvalidValue(
                "arm_successes", field=self.name, value=self.successes, allowed=self.n
            )

    @property
    def rate(self) -> float | None:
        """Successes divided by leads; None without leads."""
        return self.successes / self.n if self.n else None

    def share(self, *, level: float = 0.95) -> Proportion:
        """The rate with Wilson's interval."""
        return proportion(self.successes, self.n, level=level)


@dataclass(frozen=True, kw_only=True)
class SampleRatio:
    """Whether the arms have the sizes that were planned: what is read first."""

    sizes: tuple[int, ...]
    expected: tuple[float, ...]
    chi2: float | None
    p_value: float | None

    @property
    def blocks(self) -> bool:
        """The sizes are not those planned: what was assigned or read is at fault; read no result."""
        return self.p_value is not None and self.p_value < RATIO_BLOCKS


def sample_ratio(sizes: Sequence[int], shares: Sequence[float] | None = None) -> SampleRatio:
    """Are the arms as large as planned (chi-square goodness of fit)?

    ``sizes`` count all leads *assigned*, ``shares`` are the planned parts (equal unless told; they
    need not add up to 1). p < .001 blocks the readout. No test without leads.

    Examples
    --------
    >>> round(sample_ratio([500, 440]).p_value, 3), sample_ratio([500, 400]).blocks
    (0.05, True)
    """
    parts = [1.0] * len(sizes) if shares is None else [float(share) for share in shares]
    if len(parts) != len(sizes) or any(not part > 0 for part in parts):
        raise InvalidValue("arm_shares", value=", ".join(map(str, parts)), allowed=len(sizes))
    total, whole = sum(sizes), math.fsum(parts)
    expected = tuple(total * part / whole for part in parts)
    if total == 0:
        return SampleRatio(sizes=tuple(sizes), expected=expected, chi2=None, p_value=None)
    terms = ((size - hoped) ** 2 / hoped for size, hoped in zip(sizes, expected, strict=True))
    chi2 = math.fsum(terms)
    return SampleRatio(
        sizes=tuple(sizes),
        expected=expected,
        chi2=chi2,
        p_value=float(special.chdtrc(len(sizes) - 1, chi2)),
    )


@dataclass(frozen=True, kw_only=True)
class TwoArms:
    """Arm B held against arm A; ``difference`` is rate of B minus rate of A."""

    a: Arm
    b: Arm
    level: float
    difference: float | None
    interval: Interval
    p_value: float | None
    test: TestName
    posterior: Posterior

    @property
    def significant(self) -> bool:
        """The p-value is at most one minus the level."""
        return self.p_value is not None and self.p_value <= 1 - self.level + 1e-12

    @property
    def prob_b_better(self) -> float:
        """Chance that B's true rate is the higher one."""
        return self.posterior.prob_best[1]

    @property
    def loss_of_choosing_a(self) -> float:
        """Successes a lead given away, on average, if A is kept and B should be the better one."""
        return self.posterior.expected_loss[0]

    @property
    def loss_of_choosing_b(self) -> float:
        """Successes a lead given away, on average, if B is taken and A should be the better one."""
        return self.posterior.expected_loss[1]

    @cached_property
    def miettinen_nurminen(self) -> Interval:
        """Score interval of the difference, beside Newcombe's."""
        return miettinen_nurminen(*self._counts, level=self.level)

    @cached_property
    def p_fisher(self) -> float | None:
        """Two-sided p-value of Fisher's exact test."""
        return fisher(*self._counts)

    @property
    def z(self) -> float | None:
        """Difference in pooled standard errors."""
        return pooled_z(*self._counts)

    @property
    def p_z(self) -> float | None:
        """Two-sided p-value of ``z``."""
        return None if self.z is None else float(2 * special.ndtr(-abs(self.z)))

    @property
    def _counts(self) -> tuple[int, int, int, int]:
        return self.a.successes, self.a.n, self.b.successes, self.b.n


def read_two(
    a: Arm, b: Arm, *, level: float = 0.95, prior: tuple[float, float] = UNIFORM
) -> TwoArms:
    """Does B bring more answers than A?

    Difference B - A with Newcombe's interval (1998, no. 10); two-sided p-value of Boschloo's exact
    test up to 500 leads an arm and of the pooled score test above (``test`` says which); chance that
    B is better and expected loss of either choice from Beta posteriors with ``prior``.

    Examples
    --------
    >>> two = read_two(Arm("A", 400, 30), Arm("B", 400, 50))
    >>> round(two.difference, 3), [round(end, 4) for end in two.interval]
    (0.05, [0.0083, 0.0922])
    >>> two.test, round(two.p_value, 4), round(two.prob_b_better, 3)
    ('boschloo', 0.0215, 0.991)
    >>> round(two.loss_of_choosing_b, 5)
    7e-05
    """
    counts = a.successes, a.n, b.successes, b.n
    p_value, test = p_value_of(*counts)
    rates = a.rate, b.rate
    return TwoArms(
        a=a,
        b=b,
        level=level,
        difference=None if rates[0] is None or rates[1] is None else rates[1] - rates[0],
        interval=newcombe(*counts, level=level),
        p_value=p_value,
        test=test,
        posterior=posterior_of([(arm.successes, arm.n) for arm in (a, b)], prior=prior),
    )
