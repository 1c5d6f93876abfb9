"""A forecast's common draws, summed over the deals of anyone: so that a team's total is fair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_draws import Outcomes, stretches
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.core.quota_deals import margin_ratio
from salestoolkit.core.quota_people import Person
from salestoolkit.core.quota_result import LEVEL, Expected

Mask = npt.NDArray[np.bool_]
PACE_DAYS = 182
"""How far back it is looked at who begins new deals."""
EVEN = 1e-9
Stretch = tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Totals:
    """What the rest of a period brings to someone, draw by draw: amount in the metric, and wins.

    ``still`` is the part of the amount that comes from the open deals.
    """

    amount: Array
    wins: Array
    still: Array
    still_wins: Array

    def chance(self, left: float) -> float:
        """P(amount >= left); a tie is met. Never 1, for what is not there yet is not certain."""
        met = float((self.amount >= left - EVEN).mean())
        return min(met, 1 - 0.5 / self.amount.size)

    def expected(self, closed: float, deals: int) -> Expected:
        """What will be closed in the end."""
        ends = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
        low, middle, high = np.quantile(self.amount, ends, method="inverted_cdf")
        return Expected(
            mean=closed + float(self.amount.mean()),
            median=closed + float(middle),
            low=closed + float(low),
            high=closed + float(high),
            wins=deals + float(self.wins.mean()),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """Draws of a forecast over the deals of a quota page.

    ``place`` is the row of each open deal of the forecast among the page's deals, ``extra`` the margin
    of each (for a quota of margin), ``ratio`` margin / value of what was won.
    """

    outcomes: Outcomes
    place: npt.NDArray[np.int64]
    metric: str
    margins: Array
    ratio: float

    @classmethod
    def of(cls, made: Forecast, deals: pd.DataFrame, metric: str) -> Draws | None:
        """The draws of a forecast; None where there is none yet."""
        if made.outcomes is None:
            return None
        keys = ["source_name", "deal_id"]
        rows = pd.Series(np.arange(len(deals)), index=pd.MultiIndex.from_frame(deals[keys]))
        place = rows.reindex(pd.MultiIndex.from_frame(made.deals[keys])).to_numpy()
        margins = deals["margin"].to_numpy(dtype=float)[place]
        return cls(
            outcomes=made.outcomes,
            place=place.astype(np.int64),
            metric=metric,
            margins=margins,
            ratio=margin_ratio(deals),
        )

    def of_rows(self, mine: Mask, places: Sequence[Stretch], *, size: float = 1.0) -> Totals:
        """What the deals of some rows bring, and their parts of the new business.

        ``size`` is how many times as large as others their new deals are.
        """
        chosen = mine[self.place]
        wins = self.outcomes.wins_of(chosen)
        new_wins, new_value = np.zeros(wins.size), np.zeros(wins.size)
        for place in _joined(places):
            count, worth = self.outcomes.new_of(*place)
            new_wins, new_value = new_wins + count, new_value + size * worth
        still, new = wins, new_wins
        if self.metric == "revenue":
            still, new = self.outcomes.values_of(chosen), new_value
        elif self.metric == "margin":
            still, new = self._margin(chosen), new_value * self.ratio
        return Totals(amount=still + new, wins=wins + new_wins, still=still, still_wins=wins)

    def _margin(self, chosen: Mask) -> Array:
        """Margin of the deals that are won; of one whose margin is not known, its usual share of the value."""
        known = chosen & ~np.isnan(self.margins)
        told = self.outcomes.weighted_of(np.where(known, np.nan_to_num(self.margins), 0.0))
        return np.asarray(told + self.ratio * self.outcomes.values_of(chosen & ~known), dtype=float)


def _joined(places: Sequence[Stretch]) -> list[Stretch]:
    """Stretches that touch as one."""
    found: list[Stretch] = []
    for low, high in sorted(places):
        if found and low <= found[-1][1] + EVEN:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def new_shares(
    deals: pd.DataFrame, column: str, as_of: date, *, keep: Mapping[str, Any] | None = None
) -> dict[str, float]:
    """Shares of the new deals to come: deals begun in the last half year, and one more each.

    ``keep`` names who can still begin deals, where some no longer can.
    """
    since = pd.Timestamp(as_of - timedelta(days=PACE_DAYS))
    recent = deals[deals["created"] > since]
    tally = recent[column].value_counts()
    names = sorted(set(tally.index) | set(keep or ()))
    return {
        name: float(tally.get(name, 0)) + 1.0
        for name in names
        if keep is None or name in keep or not name
    }


def places_of(
    deals: pd.DataFrame, people: Mapping[str, Person], as_of: date
) -> tuple[dict[str, Stretch], dict[str, Stretch]]:
    """Stretches of the new business by person, and by team: a team's is that of its people, side by side.

    People who have left begin no deals; a person of several teams, and one of none, belongs to ``""``.
    """
    here = {name: one.team for name, one in people.items() if not one.gone(as_of)}
    shares = new_shares(deals, "owner", as_of, keep=here)
    if any(not one for one in shares):
        here = {**here, "": ""}
    ordered = sorted(shares, key=lambda name: (here.get(name, ""), name))
    own = stretches({name: shares[name] for name in ordered})
    teams: dict[str, Stretch] = {}
    for name in ordered:
        team = here.get(name, "")
        low, high = own[name]
        teams[team] = (min(teams.get(team, own[name])[0], low), high)
    return own, teams
