"""What a page about goals says: its headline, whether a miss is luck, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.goal_check import GoalCheck
from salestoolkit.core.goal_parts import COUNTED
from salestoolkit.errors import InvalidValue
from salestoolkit.words.errors import plain
from salestoolkit.words.goal_progress import luck_sentence, standing_headline
from salestoolkit.words.goals import (
    attempts_text,
    chance_text,
    goal_amount,
    goal_value,
    metric_name,
)

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 80


def check_headline(words: Words, check: GoalCheck) -> str:
    """The sentence to repeat: what is reached, and the chance to reach the goal."""
    if check.standing is not None:
        return standing_headline(words, check.standing)
    name = plain(check.goal.name, length=NAME_LENGTH)
    if check.reason is not None or check.goal.metric is None:
        return words.text("goal_check.page.unknown_headline", name=name)
    return words.text(
        "goal_check.page.rate_headline",
        as_of=check.as_of,
        metric=metric_name(words, check.goal.metric),
        today=goal_value(words, check.goal, check.today),
        goal=goal_value(words, check.goal, check.goal.amount),
        chance=chance_text(words, check.chance),
    )


def check_reason(words: Words, check: GoalCheck) -> str | None:
    """Why a goal cannot be held against the deals, None where it can."""
    if check.reason is None:
        return None
    key = f"goal_check.reason.{check.reason}"
    if words.has(key):
        return words.text(key)
    said = words.error(InvalidValue(check.reason, field="amount", value=check.goal.amount))
    return words.text("goal_check.reason.other", said=said)


def luck(words: Words, check: GoalCheck) -> str | None:
    """Whether what is missing can be bad luck; None where nothing is missing or it is no such goal."""
    return None if check.standing is None else luck_sentence(words, check.standing)


def next_steps(words: Words, check: GoalCheck) -> list[str]:
    """What to do about a goal, the most important first; at most three."""

    def say(key: str, **fields: object) -> str:
        return words.text(f"goal_check.action.{key}", **fields)

    if (reason := check_reason(words, check)) is not None:
        return [reason]
    steps = [say("count")] if check.small else []
    if check.standing is None:
        rated = check.goal.metric not in COUNTED
        return [say("rate_first"), *steps] if rated else steps
    if not check.standing.left:
        return [say("reached"), *steps]
    if check.chance is None:
        return [say("plan_coming"), *steps]
    return [*_by_chance(words, check), *_by_luck(words, check), *steps][:3]


def _by_chance(words: Words, check: GoalCheck) -> list[str]:
    found, goal = check.standing, check.goal
    if found is None or check.chance is None:
        return []
    plan = found.plan
    if plan.reason is not None:
        metric = metric_name(words, goal.metric or "deals")
        said = words.text(f"goals.impossible.{plan.reason}", metric=metric)
        return [words.text("goal_check.action.no_plan", said=said), *_smaller(words, check)]
    if plan.done:
        return [words.text("goal_check.action.open_enough")]
    week = attempts_text(words, plan.attempt, plan.per_week)
    if check.chance >= goal.chance:
        return [
            words.text(
                "goal_check.action.on_track",
                week=attempts_text(words, plan.attempt, plan.per_week, case=""),
            )
        ]
    if check.chance >= goal.enough:
        chance = chance_text(words, check.chance)
        return [words.text("goal_check.action.within_reach", week=week, chance=chance)]
    return _smaller(words, check)


def _smaller(words: Words, check: GoalCheck) -> list[str]:
    if check.likely is None or check.likely >= (check.goal.amount or 0):
        return [words.text("goal_check.action.unlikely_plain")]
    amount = goal_amount(words, check.goal, check.likely)
    enough = chance_text(words, check.goal.enough)
    return [words.text("goal_check.action.unlikely", amount=amount, enough=enough)]


def _by_luck(words: Words, check: GoalCheck) -> list[str]:
    found = check.standing
    if found is None or check.chance is None or check.chance >= check.goal.chance:
        return []
    tell = found.tell
    if tell.told:
        return [words.text("goal_check.action.rate_low")]
    if tell.reason in ("not_behind", "too_many"):
        return [words.text("goal_check.action.more_attempts")]
    if tell.on is not None:
        return [words.text("goal_check.action.wait", on=tell.on)]
    return []
