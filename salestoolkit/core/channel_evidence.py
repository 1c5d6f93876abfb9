"""Evidence that may be looked at on any day, as often as one likes, and stopped or gone on with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.channel_test import Arm
from salestoolkit.errors import InvalidValue

USUAL_EFFECT = 0.5
"""Spread of the differences that are thought possible, in log-odds: odds 1.65 times as high."""
NEAR = 0.3
EFFECTS, BASES = 61, 25


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How much better two rates explain the answers than one rate does.

    Under "no difference" the chance that ``value`` ever reaches 1/alpha is at most alpha.
    """

    value: float
    needed: float

    @property
    def enough(self) -> bool:
        """A difference may be named, on whichever day this is looked at."""
        return self.value >= self.needed


def _alternatives(share_b: float, spread: float, base: float | None) -> tuple[Array, Array, Array]:
    """Pairs of rates that are thought possible, and how likely each was beforehand.

    Half of the belief lies near ``base``, where it is known, and half on all bases.
    """
    middles = (np.arange(EFFECTS) + 0.5) / EFFECTS
    effect = spread * special.ndtri(middles)[None, :]
    spots = (np.arange(BASES) + 0.5) / BASES
    bases, weights = 1.5 * special.logit(spots), np.ones(BASES)
    if base is not None:
        bases = np.concatenate([bases, special.logit(base) + NEAR * special.ndtri(spots)])
        weights = np.ones(2 * BASES)
    every = np.repeat(weights[:, None] / weights.sum() / EFFECTS, EFFECTS, axis=1)
    return (
        special.expit(bases[:, None] - share_b * effect).ravel(),
        special.expit(bases[:, None] + (1 - share_b) * effect).ravel(),
        every.ravel(),
    )


def evidence(
    a: Arm,
    b: Arm,
    *,
    share_b: float = 0.5,
    base: float | None = None,
    spread: float = USUAL_EFFECT,
    level: float = 0.95,
    comparisons: int = 1,
) -> Evidence:
    """E-value of "A and B differ"; at 1/(1 - level) or above a difference may be named, at any time.

    E = mean over pairs (p_A, p_B) of the likelihood of the answers under the pair, divided by their
    likelihood under the one rate p_0 = (1 - share_b) p_A + share_b p_B. ``share_b`` is the planned
    part of B among the leads of both, ``base`` the rate expected before the test (it makes the evidence
    sharper, and never wrong; 0 and 1 expect nothing). Where A and B share any rate p, the next lead
    multiplies E by a factor with mean p p_0/p_0 + (1 - p)(1 - p_0)/(1 - p_0) = 1, as its arm is drawn at
    random; so by Ville's inequality E ever reaches 1/alpha with a chance of at most alpha.
    Block e-variables for two streams: Turner, Ly and Grünwald (2024); mixing as in Robbins (1970).
    ``comparisons`` asks for so many times as much where several pairs are looked at.

    Examples
    --------
    >>> found = evidence(Arm("A", 400, 30), Arm("B", 400, 50), base=0.08)
    >>> round(found.value, 1), found.needed, found.enough
    (2.9, 20.0, False)
    >>> evidence(Arm("A", 1000, 75), Arm("B", 1000, 125), base=0.08).enough
    True
    """
    if not 0 < share_b < 1 or not spread > 0:
        raise InvalidValue("arm_shares", value=f"{share_b}, {spread}", allowed=2)
    known = base if base is not None and 0 < base < 1 else None
    rate_a, rate_b, belief = _alternatives(share_b, spread, known)
    one = (1 - share_b) * rate_a + share_b * rate_b
    successes, failures = a.successes + b.successes, a.n + b.n - a.successes - b.successes
    logs = (
        special.xlogy(a.successes, rate_a)
        + special.xlog1py(a.n - a.successes, -rate_a)
        + special.xlogy(b.successes, rate_b)
        + special.xlog1py(b.n - b.successes, -rate_b)
        - special.xlogy(successes, one)
        - special.xlog1py(failures, -one)
    )
    log_value = float(special.logsumexp(logs, b=belief))
    return Evidence(
        value=math.exp(min(log_value, 700.0)), needed=round(comparisons / (1 - level), 9)
    )
