"""Where a goal stands and what each person's week looks like, in sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salestoolkit.core.goal_standing import Standing
from salestoolkit.core.goal_week import WeekCard
from salestoolkit.words.errors import plain
from salestoolkit.words.goals import attempts_text, chance_text, goal_value, metric_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def standing_sentences(words: Words, standing: Standing) -> list[str]:
    """Where the goal stands, the chance now, the pace from today, and whether it is luck."""
    found = [standing_headline(words, standing)]
    goal = standing.goal
    if standing.elapsed is not None and goal.amount:
        elapsed = words.percent(standing.elapsed)
        share = words.percent(standing.done / goal.amount)
        found.append(words.text("goals.standing.elapsed", elapsed=elapsed, share=share))
    luck = luck_sentence(words, standing)
    found += [*_expected(words, standing), *_pace(words, standing)]
    return [*found, luck] if luck else found


def standing_headline(words: Words, standing: Standing) -> str:
    """What is reached, and the chance to reach the goal, in one sentence."""
    fields = {
        "as_of": standing.as_of,
        "done": goal_value(words, standing.goal, standing.done),
        "goal": goal_value(words, standing.goal, standing.goal.amount),
    }
    if standing.chance is None:
        return words.text("goals.standing.headline_no_chance", **fields)
    chance = chance_text(words, standing.chance)
    return words.text("goals.standing.headline", chance=chance, **fields)


def week_sentence(words: Words, card: WeekCard) -> str:
    """One person's week: planned, done, left, and how many a day that is."""
    name = "card_done" if not card.left else "card_days" if card.days_left else "card"
    said = words.text(
        f"goals.week.{name}",
        rep=plain(card.rep),
        start=card.start,
        end=card.end - timedelta(days=1),
        planned=card.planned,
        done=card.done,
        left=card.left,
        per_day=card.per_day,
        days=words.count("working_day", card.days_left),
    )
    return f"{said} {too_much(words, card)}".rstrip()


def too_much(words: Words, card: WeekCard) -> str:
    """That a week cannot be done as planned, and what has to change; ``""`` where it can."""
    return words.text("goals.week.too_much", room=card.room) if card.too_much else ""


def _expected(words: Words, standing: Standing) -> list[str]:
    if standing.expected is None or standing.interval is None or standing.coming is None:
        return []
    low, high = standing.interval
    return [
        words.text(
            "goals.standing.expected",
            coming=attempts_text(words, standing.plan.attempt, standing.coming),
            expected=words.number(standing.expected, digits=0),
            low=words.number(low),
            high=words.number(high),
        )
    ]


def _pace(words: Words, standing: Standing) -> list[str]:
    plan = standing.plan
    if plan.done:
        return [] if standing.left else [words.text("goals.plan.reached")]
    if plan.reason is not None:
        metric = metric_name(words, standing.goal.metric or "deals")
        return [words.text(f"goals.impossible.{plan.reason}", metric=metric)]
    fields = {
        "attempts": attempts_text(words, plan.attempt, plan.required.attempts),
        "chance": chance_text(words, plan.goal.chance),
        "coming": words.number(standing.coming),
    }
    if plan.per_rep_week is not None:
        rep = words.number(plan.per_rep_week)
        return [words.text("goals.standing.pace_rep", rep=rep, **fields)]
    return [words.text("goals.standing.pace", week=words.number(plan.per_week), **fields)]


def luck_sentence(words: Words, standing: Standing) -> str | None:
    """Whether what is missing can be luck; None where nothing is missing."""
    tell = standing.tell
    if not standing.left:
        return None
    key = "told" if tell.told else tell.reason or "luck"
    return words.text(
        f"goals.tell.{key}",
        so_few=chance_text(words, tell.so_few),
        attempts=attempts_text(words, standing.plan.attempt, tell.attempts),
        on=tell.on,
    )
