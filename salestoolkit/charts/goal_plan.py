"""A goal's plan as a picture: attempts by month or week, against what the team can do."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
from babel.dates import format_date

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    TICKS,
    Key,
    Plot,
    keys_below,
    labels_below,
    make_plot,
    rules,
)
from salestoolkit.charts.goals import attempts_noun
from salestoolkit.charts.marks import boxes, texts
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, LOST, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.goal_curve import room_of
from salestoolkit.core.goals import GoalPlan, PlanPart
from salestoolkit.words import Words
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.goals import attempts_text, chance_text, goal_amount

GAP = 0.14
"""Share of a month's place that stays free on either side of its bar."""


def goal_plan_chart(
    plan: GoalPlan, words: Words, *, by: str = "month", width: int = WIDTH
) -> alt.LayerChart:
    """The attempts of a plan by month or week, and what the team can do in each.

    Parameters
    ----------
    by : str
        ``month`` or ``week``.
    """
    parts = _with_work(plan.weeks if by == "week" else plan.months)
    attempts = attempts_noun(words, plan.attempt)
    title = words.text(f"goal_chart.plan.title_{by}", attempts=attempts)
    said = alt_text_goal_plan(plan, words)
    if not parts or plan.required.attempts is None:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    rooms = [room_of(plan, part) for part in parts]
    most = 1.12 * max(*(part.attempts for part in parts), *(room or 0.0 for room in rooms))
    plot, layers = make_plot(width=inside, along=(0, len(parts)), most=most, said=words.number)
    layers += _bars(parts, rooms, words, plot, plan)
    over = [_over(part, room) for part, room in zip(parts, rooms, strict=True)]
    keys = []
    if not all(over):
        planned = words.text("goal_chart.plan.planned", attempts=attempts)
        keys.append(Key(text=planned, fill=PASSED, shape="box"))
    if any(over):
        keys.append(Key(text=words.text("goal_chart.plan.over"), fill=LOST, shape="box"))
    if any(room is not None for room in rooms):
        keys.append(Key(text=words.text("goal_chart.plan.room"), fill=INK, shape="line"))
    below, end = keys_below(keys, plot, top=plot.bottom + TICKS + 12)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text("goal_chart.plan.reading", goal=goal_amount(words, plan.goal))],
        said=said,
        width=inside,
        height=end + 10,
    )


def alt_text_goal_plan(plan: GoalPlan, words: Words) -> str:
    """How many attempts in all, and the fullest month."""
    metric = words.text(f"goals.metric.{plan.goal.metric}") if plan.goal.metric else ""
    if plan.reason is not None:
        return words.text(f"goals.impossible.{plan.reason}", metric=metric)
    if not plan.months:
        return words.text("goals.plan.reached")
    fullest = max(plan.months, key=lambda part: part.attempts)
    return words.text(
        "goal_chart.plan.alt",
        attempts=attempts_text(words, plan.attempt, plan.required.attempts, case=""),
        chance=chance_text(words, plan.goal.chance),
        month=format_date(fullest.start, "LLLL y", locale=LOCALES[words.language]),
        most=words.number(fullest.attempts),
    )


def _with_work(parts: Sequence[PlanPart]) -> Sequence[PlanPart]:
    """The parts without those at either end in which nobody works, such as a Saturday's rest of a month."""
    kept = list(parts)
    while kept and not kept[0].working_days:
        kept.pop(0)
    while kept and not kept[-1].working_days:
        kept.pop()
    return kept


def _bars(
    parts: Sequence[PlanPart],
    rooms: Sequence[float | None],
    words: Words,
    plot: Plot,
    plan: GoalPlan,
) -> list[alt.Chart]:
    rows = []
    for place, (part, room) in enumerate(zip(parts, rooms, strict=True)):
        shown = attempts_text(words, plan.attempt, part.attempts, case="")
        rows.append(
            {
                "from": place + GAP,
                "to": place + 1 - GAP,
                "top": plot.y(part.attempts),
                "bottom": plot.bottom,
                "over": _over(part, room),
                "tip": f"{words.date(part.start, short=True)}: {shown}",
            }
        )
    fill = alt.Fill(
        "over:N", scale=alt.Scale(domain=[False, True], range=[PASSED, LOST]), legend=None
    )
    layers = [boxes(rows, plot.x, fill=fill, stroke=None)]
    capped = [
        {"from": place + 0.02, "to": place + 0.98, "y": plot.y(room)}
        for place, room in enumerate(rooms)
        if room is not None
    ]
    if capped:
        layers.append(rules(capped, plot, color=INK, strokeWidth=2))
    return [
        *layers,
        *_numbers(parts, rooms, words, plot),
        labels_below(plot, _months(parts, words, plot)),
    ]


def _numbers(
    parts: Sequence[PlanPart], rooms: Sequence[float | None], words: Words, plot: Plot
) -> list[alt.Chart]:
    """The number in each bar, where there is room for all of them."""
    place = (plot.width - plot.left) / len(parts)
    said = [words.number(part.attempts) for part in parts]
    if max(text_width(text, SMALL_SIZE, bold=True) for text in said) + 6 > place * (1 - 2 * GAP):
        return []
    inside, above = [], []
    for at, (part, text, room) in enumerate(zip(parts, said, rooms, strict=True)):
        top = plot.y(part.attempts)
        row = {"at": at + 0.5, "text": text}
        if plot.bottom - top > 20:
            # a line of capacity through the bar's head must not strike the number through
            near = room is not None and abs(plot.y(room) - (top + 10)) < 9
            inside.append(
                {
                    **row,
                    "y": top + (22 if near and plot.bottom - top > 34 else 10),
                    "over": _over(part, room),
                }
            )
        else:
            above.append({**row, "y": min(top, plot.bottom) - 8})
    light = [row for row in inside if not row["over"]]
    dark = [row for row in inside if row["over"]]
    look = {"align": "center", "fontSize": SMALL_SIZE, "fontWeight": "bold"}
    layers = [(light, "#ffffff"), (dark, INK), (above, INK)]
    return [texts(rows, plot.x("at"), color=colour, **look) for rows, colour in layers if rows]


def _months(parts: Sequence[PlanPart], words: Words, plot: Plot) -> dict[float, str]:
    """Names of the months where they begin, as long as there is room for them."""
    starts: dict[float, PlanPart] = {}
    seen = None
    for place, part in enumerate(parts):
        month = (part.start.year, part.start.month)
        if month != seen:
            starts[place + 0.5] = part
            seen = month
    room = (plot.width - plot.left) / max(1, len(starts))
    for form in ("LLL", "LLLLL"):
        found = {
            at: format_date(part.start, form, locale=LOCALES[words.language])
            for at, part in starts.items()
        }
        if max(text_width(text, SMALL_SIZE) for text in found.values()) + 4 <= room * (
            0.8 if len(parts) > len(starts) else 1
        ):
            return found
    step = -(-len(starts) // 12)
    return dict(list(found.items())[::step])


def _over(part: PlanPart, room: float | None) -> bool:
    return room is not None and part.attempts > room + 1e-9
