"""What is won by part: the adjusted share with its interval, and each part's own deals beside it."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.breakdown_months import months_layers
from salestoolkit.charts.frame import estimate, framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, chart_of, posts, rings, spans
from salestoolkit.charts.rows import MARK_HEIGHT, Grid, Row, lay_out, row_words
from salestoolkit.charts.theme import MUTED, WIDTH
from salestoolkit.core.breakdown_parts import Breakdown, PartFigures
from salestoolkit.words import Words
from salestoolkit.words.breakdowns import breakdown_part_name, breakdown_said, breakdown_title

TICK = 8
Placed = Sequence[tuple[PartFigures, float]]


def breakdown_chart(found: Breakdown, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """One row a part: its adjusted share and interval, its own share as a ring; months as a run chart.

    Parts not watched long enough stand below, set apart. A part that differs from the rest by more
    than chance is bold. Where the parts cannot be compared, it says why.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title, inside = breakdown_title(words, found.dimension), usable_width(width)
    if found.reason is not None:
        said = " ".join(breakdown_said(words, found))
        return sentence_chart(said, title=title, subtitle=[], width=width)
    if not any(part.share is not None for part in found.parts):
        none = words.text("breakdowns.chart.none")
        return sentence_chart(none, title=title, subtitle=[], width=width)
    if found.in_time:
        layers, height = months_layers(found, words, width=inside)
        key = "reading_months"
    else:
        layers, height = _rows_layers(found, words, inside)
        key = "reading"
    common, level = words.percent(found.common), words.percent(found.level)
    reading = words.text(f"breakdowns.chart.{key}", common=common, level=level)
    return framed(
        layers,
        title=title,
        subtitle=[_subtitle(found, words), reading],
        said=alt_text_breakdown(found, words),
        width=inside,
        height=height,
    )


def alt_text_breakdown(found: Breakdown, words: Words) -> str:
    """What stands out, then each part with its share and interval."""
    said = breakdown_said(words, found)
    if found.reason is None:
        said += [_told(found, one, words, "alt") for one in found.parts if one.share is not None]
    return " ".join(said)


def _subtitle(found: Breakdown, words: Words) -> str:
    return words.text(
        "breakdowns.chart.subtitle",
        deals=words.count("deal", sum(part.deals for part in found.parts)),
        date=found.as_of,
        days=words.count("day.genitive", found.horizon_days),
    )


def _told(found: Breakdown, part: PartFigures, words: Words, key: str) -> str:
    month = "_month" if found.in_time else ""
    return words.text(
        f"breakdowns.chart.{key}{month}",
        name=breakdown_part_name(words, found, part),
        estimate=_estimate(part, words),
        own=words.percent(part.share),
        deals=words.count("deal", part.deals),
    )


def _estimate(part: PartFigures, words: Words) -> str:
    """The adjusted share, or for what is no named part its own."""
    if part.drawn is None:
        return estimate(words, part.share, part.share_low, part.share_high, words.percent)
    return estimate(words, part.drawn, part.drawn_low, part.drawn_high, words.percent)


def _rows_layers(found: Breakdown, words: Words, inside: int) -> tuple[list[alt.Chart], float]:
    known = [part for part in found.parts if part.share is not None]
    young = [part for part in found.parts if part.share is None]
    rows = [_row(found, part, words, heading="") for part in known]
    for place, part in enumerate(young):
        heading = words.text("breakdowns.chart.young") if not place else ""
        rows.append(_row(found, part, words, heading=heading))
    grid = lay_out(rows, width=inside, header=words.text("breakdowns.chart.header"))
    placed = [(part, place.mark_y) for part, place in zip(known, grid.places, strict=False)]
    return [*_marks(found, placed, grid, words), *row_words(rows, grid)], grid.height


def _row(found: Breakdown, part: PartFigures, words: Words, *, heading: str) -> Row:
    name, deals = breakdown_part_name(words, found, part), words.number(part.deals)
    note = deals
    if part.share is not None:
        said = _estimate(part, words)
        note = words.text("breakdowns.chart.note", n=deals, estimate=said)
    return Row(name=name, tip=name, note=note, bold=part.stands_out, heading=heading)


def _marks(found: Breakdown, placed: Placed, grid: Grid, words: Words) -> list[alt.Chart]:
    top = max(*(_highest(part) for part, _ in placed), found.common or 0.0, 0.05)
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, 1.02 * top, words.percent, place=place, width=grid.width)
    x = Along(high=1.02 * top, place=place, axis=axis(ticks, grid=False))
    drawn = [(part, y) for part, y in placed if part.drawn is not None]
    bounded = [{"from": part.drawn_low, "to": part.drawn_high, "y": y} for part, y in drawn]
    middles = [
        {
            "at": part.drawn,
            "top": y - TICK,
            "bottom": y + TICK,
            "tip": _told(found, part, words, "tip"),
        }
        for part, y in drawn
    ]
    own = [
        {"at": part.share, "y": y, "tip": _told(found, part, words, "tip")} for part, y in placed
    ]
    line = [_common(found, placed, x)] if found.common is not None else []
    named = [spans(bounded, x), posts(middles, x, thick=4)] if drawn else []
    return [*line, *named, rings(own, x)]


def _highest(part: PartFigures) -> float:
    return max(part.drawn_high or 0.0, part.share or 0.0)


def _common(found: Breakdown, placed: Placed, x: Along) -> alt.Chart:
    """The share of all parts together, dotted, beside each row but not through names."""
    rows = [
        {"at": found.common, "top": y - MARK_HEIGHT / 2, "bottom": y + MARK_HEIGHT / 2}
        for _, y in placed
    ]
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(color=MUTED, strokeWidth=1.4, strokeDash=[2, 3])
        .encode(
            x=x("at"),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2=alt.Y2("bottom:Q"),
        )
    )
    return layer
