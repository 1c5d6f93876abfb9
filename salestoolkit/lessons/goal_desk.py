"""What lesson 02 works with: the example that everybody knows, its year, and the team's own goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_evidence import Realism, realism
from salestoolkit.core.goal_history import goal_evidence
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goals import GoalPlan, plan_goal
from salestoolkit.core.sheets import Entry
from salestoolkit.core.smart import SmartCard, smart_card
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.lessons.checks_02 import GOAL, RATE, Year
from salestoolkit.lessons.sample import Data
from salestoolkit.words import Words
from salestoolkit.words.goals import metric_name
from salestoolkit.words.smart import smart_letters

GOALS = "goals.toml"
"""In the folder ``team``: the team's goals."""
COUNTRIES = {"pl": "PL", "uk": "GB", "us": "US"}
"""Whose holidays a market has."""
LEAVE, YEAR = 26, 2027
CALLS = 975
"""Calls a year of the second exercise."""
CALLS_A_DAY = 2.0


def year_of(market: str, *, leave_days: float = LEAVE, year: int = YEAR) -> Year:
    """A year of one person in a market."""
    calendar = WorkCalendar(country=COUNTRIES.get(market))
    team = Team.of(1, calendar=calendar, leave_days=leave_days)
    return Year(span=(date(year, 1, 1), date(year + 1, 1, 1)), team=team)


def example_plan(year: Year, words: Words) -> tuple[GoalPlan, Basis]:
    """The known example with a team of three: two full-time, one who starts in April, half-time."""
    names = [words.text(f"lesson_02.team.{key}") for key in ("first", "second", "third")]
    reps = (
        Rep(name=names[0]),
        Rep(name=names[1]),
        Rep(name=names[2], starts=date(year.span[0].year, 4, 1), share=0.5),
    )
    own = year.team
    team = Team(
        reps=reps,
        calendar=own.calendar,
        leave_days=own.leave_days,
        calls_per_day=CALLS_A_DAY,
    )
    basis = Basis(stages=(StageRate(rate=RATE),), team=team)
    goal = Goal(
        name=words.text("lesson_02.team.goal"),
        metric="deals",
        amount=GOAL,
        who=words.text("lesson_02.team.name"),
        start=year.span[0],
        until=date(year.span[0].year, 12, 31),
    )
    return plan_goal(goal, basis, as_of=date(year.span[0].year - 1, 12, 31)), basis


def realism_of(data: Data, goal: Goal, market: str) -> Realism:
    """The chance of a goal from a company's own deals."""
    calendar = WorkCalendar(country=COUNTRIES.get(market))
    evidence = goal_evidence(data.book, goal, calendar=calendar)
    return realism(goal, evidence, as_of=data.book.as_of)


def card_of(kept: KeptGoal, data: Data | None, today: date) -> SmartCard:
    """A kept goal held against the five letters; by the team's own deals where it has some."""
    if kept.stages or data is None:
        return smart_card(kept.goal, kept.evidence, as_of=today)
    book = data.book
    found = goal_evidence(book, kept.goal, team=kept.team, attempts=kept.attempts)
    return smart_card(kept.goal, found, as_of=max(today, book.as_of))


def checklist(goals: Sequence[KeptGoal], entries: Sequence[Entry]) -> list[Mapping[str, Any]]:
    """Goals as the list of the four mapping steps takes them: the sheet's, and those not on it yet."""
    names = ("metric", "amount", "who", "until")
    listed = {(entry["who"], entry["until"]) for entry in entries}
    more = [one.goal for one in goals if (one.goal.who, one.goal.until) not in listed]
    return [
        *(entry.values for entry in entries),
        *({name: getattr(goal, name) for name in names} for goal in more),
    ]


OWN_WORDS = ("achievable", "realistic", "first_step")
"""Fields of the sheet that a person writes: what stands there is never replaced."""


def merged(entries: Sequence[Entry], new: Entry) -> tuple[Entry, ...]:
    """The sheet's entries with that of a goal, in the place of the one for the same metric and person."""
    keys = ("metric", "who")
    for place, entry in enumerate(entries):
        if all(entry[key] == new[key] for key in keys):
            own = {key: entry[key] for key in OWN_WORDS if entry[key]}
            kept = Entry({**entry.values, **new.values, **own})
            return (*entries[:place], kept, *entries[place + 1 :])
    return (*entries, new)


def sheet_entry(card: SmartCard, words: Words) -> Entry:
    """A goal as the sheet ``smart_goal`` has it: what the plan knows is filled in, the rest is asked."""
    goal, letters = card.goal, smart_letters(words, card)
    values: dict[str, Any] = {
        "metric": metric_name(words, goal.metric) if goal.metric else None,
        "amount": goal.amount,
        "unit": words.text(f"lesson_02.unit.{goal.metric}") if goal.metric else None,
        "who": goal.who,
        "until": goal.until,
        "today": card.measurable.figures.get("today"),
        "achievable": letters[2].sentence,
        "realistic": letters[3].sentence,
    }
    return Entry({name: value for name, value in values.items() if value is not None})
