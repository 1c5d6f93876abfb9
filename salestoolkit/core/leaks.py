"""What a weak stage costs: deals that would have moved on at the reference rate, in money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from salestoolkit.core.bands import Array
from salestoolkit.errors import InvalidValue

JEFFREYS = (0.5, 0.5)
DRAWS = 4_000


@dataclass(frozen=True, kw_only=True)
class LeakValue:
    """Value lost at one stage against a reference rate.

    ``mean``, ``low`` and ``high`` are the expected loss and its credible interval, negative where
    the stage does better than the reference. ``prob_below`` is the chance that its rate lies below.
    """

    rate: float
    mean: float
    low: float
    high: float
    prob_below: float


def leak_value(
    *,
    advanced: float,
    entered: float,
    reference: float,
    value: float,
    prior: tuple[float, float] = JEFFREYS,
    level: float = 0.95,
) -> LeakValue:
    """Value lost at a stage: n (p_ref - p) V with p from its posterior.

    Parameters
    ----------
    advanced, entered : float
        Deals that moved on, of ``entered`` = n that had the time to.
    reference : float
        Rate it is held against, 0-1, taken as known.
    value : float
        Worth of a deal that moves on: chance to win from the next stage times the mean won value,
        not the price on its ticket.
    prior : (float, float)
        Beta prior of the rate; Jeffreys' unless told.

    Examples
    --------
    >>> round(leak_value(advanced=20, entered=80, reference=0.4, value=1500.0).mean)
    17630
    """
    if not 0 <= advanced <= entered:
        raise InvalidValue("count_outside_total", value=advanced, allowed=f"0-{entered}")
    if not 0 <= reference <= 1:
        raise InvalidValue("rate_outside_0_1", value=reference, allowed="0-1")
    a, b = prior[0] + advanced, prior[1] + entered - advanced
    tail = (1 - level) / 2
    rate = a / (a + b)
    scale = entered * value
    return LeakValue(
        rate=rate,
        mean=scale * (reference - rate),
        low=scale * (reference - float(special.betaincinv(a, b, 1 - tail))),
        high=scale * (reference - float(special.betaincinv(a, b, tail))),
        prob_below=float(special.betainc(a, b, reference)),
    )


def one_sided_p(
    advanced: float, entered: float, other_advanced: float, other_entered: float
) -> float:
    """Chance of so low a rate if both were one (Fisher's exact test, one-sided).

    Holds its level whatever the common rate is, so what it lets through is not noise.
    """
    pooled = int(advanced + other_advanced)
    everyone = int(entered + other_entered)
    return float(stats.hypergeom.cdf(int(advanced), everyone, pooled, int(entered)))


def prob_worst(losses: Array) -> Array:
    """Chance of each column to hold the largest loss of its row (joint posterior draws)."""
    if losses.size == 0:
        return np.zeros(losses.shape[1])
    worst = np.argmax(losses, axis=1)
    return np.asarray(np.bincount(worst, minlength=losses.shape[1]) / losses.shape[0])


def posterior_losses(
    advanced: Array, entered: Array, reference: Array, value: Array, *, seed: int = 20260101
) -> Array:
    """Joint draws of the loss at each stage, one row a draw; the same on every run."""
    random = np.random.default_rng(seed)
    rates = random.beta(
        JEFFREYS[0] + advanced, JEFFREYS[1] + entered - advanced, size=(DRAWS, len(advanced))
    )
    return np.asarray(entered * (reference - rates) * value)
