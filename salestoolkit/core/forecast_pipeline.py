"""What the open deals and new business bring, by how deals have gone on from where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_draws import SEED, NewBusiness, Outcomes, draw_outcomes
from salestoolkit.core.forecast_hazards import DealHazards, deal_hazards, semi_markov_chances
from salestoolkit.core.forecast_landmark import Snapshot, snapshot
from salestoolkit.core.forecast_new import Pace, new_business, pace_of
from salestoolkit.core.forecast_shocks import moments, shaken
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window


@dataclass(frozen=True, eq=False)
class Pipeline:
    """A state of the whole book and the hazards that had been seen by then."""

    state: State
    draws: int
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def hazards(self) -> DealHazards:
        """How deals had gone on, in draws of the parameters."""
        if "hazards" not in self._kept:
            seed = SEED + self.state.day.toordinal()
            self._kept["hazards"] = deal_hazards(self.state.counts, draws=self.draws, seed=seed)
        found: DealHazards = self._kept["hazards"]
        return found

    def chances(self, rows: pd.DataFrame, window: Window) -> Array:
        """Chance of each open deal to be won in the window, draw by draw (NaN: not known)."""
        by_end = semi_markov_chances(self.hazards, rows, window.days)
        if not window.lead:
            return by_end
        before = semi_markov_chances(self.hazards, rows, window.lead)
        return np.asarray(np.maximum(by_end - before, 0.0), dtype=float)

    def of_window(self, window: Window) -> Array:
        """`chances` of all open deals of the state; worked out once."""
        if window not in self._kept:
            self._kept[window] = self.chances(self.state.open, window)
        found: Array = self._kept[window]
        return found

    def rows(self, mine: State | None = None) -> Snapshot:
        """What the landmark model may use of the open deals of a part, or of all."""
        if mine is not None and mine is not self.state:
            return snapshot(mine.open)
        if "rows" not in self._kept:
            self._kept["rows"] = snapshot(self.state.open)
        found: Snapshot = self._kept["rows"]
        return found

    def weighted(self, weights: Mapping[str, float]) -> tuple[float, float]:
        """Wins and value that the open deals' stages add up to with these probabilities."""
        key = ("weighted", *weights.items())
        if key not in self._kept:
            stage = self.rows()["stage"]
            chance = np.zeros(stage.size)
            for name, share in weights.items():
                chance[stage == name] = share
            worth = np.nan_to_num(self.state.open["worth"].to_numpy(dtype=float))
            self._kept[key] = (float(chance.sum()), float(chance @ worth))
        found: tuple[float, float] = self._kept[key]
        return found

    @property
    def since(self) -> float | None:
        """Ordinal of the first day on which a deal of the book was created."""
        created = self.state.created
        return float(created[0]) if created.size else None

    def pace(self, mine: State) -> Pace:
        """Pace of new deals of the part."""
        return pace_of(mine, since=self.since)

    def new(self, mine: State, window: Window) -> NewBusiness:
        """New business of the part in the window; deals are won as often as in the whole book."""
        seed = SEED + 1 + self.state.day.toordinal()
        made = new_business(
            mine,
            self.hazards,
            lead=window.lead,
            days=window.days,
            seed=seed,
            pace=self.pace(mine),
        )
        return NewBusiness(means=made.means, bursts=made.bursts, sizes=self.sizes(mine))

    def sizes(self, mine: State) -> Array:
        """Values of the part's won deals, of all where the part has fewer than ten."""
        return mine.sizes if mine.sizes.size >= 10 else self.state.sizes

    def outcomes(
        self,
        mine: State,
        window: Window,
        chances: Array,
        *,
        draws: int,
        excess: float = 1.0,
        seed: int = SEED,
    ) -> Outcomes:
        """The window played many times: the part's open deals with these chances, and its new business.

        ``excess`` is how much more totals vary than single deals make them: see `forecast_shocks`.
        """
        likely, new = shaken(chances, self.new(mine, window), excess=excess, seed=seed)
        return draw_outcomes(
            np.nan_to_num(likely),
            mine.open["worth"].to_numpy(dtype=float),
            new=new,
            draws=draws,
            seed=seed,
        )

    def miss(self, window: Window, chances: Array, wins: float) -> float:
        """(What came - mean)^2 / variance, of all deals with these chances and new business."""
        mean, variance = moments(chances, self.new(self.state, window))
        return (wins - mean) ** 2 / variance if variance > 0 else 0.0
