"""Plain forecasts that a better one must beat, each with its own past errors as its distribution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window

BASELINES = ("last_period", "mean_of_three", "seasonal", "weighted")
FEWEST_ERRORS = 4
"""Past errors below which a baseline has no distribution."""
MOST_ERRORS = 52
FEWEST_ALONE = 3.0
YEAR = 364
"""Days of 52 weeks: a window a year earlier begins on the same weekday."""
WEEK = 7


@dataclass(frozen=True, kw_only=True, eq=False)
class Guess:
    """A baseline's totals, as equally likely values: its point plus each of its past errors.

    ``wins`` and ``value`` are not below 0; ``reason`` says why there are none.
    """

    wins: Array
    value: Array
    reason: str | None = None

    @classmethod
    def none(cls, reason: str) -> Guess:
        """No forecast."""
        return cls(wins=np.zeros(0), value=np.zeros(0), reason=reason)

    @classmethod
    def of(cls, point: Array, errors: Array, *, apart: float) -> Guess:
        """From a point (wins, value) and past errors (rows).

        A few errors are less spread than what they come from: they are spread by
        sqrt((n + 1) / (n - 1)), where n counts those that do not overlap: ``apart`` is the share of a
        window that lies between one and the next.
        """
        if len(errors) < FEWEST_ERRORS:
            return cls.none("short_history")
        n = max(FEWEST_ALONE, len(errors) * min(1.0, apart))
        centre = errors.mean(axis=0)
        made = np.maximum(point + centre + (errors - centre) * np.sqrt((n + 1) / (n - 1)), 0.0)
        return cls(wins=np.rint(made[:, 0]), value=made[:, 1])


Rule = Callable[["Totals", Array, Window], Array]


@dataclass(frozen=True, eq=False)
class Totals:
    """Wins and their value up to any day, and the day from which they are watched."""

    days: Array
    sums: Array
    first: float

    @classmethod
    def of(cls, state: State, *, since: float | None = None) -> Totals:
        """Totals of a state; ``since`` where the book began before its part did."""
        days, worth = state.won
        steps = np.column_stack((np.ones(days.size), np.nan_to_num(worth)))
        sums = np.concatenate((np.zeros((1, 2)), np.cumsum(steps, axis=0)))
        begun = state.created[0] if since is None and state.created.size else since
        return cls(days, sums, float(state.day.toordinal() if begun is None else begun))

    def within(self, after: Array, by: Array) -> Array:
        """Wins and value in (after, by], one row each."""
        low, high = (np.searchsorted(self.days, one, side="right") for one in (after, by))
        return np.asarray(self.sums[high] - self.sums[low], dtype=float)


def last_period(totals: Totals, at: Array, window: Window) -> Array:
    """As much as in as many days before."""
    return totals.within(at - window.length, at)


def mean_of_three(totals: Totals, at: Array, window: Window) -> Array:
    """The mean of the three such stretches before."""
    return totals.within(at - 3 * window.length, at) / 3


def seasonal(totals: Totals, at: Array, window: Window) -> Array:
    """As much as in the same days 52 weeks earlier (104 where that is not over yet)."""
    back = years_back(window)
    return totals.within(at + window.lead - back, at + window.days - back)


def years_back(window: Window) -> int:
    """Days to go back for the same window in a year that is over."""
    return YEAR * max(1, -(-window.days // YEAR))


RULES: dict[str, tuple[Rule, Callable[[Window], int]]] = {
    "last_period": (last_period, lambda window: window.length),
    "mean_of_three": (mean_of_three, lambda window: 3 * window.length),
    "seasonal": (seasonal, lambda window: years_back(window) - window.lead),
}
"""Each baseline with the days that it looks back."""


def baseline(state: State, name: str, window: Window, *, since: float | None = None) -> Guess:
    """A baseline as it would have been made from this state, with the errors it had made before.

    Its errors are those of the same rule on every seventh day before, as far as the window that it
    was for had ended by then; the last 52 of them.
    """
    rule, reach = RULES[name]
    totals, today = Totals.of(state, since=since), state.day.toordinal()
    earliest = totals.first - 1 + reach(window)
    if today < earliest:
        return Guess.none("short_history")
    newest = today - window.days
    count = int(min(MOST_ERRORS, (newest - earliest) // WEEK + 1))
    if count < FEWEST_ERRORS:
        return Guess.none("short_history")
    then = newest - WEEK * np.arange(count, dtype=np.float64)
    came = totals.within(then + window.lead, then + window.days)
    point = rule(totals, np.array([float(today)]), window)
    errors = came - rule(totals, then, window)
    return Guess.of(point, errors, apart=WEEK / max(window.length, 1))


def weighted_guess(
    point: tuple[float, float] | None,
    past: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    *,
    apart: float,
) -> Guess:
    """The stage-weighted pipeline as a forecast: its sum, plus how far past sums were off.

    Parameters
    ----------
    point : wins and value that the stages' probabilities add up to; None where there are none.
    past : the same sums of earlier days, each with what was then won in the window.
    apart : days from one of them to the next, as a share of the window.
    """
    if point is None:
        return Guess.none("no_probability")
    if len(past) < FEWEST_ERRORS:
        return Guess.none("short_history")
    errors = np.array([came for _, came in past]) - np.array([then for then, _ in past])
    return Guess.of(np.array([point]), errors, apart=apart)
