"""What the measures before and after a change share: figures, dates, the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.core.before_after_parts import Measure, Reason, Verdict
from salestoolkit.core.cohorts import Cohort
from salestoolkit.core.figures import Figure, Unit
from salestoolkit.core.proportions import Interval

ENOUGH = 30
"""Deals whose window has passed (or wins among them) that each side needs before anything is told."""
WIN_SHARE, ALONE_SHARE = 0.95, 0.01
"""How 1 - level, the chance to tell a difference where there is none, is spent: nearly all on the win
probability, a hundredth each on days and on values. Where the win probability differs, these two are
held to the whole of it."""
MOST_TIMES = 5
"""So many times the deals from before are not waited for: a larger change is looked for instead."""
FARTHEST_DAYS = 5 * 365
"""A date farther ahead than this is no date to wait for."""


Triple = tuple[float | None, float, Interval | None]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Two cohorts on one bench: the window they are held to, and how fast new deals come."""

    before: Cohort
    after: Cohort
    horizon: int
    pace: float
    level: float
    currency: str | None = None

    def passed_on(self, deals: int) -> date | None:
        """Day on which so many deals of the later cohort will have had their window."""
        if deals <= self.after.n:
            last = int(self.after.created[max(deals, 1) - 1])
            return date.fromordinal(last + self.horizon)
        if self.after.closed or self.pace <= 0:
            return None
        today = self.after.as_of.toordinal()
        begin = today if self.after.start is None else max(today, self.after.start.toordinal() - 1)
        ahead = math.ceil((deals - self.after.n) / self.pace) + self.horizon
        day = begin + ahead
        return date.fromordinal(day) if day - today <= FARTHEST_DAYS else None

    def ahead(self, reason: Reason, deals: int) -> dict[str, Any]:
        """What is missing: so many more deals of the later cohort, and when they have had their window.

        ``cut_short`` where the cohort has ended and holds too few for it.
        """
        wanted = self.after.passed(self.horizon) + deals
        if self.after.closed and wanted > self.after.n:
            reason = "cut_short"
        return {"reason": reason, "more_deals": deals, "until": self.passed_on(wanted)}

    def trio(self, name: str, *sides: Triple, unit: Unit) -> dict[str, Any]:
        """Before, after and difference as figures, from (value, n, interval) of each."""
        names = ("before", "after", "difference")
        return {
            which: self.figure(name, *side, unit=unit)
            for which, side in zip(names, sides, strict=True)
        }

    def figure(
        self, name: str, value: float | None, n: float, between: Any, *, unit: Unit
    ) -> Figure:
        """A figure of the comparison, defined under its own name."""
        low, high = between if value is not None and between is not None else (None, None)
        return Figure(
            name=name,
            value=value,
            low=low,
            high=high,
            n=int(n),
            unit=unit,
            as_of=self.after.as_of,
            definition=name,
            level=self.level,
            currency=self.currency if unit == "money" else None,
        )


def verdict_of(
    difference: float,
    between: Interval,
    p_value: float | None,
    alpha: float,
    *,
    more_is_better: bool,
) -> Verdict:
    """Better or worse where the test and the interval both say so, else cannot tell."""
    # Both must agree, so that no verdict stands beside an interval that holds no change.
    clear = between.low > 0 or between.high < 0
    if p_value is None or p_value >= alpha or not clear:
        return "cannot_tell"
    return "better" if (difference > 0) == more_is_better else "worse"


def nothing(bench: Bench, name: str, reason: Reason, *, unit: Unit, alpha: float) -> Measure:
    """A measure of which nothing is known."""
    definition = "won_within" if unit == "share" else name
    empty = bench.figure(definition, None, 0, None, unit=unit)
    return Measure(
        name=name,
        before=empty,
        after=empty,
        difference=empty,
        p_value=None,
        alpha=alpha,
        verdict="cannot_tell",
        reason=reason,
    )
