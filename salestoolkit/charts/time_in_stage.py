"""How long deals stay in each stage, the open ones counted fairly."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import (
    Record,
    as_at,
    estimate,
    framed,
    has_deals,
    level,
    no_deals_chart,
    records,
    sentence_chart,
    usable_width,
)
from salestoolkit.charts.marks import Along, boxes, posts, spans
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import OPEN, WAITING, WIDTH
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words

MOST_STAGES = 15
BOX, TICK = 7, 11
"""Half the height of the middle half, and of the tick at the median."""


def time_in_stage_chart(audit: FunnelAudit, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """The middle half and the median of the days in each stage, waiting stages set apart.

    Quartiles and median are Kaplan-Meier's, to any exit of the first visit, open visits counted as
    not yet over. Where a quartile is not reached by the end of the follow-up, the bar ends there in
    dashes; where the median is not, the text says that it is more than that.
    """
    title = "charts.time_in_stage.title"
    if not has_deals(audit):
        return no_deals_chart(audit, words, title=title, width=width)
    stages = timed_stages(audit)
    if not stages:
        return sentence_chart(
            alt_text_time_in_stage(audit, words),
            title=words.text(title),
            subtitle=[as_at(audit, words)],
            width=width,
        )
    inside = usable_width(width)
    rows = _rows(stages, words)
    header = words.text("charts.time_in_stage.header", level=level(audit, words))
    grid = lay_out(rows, width=inside, header=header)
    return framed(
        [*_marks(stages, grid, words), *row_words(rows, grid)],
        title=words.text(title),
        subtitle=_subtitle(audit, len(stages), words),
        said=alt_text_time_in_stage(audit, words),
        width=inside,
        height=grid.height,
    )


def alt_text_time_in_stage(audit: FunnelAudit, words: Words) -> str:
    """The median of each stage, the longest first named."""
    if not has_deals(audit):
        return words.text("charts.common.no_deals", date=audit.as_of)
    stages = timed_stages(audit)
    if not stages:
        return words.text("charts.time_in_stage.none")
    each = "; ".join(f"{clean(stage['name'])}: {_median(stage, words)}" for stage in stages)
    said = [words.text("charts.time_in_stage.alt", date=audit.as_of)]
    reached = [stage for stage in stages if stage["median_days"] is not None]
    if len(reached) == len(stages) > 1:
        longest = max(reached, key=lambda stage: stage["median_days"])
        name, days = clean(longest["name"]), words.days(longest["median_days"])
        said.append(words.text("charts.time_in_stage.alt_longest", name=name, days=days))
    return " ".join([*said, f"{each}."])


def timed_stages(audit: FunnelAudit) -> list[Record]:
    """Stages with known times, waiting ones last; of many those with the most visits."""
    stages = [stage for stage in records(audit.stages) if stage.get("timed")]
    ranked = sorted(stages, key=lambda stage: -stage["timed"])
    kept = {stage["stage"] for stage in ranked[:MOST_STAGES]}
    shown = [stage for stage in stages if stage["stage"] in kept]
    return sorted(shown, key=lambda stage: bool(stage["waiting"]))


def _rows(stages: list[Record], words: Words) -> list[Row]:
    rows = []
    for at, stage in enumerate(stages):
        first_wait = bool(stage["waiting"]) and not (at and stages[at - 1]["waiting"])
        rows.append(
            Row(
                name=clean(stage["name"]),
                tip=clean(stage["name"]),
                note=_note(stage, words),
                heading=words.text("charts.time_in_stage.waiting") if first_wait else "",
            )
        )
    return rows


def _median(stage: Record, words: Words) -> str:
    if stage["median_days"] is not None:
        return words.days(stage["median_days"])
    if stage["rmst_horizon"] is None:
        return words.days(None)
    days = words.count("day.genitive", stage["rmst_horizon"])
    return words.text("charts.time_in_stage.more_than", days=days)


def _note(stage: Record, words: Words) -> str:
    if stage["median_days"] is None:
        return _median(stage, words)
    bounds = (stage["median_low"], stage["median_high"])
    return estimate(words, stage["median_days"], *bounds, words.days)


def _end(stage: Record) -> float:
    """Last day that is drawn of a stage."""
    known = [stage[name] for name in ("q75_days", "median_high", "median_days", "q25_days")]
    if stage["q75_days"] is None:
        known.append(stage["rmst_horizon"])
    return max((value for value in known if value is not None), default=0.0)


def _marks(stages: list[Record], grid: Grid, words: Words) -> list[alt.Chart]:
    top = max(*(_end(stage) for stage in stages), 1.0) * 1.02
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, top, words.number, place=place, width=grid.width, whole=True)
    x = Along(
        high=top,
        place=place,
        axis=axis(ticks, title=words.text("charts.time_in_stage.axis"), grid=False),
    )
    placed = list(zip(stages, (place.mark_y for place in grid.places), strict=True))
    layers = []
    for dashed in (False, True):
        for waiting in (False, True):
            rows = [
                _box(stage, y, words)
                for stage, y in placed
                if stage["q25_days"] is not None
                and bool(stage["waiting"]) == waiting
                and (stage["q75_days"] is None) == dashed
            ]
            if rows:
                look = {"strokeDash": [4, 3], "fillOpacity": 0.45} if dashed else {}
                layers.append(boxes(rows, x, fill=WAITING if waiting else OPEN, **look))
    return [*layers, *_medians(placed, x, words)]


def _box(stage: Record, y: float, words: Words) -> dict[str, Any]:
    """The middle half; up to the end of what was seen where three quarters have not left."""
    return {
        "from": stage["q25_days"],
        "to": _end(stage) if stage["q75_days"] is None else stage["q75_days"],
        "top": y - BOX,
        "bottom": y + BOX,
        "tip": _tip(stage, words),
    }


def _medians(placed: list[tuple[Record, float]], x: Along, words: Words) -> list[alt.Chart]:
    known = [(stage, y) for stage, y in placed if stage["median_days"] is not None]
    bounded = [
        {"from": stage["median_low"], "to": stage["median_high"] or _end(stage), "y": y}
        for stage, y in known
        if stage["median_low"] is not None
    ]
    medians = [
        {
            "at": stage["median_days"],
            "top": y - TICK,
            "bottom": y + TICK,
            "tip": _tip(stage, words),
        }
        for stage, y in known
    ]
    return [
        *([spans(bounded, x)] if bounded else []),
        *([posts(medians, x, thick=4)] if medians else []),
    ]


def _tip(stage: Record, words: Words) -> str:
    return words.text(
        "charts.time_in_stage.tip",
        name=clean(stage["name"]),
        median=_median(stage, words),
        quarter=words.days(stage["q25_days"]),
        three_quarters=words.days(stage["q75_days"]),
        n=words.number(stage["timed"]),
    )


def _subtitle(audit: FunnelAudit, shown: int, words: Words) -> list[str]:
    lines = [as_at(audit, words), words.text("charts.time_in_stage.reading")]
    if any(stage["q75_days"] is None for stage in timed_stages(audit)):
        lines.append(words.text("charts.time_in_stage.dashes"))
    every = sum(bool(stage.get("timed")) for stage in records(audit.stages))
    if shown < every:
        stages = words.count("stage.genitive", every)
        lines.append(
            words.text("charts.time_in_stage.shown", shown=words.number(shown), stages=stages)
        )
    return lines
