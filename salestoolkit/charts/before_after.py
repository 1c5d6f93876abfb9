"""Before and after a change: three measures side by side, each with both values and intervals."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.before_after_panel import Panel, panel_layers, said
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.text import wrap
from salestoolkit.charts.theme import TEXT_SIZE, WIDTH
from salestoolkit.core.before_after import BeforeAfter, Measure
from salestoolkit.words import Words
from salestoolkit.words.before_after import measure_name

SIDE_BY_SIDE = 600
"""Width from which the measures stand beside each other; on a phone one stands under the other."""
GAP = 32
TICKS = 24
BETWEEN = 22


def before_after_chart(result: BeforeAfter, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Win probability, days to a win and value of a win before and after a change.

    A dot is the estimate, the line its interval; the verdict stands under the measure's name, and the
    later dot bears its colour. What is not known yet is said instead of drawn.

    Parameters
    ----------
    width : int
        In pixels, 280 or more; where it is narrow, the measures stand under each other.
    """
    title = words.text(f"before_after.chart.title_{result.verdict}", date=result.changed_on)
    subtitle = _subtitle(result, words)
    inside = usable_width(width)
    if result.horizon_days is None:
        none = words.text("before_after.chart.none", date=result.changed_on)
        return sentence_chart(none, title=title, subtitle=[], width=width)
    measures = list(result.measures.values())
    panels = _panels(measures, words, inside)
    layers = [
        layer
        for measure, panel in zip(measures, panels, strict=True)
        for layer in panel_layers(measure, panel, words, width=inside)
    ]
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        said=alt_text_before_after(result, words),
        width=inside,
        height=max(panel.bottom for panel in panels) + TICKS,
    )


def alt_text_before_after(result: BeforeAfter, words: Words) -> str:
    """Each measure before and after the change, with its verdict."""
    if result.horizon_days is None:
        return words.text("before_after.chart.none", date=result.changed_on)
    sentences = [
        words.text(
            "before_after.chart.alt",
            name=measure_name(words, measure),
            before=said(words, measure.before),
            after=said(words, measure.after),
            verdict=words.text(f"before_after.verdict.{measure.verdict}"),
        )
        for measure in result.measures.values()
    ]
    return " ".join([*_subtitle(result, words)[:1], *sentences])


def _subtitle(result: BeforeAfter, words: Words) -> list[str]:
    if result.horizon_days is None:
        return []
    return [
        words.text(
            "before_after.chart.subtitle",
            n_before=words.count("deal", result.before.n),
            n_after=words.count("deal", result.after.n),
            days=words.count("day.genitive", result.horizon_days),
            date=result.as_of,
        ),
        words.text("before_after.chart.reading", level=words.percent(result.level)),
    ]


def _panels(measures: Sequence[Measure], words: Words, width: int) -> list[Panel]:
    """Places beside each other where there is room, else under each other."""
    beside = width >= SIDE_BY_SIDE
    room = (width - GAP * (len(measures) - 1)) / len(measures) if beside else float(width)
    panels: list[Panel] = []
    for at, measure in enumerate(measures):
        left = at * (room + GAP) if beside else 0.0
        top = panels[-1].bottom + TICKS + BETWEEN if panels and not beside else 0.0
        verdict = words.text(f"before_after.verdict.{measure.verdict}")
        panels.append(
            Panel(
                left=left,
                right=left + room,
                top=top,
                heading=tuple(wrap(measure_name(words, measure), room, TEXT_SIZE, bold=True)),
                verdict=tuple(wrap(verdict, room, TEXT_SIZE)),
            )
        )
    return panels
