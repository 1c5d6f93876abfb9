"""Why a forecast moved since an earlier day: deals that came, were won or lost, slipped or changed size."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.forecast_result import Forecast

KEYS = ["source_name", "deal_id"]
KINDS = (
    *("new", "won", "lost", "reopened", "sooner", "slipped", "resized"),
    *("new_business", "rest"),
)
"""Why a forecast can move, in the order in which it is told."""
BY_DEALS = ("semi_markov", "landmark")
"""Models whose forecast is a sum over deals; others move as a whole."""
SMALL = 1e-9


@dataclass(frozen=True, kw_only=True)
class Move:
    """One reason: by how much the expected total moved, over how many deals (None: not by deals)."""

    kind: str
    amount: float
    n: int | None


@dataclass(frozen=True, kw_only=True)
class Moves:
    """From the expected total of an earlier day to that of now: then + sum of the amounts = now.

    ``sizes_known`` tells whether the deals' values of the earlier day are known; where they are not,
    no deal can be seen to have changed its size.
    """

    since: date
    as_of: date
    metric: str
    then: float
    now: float
    parts: tuple[Move, ...]
    sizes_known: bool

    def amount(self, kind: str) -> float:
        """What one kind adds up to; 0 where there is none of it."""
        return sum(part.amount for part in self.parts if part.kind == kind)

    def rounded(self) -> Moves:
        """As it is printed: deals to a tenth, money to four figures; what that leaves over is in ``rest``.

        The printed parts still add up.
        """
        unit = 0.1
        if self.metric != "deals":
            largest = max(abs(self.then), abs(self.now), 1.0)
            unit = max(1.0, 10.0 ** (math.floor(math.log10(largest)) - 3))
        steps = [math.floor(one / unit + 0.5) for one in (self.then, self.now)]
        parts, left = [], steps[1] - steps[0]
        for part in self.parts:
            step = left if part.kind == "rest" else math.floor(part.amount / unit + 0.5)
            left -= step
            parts.append(replace(part, amount=_times(step, unit)))
        then, now = (_times(step, unit) for step in steps)
        return replace(self, then=then, now=now, parts=tuple(parts))


def forecast_moves(
    then: Forecast,
    now: Forecast,
    *,
    frame_then: pd.DataFrame,
    frame_now: pd.DataFrame,
    sizes_then: Mapping[tuple[str, str], float] | None = None,
) -> Moves | None:
    """Why the expected total of a period moved between two forecasts of it.

    A deal counts with what it has brought in the period, or with its chance to be won in it (x value).
    A deal that stayed open moved by (p1 - p0) x (v0 + v1) / 2 for its chance (``sooner`` or ``slipped``)
    and by (v1 - v0) x (p0 + p1) / 2 for its size: together exactly p1 v1 - p0 v0. ``rest`` is what no
    deal explains: deals without a value, and the luck of the draws.

    Parameters
    ----------
    then, now : Forecast
        Of the same period, part and metric, as seen on two days.
    frame_then, frame_now : DataFrame
        Deals as of either day, as `salestoolkit.core.counts.HasDeals.deals_frame` has them.
    sizes_then : mapping of (source_name, deal_id) to value, optional
        Values of the open deals as they were on the earlier day.

    Returns
    -------
    Moves | None
        None where either day has no forecast.
    """
    before, after = then.total, now.total
    if before is None or after is None:
        return None
    if then.model != now.model or now.model not in BY_DEALS:
        parts = [_done_since(then, now)]
    else:
        parts = _by_deals(_both(then, now, frame_then, frame_now, sizes_then))
        parts.append(_new_business(then, now))
    rest = after.mean - before.mean - sum(part.amount for part in parts)
    return Moves(
        since=then.as_of,
        as_of=now.as_of,
        metric=now.metric,
        then=before.mean,
        now=after.mean,
        parts=(*parts, Move(kind="rest", amount=rest, n=None)),
        sizes_known=sizes_then is not None,
    )


def _by_deals(both: pd.DataFrame) -> list[Move]:
    p0, p1, v0, v1 = (both[name].to_numpy(dtype=float) for name in ("p0", "p1", "v0", "v1"))
    stayed = both["kind"].to_numpy(dtype=object) == ""
    whole = p1 * v1 - p0 * v0
    chance = np.where(stayed, (p1 - p0) * (v0 + v1) / 2, 0.0)
    size = np.where(stayed, (v1 - v0) * (p0 + p1) / 2, 0.0)
    found = [
        _move(kind, whole, (both["kind"] == kind).to_numpy(dtype=bool))
        for kind in ("new", "won", "lost", "reopened")
    ]
    found.append(_move("sooner", chance, chance > SMALL))
    found.append(_move("slipped", chance, chance < -SMALL))
    found.append(_move("resized", size, np.abs(size) > SMALL))
    return found


def _move(
    kind: str, amount: Array, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Move:
    return Move(kind=kind, amount=float(amount[chosen].sum()), n=int(chosen.sum()))


def _both(
    then: Forecast,
    now: Forecast,
    frame_then: pd.DataFrame,
    frame_now: pd.DataFrame,
    sizes_then: Mapping[tuple[str, str], float] | None,
) -> pd.DataFrame:
    """One row a deal of either day: fates, chances or certainty (p0, p1), values (v0, v1), kind."""
    first, second = _side(then, frame_then, "0"), _side(now, frame_now, "1")
    both = second.merge(first, on=KEYS, how="outer")
    if sizes_then is not None:
        known = [sizes_then.get((source, deal)) for source, deal in both[KEYS].to_numpy()]
        old = pd.Series(known, index=both.index, dtype=float)
        both["v0"] = old.where((both["fate0"] == OPEN) & old.notna(), both["v0"])
    if now.metric == "deals":
        both[["v0", "v1"]] = 1.0
    else:
        # a deal that is new to one day has the size that it has on the other
        both["v0"] = both["v0"].fillna(both["v1"])
        both["v1"] = both["v1"].fillna(both["v0"])
    both[["p0", "p1", "v0", "v1"]] = both[["p0", "p1", "v0", "v1"]].fillna(0.0)
    return both.assign(kind=_kind(both["fate0"], both["fate1"]))


def _side(forecast: Forecast, frame: pd.DataFrame, mark: str) -> pd.DataFrame:
    closed = pd.to_datetime(frame["closed_on"])
    inside = (closed >= pd.Timestamp(forecast.start)) & (closed <= pd.Timestamp(forecast.until))
    rows = frame[[*KEYS, "fate", "value"]].assign(
        sure=((frame["fate"] == WON) & inside).astype(float)
    )
    rows = rows.merge(forecast.deals[[*KEYS, "chance"]], on=KEYS, how="left")
    is_open = rows["fate"] == OPEN
    names = {"fate": f"fate{mark}", "value": f"v{mark}"}
    rows[f"p{mark}"] = rows["chance"].where(is_open, rows["sure"])
    return rows.drop(columns=["chance", "sure"]).rename(columns=names)


def _kind(fate0: pd.Series, fate1: pd.Series) -> Array:
    was, is_now = (fate.astype(object).where(fate.notna(), "") for fate in (fate0, fate1))
    stayed = (was == is_now).to_numpy(dtype=bool)
    return np.select(
        [
            stayed,
            np.isin(was, (WON, LOST)),
            (is_now == WON).to_numpy(dtype=bool),
            (is_now == LOST).to_numpy(dtype=bool),
            (was == "").to_numpy(dtype=bool),
        ],
        ["", "reopened", "won", "lost", "new"],
        default="",
    )


def _done_since(then: Forecast, now: Forecast) -> Move:
    """What was won since, where the forecast is not a sum over deals."""
    if now.metric == "deals":
        amount = float(now.done.n - then.done.n)
    else:
        amount = (now.done.value or 0.0) - (then.done.value or 0.0)
    return Move(kind="won", amount=amount, n=now.done.n - then.done.n)


def _times(step: int, unit: float) -> float:
    return step / 10 if unit == 0.1 else step * unit


def _new_business(then: Forecast, now: Forecast) -> Move:
    def told(forecast: Forecast) -> float:
        seen = forecast.new_business
        if seen is None:
            return 0.0
        return seen.wins if forecast.metric == "deals" else seen.value or 0.0

    return Move(kind="new_business", amount=told(now) - told(then), n=None)
