"""Lead sources ranked: the share won drawn towards all, with its interval, and each source's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import estimate, framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, posts, rings, spans
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.theme import WIDTH
from salestoolkit.core.lead_source_parts import LeadSources, SourceFigures
from salestoolkit.words import Words
from salestoolkit.words.lead_sources import source_name

MOST_SOURCES = 15
TICK = 8


def lead_sources_chart(found: LeadSources, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Share of leads won by source, best first; those with too few leads stand below, set apart.

    The mark is the share drawn towards all sources with its interval, the ring the source's own
    leads alone: where the two lie far apart, its own figure is mostly luck.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title = words.text("lead_sources.chart.title")
    shown = shown_sources(found)
    inside = usable_width(width)
    if not shown:
        none = words.text("lead_sources.chart.none")
        return sentence_chart(none, title=title, subtitle=[_subtitle(found, words)], width=width)
    rows = _rows(shown, words)
    grid = lay_out(rows, width=inside, header=words.text("lead_sources.chart.header"))
    reading = words.text(
        "lead_sources.chart.reading",
        days=words.count("day.genitive", found.horizon_days),
        level=words.percent(found.level),
    )
    return framed(
        [*_marks(shown, grid, words), *row_words(rows, grid)],
        title=title,
        subtitle=[_subtitle(found, words), reading],
        said=alt_text_lead_sources(found, words),
        width=inside,
        height=grid.height,
    )


def alt_text_lead_sources(found: LeadSources, words: Words) -> str:
    """Each source with its share, its interval and its own figure."""
    shown = shown_sources(found)
    if not shown:
        return words.text("lead_sources.chart.none")
    return " ".join(_told(one, words, "alt") for one in shown)


def shown_sources(found: LeadSources) -> list[SourceFigures]:
    """Sources whose share is known: the ranked ones, then those with too few leads."""
    known = [one for one in found.sources if one.drawn is not None and one.own.value is not None]
    return known[:MOST_SOURCES]


def _subtitle(found: LeadSources, words: Words) -> str:
    return words.text(
        "lead_sources.chart.subtitle",
        leads=words.count("lead", sum(one.leads for one in found.sources)),
        first=found.since,
        last=found.until - timedelta(days=1),
        date=found.as_of,
    )


def _rows(shown: Sequence[SourceFigures], words: Words) -> list[Row]:
    rows = []
    for place, one in enumerate(shown):
        first_few = one.rank is None and (not place or shown[place - 1].rank is not None)
        rows.append(
            Row(
                name=source_name(one.source),
                tip=source_name(one.source),
                note=words.text(
                    "lead_sources.chart.note",
                    n=words.count("lead", one.leads),
                    estimate=_estimate(one, words),
                ),
                heading=words.text("lead_sources.chart.few") if first_few else "",
            )
        )
    return rows


def _estimate(one: SourceFigures, words: Words) -> str:
    if one.drawn is None:
        return ""
    return estimate(words, one.drawn.value, one.drawn.low, one.drawn.high, words.percent)


def _told(one: SourceFigures, words: Words, key: str) -> str:
    return words.text(
        f"lead_sources.chart.{key}",
        source=source_name(one.source),
        estimate=_estimate(one, words),
        leads=words.count("lead", one.leads),
        own=words.percent(one.own.value),
    )


def _marks(shown: Sequence[SourceFigures], grid: Grid, words: Words) -> list[alt.Chart]:
    placed = list(zip(shown, (place.mark_y for place in grid.places), strict=True))
    drawn = [(one, one.drawn, y) for one, y in placed if one.drawn is not None]
    top = max(*(share.high for _, share, _ in drawn), *(one.own.value or 0 for one in shown), 0.05)
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, 1.02 * top, words.percent, place=place, width=grid.width)
    x = Along(high=1.02 * top, place=place, axis=axis(ticks, grid=False))
    bounded = [{"from": share.low, "to": share.high, "y": y} for _, share, y in drawn]
    middles = [
        {
            "at": share.value,
            "top": y - TICK,
            "bottom": y + TICK,
            "tip": _told(one, words, "tip"),
        }
        for one, share, y in drawn
    ]
    own = [{"at": one.own.value, "y": y, "tip": _told(one, words, "tip")} for one, y in placed]
    return [spans(bounded, x), posts(middles, x, thick=4), rings(own, x)]
