"""What the form for planning a goal does, without a screen: what was typed becomes a plan, or one fault."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_checks import a_count, a_number
from salestoolkit.core.goal_curve import ChanceCurve, chance_curve
from salestoolkit.core.goal_history import goal_evidence
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_split import RepGoal, split_goal
from salestoolkit.core.goals import GoalPlan, plan_goal
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.goals import read_goals, save_goals
from salestoolkit.sources.processes.save import Saved

RATES = ("known", "counted", "book")
"""Where the rate comes from: taken as known, counted by the team itself, from its deal book."""
_SPACES = re.compile(r"[\s']+")


@dataclass(frozen=True, kw_only=True)
class GoalEntry:
    """What stands in the form, as it was typed."""

    name: str = ""
    who: str = ""
    amount: Any = "90"
    start: date | None = None
    until: date | None = None
    chance: Any = "80%"
    source: str = "counted"
    rate: Any = "10%"
    passed: Any = "10"
    entered: Any = "100"
    lead_days: Any = ""
    country: str = ""
    leave_days: Any = "26"
    quiet: tuple[str, ...] = ()
    reps: Any = "1"
    names: str = ""
    calls_per_day: Any = "5"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A goal with its plan, the parts of its people, and the curves of its chance."""

    kept: KeptGoal
    plan: GoalPlan
    basis: Basis
    parts: tuple[RepGoal, ...]
    curves: tuple[ChanceCurve, ...] = field(default=())


class GoalDesk:
    """Plans goals and keeps them in a team's file.

    Parameters
    ----------
    today : date
        The plan begins the day after it, or with the goal's first day.
    book : HasHistory, optional
        The team's deals: without it a rate cannot come from there.
    path : Path, optional
        The team's file of goals; without it nothing is kept.
    language : str
        Of the comments in a new file.
    """

    def __init__(
        self,
        *,
        today: date,
        book: HasHistory | None = None,
        path: Path | None = None,
        language: str = "en",
    ) -> None:
        self.today, self.language = today, language
        self.book = None if book is None else Remembered(book)
        self.path = path

    def plan(self, entry: GoalEntry) -> Planned:
        """The plan of what was typed.

        Raises
        ------
        InvalidValue
            What is wrong, with the field in which it is.
        """
        goal = Goal(
            name=entry.name.strip(),
            metric="deals",
            amount=typed_number(entry.amount, "amount"),
            who=entry.who.strip() or None,
            start=entry.start,
            until=entry.until,
            chance=typed_number(entry.chance, "chance"),
        )
        if goal.until is None:
            raise InvalidValue("goal_incomplete", field="until", value="until")
        team = team_of(entry)
        if entry.source == "book" and self.book is not None:
            return self._from_book(goal, team)
        stages, days = (rate_of(entry),), optional_number(entry.lead_days, "lead_days")
        lead = None if days is None else LeadTime.fixed(days)
        basis = Basis(stages=stages, lead=lead, team=team)
        kept = KeptGoal(goal=goal, stages=stages, team=team, today=0.0, lead_days=days)
        plan = plan_goal(goal, basis, as_of=self.today)
        return Planned(
            kept=replace(kept, attempts=plan.required.attempts),
            plan=plan,
            basis=basis,
            parts=split_goal(plan, basis),
            curves=_curves(goal, stages[0]) if not days else (),
        )

    def save(self, entry: GoalEntry) -> Saved | None:
        """Keep the goal in the team's file, in the place of the one of its name; None without a file.

        Raises
        ------
        InvalidValue
            As `plan`, and ``goal_name_missing``.
        BookError
            Where the file that is there cannot be read: it is left as it is.
        """
        planned = self.plan(entry)
        if not planned.kept.goal.name:
            raise InvalidValue("goal_name_missing", field="name")
        if self.path is None:
            return None
        kept = read_goals(self.path)
        others = [one for one in kept if one.goal.name != planned.kept.goal.name]
        place = next(
            (at for at, one in enumerate(kept) if one.goal.name == planned.kept.goal.name),
            len(others),
        )
        goals = [*others[:place], planned.kept, *others[place:]]
        return save_goals(self.path, goals, language=self.language)

    def _from_book(self, goal: Goal, team: Team) -> Planned:
        assert self.book is not None
        # calls a day say nothing of how many new deals a person can begin
        team = replace(team, calls_per_day=None)
        evidence = goal_evidence(self.book, goal, team=team)
        plan = plan_goal(goal, evidence.basis, as_of=max(self.today, self.book.as_of))
        kept = KeptGoal(goal=goal, team=team, attempt="new_deal", attempts=plan.required.attempts)
        parts = split_goal(plan, evidence.basis)
        return Planned(kept=kept, plan=plan, basis=evidence.basis, parts=parts)


def typed_number(value: Any, field_name: str) -> float:
    """A number as people type it: ``1 150``, ``0,25``, ``25%``.

    Raises
    ------
    InvalidValue
        ``goal_not_number`` names the field; so does what is infinite or not a number at all.

    Examples
    --------
    >>> typed_number("1 150", "amount"), typed_number("12,5%", "rate")
    (1150.0, 0.125)
    """
    if not isinstance(value, str):
        return a_number(value, field_name)
    text = _SPACES.sub("", value)
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("%").replace(",", "."))
    except ValueError as error:
        raise InvalidValue("goal_not_number", field=field_name, value=value) from error
    if not math.isfinite(number):
        raise InvalidValue("goal_not_number", field=field_name, value=value)
    return a_number(round(number / 100, 12) if percent else number, field_name)


def optional_number(value: Any, field_name: str) -> float | None:
    """A number as people type it, None where nothing was typed."""
    return typed_number(value, field_name) if str(value).strip() else None


def rate_of(entry: GoalEntry) -> StageRate:
    """The rate of an entry, known or counted; InvalidValue names what is wrong."""
    if entry.source == "known":
        return StageRate(rate=typed_number(entry.rate, "rate"))
    entered = a_count(typed_number(entry.entered, "entered"), "entered")
    passed = a_count(typed_number(entry.passed, "passed"), "passed")
    return StageRate(passed=passed, entered=entered)


def team_of(entry: GoalEntry) -> Team:
    """The people of an entry: by name, one a line, else so many alike."""
    names = [name.strip() for name in re.split(r"[\n,;]", entry.names) if name.strip()]
    reps = tuple(Rep(name=name) for name in names)
    if not reps:
        reps = (Rep(),) * a_count(typed_number(entry.reps, "reps"), "reps")
    return Team(
        reps=reps,
        calendar=WorkCalendar(
            country=entry.country.strip().upper() or None, quiet=tuple(entry.quiet)
        ),
        calls_per_day=optional_number(entry.calls_per_day, "calls_per_day"),
        leave_days=typed_number(entry.leave_days, "leave_days"),
    )


def _curves(goal: Goal, rate: StageRate) -> tuple[ChanceCurve, ...]:
    """The chance with the rate as it was learned, beside it as if it were known; one where it is."""
    share, amount = rate.estimate, goal.amount
    if not share or not amount:
        return ()
    if rate.known:
        return (chance_curve(amount, float(share), chance=goal.chance),)
    learned = chance_curve(amount, rate, chance=goal.chance, estimate=float(share))
    end = learned.points[-1].attempts if learned.points else None
    return (chance_curve(amount, float(share), chance=goal.chance, upto=end), learned)
