"""What a forecast says: distributions of wins and revenue, the deals behind them, and how it was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_draws import Outcomes
from salestoolkit.core.part import Part
from salestoolkit.core.proportions import Interval

LEVELS = (0.5, 0.8, 0.95)
"""Levels of the intervals that a forecast shows."""
EVEN = 1e-9


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a total may be, as equally likely values in rising order.

    Examples
    --------
    >>> seen = Prediction.of(np.array([3.0, 1.0, 2.0, 2.0]))
    >>> seen.mean, seen.median, seen.interval(0.5), seen.chance_of(3)
    (2.0, 2.0, Interval(low=1.0, high=2.0), 0.25)
    """

    values: Array

    @classmethod
    def of(cls, values: Array) -> Prediction:
        """From values in any order."""
        return cls(np.sort(np.asarray(values, dtype=float)))

    @property
    def mean(self) -> float:
        """What to expect on average."""
        return float(self.values.mean())

    @property
    def median(self) -> float:
        """As likely to be passed as not."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """Smallest x with P(X <= x) >= ``share``."""
        place = int(np.ceil(share * self.values.size - EVEN)) - 1
        return float(self.values[min(max(place, 0), self.values.size - 1)])

    def interval(self, level: float = 0.8) -> Interval:
        """Between which totals it will lie with this chance, equal tails; its ends belong to it."""
        return Interval(self.quantile((1 - level) / 2), self.quantile((1 + level) / 2))

    def chance_of(self, target: float) -> float:
        """P(X >= target): a tie is met."""
        below = np.searchsorted(self.values, target - EVEN, side="left")
        return float((self.values.size - below) / self.values.size)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was won in the period by the end of ``as_of``; ``value`` None where it cannot be added."""

    n: int
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """The CRM's pipeline weighted by stage: sum of probability (x value), whenever they may close.

    ``n`` open deals, ``known`` of which have a probability; ``basis`` says whose: ``process`` (the
    stage's win probability), ``deal`` (the export's column), or None where there is neither.
    """

    n: int
    known: int
    wins: float | None
    value: float | None
    basis: str | None


@dataclass(frozen=True, kw_only=True)
class NewBusinessSeen:
    """What deals not yet begun may bring: how many a week, and what they add by the end of the period.

    ``n`` deals of the last ``days`` days tell the pace; ``share`` is the part of all that come by the
    end which are also won by then; ``overdispersed`` that they come in bursts.
    """

    n: int
    days: int
    a_week: float
    share: float | None
    wins: float
    value: float | None
    overdispersed: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Forecast:
    """How many deals, and for how much, in [start, until], as seen at the end of ``as_of``.

    done : what is won in the period already
    wins, revenue : Prediction or None
        Totals at the end of the period, ``done`` included; ``revenue`` None where there are no values
        or one of several currencies must be chosen.
    chance : chance of ``target`` (in the unit of ``metric``); 1 only where it is reached already
    deals : one row an open deal
        source_name, deal_id, title, organization, owner, team, product, stage, stage_days, age_days,
        value, chance (to be won in the period), expected (value x chance), spread_share (its share of
        the variance of revenue, of wins where there is no value), expected_share, beyond (older than
        any that was seen to end in its stage).
    matter : the ten rows of ``deals`` that matter most, with ``why``: ``spread`` (its win or loss moves
        the total most) or ``expected`` (much is counted on).
    products : what is still to be won: product, open, units, units_low, units_high, value, value_low,
        value_high (80 %), new_units (of the units: from deals not yet begun)
    model : ``semi_markov``, ``landmark`` or a baseline: ``last_period``, ``mean_of_three``,
        ``seasonal``, ``weighted``; None where there is no forecast.
    deal_model : the model of ``deals`` and ``outcomes``: ``model``, or the better one of the pipeline where
        that is a baseline
    why : ``best_score``, ``baseline_best``, ``only_one``, ``asked``; with ``reason`` None
    scores : one row a model
        model, kind (``pipeline``, ``baseline``), origins, crps, wis, coverage_50, coverage_80,
        coverage_95, bias, mae, skill (1 - crps / that of the best baseline), chosen, reason (why it
        has no score: ``short_history``, ``no_probability``, ``no_deals``).
    past : one row an origin of the backtest, of the chosen model
        origin, start, until, outcome, median, low, high (80 %), mean.
    reason : None, or why there is no forecast yet: ``no_deals``, ``too_little_history``, ``period_over``,
        ``no_values`` or ``several_currencies`` (asked for revenue). ``weighted`` is there even then.
    limits : what to keep in mind: ``few_origins``, ``no_stages``, ``no_values``, ``some_values_missing``,
        ``several_currencies``, ``no_open_deals``, ``few_won``, ``beyond_follow_up``.
    outcomes : the common draws, to be summed over any rows of ``deals`` (see `forecast_draws`).
    """

    as_of: date
    start: date
    until: date
    metric: str
    pipeline: str | None
    part: Part | None
    currency: str | None
    done: Done
    n_open: int
    n_closed: int
    weighted: Weighted
    wins: Prediction | None = None
    revenue: Prediction | None = None
    target: float | None = None
    chance: float | None = None
    deals: pd.DataFrame = field(default_factory=pd.DataFrame)
    matter: pd.DataFrame = field(default_factory=pd.DataFrame)
    products: pd.DataFrame = field(default_factory=pd.DataFrame)
    new_business: NewBusinessSeen | None = None
    model: str | None = None
    deal_model: str | None = None
    why: str | None = None
    scores: pd.DataFrame = field(default_factory=pd.DataFrame)
    past: pd.DataFrame = field(default_factory=pd.DataFrame)
    reason: str | None = None
    limits: tuple[str, ...] = ()
    outcomes: Outcomes | None = None
    definition: str = "forecast"

    @property
    def origins(self) -> int:
        """On how many past days the chosen model was tried."""
        return len(self.past)

    @property
    def total(self) -> Prediction | None:
        """The distribution of the metric that was asked for."""
        return self.revenue if self.metric == "revenue" else self.wins
