"""Days to a win and value of a win, before and after a change."""

from __future__ import annotations

import math
from typing import Any

from salestoolkit.core.before_after_measures import (
    ALONE_SHARE,
    ENOUGH,
    MOST_TIMES,
    Bench,
    verdict_of,
)
from salestoolkit.core.before_after_parts import Measure
from salestoolkit.core.figures import Unit
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_means import Difference, Mean, needed_values, welch

SMALLEST_PARTS = (0.2, 0.3, 0.5, 1.0)
"""Changes for which the number of deals is worked out, as parts of the mean before the change: the
first that the wins from before the change allow."""


def mean_measure(
    bench: Bench, name: str, one: Mean, two: Mean, *, unit: Unit, win: Measure
) -> Measure:
    """Mean days or value of wins, before and after; ``win`` decides how strong the evidence must be."""
    found = welch(one, two, level=bench.level)
    alpha = (1 if win.told else ALONE_SHARE) * (1 - bench.level)
    change = (found.value, Interval(found.low, found.high)) if found else (None, None)
    parts: dict[str, Any] = {"name": name, "alpha": alpha} | bench.trio(
        name,
        (one.value, one.n, one.interval(level=bench.level)),
        (two.value, two.n, two.interval(level=bench.level)),
        (change[0], one.n + two.n, change[1]),
        unit=unit,
    )
    if found is None or min(one.n, two.n) < ENOUGH:
        why = _few_wins(bench, one, two, win)
        return Measure(**parts, p_value=None, verdict="cannot_tell", **why)
    verdict = verdict_of(
        found.value,
        Interval(found.low, found.high),
        found.p_value,
        alpha,
        more_is_better=unit != "days",
    )
    if verdict != "cannot_tell":
        return Measure(**parts, p_value=found.p_value, verdict=verdict, reason="told")
    why = _mean_not_told(bench, one, two, found, alpha)
    return Measure(**parts, p_value=found.p_value, verdict="cannot_tell", **why)


def _few_wins(bench: Bench, one: Mean, two: Mean, win: Measure) -> dict[str, Any]:
    if win.reason in {"few_before", "too_young"} or (win.reason == "cut_short" and not two.n):
        return {"reason": win.reason, "more_deals": win.more_deals, "until": win.until}
    waiting = bench.before.n > bench.before.passed(bench.horizon)
    if one.n < ENOUGH and not waiting:
        return {"reason": "few_wins_before"}
    missing = _deals_for(bench, max(ENOUGH - two.n, ENOUGH - one.n))
    return {"reason": "few_wins"} if missing is None else bench.ahead("few_wins", missing)


def _mean_not_told(
    bench: Bench, one: Mean, two: Mean, found: Difference, alpha: float
) -> dict[str, Any]:
    largest = max(abs(found.low), abs(found.high))
    if found.p_value < 1 - bench.level:
        return {"reason": "alone", "largest": largest}
    for part in SMALLEST_PARTS:
        smallest = part * abs(one.value or 0.0)
        needed = needed_values(one, two, smallest=smallest, level=1 - alpha)
        if needed is not None and needed <= MOST_TIMES * one.n:
            break
    else:
        return {"reason": "before_too_small", "smallest": smallest, "largest": largest}
    more = {"smallest": smallest, "largest": largest}
    if needed <= two.n:
        return {"reason": "small", **more}
    missing = _deals_for(bench, needed - two.n)
    return more | ({"reason": "not_seen"} if missing is None else bench.ahead("not_seen", missing))


def _deals_for(bench: Bench, wins: int) -> int | None:
    """Deals that give so many wins at the later win probability; None where nothing is won."""
    rate = bench.after.share(bench.horizon).value
    return math.ceil(wins / rate) if rate and wins > 0 else None
