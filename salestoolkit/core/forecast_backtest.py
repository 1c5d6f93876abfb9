"""How each way to forecast would have done on past days, from what was known on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_baselines import RULES, Guess, baseline, weighted_guess
from salestoolkit.core.forecast_landmark import (
    LUCK,
    Landmark,
    Snapshot,
    fit_landmark,
    in_season,
    together,
)
from salestoolkit.core.forecast_pipeline import Pipeline
from salestoolkit.core.forecast_shocks import excess_of
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.remembered import Remembered

SEMI_MARKOV, LANDMARK = "semi_markov", "landmark"
PIPELINE_MODELS = (SEMI_MARKOV, LANDMARK)
FEWEST_CLOSED, FEWEST_WON, FEWEST_DAYS = 20, 5, 60
"""Ended deals, wins among them, and days of history below which nothing is forecast."""
STEPS = (28, 14, 7)
"""Days between the days on which a forecast is tried: whole weeks, so that weekdays agree."""
ORIGINS = 12
"""Past days wanted: steps get shorter where history is short."""
MOST_ORIGINS = 13
SNAPSHOTS = 8
"""Further days back from which the landmark model may learn at the first origin."""
DRAWS, SIMULATIONS = 40, 1000
"""Draws of the parameters, and simulations, of a forecast that is only tried."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Try:
    """What was forecast at the end of ``origin``, and what came (wins and their value).

    ``misses`` holds (what came - mean)^2 / variance of the wins, for each model of the pipeline.
    """

    origin: date
    outcome: tuple[float, float]
    guesses: Mapping[str, Guess]
    misses: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class History:
    """The past of a whole book, seen from its day: states on a grid of earlier days.

    A state knows nothing of what came after its day, and what is learned at an origin is learned from
    states at or before it: windows that had not ended by then are not used.
    """

    whole: State
    window: Window
    weights: Mapping[str, float]
    _pipelines: dict[date, Pipeline] = field(default_factory=dict, repr=False)

    @cached_property
    def step(self) -> int:
        """Days between the states."""
        room = self._first_age - self.window.days
        return next((step for step in STEPS if room // step + 1 >= ORIGINS), STEPS[-1])

    @cached_property
    def _first_age(self) -> int:
        """Days since there was enough history to begin, by what is known now."""
        whole, today = self.whole, self.whole.day.toordinal()
        ended, won = whole.ended, whole.won[0]
        if not whole.created.size or ended.size < FEWEST_CLOSED or won.size < FEWEST_WON:
            return 0
        first = max(
            whole.created[0] + FEWEST_DAYS - 1, ended[FEWEST_CLOSED - 1], won[FEWEST_WON - 1]
        )
        return max(0, int(today - first))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Days of the grid whose window has ended by now, the latest first, with history enough.

        The first of them are the origins; landmarks learn from those before as well.
        """
        newest = max(1, -(-self.window.days // self.step))
        count = max(0, self._first_age // self.step - newest + 1)
        most = MOST_ORIGINS + self.window.days // self.step + 1 + SNAPSHOTS
        every = (self.whole.day - timedelta(days=self.step * (newest + k)) for k in range(count))
        return tuple(day for day in list(every)[:most] if self._enough(day))

    def _enough(self, day: date) -> bool:
        state = self.pipeline(day).state
        return state.closed >= FEWEST_CLOSED and state.won[0].size >= FEWEST_WON

    @property
    def origins(self) -> tuple[date, ...]:
        """Days on which a forecast is tried, the latest first."""
        return self.days[:MOST_ORIGINS]

    def pipeline(self, day: date) -> Pipeline:
        """The book at the end of a day, with what had been learned by then."""
        book = self.whole.book
        key = ("forecast", self.whole.pipeline, self.whole.currency, day)
        if isinstance(book, Remembered):
            found: Pipeline = book.kept(key, lambda: Pipeline(self.whole.at(day), DRAWS))
            return found
        if day not in self._pipelines:
            self._pipelines[day] = Pipeline(self.whole.at(day), DRAWS)
        return self._pipelines[day]

    def ended_by(self, day: date) -> tuple[date, ...]:
        """Days of the grid whose window had ended by the end of ``day``."""
        last = day - timedelta(days=self.window.days)
        return tuple(one for one in self.days if one <= last)

    def rows(self, at: Pipeline, mine: State | None = None) -> Snapshot:
        """What the landmark model sees of the open deals of a day, and of its window's season."""
        return in_season(at.rows(mine), self.window.quarter_shares(at.state.day))

    def landmark(self, at: Pipeline, *, draws: int) -> Landmark | None:
        """The landmark model as it could be fitted at the end of a day."""
        state, window = at.state, self.window
        earlier = [self.pipeline(day) for day in self.ended_by(state.day)]
        parts = [one for one in earlier if len(one.state.open)]
        if not parts:
            return None
        won = [_won_in(state, one.state, window) for one in parts]
        chance = [one.of_window(window).mean(axis=0) for one in parts]
        rows = together([self.rows(one) for one in parts])
        apart = min(1.0, self.step / max(window.length, 1))
        return fit_landmark(
            rows,
            np.concatenate(chance),
            np.concatenate(won),
            weights=np.full(len(rows["stage"]), apart),
            window=np.repeat(np.arange(len(parts)), [len(one.state.open) for one in parts]),
            # windows that overlap have much of their luck in common
            luck=LUCK / np.sqrt(apart),
            sized=state.sized,
            draws=draws,
            seed=state.day.toordinal(),
        )

    def weighted(self, at: Pipeline) -> Guess:
        """The stage-weighted pipeline as it would have been read on a day."""
        if not self.weights:
            return weighted_guess(None, [], apart=1.0)
        past = [
            (self.pipeline(day).weighted(self.weights), _outcome(at.state, day, self.window))
            for day in self.ended_by(at.state.day)
        ]
        apart = self.step / max(self.window.length, 1)
        return weighted_guess(at.weighted(self.weights), past, apart=apart)


def _won_in(known: State, then: State, window: Window) -> Array:
    """Whether each deal open ``then`` was won in the window, as ``known`` at a later day (0 or 1)."""
    day = known.won_on.reindex(then.keys).to_numpy(dtype=float) - then.day.toordinal()
    with np.errstate(invalid="ignore"):
        return np.asarray((day > window.lead) & (day <= window.days), dtype=float)


def _outcome(known: State, origin: date, window: Window) -> tuple[float, float]:
    day = origin.toordinal()
    return known.won_within(day + window.lead, day + window.days)


def try_out(history: History) -> tuple[Try, ...]:
    """All models and baselines at each origin, the latest first."""
    tries: list[Try] = []
    for day in reversed(history.origins):
        tries.append(_at(history, day, tries))
    return tuple(reversed(tries))


def excess(history: History, tries: Sequence[Try], model: str, day: date) -> float:
    """How much more a model's totals vary than it thinks, by its misses known at the end of a day."""
    ended = day - timedelta(days=history.window.days)
    misses = [one.misses[model] for one in tries if model in one.misses and one.origin <= ended]
    return excess_of(misses, apart=history.step / max(history.window.length, 1))


def _at(history: History, day: date, before: Sequence[Try]) -> Try:
    at, window = history.pipeline(day), history.window
    state, outcome = at.state, _outcome(history.whole, day, window)
    guesses = {name: baseline(state, name, window) for name in RULES}
    guesses["weighted"] = history.weighted(at)
    plain = at.of_window(window)
    model = history.landmark(at, draws=DRAWS)
    chances = {SEMI_MARKOV: plain}
    if model is not None:
        chances[LANDMARK] = model.chances(history.rows(at), plain)
    for name in PIPELINE_MODELS:
        if name not in chances:
            guesses[name] = Guess.none("short_history")
            continue
        wide = excess(history, before, name, day)
        guesses[name] = _played(at, window, chances[name], wide)
    misses = {name: at.miss(window, likely, outcome[0]) for name, likely in chances.items()}
    return Try(origin=day, outcome=outcome, guesses=guesses, misses=misses)


def _played(at: Pipeline, window: Window, chances: Array, wide: float) -> Guess:
    seed = at.state.day.toordinal()
    made = at.outcomes(at.state, window, chances, draws=SIMULATIONS, excess=wide, seed=seed)
    count, worth = made.totals()
    return Guess(wins=count, value=worth)
