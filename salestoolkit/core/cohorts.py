"""Cohorts of deals by the day they were created, each held to the same outcome window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import WON, HasCounts, HasDeals
from salestoolkit.core.ends import ends_by_stage
from salestoolkit.core.incidence import Incidence, aalen_johansen
from salestoolkit.core.part import Part
from salestoolkit.core.proportions import Interval, wilson
from salestoolkit.core.two_means import Mean, mean_of
from salestoolkit.errors import BookError

MOST_WINS = 0.995
"""Share of the wins that an outcome window holds: what it leaves out, a change cannot be seen in."""
PACE_DAYS = 90
"""How far back the present pace of new deals is looked at."""
_STEPS = ((30, 5), (90, 15), (360, 30))


class HasHistory(HasCounts, HasDeals, Protocol):
    """A deal book that can be counted and looked at deal by deal."""

    def pipeline_or_largest(self, pipeline: str | None) -> str | None:
        """The named pipeline, or the one with the most deals."""
        ...


@dataclass(frozen=True, kw_only=True)
class Share:
    """Share won with the number of deals that it is worth.

    ``n`` equals the number of deals where every one was watched through its window, and is less
    where some are younger: n = p (1 - p) / se^2.
    """

    value: float | None
    n: float

    @property
    def won(self) -> float:
        """Wins among ``n``."""
        return 0.0 if self.value is None else self.value * self.n

    def interval(self, *, level: float = 0.95) -> Interval:
        """Wilson's interval; 0 to 1 where nothing is known."""
        return wilson(self.won, self.n, level=level)


@dataclass(frozen=True, kw_only=True, eq=False)
class Cohort:
    """Deals created in [start, end), seen at the end of ``as_of``.

    ``created`` holds the day of each deal with a clock (ordinals, sorted), ``days`` and ``value``
    the days to a win (NaN where not won, or not watched from its first day on) and the value in the
    chosen currency (NaN where none) in the same order. ``closed`` tells that no further deal can come
    into it. ``no_clock`` deals, whose dates do not allow a duration, are left out everywhere.
    """

    start: date | None
    end: date
    as_of: date
    curve: Incidence
    created: Array
    days: Array
    value: Array
    no_clock: int
    closed: bool

    @property
    def n(self) -> int:
        """Deals with a clock."""
        return len(self.created)

    def followed(self, horizon: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Deals whose outcome window has passed."""
        return np.asarray(self.created + horizon <= self.as_of.toordinal(), dtype=bool)

    def passed(self, horizon: int) -> int:
        """How many deals have had ``horizon`` days."""
        return int(self.followed(horizon).sum())

    def share(self, horizon: int) -> Share:
        """Share won within ``horizon`` days (Aalen-Johansen, open deals censored)."""
        passed = self.passed(horizon)
        if self.curve.last is None or not passed:
            return Share(value=None, n=0)
        # where all that had their window ended earlier, the curve stays as it was
        age = min(float(horizon), self.curve.last)
        rate, worth = self.curve.at(age) or 0.0, self.curve.worth(age) or 0.0
        return Share(value=rate, n=min(max(worth, passed), self.curve.n))

    def days_to_win(self, horizon: int) -> Mean:
        """Days to a win, of deals watched from their first day through their window, won within it."""
        return mean_of(self.days[self._won_within(horizon)])

    def won_value(self, horizon: int) -> Mean:
        """Value of the same deals, of those that have one."""
        value = self.value[self._won_within(horizon)]
        return mean_of(value[~np.isnan(value)])

    def _won_within(self, horizon: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        with np.errstate(invalid="ignore"):
            return np.asarray(self.followed(horizon) & (self.days <= horizon), dtype=bool)


def cohort(
    book: HasHistory,
    deals: pd.DataFrame,
    *,
    start: date | None,
    end: date,
    pipeline: str | None,
    part: Part | None,
) -> Cohort:
    """Deals created in [start, end); ``deals`` is what `deals_of` gave for the same book and part."""
    counts = book.counts(
        pipeline=pipeline,
        dimension=part.dimension if part else None,
        entered_from=start,
        entered_before=end,
    )
    own = counts.part(part.value) if part else counts
    timed = ends_by_stage(own.cycles)[""].clocked
    created = deals["created"].to_numpy(dtype=float)
    first = -np.inf if start is None else start.toordinal()
    chosen = deals[(created >= first) & (created < end.toordinal())]
    clocked = chosen[chosen["age"].notna().to_numpy(dtype=bool)].sort_values("created")
    return Cohort(
        start=start,
        end=end,
        as_of=book.as_of,
        curve=aalen_johansen(
            timed.days, timed.outcome, entry=timed.entry_age, weights=timed.n, n_causes=2
        ),
        created=clocked["created"].to_numpy(dtype=float),
        # deals that came under observation late are the slow ones: who was quick is not among them
        days=clocked["days"].where(clocked["entry_age"] <= 0).to_numpy(dtype=float),
        value=clocked["value"].to_numpy(dtype=float),
        no_clock=len(chosen) - len(clocked),
        closed=end <= book.as_of,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Deals:
    """The deals of a pipeline or of a part of it, as cohorts need them.

    table : created (ordinal), age (days to the end or to ``as_of``), entry_age, days (to a win), value
        One row a deal that has a day of creation; NaN for what is not known.
    currency : the currency of the values; None where they have none, or where one must be chosen.
    several : whether the values are in several currencies and none was named.
    """

    table: pd.DataFrame
    currency: str | None
    several: bool


def deals_of(
    book: HasHistory, *, pipeline: str | None, part: Part | None, currency: str | None
) -> Deals:
    """Deals with the day they were created, how long they took, and what they are worth.

    Raises
    ------
    BookError
        ``unknown_pipeline`` or ``unknown_dimension``.
    """
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    if part is not None:
        if part.dimension not in frame.columns:
            allowed = ", ".join(map(str, frame.columns))
            raise BookError("unknown_dimension", value=part.dimension, allowed=allowed)
        text = frame[part.dimension].astype(object)
        frame = frame[text.where(text.notna(), "").astype(str) == part.value]
    money, several = _currency(frame, currency)
    frame = frame[frame["created_on"].notna()]
    age = frame["age_days"].astype("float64")
    mine = (frame["currency"].fillna("") == (money or "")) & (not several)
    table = pd.DataFrame(
        {
            "created": [float(day.toordinal()) for day in frame["created_on"]],
            "age": age.to_numpy(dtype=float, na_value=np.nan),
            "entry_age": frame["entry_age"].to_numpy(dtype=float, na_value=np.nan),
            "days": age.where(frame["fate"] == WON).to_numpy(dtype=float, na_value=np.nan),
            "value": frame["value"].where(mine).to_numpy(dtype=float, na_value=np.nan),
        }
    )
    return Deals(table=table, currency=money, several=several)


def _currency(frame: pd.DataFrame, wanted: str | None) -> tuple[str | None, bool]:
    """Currency whose values are looked at, and whether one must be chosen first."""
    if wanted is not None:
        return wanted, False
    valued = frame.loc[frame["value"].notna(), "currency"]
    named = sorted({str(name) for name in valued.dropna()})
    if len(named) > 1:
        return None, True
    return (named[0] if named else None), False


def usual_window(curve: Incidence) -> int | None:
    """Days within which nearly all wins have happened, as a round number; None without a win.

    The smallest t with F(t) >= 0.995 F(last), rounded up to a number that is easy to say.

    Examples
    --------
    >>> usual_window(aalen_johansen([10, 20, 52, 80], [1, 1, 1, 2]))
    60
    """
    final = curve.final(cause=1)
    if not final or curve.last is None:
        return None
    day = float(curve.time[np.argmax(curve.incidence[0] >= MOST_WINS * final - 1e-9)])
    step = next((step for most, step in _STEPS if day <= most), 90)
    return max(step * math.ceil(day / step), step)


def deals_a_day(created: Array, as_of: date) -> float:
    """Present pace: deals created in the last `PACE_DAYS` days (or since the first) a day."""
    today = as_of.toordinal()
    if not len(created):
        return 0.0
    length = min(PACE_DAYS, today - float(created.min()) + 1)
    return float((created > today - length).sum() / length)
