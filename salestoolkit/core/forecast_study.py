"""What a whole book teaches about a window: the models tried on its past, and the one to use now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_backtest import (
    LANDMARK,
    PIPELINE_MODELS,
    History,
    Try,
    excess,
    try_out,
)
from salestoolkit.core.forecast_baselines import RULES, Guess, baseline
from salestoolkit.core.forecast_choice import Choice, choose, tried
from salestoolkit.core.forecast_deals import stage_probabilities
from salestoolkit.core.forecast_draws import Outcomes
from salestoolkit.core.forecast_landmark import Landmark
from salestoolkit.core.forecast_pipeline import Pipeline
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.remembered import Remembered

PARAMETER_DRAWS = 100


@dataclass(frozen=True, eq=False)
class Study:
    """A window seen from today: the backtest of the whole book, and each model fitted to all of it.

    Parts of the book share it: a person's own history is too short to choose a model by.
    """

    history: History
    now: Pipeline
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def window(self) -> Window:
        """Days ahead that it is about."""
        return self.history.window

    @cached_property
    def tries(self) -> tuple[Try, ...]:
        """The backtest, the latest origin first."""
        return try_out(self.history)

    def table(self, metric: str) -> pd.DataFrame:
        """What each model said at each origin, and how good it was."""
        if metric not in self._tables:
            self._tables[metric] = tried(self.tries, metric)
        return self._tables[metric]

    def choice(self, metric: str, among: Sequence[str] | None = None) -> Choice:
        """The model to use; one that cannot be had today is passed over."""
        found = choose(self.table(metric), among=among)
        if found.model == LANDMARK and self.landmark is None:
            return choose(self.table(metric), among=PIPELINE_MODELS[:1])
        return found

    def deal_model(self, metric: str, chosen: str) -> str:
        """The model whose chances single deals get, where a baseline is used for the total."""
        if chosen in PIPELINE_MODELS:
            return chosen
        return self.choice(metric, PIPELINE_MODELS).model

    @cached_property
    def landmark(self) -> Landmark | None:
        """The landmark model fitted to all windows that have ended."""
        return self.history.landmark(self.now, draws=PARAMETER_DRAWS)

    def chances(self, mine: State, model: str) -> Array:
        """Chance of each open deal of a part to be won in the window, draw by draw."""
        whole = mine is self.now.state
        plain = (
            self.now.of_window(self.window) if whole else self.now.chances(mine.open, self.window)
        )
        if model != LANDMARK or self.landmark is None:
            return plain
        return self.landmark.chances(self.history.rows(self.now, mine), plain)

    def outcomes(self, mine: State, model: str, *, draws: int) -> Outcomes:
        """The window played many times for a part, as wide as the model's past misses ask for."""
        wide = excess(self.history, self.tries, model, self.now.state.day)
        chances = self.chances(mine, model)
        return self.now.outcomes(mine, self.window, chances, draws=draws, excess=wide)

    def guess(self, mine: State, name: str) -> Guess:
        """A baseline's forecast for a part, or for all."""
        if name in RULES:
            return baseline(mine, name, self.window, since=self.now.since)
        whole = self.history.weighted(self.now)
        if whole.reason is not None or mine is self.now.state:
            return whole
        # a part's sum is off by as large a share as the whole book's
        sums = np.array(self.now.weighted(self.history.weights))
        own = np.array(Pipeline(mine, 1).weighted(self.history.weights))
        share = np.divide(own, sums, out=np.zeros(2), where=sums > 0)
        return Guess(wins=whole.wins * share[0], value=whole.value * share[1])


def study_of(whole: State, window: Window) -> Study:
    """The study of a window; a book that remembers works it out once for all its parts."""
    book = whole.book

    def make() -> Study:
        return Study(History(whole, window, stage_weights(whole)), _now(whole))

    if not isinstance(book, Remembered):
        return make()
    found: Study = book.kept(("study", whole.pipeline, whole.currency, window), make)
    return found


def _now(whole: State) -> Pipeline:
    book = whole.book
    if not isinstance(book, Remembered):
        return Pipeline(whole, PARAMETER_DRAWS)
    key = ("pipeline", whole.pipeline, whole.currency)
    found: Pipeline = book.kept(key, lambda: Pipeline(whole, PARAMETER_DRAWS))
    return found


def stage_weights(whole: State) -> Mapping[str, float]:
    """Win probability of each stage: the process's, else the usual one of the open deals in it.

    The export's probabilities are how the CRM was set up; that they were the same before is assumed
    where past days are weighted with them.
    """
    found = stage_probabilities(whole.book.process_of(whole.pipeline))
    if found:
        return found
    rows = whole.open.dropna(subset=["stage", "probability"])
    usual = rows.groupby(rows["stage"].astype(str))["probability"].median()
    return {str(stage): float(share) for stage, share in usual.items()}
