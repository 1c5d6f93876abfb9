"""A goal on its way: what is reached month by month, the even pace, and where it will probably end."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
from babel.dates import format_date

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    FAINT,
    TICKS,
    Key,
    Plot,
    band,
    dots,
    keys_below,
    labels_below,
    line,
    make_plot,
    rules,
    upright,
)
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, MUTED, OPEN, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.goal_check import GoalCheck
from salestoolkit.words import Words
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.goals import chance_text, goal_value


def goal_pace_chart(check: GoalCheck, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """What is reached since the first day against the even pace, and where the goal will end."""
    goal = check.goal
    title = words.text("goal_chart.pace.title")
    said = alt_text_goal_pace(check, words)
    if len(check.path) < 2 or goal.start is None or goal.until is None or not goal.amount:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    first, last = goal.start.toordinal(), goal.until.toordinal()
    interval = check.standing.interval if check.standing else None
    most = 1.08 * max(goal.amount, check.path[-1].total, interval[1] if interval else 0)

    def shown(value: float) -> str:
        if goal.metric == "revenue":
            return words.money_about(value, goal.currency) if value else words.number(0)
        return words.number(value)

    plot, layers = make_plot(
        width=inside, along=(first, max(last, first + 1)), most=most, said=shown
    )
    layers += [*_ahead(check, plot), *_reached(check, words, plot)]
    layers.append(labels_below(plot, month_labels(goal.start, goal.until, words, plot)))
    below, end = keys_below(_keys(check, words), plot, top=plot.bottom + TICKS + 12)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text("goal_chart.pace.reading", date=check.as_of)],
        said=said,
        width=inside,
        height=end + 10,
    )


def alt_text_goal_pace(check: GoalCheck, words: Words) -> str:
    """What is reached, of how much, and where it will probably end."""
    goal = check.goal
    if check.today is None or goal.amount is None:
        return words.text("goal_chart.pace.none")
    said = words.text(
        "goal_chart.pace.alt",
        date=check.as_of,
        done=goal_value(words, goal, check.today),
        goal=goal_value(words, goal, goal.amount),
    )
    found = check.standing
    if found is None or found.interval is None or found.chance is None:
        return said
    low, high = found.interval
    chance = chance_text(words, found.chance)
    return f"{said} {words.text('goal_chart.pace.alt_end', low=low, high=high, chance=chance)}"


def _ahead(check: GoalCheck, plot: Plot) -> list[alt.Chart]:
    """The even pace, the goal, and the band in which it will probably end."""
    goal, found = check.goal, check.standing
    assert goal.amount is not None
    even = [{"at": plot.low, "y": plot.y(0)}, {"at": plot.high, "y": plot.y(goal.amount)}]
    layers = []
    here = min(max(check.as_of.toordinal(), plot.low), plot.high)
    if found is not None and found.interval is not None and here < plot.high:
        total, (low, high) = check.path[-1].total, found.interval
        fan = [
            {"at": here, "top": plot.y(total), "bottom": plot.y(total)},
            {"at": plot.high, "top": plot.y(high), "bottom": plot.y(low)},
        ]
        layers.append(band(fan, plot, fill=OPEN, stroke=MUTED, strokeWidth=0.8))
    goal_line = [{"from": plot.low, "to": plot.high, "y": plot.y(goal.amount)}]
    return [
        *layers,
        line(even, plot, color=MUTED, strokeWidth=1.4, strokeDash=FAINT),
        rules(goal_line, plot, color=INK, strokeWidth=2),
    ]


def _reached(check: GoalCheck, words: Words, plot: Plot) -> list[alt.Chart]:
    path = [{"at": one.day.toordinal(), "y": plot.y(one.total)} for one in check.path]
    tip = alt_text_goal_pace(check, words)
    head: dict[str, Any] = {**path[-1], "tip": tip}
    today = min(max(check.as_of.toordinal(), plot.low), plot.high)
    return [
        upright(today, plot, color=MUTED, strokeWidth=1),
        line(path, plot, color=PASSED, strokeWidth=3, strokeJoin="round"),
        dots([head], plot, fill=PASSED),
    ]


def _keys(check: GoalCheck, words: Words) -> list[Key]:
    goal = check.goal
    keys = [
        Key(
            text=words.text(
                "goal_chart.pace.reached", done=goal_value(words, goal, check.path[-1].total)
            ),
            fill=PASSED,
            shape="line",
        ),
        Key(text=words.text("goal_chart.pace.even"), fill=MUTED, shape="dashed"),
        Key(
            text=words.text("goal_chart.pace.goal", goal=goal_value(words, goal, goal.amount)),
            fill=INK,
            shape="line",
        ),
    ]
    found = check.standing
    if (
        found is not None
        and found.interval is not None
        and check.as_of < (goal.until or check.as_of)
    ):
        low, high = found.interval
        text = words.text("goal_chart.pace.end", low=low, high=high)
        keys.append(Key(text=text, fill=OPEN, shape="box"))
    return keys


def month_labels(start: date, until: date, words: Words, plot: Plot) -> dict[float, str]:
    """Names of the months in the middle of each, as many as there is room for."""
    middles: dict[float, date] = {}
    day = start.replace(day=1)
    while day <= until:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        left, right = max(day, start).toordinal(), min(following.toordinal(), until.toordinal() + 1)
        middles[(left + right) / 2] = day
        day = following
    room = (plot.width - plot.left) / max(1, len(middles))
    for form in ("LLL", "LLLLL"):
        found = {
            at: format_date(day, form, locale=LOCALES[words.language])
            for at, day in middles.items()
        }
        if max(text_width(text, SMALL_SIZE) for text in found.values()) + 4 <= room:
            break
    step = -(-len(found) // 12)
    inside = {
        at: text
        for at, text in list(found.items())[::step]
        if plot.at(at) - text_width(text, SMALL_SIZE) / 2 >= plot.left
        and plot.at(at) + text_width(text, SMALL_SIZE) / 2 <= plot.width
    }
    return inside or dict(list(found.items())[:1])
