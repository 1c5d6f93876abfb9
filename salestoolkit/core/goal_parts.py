"""A goal: what, how much, who and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from salestoolkit.core.goal_checks import MOST, a_chance, a_day, a_number, a_share, in_order
from salestoolkit.errors import InvalidValue

COUNTED = ("deals", "revenue", "calls", "meetings", "new_accounts", "renewals")
"""Metrics that add up: attempts can be planned for them."""
RATED = ("win_rate", "cycle_days")
"""Metrics that are a rate or a length: they change by working otherwise, not by calling more."""
METRICS = (*COUNTED, *RATED)
LOWER_IS_BETTER = ("cycle_days",)
LONGEST = 10
"""Years that a goal may take."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is to be reached; whatever is not named yet is None, and the SMART card says so.

    Parameters
    ----------
    metric : str, optional
        One of `METRICS`. ``win_rate`` is a share (0-1), ``cycle_days`` the median days of deals won.
    amount : float, optional
        0 or more, in the metric's unit; ``revenue`` in ``currency``.
    who : str, optional
        The team or person that answers for it.
    start, until : date, optional
        First and last day, both included.
    chance : float
        The chance that the plan is made for.
    enough : float
        The chance from which the goal counts as realistic.
    measures : tuple of str
        What else to watch on the way: measures that the report and the review show with it.

    Raises
    ------
    InvalidValue
        ``goal_metric``, ``goal_not_*``, ``goal_below_zero``, ``goal_too_*`` or ``goal_end_before_start``,
        naming the field.
    """

    name: str = ""
    metric: str | None = None
    amount: float | None = None
    currency: str | None = None
    who: str | None = None
    start: date | None = None
    until: date | None = None
    chance: float = 0.8
    enough: float = 0.5
    measures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.metric is not None and self.metric not in METRICS:
            allowed = ", ".join(METRICS)
            raise InvalidValue("goal_metric", field="metric", value=self.metric, allowed=allowed)
        if self.amount is not None:
            check = a_share if self.metric == "win_rate" else a_number
            amount = check(self.amount, "amount")
            if self.metric not in (None, "revenue") and amount > MOST:
                raise InvalidValue("goal_too_much", field="amount", value=amount, allowed=MOST)
        for field in ("start", "until"):
            if getattr(self, field) is not None:
                a_day(getattr(self, field), field)
        in_order(self.start, self.until)
        self._near(self.start)
        a_chance(self.chance, "chance")
        a_share(self.enough, "enough")

    @property
    def end(self) -> date | None:
        """The day after the last one."""
        return None if self.until is None else self.until + timedelta(days=1)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a specific goal names and this one does not: of metric, amount, who, until."""
        return tuple(
            field
            for field in ("metric", "amount", "who", "until")
            if getattr(self, field) is None or not str(getattr(self, field)).strip()
        )

    def ahead(self, as_of: date) -> tuple[date, date] | None:
        """The days that are left after ``as_of``, half-open; None without an end."""
        if self.end is None:
            return None
        tomorrow = as_of + timedelta(days=1)
        self._near(self.start or tomorrow)
        return max(tomorrow, self.start or tomorrow), self.end

    def _near(self, first: date | None) -> None:
        """A goal beyond a lifetime of plans is a slip of the pen: 2062 for 2026."""
        last = date.max.year - 1 if first is None else first.year + LONGEST
        if self.until is not None and self.until.year > last:
            raise InvalidValue(
                "goal_too_far", field="until", value=str(self.until), allowed=LONGEST
            )
