"""SMART, held to figures: each letter with its verdict, what it rests on, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_evidence import Evidence, Realism, realism
from salestoolkit.core.goal_parts import LOWER_IS_BETTER, RATED, Goal
from salestoolkit.core.goals import GoalPlan, plan_goal

Letter = Literal["specific", "measurable", "achievable", "realistic", "time_bound"]
Answer = Literal["yes", "no", "cannot_tell"]

AT_ONCE = ("calls", "meetings", "renewals")
"""Metrics whose successes do not wait for a lead time."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One letter: yes, no or cannot tell, with the reason (a key of content) and its figures."""

    letter: Letter
    answer: Answer
    reason: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SmartCard:
    """A goal with the verdict of each letter, the plan behind it and the chance from the own past."""

    goal: Goal
    as_of: date
    specific: Verdict
    measurable: Verdict
    achievable: Verdict
    realistic: Verdict
    time_bound: Verdict
    plan: GoalPlan
    realism: Realism
    attempt: str = "call"
    definition: str = "smart"

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The five letters in order."""
        return (
            self.specific,
            self.measurable,
            self.achievable,
            self.realistic,
            self.time_bound,
        )

    @property
    def smart(self) -> bool:
        """Whether every letter is a yes."""
        return all(verdict.answer == "yes" for verdict in self.verdicts)


def smart_card(goal: Goal, evidence: Evidence, *, as_of: date) -> SmartCard:
    """Hold a goal against each letter of SMART.

    Specific: metric, amount, who and until are all named. Measurable: the metric has a value today.
    Achievable: the team's capacity covers the attempts that the plan needs (a rate: the best team or
    segment has reached it). Realistic: the chance
    from the team's own history is at least ``goal.enough``. Time-bound: the end lies ahead, and the
    lead time fits before it.

    Examples
    --------
    >>> card = smart_card(Goal(metric="deals", amount=90), Evidence(), as_of=date(2026, 1, 1))
    >>> card.specific.answer, card.specific.figures["missing"], card.realistic.answer
    ('no', ('who', 'until'), 'cannot_tell')
    """
    plan = plan_goal(goal, evidence.basis, as_of=as_of) if _plannable(goal, evidence) else None
    made = plan or plan_goal(Goal(), Basis(), as_of=as_of)
    chance = realism(goal, evidence, as_of=as_of)
    return SmartCard(
        goal=goal,
        as_of=as_of,
        specific=_specific(goal),
        measurable=_measurable(goal, evidence),
        achievable=_achievable(goal, evidence, made),
        realistic=_realistic(goal, evidence, chance),
        time_bound=_time_bound(goal, evidence.basis, as_of),
        plan=made,
        realism=chance,
        attempt=evidence.basis.attempt,
    )


def _plannable(goal: Goal, evidence: Evidence) -> bool:
    """Whether there is anything to plan with: rates, and sizes for revenue."""
    if goal.metric == "revenue" and not any(evidence.basis.sizes):
        return False
    return goal.metric == "calls" or bool(evidence.basis.stages)


def _specific(goal: Goal) -> Verdict:
    missing = goal.missing
    answer, reason = ("no", "missing") if missing else ("yes", "named")
    return _verdict("specific", answer, reason, missing=missing)


def _measurable(goal: Goal, evidence: Evidence) -> Verdict:
    if goal.metric is None:
        return _verdict("measurable", "no", "no_metric")
    if evidence.today is None:
        return _verdict("measurable", "no", "no_value")
    return _verdict("measurable", "yes", "today", today=evidence.today)


def _achievable(goal: Goal, evidence: Evidence, plan: GoalPlan) -> Verdict:
    need, room = plan.required.attempts, plan.capacity
    if goal.metric in RATED:
        return _of_rate(goal, evidence.best)
    if plan.reason in {"incomplete", "no_history"}:
        return _verdict("achievable", "cannot_tell", plan.reason)
    if need is None or plan.reason is not None:
        return _verdict("achievable", "no", plan.reason or "too_many")
    if goal.metric == "renewals" and evidence.attempts is not None:
        answer, reason = ("yes", "due") if need <= evidence.attempts else ("no", "too_few_due")
        return _verdict("achievable", answer, reason, need=need, due=evidence.attempts)
    if need == 0:
        done = evidence.basis.done >= (goal.amount or 0)
        return _verdict("achievable", "yes", "reached" if done else "open_enough")
    if room is None or room.total is None or evidence.basis.team is None:
        return _verdict("achievable", "cannot_tell", "no_capacity", need=need)
    figures = {"need": need, "room": math.floor(room.total), "used": room.utilisation(need)}
    if room.covers(need):
        return _verdict("achievable", "yes", "covered", **figures)
    more = (
        math.ceil((need - room.total) * len(evidence.basis.team.reps) / room.total - 1e-9)
        if (room.total)
        else None
    )
    per_day = None if not room.rep_days else math.ceil(need / room.rep_days - 1e-9)
    return _verdict("achievable", "no", "over_capacity", more_reps=more, per_day=per_day, **figures)


def _reached(goal: Goal, basis: Basis) -> bool:
    """Whether what was wanted is done already."""
    counted = goal.metric is not None and goal.metric not in RATED
    return counted and goal.amount is not None and 0 < goal.amount <= basis.done


def _of_rate(goal: Goal, best: float | None) -> Verdict:
    """A rate needs no capacity: it can be done where somebody has done it."""
    if best is None or goal.amount is None:
        return _verdict("achievable", "cannot_tell", "rate")
    done = best <= goal.amount if goal.metric in LOWER_IS_BETTER else best >= goal.amount
    answer, reason = ("yes", "best_reaches") if done else ("no", "best_below")
    return _verdict("achievable", answer, reason, best=best)


def _realistic(goal: Goal, evidence: Evidence, found: Realism) -> Verdict:
    figures = {
        "chance": found.chance,
        "n": found.n,
        "amount": found.amount,
        "attempts": evidence.attempts,
        "enough": goal.enough,
    }
    if _reached(goal, evidence.basis):
        return _verdict("realistic", "yes", "reached", **figures)
    if found.reason == "ended":
        return _verdict("realistic", "no", "ended", **figures)
    if found.chance is None or found.reason is not None:
        return _verdict("realistic", "cannot_tell", found.reason or "no_history", **figures)
    if found.chance >= goal.enough:
        return _verdict("realistic", "yes", "likely", **figures)
    return _verdict("realistic", "no", "unlikely", **figures)


def _time_bound(goal: Goal, basis: Basis, as_of: date) -> Verdict:
    ahead = goal.ahead(as_of)
    if ahead is None or goal.until is None:
        return _verdict("time_bound", "no", "no_end")
    if _reached(goal, basis):
        return _verdict("time_bound", "yes", "reached", until=goal.until)
    start, end = ahead
    if start >= end:
        return _verdict("time_bound", "no", "ended", until=goal.until)
    if goal.metric in AT_ONCE:
        return _verdict("time_bound", "yes", "ahead", until=goal.until)
    if basis.lead is None:
        return _verdict("time_bound", "cannot_tell", "no_lead", until=goal.until)
    days = basis.lead.median
    last = goal.until - timedelta(days=math.ceil(days))
    answer, reason = ("yes", "fits") if last >= start else ("no", "lead_too_long")
    earliest = start + timedelta(days=math.ceil(days))
    return _verdict(
        "time_bound", answer, reason, until=goal.until, days=days, last=last, earliest=earliest
    )


def _verdict(letter: Letter, answer: Any, reason: str, **figures: Any) -> Verdict:
    return Verdict(letter=letter, answer=answer, reason=reason, figures=figures)
