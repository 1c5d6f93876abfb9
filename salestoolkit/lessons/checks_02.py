"""Checks of lesson 02: the calls behind a goal, a week without leave, a goal that can be believed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_chance import chance_of_hitting, required_attempts
from salestoolkit.core.goal_evidence import Realism
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goals import WEEK
from salestoolkit.core.work_calendar import Span
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_number,
    is_missing,
    verdict,
)

GOAL, CALLED, CLOSED = 90, 100, 10
"""The example that everybody knows: 90 deals, and 10 of 100 calls close."""
RATE, WANTED = CLOSED / CALLED, 0.8
SURE = 0.95
"""A goal that is reached more surely than this changes nothing."""
WEEKS = 52


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year in which somebody makes calls: its days, whose holidays count, and the leave."""

    span: Span
    team: Team

    @property
    def working_days(self) -> int:
        """Days that are neither weekend nor holiday."""
        return self.team.calendar.days(*self.span)

    @property
    def days_at_work(self) -> float:
        """What is left of them after leave."""
        return self.team.rep_days(*self.span)

    def a_week(self, calls: float, days: float) -> int:
        """Calls in a full week where they are spread over so many days; whole calls, rounded up."""
        return math.ceil(calls * WEEK / days - 1e-9)


def calls_needed(answer: Any) -> Verdict:
    """02.1: how many calls give 90 deals with a chance of 80% at a known rate of 10%."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    number = as_number(answer)
    if number is None:
        return verdict("not_number")
    if number < 0 or number != int(number):
        return verdict("not_whole")
    calls, needed = int(number), required_attempts(GOAL, RATE, chance=WANTED).attempts or 0
    if calls == needed:
        return verdict(RIGHT, calls=calls)
    learned = StageRate(passed=CLOSED, entered=CALLED)
    if calls == GOAL / RATE:
        return verdict("division", chance=chance_of_hitting(GOAL, calls, RATE))
    if calls == required_attempts(GOAL, learned, chance=WANTED).attempts:
        return verdict("learned", calls=calls)
    if calls > 10 * needed:
        return verdict("far_too_many", calls=calls)
    chance = chance_of_hitting(GOAL, calls, RATE)
    return verdict("too_few" if calls < needed else "too_many", calls=calls, chance=chance)


def calls_a_week(answer: Any, year: Year, calls: int) -> Verdict:
    """02.2: calls in a week at work, once holidays and leave are out."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    number = as_number(answer)
    if number is None:
        return verdict("not_number")
    exact = calls * WEEK / year.days_at_work
    right = year.a_week(calls, year.days_at_work)
    if number == right:
        return verdict(RIGHT, n=right, days=round(year.days_at_work))
    if number != int(number):
        code = "round_up" if abs(number - exact) < 0.06 else "not_whole"
        return verdict(code, n=number)
    if number == math.floor(exact):
        return verdict("rounded_down", n=int(number))
    mistaken = {
        "all_weeks": math.ceil(calls / WEEKS),
        "no_leave": year.a_week(calls, year.working_days),
        "division": year.a_week(GOAL / RATE, year.days_at_work),
    }
    known = next((name for name, n in mistaken.items() if n == number), None)
    return verdict(known or ("too_many" if number > right else "too_few"), n=int(number))


def goal_to_believe(answer: Any, realism: Callable[[Goal], Realism]) -> Verdict:
    """02.3: a goal with everything in it, that the team's own past makes likely but not certain."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    if not isinstance(answer, Goal):
        return verdict("not_goal", value=type(answer).__name__)
    for name in (*answer.missing, *(() if answer.start else ("start",))):
        return verdict("lacks", missing=name)
    if answer.metric != "deals":
        return verdict("other_metric", value=answer.metric)
    found = realism(answer)
    if found.reason == "ended":
        return verdict("over", until=answer.until)
    if found.chance is None:
        return verdict("no_chance")
    if found.chance < answer.enough:
        return verdict("unlikely", chance=found.chance, amount=found.amount)
    if found.chance > SURE:
        return verdict("too_easy", chance=found.chance, amount=answer.amount)
    return verdict(RIGHT, chance=found.chance, amount=answer.amount)
