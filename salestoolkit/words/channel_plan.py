"""What the plan of a channel test says: how many leads, how long, and what looking early costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.channel_plan import ChannelPlan, smallest_difference
from salestoolkit.words.channel_said import rate_text, say
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

A_YEAR = 365


def plan_headline(
    words: Words, plan: ChannelPlan, *, leads_per_day: float | None, window_days: int
) -> str:
    """How many leads a test takes, and how many days."""
    if plan.leads_each is None or plan.leads_total is None:
        return say(
            words,
            "plan.impossible",
            usual=rate_text(words, plan.base),
            smallest=words.count("point", 100 * plan.smallest),
        )
    fields = {
        "total": words.count("lead.genitive", plan.leads_total, digits=0),
        "each": words.number(plan.leads_each),
    }
    if plan.days is None or plan.collecting_days is None:
        return say(words, "plan.headline_no_pace", **fields)
    return say(
        words,
        "plan.headline",
        **fields,
        collecting=words.count("day", plan.collecting_days, digits=0),
        per_day=words.count("lead.genitive", leads_per_day),
        window=words.count("day", window_days, digits=0),
        days=words.count("day", plan.days, digits=0),
    )


def plan_lines(words: Words, plan: ChannelPlan, *, cluster: str | None = None) -> list[str]:
    """What the plan promises, what it costs to look early, and what fewer leads would show."""
    if plan.leads_each is None:
        return []
    lines = [
        say(
            words,
            "plan.meaning",
            usual=rate_text(words, plan.base),
            other=rate_text(words, plan.base + plan.smallest),
            power=words.percent(plan.power),
            wrong=words.percent(1 - plan.level),
        ),
        say(words, f"plan.{plan.looks}", more=words.percent(plan.looks_factor - 1))
        if plan.looks != "once"
        else say(words, "plan.once"),
    ]
    if plan.arms > 2:
        pairs = plan.arms * (plan.arms - 1) // 2
        lines.append(
            say(words, "plan.many", arms=words.number(plan.arms), pairs=words.number(pairs))
        )
    lines += _half(words, plan)
    if plan.days is not None and plan.days > A_YEAR:
        lines.append(say(words, "plan.too_long"))
    if plan.arcsine_each is not None:
        each = plan.arcsine_each * plan.looks_factor * plan.design_effect
        lines.append(say(words, "plan.arcsine", each=words.number(each, digits=0)))
    if cluster is not None:
        lines.append(_cluster(words, plan, cluster))
    return lines


def _cluster(words: Words, plan: ChannelPlan, column: str) -> str:
    """What it costs that whole groups are drawn; a warning where nobody said how alike they are."""
    if plan.design_effect == 1 or plan.leads_each is None:
        return say(words, "plan.cluster", column=plain(column))
    return say(
        words,
        "plan.design",
        column=plain(column),
        times=words.number(plan.design_effect, digits=1),
        each=words.number(plan.leads_each),
        effective=words.number(plan.effective_each, digits=0),
    )


def _half(words: Words, plan: ChannelPlan) -> list[str]:
    """What half as many leads would show."""
    effective = (plan.fleiss_each or 0.0) / 2
    shown = smallest_difference(effective, plan.base, power=plan.power, level=plan.pair_level)
    if shown is None:
        return []
    return [
        say(words, "plan.half", difference=words.count("point.genitive", 100 * shown, digits=1))
    ]
