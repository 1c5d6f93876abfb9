"""New business: deals that have not begun yet, and how many of them are won before a period ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_draws import NewBusiness
from salestoolkit.core.forecast_hazards import WHOLE, DealHazards
from salestoolkit.core.forecast_states import State

PACE_DAYS = 182
"""How far back the pace of new deals is looked at."""
WEEK = 7
FEWEST_WEEKS = 8
"""Weeks from which it can be told whether deals come in bursts."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many deals begin: ``n`` in ``days`` days; ``spread`` is variance over mean of a week's number."""

    n: int
    days: int
    spread: float

    @property
    def a_day(self) -> float:
        """Deals a day."""
        return self.n / self.days if self.days else 0.0


def pace_of(state: State, *, since: float | None = None) -> Pace:
    """Pace of the last half year, or of all days since the first deal where there are fewer.

    ``since`` is the first day of the whole book (ordinal), where the state is of a part: a part's
    quiet start counts as quiet.
    """
    created, today = state.created, state.day.toordinal()
    begun = since if since is not None else (float(created[0]) if created.size else float(today))
    days = int(min(PACE_DAYS, today - begun + 1))
    if days <= 0:
        return Pace(n=0, days=0, spread=1.0)
    recent = created[created > today - days]
    weeks = days // WEEK
    spread = 1.0
    if weeks >= FEWEST_WEEKS and recent.size:
        back = (today - recent) // WEEK
        each = np.bincount(back[back < weeks].astype(int), minlength=weeks)
        spread = max(1.0, float(each.var(ddof=1) / each.mean())) if each.mean() else 1.0
    return Pace(n=int(recent.size), days=days, spread=spread)


def new_business(
    state: State,
    hazards: DealHazards,
    *,
    lead: int,
    days: int,
    seed: int,
    since: float | None = None,
    pace: Pace | None = None,
) -> NewBusiness:
    """Wins in (lead, days] days from now of deals that begin after today.

    Deals begin at a pace of Gamma(n / s + 1/2, days / s) a day, s the overdispersion; one that begins
    after j days is won in the period with the chance of a new deal to be won within days - j, less
    that within lead - j. The sum over j thins the Poisson (s > 1: negative binomial) number.
    """
    seen = pace_of(state, since=since) if pace is None else pace
    if not seen.days or WHOLE not in hazards.stages:
        return NewBusiness.none()
    random = np.random.default_rng(seed)
    spread = seen.spread
    rate = random.gamma(seen.n / spread + 0.5, spread / seen.days, hazards.draws)
    share = _days_won(hazards, days) - (_days_won(hazards, lead) if lead > 0 else 0.0)
    arrivals = max(seen.a_day, 0.5 / seen.days) * days
    return NewBusiness(
        means=rate * np.maximum(share, 0.0),
        bursts=arrivals / (spread - 1) if spread > 1.05 else None,
        sizes=state.sizes,
    )


def _days_won(hazards: DealHazards, days: int) -> Array:
    """Sum over the days j of the chance of a new deal to be won within days - j, draw by draw."""
    if days <= 0:
        return np.zeros(hazards.draws)
    won, step = hazards.won_by(days)
    curve = won[WHOLE]
    # a deal of day j has days - j + 1 days, its own included: the trapezoid, and half the last day
    under = ((curve[:, 1:] + curve[:, :-1]) / 2).sum(axis=1) * step
    return np.asarray(under + curve[:, -1] / 2, dtype=float)
