"""Win probability before and after a change: the measure that decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from salestoolkit.core.before_after_measures import ENOUGH, MOST_TIMES, WIN_SHARE, Bench, verdict_of
from salestoolkit.core.before_after_parts import Measure
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_rates import needed_for_change, newcombe, score_p_value

SMALLEST_POINTS = (0.1, 0.15, 0.2, 0.3)
"""Changes of the win probability for which the number of deals is worked out: the first that the
deals from before the change allow."""


def win_measure(bench: Bench) -> Measure:
    """Share won within the window, before and after.

    The pooled score test on as many deals as each side is worth (all of them where every window has
    passed: then it is chi-square without correction), and Newcombe's interval of the difference.
    """
    one, two = bench.before.share(bench.horizon), bench.after.share(bench.horizon)
    passed = bench.before.passed(bench.horizon), bench.after.passed(bench.horizon)
    counts = (one.won, one.n, two.won, two.n)
    between = newcombe(*counts, level=bench.level)
    difference = None if one.value is None or two.value is None else two.value - one.value
    alpha = WIN_SHARE * (1 - bench.level)
    parts: dict[str, Any] = {"name": "win_probability", "alpha": alpha} | bench.trio(
        "won_within",
        (one.value, passed[0], one.interval(level=bench.level)),
        (two.value, passed[1], two.interval(level=bench.level)),
        (difference, sum(passed), between),
        unit="share",
    )
    few = _too_few(bench, *passed)
    if few is not None or difference is None:
        return Measure(**parts, p_value=None, verdict="cannot_tell", **(few or _NEVER))
    p_value = score_p_value(*counts)
    verdict = verdict_of(difference, between, p_value, alpha, more_is_better=True)
    if verdict != "cannot_tell":
        return Measure(**parts, p_value=p_value, verdict=verdict, reason="told")
    why = _not_told(bench, one.value or 0.0, one.n, two.n, between)
    return Measure(**parts, p_value=p_value, verdict=verdict, **why)


_NEVER: dict[str, Any] = {"reason": "few_before"}


def _too_few(bench: Bench, before: int, after: int) -> dict[str, Any] | None:
    """What is missing where a side has too few deals whose window has passed; None where none is."""
    if before >= ENOUGH and after >= ENOUGH:
        return None
    if bench.before.n < ENOUGH:
        return _NEVER
    earlier = date.fromordinal(int(bench.before.created[ENOUGH - 1]) + bench.horizon)
    missing = bench.ahead("too_young", max(ENOUGH - after, 0))
    if missing["until"] is not None:
        missing["until"] = max(earlier, missing["until"])
    return missing | {"more_deals": max(ENOUGH - after, ENOUGH - before)}


def _not_told(
    bench: Bench, rate: float, n_before: float, n_after: float, between: Interval
) -> dict[str, Any]:
    """How many more deals, and until when, would show a notable change of the win probability."""
    largest = max(abs(between.low), abs(between.high))
    for smallest in SMALLEST_POINTS:
        needed = needed_for_change(rate, n_before, smallest=smallest, level=bench.level)
        if needed is not None and needed <= MOST_TIMES * n_before:
            break
    else:
        return {"reason": "before_too_small", "smallest": smallest, "largest": largest}
    more = {"smallest": smallest, "largest": largest}
    if needed <= n_after:
        return {"reason": "small", **more}
    missing = max(needed - bench.after.passed(bench.horizon), 1)
    return bench.ahead("not_seen", missing) | more
