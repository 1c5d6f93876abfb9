"""Forecasts of earlier days, and how they are held against what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.counts import WON
from salestoolkit.core.forecast_result import Forecast, Prediction

METRICS = ("deals", "revenue")
PLACES = 4
"""Decimals that are kept: two forecasts that differ beyond them are the same."""


@dataclass(frozen=True, kw_only=True)
class KeptForecast:
    """One forecast as it was on its day: of a period, for a part of the book, of one metric.

    ``dimension`` and ``part`` are empty for all deals, ``pipeline`` and ``currency`` where the book has
    but one or none. ``done`` was reached when it was made, from ``n`` open deals. Of two versions of
    one day the later one counts; the earlier stays. ``exported`` is the day of the export that it was
    made from: where it lies after ``as_of``, somebody looked back.
    """

    as_of: date
    start: date
    until: date
    dimension: str = ""
    part: str = ""
    pipeline: str = ""
    currency: str = ""
    metric: str
    model: str
    n: int
    done: float
    median: float
    mean: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    target: float | None = None
    chance: float | None = None
    exported: date | None = None
    version: int = 1

    @property
    def of(self) -> tuple[object, ...]:
        """What it is a forecast of, and when: its place in the file, whatever it says."""
        return (self.as_of, self.start, self.until, *self.whose)

    @property
    def looked_back(self) -> bool:
        """Whether it was made later than its day, from an export that knew more."""
        return self.exported is not None and self.exported > self.as_of

    @property
    def whose(self) -> tuple[str, ...]:
        """Deals and metric that it is about."""
        return (self.dimension, self.part, self.pipeline, self.currency, self.metric)


def kept_of(forecast: Forecast, *, exported: date | None = None) -> tuple[KeptForecast, ...]:
    """What is kept of a forecast: a line for deals, one for revenue where it has one."""
    found = []
    dimension, part = forecast.part.key if forecast.part else ("", "")
    for metric in METRICS:
        total = forecast.revenue if metric == "revenue" else forecast.wins
        done = forecast.done.value if metric == "revenue" else forecast.done.n
        if total is None or done is None or forecast.model is None:
            continue
        own = metric == forecast.metric
        found.append(
            KeptForecast(
                as_of=forecast.as_of,
                start=forecast.start,
                until=forecast.until,
                dimension=dimension,
                part=part,
                pipeline=forecast.pipeline or "",
                currency=forecast.currency or "",
                metric=metric,
                model=forecast.model,
                n=forecast.n_open,
                done=_rounded(done),
                median=_rounded(total.median),
                mean=_rounded(total.mean),
                **_intervals(total),
                target=_known(forecast.target if own else None),
                chance=_known(forecast.chance if own else None),
                exported=exported,
            )
        )
    return tuple(found)


def new_lines(
    kept: Sequence[KeptForecast], made: Iterable[KeptForecast]
) -> tuple[KeptForecast, ...]:
    """What is to be added: nothing that any version says already, a new version of other numbers.

    One without a target says what the same one with a target says.
    """
    versions: dict[tuple[object, ...], list[KeptForecast]] = {}
    for one in kept:
        versions.setdefault(one.of, []).append(one)
    found = []
    for one in made:
        before = versions.get(one.of, [])
        if not any(_says(old, one) for old in before):
            last = max((old.version for old in before), default=0)
            found.append(replace(one, version=last + 1))
    return tuple(found)


def _says(old: KeptForecast, one: KeptForecast) -> bool:
    """Whether an earlier line says all that a new one says."""
    same = replace(one, version=old.version, exported=old.exported)
    if one.target is None:
        same = replace(same, target=old.target, chance=old.chance)
    return same == old


def latest(kept: Iterable[KeptForecast]) -> dict[tuple[object, ...], KeptForecast]:
    """The latest version of each forecast, by what it is of."""
    found: dict[tuple[object, ...], KeptForecast] = {}
    for one in kept:
        before = found.get(one.of)
        if before is None or one.version > before.version:
            found[one.of] = one
    return found


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A kept forecast whose period is over, and what came of it."""

    kept: KeptForecast
    outcome: float

    @property
    def error(self) -> float:
        """Outcome less median: above 0 where more came than was said."""
        return self.outcome - self.kept.median

    @property
    def inside(self) -> bool:
        """Whether it came to lie in the 80 % interval, its ends included."""
        return self.kept.low_80 - 1e-6 <= self.outcome <= self.kept.high_80 + 1e-6


def judged(
    kept: Iterable[KeptForecast],
    frame: pd.DataFrame,
    *,
    as_of: date,
    whose: tuple[str, ...],
) -> tuple[Judged, ...]:
    """Kept forecasts of these deals whose period was over by ``as_of``, in the order of their days.

    Parameters
    ----------
    frame : DataFrame
        Those deals as of ``as_of``, in one currency: fate, closed_on, value.
    whose : tuple
        See `KeptForecast.whose`.
    """
    found = [
        Judged(kept=one, outcome=_outcome(frame, one))
        for one in latest(kept).values()
        if one.whose == whose and one.until <= as_of
    ]
    return tuple(sorted(found, key=lambda one: (one.kept.until, one.kept.start, one.kept.as_of)))


def _outcome(frame: pd.DataFrame, one: KeptForecast) -> float:
    closed = pd.to_datetime(frame["closed_on"])
    won = (frame["fate"] == WON) & (closed >= pd.Timestamp(one.start))
    won &= closed <= pd.Timestamp(one.until)
    return float(won.sum() if one.metric == "deals" else frame.loc[won, "value"].sum())


def _intervals(total: Prediction) -> dict[str, Any]:
    found = {}
    for level in (50, 80, 95):
        low, high = total.interval(level / 100)
        found[f"low_{level}"], found[f"high_{level}"] = _rounded(low), _rounded(high)
    return found


def _rounded(value: float) -> float:
    return round(float(value), PLACES)


def _known(value: float | None) -> float | None:
    return None if value is None else _rounded(value)


COLUMNS = tuple(one.name for one in fields(KeptForecast))
