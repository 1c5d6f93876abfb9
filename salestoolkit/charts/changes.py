"""What changed in the share won, as a waterfall: by mix and stage, and by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, records, sentence_chart, usable_width
from salestoolkit.charts.theme import WIDTH
from salestoolkit.charts.waterfall import Stair, waterfall
from salestoolkit.core.change_points import Points, printed_points, stairs
from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.words import Words
from salestoolkit.words.changes import (
    by_dimension,
    change_part_name,
    changes_headline,
    effect_interval,
    piece_name,
    points_text,
    rate_text,
    short_span,
    span_text,
)


def changes_chart(result: FunnelChanges, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """From the earlier share won over the mix and each stage to the later one.

    Each bar is a piece's effect with its interval; filled where it is more than chance. The shares
    and pieces as printed add up. A sentence where the periods cannot be compared.

    Parameters
    ----------
    width : int
        In pixels, 280 or more; where it is narrow, names stand above their bars.
    """
    points = printed_points(result)
    if points is None:
        return _nothing(result, words, width)
    effects = records(result.pieces)
    places = stairs(_earlier(result), [row["effect"] for row in effects])
    steps = [
        _piece(result, words, points, row, units, place)
        for row, units, place in zip(effects, points.pieces, places, strict=True)
    ]
    return _drawn(result, words, points, steps, "title", "reading", width)


def change_parts_chart(
    result: FunnelChanges, words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """The same change by part: what its share of the new deals did, and its own share won."""
    points = printed_points(result)
    if points is None or not len(result.parts):
        return _nothing(result, words, width)
    parts = records(result.parts)
    effects = [part["mix"] for part in parts] + [part["rate"] for part in parts]
    headings = [words.text(f"changes.table.{key}_effect") for key in ("mix", "rate")]
    places = stairs(_earlier(result), effects)
    steps = [
        Stair(
            name=change_part_name(words, result, parts[at % len(parts)]),
            said=points_text(words, points, units),
            start=place[0],
            end=place[1],
            heading="" if at % len(parts) else headings[at // len(parts)],
        )
        for at, (units, place) in enumerate(zip((*points.mix, *points.rate), places, strict=True))
    ]
    return _drawn(result, words, points, steps, "title_parts", "reading_parts", width)


def _alt(
    result: FunnelChanges, words: Words, points: Points, pieces: Sequence[tuple[str, str]]
) -> str:
    spans_said = {
        name: span_text(words, period.span)
        for name, period in (("first", result.first), ("second", result.second))
        if period is not None
    }
    return words.text(
        "changes.chart.alt",
        before=rate_text(words, points, points.before),
        after=rate_text(words, points, points.after),
        pieces="; ".join(f"{name}: {said}" for name, said in pieces),
        **spans_said,
    )


def _nothing(result: FunnelChanges, words: Words, width: int) -> alt.LayerChart:
    return sentence_chart(
        changes_headline(words, result),
        title=words.text("changes.chart.title"),
        subtitle=(),
        width=width,
    )


def _earlier(result: FunnelChanges) -> float:
    return (result.first.rate if result.first else None) or 0.0


def _piece(
    result: FunnelChanges,
    words: Words,
    points: Points,
    row: dict[str, Any],
    units: int,
    place: tuple[float, float],
) -> Stair:
    low, high = row["low"], row["high"]
    known = low is not None and high is not None
    named = "more" if row["effect"] > 0 else "less"
    return Stair(
        name=piece_name(words, result, row),
        said=points_text(words, points, units),
        between=effect_interval(words, points, low, high) if known else None,
        start=place[0],
        end=place[1],
        ends=(place[0] + low, place[0] + high) if known else None,
        fill=named if row["named"] else "calm",
    )


def _drawn(
    result: FunnelChanges,
    words: Words,
    points: Points,
    steps: list[Stair],
    title: str,
    reading: str,
    width: int,
) -> alt.LayerChart:
    stairs_said = [(step.name, step.said) for step in steps]
    last = steps[-1].end
    steps = [
        _total(words, points, "before", points.before, steps[0].start),
        *steps,
        _total(words, points, "after", points.after, last),
    ]
    inside = usable_width(width)
    headers = (
        words.text("changes.chart.header", level=words.percent(result.level)),
        words.text("changes.chart.header_plain"),
    )
    layers, height = waterfall(steps, words, width=inside, headers=headers)
    by = by_dimension(words, result.dimension) if result.dimension else ""
    return framed(
        layers,
        title=words.text(f"changes.chart.{title}", by=by),
        subtitle=[
            _subtitle(result, words),
            _definition(result, words),
            words.text(f"changes.chart.{reading}", level=words.percent(result.level)),
        ],
        said=_alt(result, words, points, stairs_said),
        width=inside,
        height=height,
    )


def _subtitle(result: FunnelChanges, words: Words) -> str:
    first, second = (
        f"{short_span(words, period.span)} ({words.count('deal', period.deals)})"
        for period in (result.first, result.second)
        if period is not None
    )
    return words.text("changes.chart.subtitle", first=first, second=second)


def _definition(result: FunnelChanges, words: Words) -> str:
    days = words.count("day", result.follow_up_days)
    if result.slice_days is None:
        return words.text("changes.chart.definition", days=days)
    stretch = words.count("day.genitive", result.slice_days)
    return words.text("changes.chart.definition_slices", days=days, stretch=stretch)


def _total(words: Words, points: Points, when: str, units: int, at: float) -> Stair:
    name = words.text(f"changes.chart.{when}")
    said = rate_text(words, points, units)
    return Stair(name=name, said=said, start=at, end=at, total=True)
