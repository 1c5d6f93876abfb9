"""What a plan rests on, and what it is worth: rates, times, open deals, people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_chance import Needed, needed_successes
from salestoolkit.core.goal_checks import a_number
from salestoolkit.core.goal_outcomes import Outcome, in_cohorts, outcome
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import Belief, StageRate, belief_in, followed
from salestoolkit.core.goal_sizes import OpenDeal, needed_deals
from salestoolkit.core.lead_time import LeadTime, share_in_time
from salestoolkit.core.work_calendar import WorkCalendar, months_of
from salestoolkit.errors import InvalidValue

ATTEMPTS = ("call", "meeting", "visit", "lead", "new_deal", "contract")
"""What a plan may count at its top."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a plan rests on: a team's rates, its times, its deals, its people.

    Parameters
    ----------
    stages : tuple of StageRate
        From the attempt (a call) to the goal's success, first to last; none where every attempt
        counts itself (a goal of calls).
    lead : LeadTime, optional
        From attempt to success; None: at once.
    open_deals : tuple of OpenDeal
        Deals that are open now and may still be won in the period.
    sizes : tuple of float
        Values of won deals, for a goal of revenue.
    attempt : str
        What is attempted: one of `ATTEMPTS`; only words depend on it.
    team : Team, optional
        Who makes the attempts; None: the calendar alone decides how they are spread.
    calendar : WorkCalendar
        Where there is no team.
    done : float
        What is reached already in the period, in the goal's unit.
    """

    stages: tuple[StageRate, ...] = ()
    lead: LeadTime | None = None
    open_deals: tuple[OpenDeal, ...] = ()
    sizes: tuple[float, ...] = ()
    team: Team | None = None
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    done: float = 0.0
    attempt: str = "call"

    def __post_init__(self) -> None:
        a_number(self.done, "done")
        if self.attempt not in ATTEMPTS:
            allowed = ", ".join(ATTEMPTS)
            raise InvalidValue("goal_attempt", field="attempt", value=self.attempt, allowed=allowed)

    @property
    def belief(self) -> Belief:
        """The success rate of one attempt; stages that the same cases passed count as one."""
        return belief_in(followed(self.stages))

    def working_days(self, start: date, end: date) -> int:
        """Days on which clients can be reached."""
        return (self.team.calendar if self.team else self.calendar).days(start, end)

    def effort(self, start: date, end: date) -> float:
        """What attempts are spread by: days of full reps, else working days."""
        return self.team.rep_days(start, end) if self.team else self.working_days(start, end)


@dataclass(frozen=True)
class Spread:
    """How attempts are spread over the months: effort, and the share that ends in time."""

    spans: tuple[tuple[date, date], ...]
    effort: tuple[float, ...]
    in_time: tuple[float, ...]

    @classmethod
    def of(cls, basis: Basis, start: date, end: date) -> Spread:
        """The spread of a period's attempts."""
        spans = months_of(start, end)
        return cls(
            spans,
            tuple(basis.effort(*span) for span in spans),
            tuple(share_in_time(basis.lead, *span, end=end) for span in spans),
        )


def needed_for(goal: Goal, basis: Basis) -> Needed:
    """Successes that are still needed: deals for a goal of revenue, else what the goal counts."""
    left = max(0.0, (goal.amount or 0.0) - basis.done)
    if goal.metric != "revenue":
        return needed_successes(left)
    if not left:
        return needed_successes(0)
    return needed_deals(left, basis.sizes, open_deals=basis.open_deals)


def carried_in(goal: Goal, basis: Basis) -> tuple[float, ...]:
    """Chances of the open deals; for revenue they are in what is needed already."""
    return () if goal.metric == "revenue" else tuple(deal.chance for deal in basis.open_deals)


def outcome_of(goal: Goal, basis: Basis, attempts: int, spread: Spread) -> Outcome:
    """Distribution of the successes that so many attempts add by the end, and the open deals."""
    cohorts = in_cohorts(attempts, spread.effort, spread.in_time) if attempts else ()
    return outcome(cohorts, basis.belief, open_chances=carried_in(goal, basis))
