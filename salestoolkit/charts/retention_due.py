"""What comes up for renewal, month by month, and how much of it is at risk."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.bars import legend_above
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.theme import LOST, OPEN, SMALL_SIZE, TEXT_SIZE, WIDTH
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_due import DueMonth
from salestoolkit.words import Words
from salestoolkit.words.retention import month_name

STEP, TALL = 37, 14
NAME, BAR = 9, 18


def due_chart(found: Retention, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """A bar a month: value at risk and the rest of what is up for renewal in 90 days."""
    title, said = words.text("retention.chart.due"), alt_text_due(found, words)
    if not found.months or not found.due_value:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    names = {key: words.text(f"retention.chart.{key}") for key in ("at_risk", "rest")}
    most = max(one.amount for one in found.months)
    x = Along(high=most, place=(0.0, float(inside)))
    rows, tops, ends = [], [], []
    for place, month in enumerate(found.months):
        y = STEP * place
        rows += _boxes(month, y, names, found, words)
        tops.append({"text": month_name(words, month.start), "y": y + NAME})
        ends.append({"text": _end(month, found, words), "y": y + NAME})
    fill = alt.Fill(
        "kind:N",
        scale=alt.Scale(domain=list(names.values()), range=[LOST, OPEN]),
        legend=legend_above(list(names.values()), inside),
    )
    return framed(
        [
            boxes(rows, x, fill=fill),
            texts(tops, 0, fontSize=TEXT_SIZE),
            texts(ends, inside, align="right", fontSize=SMALL_SIZE),
        ],
        title=title,
        subtitle=[words.text("retention.chart.due_reading")],
        said=said,
        width=inside,
        height=STEP * len(found.months) + 4,
    )


def alt_text_due(found: Retention, words: Words) -> str:
    """Each month with its value and what of it is at risk."""
    if not found.months or not found.due_value:
        return words.text("retention.chart.due_none")
    return " ".join(_told(month, found, words) for month in found.months)


def _told(month: DueMonth, found: Retention, words: Words) -> str:
    return words.text(
        "retention.chart.due_alt",
        month=month_name(words, month.start),
        value=words.money_about(month.amount, found.currency),
        risk=words.money_about(month.at_risk, found.currency),
    )


def _end(month: DueMonth, found: Retention, words: Words) -> str:
    return words.text(
        "retention.chart.due_end",
        value=words.money_about(month.amount, found.currency),
        contracts=words.count("contract", month.n),
    )


def _boxes(
    month: DueMonth, y: float, names: dict[str, str], found: Retention, words: Words
) -> list[dict[str, Any]]:
    ends = {"at_risk": (0.0, month.at_risk), "rest": (month.at_risk, month.amount)}
    return [
        {
            "from": low,
            "to": high,
            "top": y + BAR,
            "bottom": y + BAR + TALL,
            "kind": names[key],
            "tip": _told(month, found, words),
        }
        for key, (low, high) in ends.items()
        if high > low
    ]
