"""What a comparison before and after a change consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.cohorts import Cohort
from salestoolkit.core.figures import Figure
from salestoolkit.core.part import Part
from salestoolkit.core.process_parts import Version

Verdict = Literal["better", "worse", "cannot_tell"]
Reason = Literal[
    "told",
    "none_won",
    "few_before",
    "too_young",
    "few_wins",
    "few_wins_before",
    "not_seen",
    "cut_short",
    "before_too_small",
    "small",
    "alone",
    "no_values",
    "several_currencies",
]
"""Why there is a verdict or none.

told: the difference is larger than chance makes. none_won: no win on either side, so no window.
few_before: fewer than 30 deals before the change, and no more can come. too_young: fewer than 30
deals whose window has passed. few_wins, few_wins_before: the same for wins, where days or values of
wins are compared. not_seen: no difference seen yet, and too few deals to have seen a notable one.
cut_short: the next change came before there were enough. before_too_small: no number of later deals
would show one. small: deals enough; any difference is smaller than ``largest``. alone: it would be
told with a changed win probability, not by itself. no_values, several_currencies: nothing to compare.
"""

MEASURES = ("win_probability", "days_to_win", "mean_won_value")
"""What is compared, in the order in which it is told: win probability first."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure on both sides of a change, and what may be said of the difference.

    ``before``, ``after`` and ``difference`` (after - before) are figures with their interval; their
    ``n`` counts deals whose outcome window has passed (win probability) or wins among these. The
    verdict is better or worse where ``p_value`` is below ``alpha`` and the interval leaves 0 out.
    Where it cannot be told: ``more_deals`` still to pass through their window, ``until`` the day on
    which that is reached at the present pace of new deals (None where no pace or date is known),
    to see a difference of ``smallest``; ``largest`` is the end of the interval farther from 0.
    """

    name: str
    before: Figure
    after: Figure
    difference: Figure
    p_value: float | None
    alpha: float
    verdict: Verdict
    reason: Reason
    more_deals: int | None = None
    until: date | None = None
    smallest: float | None = None
    largest: float | None = None

    @property
    def told(self) -> bool:
        """Whether there is a verdict."""
        return self.verdict != "cannot_tell"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One cohort in short: created in [start, end), ``start`` None for since ever.

    ``passed`` of the ``n`` deals have had their outcome window; ``no_clock`` more were left out, for
    their dates do not say how long they took.
    """

    start: date | None
    end: date
    n: int
    passed: int
    no_clock: int


def side_of(cohort: Cohort, horizon: int | None) -> Side:
    """A cohort in short."""
    return Side(
        start=cohort.start,
        end=cohort.end,
        n=cohort.n,
        passed=0 if horizon is None else cohort.passed(horizon),
        no_clock=cohort.no_clock,
    )


@dataclass(frozen=True, kw_only=True)
class BeforeAfter:
    """Deals created before and after a change, compared: see `before_and_after`.

    ``horizon_days`` is the outcome window (None where nothing was won): won means won within so many
    days of creation. ``horizon_given`` tells a window that was asked for from one that was worked
    out. ``measures`` holds the three of `MEASURES`.
    """

    as_of: date
    changed_on: date
    version: Version | None
    pipeline: str | None
    part: Part | None
    currency: str | None
    level: float
    horizon_days: int | None
    horizon_given: bool
    before: Side
    after: Side
    measures: dict[str, Measure]

    @property
    def win(self) -> Measure:
        """Win probability: are we closing more or fewer than before?"""
        return self.measures["win_probability"]

    @property
    def verdict(self) -> Verdict:
        """The verdict on win probability."""
        return self.win.verdict


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a process: its first day, and the neighbouring changes that bound its cohorts."""

    changed_on: date
    since: date | None
    until: date | None
    version: Version
