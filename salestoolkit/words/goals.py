"""A goal and its plan in sentences: how many, by when, and with what chance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goals import WEEK, GoalPlan, PlanPart
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import LOCALES, is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NOUNS = {
    "deals": "won_deal",
    "calls": "call",
    "meetings": "meeting",
    "new_accounts": "new_account",
    "renewals": "renewal",
}
"""Words that count what a goal counts."""
COIN = (0.4, 0.6)
"""Chances that are called those of a coin."""


def chance_text(words: Words, chance: float | None) -> str:
    """A chance in whole percent; never 0%, and 100% only of what is certain."""
    if chance is None or is_unknown(chance) or chance == 1:
        return words.percent(chance)
    if chance < 0.005:
        return words.text("goals.chance.nearly_none", value=words.percent(0.01))
    if chance >= 0.995:
        return words.text("goals.chance.nearly_sure", value=words.percent(0.99))
    return words.percent(chance)


def goal_amount(words: Words, goal: Goal, amount: float | None = None) -> str:
    """An amount of what the goal is about: ``90 won deals``, ``revenue of €1.2 million``."""
    value = goal.amount if amount is None else amount
    noun = NOUNS.get(goal.metric or "")
    if noun is not None:
        return words.count(noun, value)
    if goal.metric is None:
        return words.number(value)
    return words.text(f"goals.amount.{goal.metric}", value=goal_value(words, goal, value))


def goal_value(words: Words, goal: Goal, value: float | None) -> str:
    """A value of the goal's metric without its name: money, percent, days or a number."""
    if goal.metric == "revenue":
        return words.money(value, goal.currency, digits=0)
    if goal.metric == "win_rate":
        return words.percent(value, digits=0 if is_unknown(value) or _whole(value) else 1)
    if goal.metric == "cycle_days":
        return words.count("day.genitive", value)
    return words.number(value)


def metric_name(words: Words, metric: str) -> str:
    """Name of a metric."""
    return words.text(f"goals.metric.{metric}")


def attempts_text(words: Words, attempt: str, n: Any, *, case: str = "genitive") -> str:
    """So many calls, meetings, new deals ...; ``case`` is empty for the nominative."""
    return words.count(f"{attempt}.{case}" if case else attempt, n, digits=0)


def goal_sentence(words: Words, goal: Goal) -> str:
    """What, how much, who and until when, in one sentence; a gap is a dash."""
    fields = {
        "amount": goal_amount(words, goal),
        "start": words.date(goal.start),
        "until": words.date(goal.until),
    }
    if goal.who:
        return words.text("goals.plan.goal_who", who=plain(goal.who), **fields)
    return words.text("goals.plan.goal", **fields)


def plan_sentences(words: Words, plan: GoalPlan, basis: Basis) -> list[str]:
    """The plan, from the common division to what each person does in a week.

    Where there is no plan, the reason stands in its place, and no number.
    """
    found = [goal_sentence(words, plan.goal)]
    if basis.done:
        found.append(_left(words, plan, basis))
    if plan.reason is not None:
        name = metric_name(words, plan.goal.metric) if plan.goal.metric else ""
        return [*found, words.text(f"goals.impossible.{plan.reason}", metric=name)]
    if plan.done:
        return [*found, _enough_already(words, plan, basis)]
    found += _common(words, plan)
    key = "required" if plan.common and plan.common.rates else "required_surely"
    found.append(
        words.text(
            f"goals.plan.{key}",
            chance=chance_text(words, plan.goal.chance),
            attempts=attempts_text(words, plan.attempt, plan.required.attempts),
            start=plan.start,
            end=plan.goal.until,
        )
    )
    found += [*_week(words, plan, basis), *_timing(words, plan, basis.lead)]
    found += [*_open(words, basis), *_capacity(words, plan), *_interval(words, plan)]
    return found + _rates(words, plan)


def plan_rows(words: Words, plan: GoalPlan) -> list[tuple[str, str]]:
    """Each month of a plan with its attempts, as a table shows them."""
    return [
        (month_name(words, month), attempts_text(words, plan.attempt, month.attempts, case=""))
        for month in plan.months
    ]


def month_name(words: Words, part: PlanPart) -> str:
    """Name of a month with its year: ``January 2026``, ``styczeń 2026``."""
    return format_date(part.start, "LLLL y", locale=LOCALES[words.language])


def _whole(value: Any) -> bool:
    return bool(abs(100 * value - round(100 * value)) < 1e-9)


def _left(words: Words, plan: GoalPlan, basis: Basis) -> str:
    left = (plan.goal.amount or 0.0) - basis.done
    done = goal_amount(words, plan.goal, basis.done)
    if left <= 0:
        return words.text("goals.plan.reached_by", as_of=plan.as_of, done=done)
    rest = goal_amount(words, plan.goal, left)
    return words.text("goals.plan.left", as_of=plan.as_of, done=done, left=rest)


def _enough_already(words: Words, plan: GoalPlan, basis: Basis) -> str:
    if basis.done >= (plan.goal.amount or 0.0):
        return words.text("goals.plan.reached")
    return words.text("goals.plan.open_enough", chance=chance_text(words, plan.required.chance))


def _common(words: Words, plan: GoalPlan) -> list[str]:
    """The plan that everybody makes, and the chance that it has."""
    chance, common = plan.common_chance, plan.common
    if chance is None or common is None or common.top is None or not common.rates:
        return []
    key = "common_coin" if COIN[0] <= chance <= COIN[1] else "common"
    attempts = attempts_text(words, plan.attempt, common.top)
    return [words.text(f"goals.plan.{key}", attempts=attempts, chance=chance_text(words, chance))]


def _week(words: Words, plan: GoalPlan, basis: Basis) -> list[str]:
    def said(n: int | None) -> str:
        return attempts_text(words, plan.attempt, n, case="")

    need = plan.required.attempts
    if plan.per_week is None or need is None:
        return []
    if need * WEEK < sum(month.working_days for month in plan.months):
        return [words.text("goals.plan.week_rare")]
    if plan.per_rep_week is None or basis.team is None:
        return [words.text("goals.plan.week", attempts=said(plan.per_week))]
    alone = len(basis.team.reps) == 1
    day = _day(words, plan)
    key = ("week_one" if alone else "week_rep") + ("" if day else "_only")
    rep = said(plan.per_rep_week) if alone else words.number(plan.per_rep_week)
    if not alone and plan.capacity and need * WEEK < plan.capacity.rep_days:
        rep = words.text("goals.chance.nearly_none", value=words.number(1))
    return [words.text(f"goals.plan.{key}", team=said(plan.per_week), rep=rep, day=day)]


def _day(words: Words, plan: GoalPlan) -> str:
    """Whole attempts of a rep on a day at work: ``5``, ``2 or 3``; empty below one a day."""
    room, need = plan.capacity, plan.required.attempts
    if room is None or need is None or not room.rep_days or need < room.rep_days:
        return ""
    low, high = int(need / room.rep_days + 1e-9), plan.per_rep_day
    if low == high:
        return words.number(high)
    return words.text("goals.plan.from_to", low=low, high=high)


def _timing(words: Words, plan: GoalPlan, lead: LeadTime | None) -> list[str]:
    if lead is None or plan.goal.until is None or not lead.median:
        return []
    days = lead.median
    last = plan.goal.until - timedelta(days=round(days))
    return [
        words.text("goals.plan.lead", days=words.count("day.genitive", days, digits=0), last=last)
    ]


def _open(words: Words, basis: Basis) -> list[str]:
    if not basis.open_deals:
        return []
    wins = sum(deal.chance for deal in basis.open_deals)
    deals = words.count("open_deal", len(basis.open_deals))
    return [words.text("goals.plan.open", deals=deals, wins=words.number(wins, digits=0))]


def _capacity(words: Words, plan: GoalPlan) -> list[str]:
    room, need = plan.capacity, plan.required.attempts
    if room is None or room.total is None or need is None:
        return []
    # what a team can do is rounded down: there is no half of a call
    total = attempts_text(words, plan.attempt, int(room.total + 1e-9), case="")
    if plan.covered:
        used = chance_text(words, room.utilisation(need))
        return [words.text("goals.plan.covered", room=total, used=used)]
    needed = attempts_text(words, plan.attempt, need)
    return [words.text("goals.plan.not_covered", room=total, need=needed)]


def _interval(words: Words, plan: GoalPlan) -> list[str]:
    """Where the result will lie; for revenue it is counted in money, which the plan does not draw."""
    if (
        plan.interval is None
        or plan.goal.metric == "revenue"
        or plan.interval[0] == plan.interval[1]
    ):
        return []
    low, high = (words.number(end) for end in plan.interval)
    return [
        words.text("goals.plan.interval", low=low, high=high, goal=words.number(plan.goal.amount))
    ]


def _rates(words: Words, plan: GoalPlan) -> list[str]:
    if plan.common is None or not plan.common.rates:
        return []
    if plan.n is None:
        return [words.text("goals.plan.assumed")]
    return [
        words.text("goals.plan.learned", cases=words.count("past_case.genitive", plan.n, digits=0))
    ]
