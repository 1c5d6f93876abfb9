"""What a lead score predicted, and what happened."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import estimate, framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, boxes, posts, spans
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.theme import OPEN, WIDTH
from salestoolkit.core.lead_score_measures import Bin
from salestoolkit.core.lead_score_parts import LeadScore
from salestoolkit.words import Words

BOX, TICK = 7, 11
"""Half the height of the bar of what was predicted, and of the tick at what happened."""


def lead_score_chart(score: LeadScore, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Groups of deals with like chances: a bar to the chance predicted, a tick at the share won.

    The thin line is Wilson's interval of the share won. Where the end of the bar lies within it, the
    chances can be taken at their word.
    """
    title, subtitle = words.text("lead_score.chart.title"), _subtitle(score, words)
    if not score.bins:
        none = words.text("lead_score.chart.none")
        return sentence_chart(none, title=title, subtitle=[], width=width)
    inside = usable_width(width)
    rows = [_row(one, words) for one in score.bins]
    grid = lay_out(rows, width=inside, header=words.text("lead_score.chart.won"))
    return framed(
        [*_marks(score.bins, grid, words), *row_words(rows, grid)],
        title=title,
        subtitle=subtitle,
        said=alt_text_lead_score(score, words),
        width=inside,
        height=grid.height,
    )


def alt_text_lead_score(score: LeadScore, words: Words) -> str:
    """Each group in words: what was predicted, and what happened."""
    return " ".join(
        [words.text("lead_score.bins"), *(f"{_tip(one, words)}." for one in score.bins)]
    )


def _subtitle(score: LeadScore, words: Words) -> list[str]:
    deals = words.count("deal", score.tested)
    return [
        words.text("lead_score.chart.subtitle", deals=deals, date=score.as_of),
        words.text("lead_score.chart.reading"),
    ]


def _row(one: Bin, words: Words) -> Row:
    deals, chance = words.count("deal", one.n), words.percent(one.predicted)
    name = words.text("lead_score.chart.row", chance=chance, deals=deals)
    note = estimate(words, one.share, one.low, one.high, words.percent)
    return Row(name=name, tip=name, note=note)


def _marks(bins: tuple[Bin, ...], grid: Grid, words: Words) -> list[alt.Chart]:
    top = max(max(one.high, one.predicted) for one in bins) * 1.03
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, top, words.percent, place=place, width=grid.width)
    x = Along(high=top, place=place, axis=axis(ticks, grid=False))
    placed = list(zip(bins, (place.mark_y for place in grid.places), strict=True))
    bars: list[dict[str, Any]] = []
    won: list[dict[str, Any]] = []
    for one, y in placed:
        tip, row = _tip(one, words), _row(one, words)
        bars.append({"from": 0, "to": one.predicted, "top": y - BOX, "bottom": y + BOX, "tip": tip})
        bars[-1]["told"] = [[row.tip, words.text("lead_score.chart.won"), row.note]]
        won.append({"at": one.share, "top": y - TICK, "bottom": y + TICK, "tip": tip})
    bounds = [{"from": one.low, "to": one.high, "y": y} for one, y in placed]
    return [boxes(bars, x, fill=OPEN), spans(bounds, x), posts(won, x, thick=4)]


def _tip(one: Bin, words: Words) -> str:
    return words.text(
        "lead_score.bin",
        predicted=words.percent(one.predicted),
        won=one.won,
        n=one.n,
        share=words.percent(one.share),
        interval=words.interval(one.low, one.high, words.percent),
    )
