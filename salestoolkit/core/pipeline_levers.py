"""What can be moved in a what-if on the open deals, and where it stands today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.errors import InvalidValue

MONTHS = 12
"""Months that a what-if looks ahead; the first is what is left of the present one."""
MOST_SIZE, LEAST_TIME, MOST_TIME, MOST_NEW = 5.0, 0.25, 4.0, 100_000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenPipeline:
    """The open deals of a team as they stand today.

    Parameters
    ----------
    keys : sequence
        What identifies each of the ``n`` deals.
    stage : sequence of str
        Stage of each deal, ``""`` where it is not known.
    value : array of n
        Value of each deal in one currency; NaN where it has none: it counts as a deal, not as money.
    reach : array of n x 12
        Chance that the deal is won by the end of each of the months ahead; never falling along a row.
    ends : sequence of 12 days
        Last day of each month ahead.
    stages : sequence of str
        Stages in their order.
    cases : mapping of str to float
        How many ended deals the chance of a stage rests on: fewer make for wider intervals.
    new_a_month : float
        New deals a month at today's pace, learned from ``new_seen`` deals.
    new_reach : array of 12
        Chance that a new deal is won by the end of the 1st, 2nd ... month of its life.
    new_cases : float
        How many ended deals that rests on.
    sizes : array
        Values of won deals, from which those of new ones are drawn.
    """

    as_of: date
    keys: Sequence[object]
    stage: Sequence[str]
    value: Array
    reach: Array
    ends: Sequence[date]
    stages: Sequence[str]
    cases: Mapping[str, float] = field(default_factory=dict)
    new_a_month: float = 0.0
    new_seen: float = 0.0
    new_reach: Array = field(default_factory=lambda: np.zeros(MONTHS))
    new_cases: float = 0.0
    sizes: Array = field(default_factory=lambda: np.zeros(0))
    currency: str | None = None

    def __post_init__(self) -> None:
        n = len(self.keys)
        lengths = (len(self.stage), len(self.value), len(self.reach))
        if any(length != n for length in lengths):
            raise InvalidValue("unequal_lengths", value=", ".join(map(str, (n, *lengths))))
        for chance in (self.reach.min(initial=0.0), self.reach.max(initial=0.0)):
            a_share(float(chance), "reach")

    @property
    def chances(self) -> dict[str, float]:
        """Mean chance of each stage's open deals to be won within the twelve months."""
        last, stage = self.reach[:, -1], np.asarray(self.stage, dtype=object)
        return {
            name: float(last[stage == name].mean()) for name in self.stages if (stage == name).any()
        }


@dataclass(frozen=True, kw_only=True)
class PipelineLevers:
    """Where somebody moves things; what is not named stays as it is today.

    chances : stage -> mean chance of its open deals to be won within twelve months
    size : factor on the value of every deal, open or new
    time : factor on the time that deals take: 0.5 closes them in half of it
    new_a_month : new deals a month
    without : keys of deals that are taken out
    """

    chances: Mapping[str, float] = field(default_factory=dict)
    size: float = 1.0
    time: float = 1.0
    new_a_month: float | None = None
    without: frozenset[object] = frozenset()

    def checked(self, pipeline: OpenPipeline) -> PipelineLevers:
        """Itself, where it can be.

        Raises
        ------
        InvalidValue
            ``unknown_lever`` for a stage without open deals or a deal that is not open,
            ``goal_not_share``, ``goal_not_number``, and ``what_if_range`` naming what is allowed.
        """
        for stage, chance in self.chances.items():
            if stage not in pipeline.chances:
                allowed = ", ".join(pipeline.chances)
                raise InvalidValue("unknown_lever", value=stage, allowed=allowed)
            a_share(chance, "chance")
        _in_range("size", self.size, 0.0, MOST_SIZE)
        _in_range("time", self.time, LEAST_TIME, MOST_TIME)
        if self.new_a_month is not None:
            _in_range("new_a_month", self.new_a_month, 0.0, MOST_NEW)
        unknown = self.without - set(pipeline.keys)
        if unknown:
            some = ", ".join(sorted(map(str, unknown))[:3])
            raise InvalidValue("unknown_lever", value=some, allowed=f"{len(pipeline.keys)}")
        return self


def _in_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= a_number(value, name) <= high:
        raise InvalidValue("pipeline_range", field=name, value=value, allowed=f"{low:g}–{high:g}")


def moved_reach(pipeline: OpenPipeline, levers: PipelineLevers) -> Array:
    """Chance of each deal to be won by the end of each month, with the levers where they are.

    A stage's mean chance goes from a to b by taking (1 - b) / (1 - a) of what each deal lacks to 1, or
    b / a of what it has: no chance leaves 0 to 1, and the mean is b exactly. A factor f on time then
    reads the chance at t from that at t / f; what would come beyond the twelve months is not known, and
    not counted.
    """
    reach = np.array(pipeline.reach, dtype=float)
    stage = np.asarray(pipeline.stage, dtype=object)
    for name, wanted in levers.chances.items():
        mine = stage == name
        reach[mine] = _with_mean(reach[mine], float(reach[mine, -1].mean()), wanted)
    if levers.without:
        reach[[key in levers.without for key in pipeline.keys]] = 0.0
    return stretched(reach, days_ahead(pipeline), levers.time)


def stretched(reach: Array, days: Array, factor: float) -> Array:
    """Chances by the ends of months where everything takes ``factor`` times as long."""
    if factor == 1.0:
        return reach
    at = np.concatenate(([0.0], days))
    known = np.concatenate([np.zeros((*reach.shape[:-1], 1)), reach], axis=-1)
    asked = np.minimum(days / factor, days[-1])
    right = np.clip(np.searchsorted(at, asked, side="left"), 1, days.size)
    share = (asked - at[right - 1]) / (at[right] - at[right - 1])
    found: Array = known[..., right - 1] * (1 - share) + known[..., right] * share
    return found


def _with_mean(reach: Array, today: float, wanted: float) -> Array:
    """Rows whose last column's mean goes from ``today`` to ``wanted``; when it is won stays."""
    last = reach[:, -1:]
    if wanted <= today:
        return reach * (wanted / today if today else 0.0)
    moved = 1 - (1 - last) * ((1 - wanted) / (1 - today))
    shape = np.divide(reach, last, out=np.zeros_like(reach), where=last > 0)
    shape[last[:, 0] <= 0, -1] = 1.0
    found: Array = np.asarray(shape * moved, dtype=float)
    return found


def days_ahead(pipeline: OpenPipeline) -> Array:
    """Days from ``as_of`` to the end of each month ahead."""
    start = pipeline.as_of.toordinal()
    return np.array([float(max(1, day.toordinal() - start)) for day in pipeline.ends])


def month_ends(as_of: date) -> tuple[date, ...]:
    """Last days of the twelve months ahead; the first is the month of the day after ``as_of``.

    >>> [str(day) for day in month_ends(date(2026, 11, 30))[:2]]
    ['2026-12-31', '2027-01-31']
    """
    first = as_of + timedelta(days=1)
    months = first.year * 12 + first.month + np.arange(MONTHS)
    return tuple(date(int(at) // 12, int(at) % 12 + 1, 1) - timedelta(days=1) for at in months)
