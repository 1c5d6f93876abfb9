"""Cohorts of customers as a triangle of shares."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.marks import chart_of, texts
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, MUTED, OPEN, PAPER, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_triangle import Cell, Cohort, Triangle
from salestoolkit.words import Words
from salestoolkit.words.retention import month_name, quarter_name

STEP, TALL, HEAD = 24, 22, 22
NOT_YET = "\N{EN DASH}"
LIGHT_TEXT = 0.55
"""Share above which a cell is so dark that its number is white."""


def triangle_chart(found: Retention, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Shares still there, a row a cohort and a column an age; the numbers are percent."""
    triangle = found.triangle
    units = "months" if triangle.unit == "month" else "quarters"
    unit = words.text(f"retention.chart.{triangle.unit}")
    title = words.text("retention.chart.triangle", unit=unit)
    said = alt_text_triangle(found, words)
    if triangle.ages < 2:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    names = [_label(triangle, one, words) for one in triangle.cohorts]
    left = max(text_width(name, SMALL_SIZE) for name in names) + 10
    wide = (inside - left) / triangle.ages
    rows = [
        row
        for place, cohort in enumerate(triangle.cohorts)
        for row in _cells(cohort, place, left, wide, names[place], words)
    ]
    heads = [
        {"text": str(age), "x": left + wide * (age + 0.5), "y": 8} for age in range(triangle.ages)
    ]
    labels = [{"text": name, "y": _middle(place)} for place, name in enumerate(names)]
    reading = words.text(
        "retention.chart.triangle_reading", units=words.text(f"retention.note.{units}")
    )
    return framed(
        [_boxes(rows), _numbers(rows), _numbers(heads), texts(labels, 0, fontSize=SMALL_SIZE)],
        title=title,
        subtitle=[reading],
        said=said,
        width=inside,
        height=HEAD + STEP * len(names) + 4,
    )


def alt_text_triangle(found: Retention, words: Words) -> str:
    """The last known share of each cohort."""
    triangle = found.triangle
    told = [_told(triangle, cohort, words) for cohort in triangle.cohorts]
    sentences = [sentence for sentence in told if sentence]
    return " ".join(sentences) or words.text("retention.chart.triangle_none")


def cohort_name(triangle: Triangle, start: date, words: Words) -> str:
    """A month or a quarter by its name."""
    if triangle.unit == "month":
        return month_name(words, start)
    return quarter_name(words, start)


def _label(triangle: Triangle, cohort: Cohort, words: Words) -> str:
    """A cohort with its number of customers."""
    name = cohort_name(triangle, cohort.start, words)
    return words.text("retention.chart.cohort", start=name, n=cohort.customers)


def _told(triangle: Triangle, cohort: Cohort, words: Words) -> str | None:
    known = [(age, cell) for age, cell in enumerate(cohort.cells) if cell is not None]
    if len(known) < 2:
        return None
    age, cell = known[-1]
    return words.text(
        "retention.chart.triangle_alt",
        customers=words.number(cohort.customers),
        start=cohort_name(triangle, cohort.start, words),
        share=words.percent(cell.share),
        age=words.count(f"{triangle.unit}.locative", age),
    )


def _cells(
    cohort: Cohort, place: int, left: float, wide: float, name: str, words: Words
) -> list[dict[str, Any]]:
    rows = []
    for age, cell in enumerate(cohort.cells):
        number = NOT_YET if cell is None else words.number(100 * cell.share, digits=0)
        rows.append(
            {
                "x": left + wide * (age + 0.5),
                "y": _middle(place),
                "left": left + wide * age + 1,
                "right": left + wide * (age + 1) - 1,
                "top": _middle(place) - TALL / 2,
                "bottom": _middle(place) + TALL / 2,
                "text": number,
                "fill": _fill(cell),
                "ink": PAPER if cell is not None and cell.share > LIGHT_TEXT else INK,
                "tip": f"{name}, {age}: {number}",
                "told": [[name, str(age), number]],
            }
        )
    return rows


def _fill(cell: Cell | None) -> str:
    """Between the light and the dark colour of the theme, by the share."""
    if cell is None:
        return PAPER
    light, dark = ([int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in (OPEN, PASSED))
    mixed = [round(a + (b - a) * cell.share) for a, b in zip(light, dark, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _middle(place: int) -> float:
    return HEAD + STEP * place + STEP / 2


def _boxes(rows: list[dict[str, Any]]) -> alt.Chart:
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rect(stroke=MUTED, strokeWidth=0.4)
        .encode(
            x=alt.X("left:Q", scale=None, axis=None),
            x2=alt.X2("right:Q"),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        )
    )
    return layer


def _numbers(rows: list[dict[str, Any]]) -> alt.Chart:
    """Numbers in the middle of their cells; over the columns where they have no ink of their own."""
    told = [{**row, "ink": row.get("ink", MUTED)} for row in rows]
    layer: alt.Chart = (
        chart_of(told)
        .mark_text(align="center", fontSize=SMALL_SIZE)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            text=alt.Text("text:N"),
            color=alt.Color("ink:N", scale=None, legend=None),
        )
    )
    return layer
