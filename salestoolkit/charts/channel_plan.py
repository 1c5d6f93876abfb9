"""The plan of a channel test as a picture: what waiting longer buys."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    FAINT,
    TICKS,
    Key,
    dots,
    keys_below,
    line,
    make_plot,
    rules,
    ticks_below,
)
from salestoolkit.charts.theme import INK, PASSED, WIDTH
from salestoolkit.charts.told import Cell, told_along
from salestoolkit.core.channel_plan import ChannelPlan
from salestoolkit.core.channel_plan_curve import PlanPoint
from salestoolkit.words import Words
from salestoolkit.words.channel_said import rate_text, say
from salestoolkit.words.goals import chance_text

TOLD = (0.25, 0.5, 1.0)
"""Parts of the plan's days that the alt text names."""


def channel_plan_chart(
    plan: ChannelPlan, curve: Sequence[PlanPoint], words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """The chance to see the smallest difference against the days of the test, and the chance wanted."""
    title = say(words, "plan_chart.title")
    if not curve or plan.days is None:
        none = say(words, "plan_chart.none")
        return sentence_chart(none, title=title, subtitle=[], width=width)
    inside = usable_width(width)
    low, high = 0.0, float(curve[-1].day)
    plot, layers = make_plot(width=inside, along=(low, high), most=1.0, said=words.percent)

    def cell(day: float, chance: float) -> Cell:
        told = words.count("day", day, digits=0)
        return [told, say(words, "plan_chart.curve"), chance_text(words, chance)]

    path = told_along(
        [{"at": point.day, "y": plot.y(point.chance)} for point in curve],
        [[cell(point.day, point.chance)] for point in curve],
    )
    goal = {"told": [cell(plan.days, plan.power)]}
    wanted = [{"from": low, "to": high, "y": plot.y(plan.power)}]
    days = words.count("day.genitive", plan.days, digits=0)
    said = say(words, "plan_chart.wanted", power=words.percent(plan.power), days=days)
    layers += [
        ticks_below(plot, lambda day: words.number(day)),
        rules(wanted, plot, color=INK, strokeDash=FAINT),
        line(path, plot, color=PASSED, strokeWidth=3, strokeJoin="round"),
        dots([{"at": plan.days, "y": plot.y(plan.power), "tip": said, **goal}], plot, fill=PASSED),
    ]
    keys = [
        Key(text=say(words, "plan_chart.curve"), fill=PASSED, shape="line"),
        Key(text=said, fill=INK, shape="dashed"),
    ]
    below, end = keys_below(keys, plot, top=plot.bottom + TICKS + 12)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[_subtitle(plan, words)],
        said=alt_text_channel_plan(plan, curve, words),
        width=inside,
        height=end + 10,
    )


def alt_text_channel_plan(plan: ChannelPlan, curve: Sequence[PlanPoint], words: Words) -> str:
    """The chance after a part of the days, and after all of them."""
    if not curve or plan.days is None:
        return say(words, "plan_chart.none")
    told = [_nearest(curve, part * plan.days) for part in TOLD]
    points = ", ".join(
        say(
            words,
            "plan_chart.point",
            chance=words.percent(point.chance),
            days=words.count("day.genitive", point.day, digits=0),
        )
        for point in dict.fromkeys(told)
    )
    return say(words, "plan_chart.alt", points=points, **_difference(plan, words))


def _subtitle(plan: ChannelPlan, words: Words) -> str:
    return say(words, "plan_chart.subtitle", **_difference(plan, words))


def _difference(plan: ChannelPlan, words: Words) -> dict[str, str]:
    return {
        "smallest": words.count("point.genitive", 100 * plan.smallest),
        "usual": rate_text(words, plan.base),
    }


def _nearest(curve: Sequence[PlanPoint], day: float) -> PlanPoint:
    return min(curve, key=lambda point: abs(point.day - day))
