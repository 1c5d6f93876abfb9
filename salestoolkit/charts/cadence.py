"""Replies by touch: a dot and an interval each, and the line from which a touch pays."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    FAINT,
    Key,
    Plot,
    dots,
    keys_below,
    line,
    make_plot,
)
from salestoolkit.charts.marks import chart_of, texts
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import CALM, INK, LOST, MUTED, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.cadence import FEW, Cadence, Touch
from salestoolkit.core.cadence_stop import Pay, StopRule
from salestoolkit.words import Words
from salestoolkit.words.cadence import cadence_headline, needed, rate, share

HEAD_ROOM = 1.08
MARGIN = 0.5
"""Room on either side of the first and the last touch, in touches."""
ROW = 16
FILLS = {"pays": PASSED, "loses": LOST, "small": CALM, "dot": PASSED}


def cadence_chart(
    cadence: Cadence, words: Words, *, rule: StopRule | None = None, width: int = WIDTH
) -> alt.LayerChart:
    """Share of leads that reply to each touch, its interval, and the share that would be needed.

    Under each touch stands how many leads were at risk; where these are few the dot is pale.
    """
    inside = usable_width(width)
    title = _title(rule, words)
    known = [one for one in cadence.touches if one.hazard.value is not None]
    if not known:
        return sentence_chart(
            cadence_headline(words, cadence), title=title, subtitle=(), width=width
        )
    pays = {one.touch.number: one for one in rule.pays} if rule else {}
    highs = [one.hazard.high for one in known if not one.small or one is known[0]]
    lines = [one.break_even for one in pays.values() if one.break_even is not None]
    most = min(1.0, HEAD_ROOM * max([*highs, *lines]))
    ends = (1 - MARGIN, known[-1].number + MARGIN)
    plot, layers = make_plot(
        width=inside, along=ends, most=most, said=lambda value: _tick(words, value)
    )
    layers += [*_line(pays, plot), _intervals(known, plot)]
    layers += [_dots(known, pays, plot, words)]
    layers += _below(known, plot, words)
    below, end = keys_below(_keys(known, rule, words), plot, top=plot.bottom + 4 * ROW + 12)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[_subtitle(cadence, words)],
        said=alt_text_cadence(cadence, words, rule=rule),
        width=inside,
        height=end + 10,
    )


def alt_text_cadence(cadence: Cadence, words: Words, *, rule: StopRule | None = None) -> str:
    """The conclusion, and each touch with its share and leads."""
    said = [cadence_headline(words, cadence, rule)]
    for one in cadence.touches:
        said.append(_tip(one, words))
    if rule is not None and rule.pays and rule.pays[0].break_even is not None:
        shown = rate(words, needed(rule) or rule.pays[0].break_even)
        said.append(words.text("cadence.chart.alt_line", line=shown))
    return " ".join(said)


def _title(rule: StopRule | None, words: Words) -> str:
    if rule is not None and rule.stop_after:
        key = "title_stop" if rule.sure else "title_unsure"
        return words.text(f"cadence.chart.{key}", stop=rule.stop_after)
    return words.text("cadence.chart.title")


def _subtitle(cadence: Cadence, words: Words) -> str:
    return words.text(
        "cadence.chart.subtitle",
        touches=words.count("touch", cadence.made),
        leads=words.count("lead.genitive", cadence.leads),
        date=cadence.as_of,
        level=words.percent(cadence.level),
    )


def _tick(words: Words, value: float) -> str:
    return words.percent(value, digits=0 if abs(100 * value - round(100 * value)) < 1e-9 else 1)


def _line(pays: dict[int, Pay], plot: Plot) -> list[alt.Chart]:
    """The share that would be needed: level where every touch costs the same."""
    told = [one for one in pays.values() if one.break_even is not None]
    if not told:
        return []
    rows = [
        {"at": one.touch.number + side, "y": plot.y(one.break_even or 0.0)}
        for one in told
        for side in (-MARGIN, MARGIN)
    ]
    return [line(rows, plot, color=INK, strokeWidth=1.6, strokeDash=FAINT)]


def _intervals(known: list[Touch], plot: Plot) -> alt.Chart:
    rows = [
        {"at": one.number, "top": plot.y(one.hazard.high), "bottom": plot.y(one.hazard.low)}
        for one in known
    ]
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(color=INK, strokeWidth=1.6)
        .encode(
            x=plot.x("at"),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2=alt.Y2("bottom:Q"),
        )
    )
    return layer


def _dots(known: list[Touch], pays: dict[int, Pay], plot: Plot, words: Words) -> alt.Chart:
    rows: list[dict[str, Any]] = [
        {
            "at": one.number,
            "y": plot.y(one.hazard.value or 0.0),
            "tip": _tip(one, words),
            "kind": _kind(one, pays.get(one.number)),
        }
        for one in known
    ]
    kinds = list(FILLS)
    scale = alt.Scale(domain=kinds, range=[FILLS[kind] for kind in kinds])
    return dots(rows, plot).encode(fill=alt.Fill("kind:N", scale=scale, legend=None))


def _kind(touch: Touch, pay: Pay | None) -> str:
    if touch.small:
        return "small"
    if pay is None or pay.gain is None:
        return "dot"
    return "loses" if pay.gain < 0 else "pays"


def _below(known: list[Touch], plot: Plot, words: Words) -> list[alt.Chart]:
    """Numbers of the touches, and under them the leads at risk, as many as there is room for."""
    place = (plot.at(1), plot.at(max(2, known[-1].number)))
    n = {one.number: one.n for one in known}
    widest = max(text_width(words.number(one.n), SMALL_SIZE) for one in known)
    step = max(1, -(-int(widest + 8) // max(1, int(plot.at(2) - plot.at(1)))))
    numbers = fitting_ticks(
        1, max(2, known[-1].number), words.number, place=place, width=plot.width, whole=True
    )
    shown = [number for number in n if (number - 1) % step == 0]
    labelled = [number for number in numbers if number in n] or [known[0].number]
    heading = [{"text": words.text("cadence.chart.below"), "y": plot.bottom + 3 * ROW}]
    top = [{"at": at, "text": words.number(at), "y": plot.bottom + ROW} for at in labelled]
    rows = [{"at": at, "text": words.number(n[at]), "y": plot.bottom + 2 * ROW} for at in shown]
    return [
        texts(top, plot.x("at"), align="center", fontSize=SMALL_SIZE),
        texts(rows, plot.x("at"), align="center", fontSize=SMALL_SIZE, color=MUTED),
        texts(heading, plot.left, fontSize=SMALL_SIZE, color=MUTED),
    ]


def _keys(known: list[Touch], rule: StopRule | None, words: Words) -> list[Key]:
    pays = {one.touch.number: one for one in rule.pays} if rule else {}
    used = {_kind(one, pays.get(one.number)) for one in known}
    found = [
        Key(text=words.text(f"cadence.chart.{kind}", enough=FEW), fill=FILLS[kind])
        for kind in FILLS
        if kind in used
    ]
    if rule is not None and rule.pays[0].break_even is not None:
        shown = rate(words, needed(rule) or rule.pays[0].break_even)
        text = words.text("cadence.chart.line", line=shown)
        found.append(Key(text=text, fill=INK, shape="dashed"))
    return found


def _tip(touch: Touch, words: Words) -> str:
    return words.text(
        "cadence.chart.alt",
        number=touch.number,
        share=share(words, touch.hazard),
        leads=words.count("lead.genitive", touch.n),
    )
