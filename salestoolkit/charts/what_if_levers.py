"""Which stage is worth the effort: deals gained by one more percentage point at each."""

from __future__ import annotations

import altair as alt

from salestoolkit.charts.frame import framed, usable_width
from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.text import clean, shorten, text_width, wrap
from salestoolkit.charts.theme import CALM, MUTED, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.what_if_simulation import Compared
from salestoolkit.words import Words
from salestoolkit.words.what_if import lever_note

BAR = 16
END_GAP = 6


def levers_chart(found: Compared, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Deals gained by one more percentage point at each stage, in the order of the stages."""
    inside = usable_width(width)
    most = max((float(lever.gain) for lever in found.levers), default=0.0)
    ends = [words.number(float(lever.gain), digits=2) for lever in found.levers]
    beyond = max(text_width(end, SMALL_SIZE + 1, bold=True) for end in ends) + END_GAP
    x = Along(high=most or 1.0, place=(0, inside - beyond))
    bars, names, notes, values = [], [], [], []
    top = 0.0
    for lever, end in zip(found.levers, ends, strict=True):
        name = clean(found.now.what_if.stages[lever.stage].name)
        remark = wrap(lever_note(words, found.now.what_if, lever), inside, SMALL_SIZE)
        gain = float(lever.gain)
        names.append({"text": shorten(name, inside, 12, bold=True), "y": top + 8})
        bars.append(
            {
                "from": 0.0,
                "to": gain,
                "top": top + 18,
                "bottom": top + 18 + BAR,
                "best": bool(gain and gain >= most),
                "tip": f"{name}: {end}",
            }
        )
        values.append({"at": gain, "y": top + 18 + BAR / 2, "text": end})
        top += 18 + BAR + 9
        notes += [{"text": line, "y": top + 14 * at} for at, line in enumerate(remark) if line]
        top += 14 * len([line for line in remark if line]) + 6
    fill = alt.Fill(
        "best:N",
        scale=alt.Scale(domain=[True, False], range=[PASSED, CALM]),
        legend=None,
    )
    layers = [
        boxes(bars, x, fill=fill),
        texts(names, 0, fontWeight="bold"),
        texts(values, x("at"), dx=END_GAP, fontWeight="bold"),
    ]
    if notes:
        layers.append(texts(notes, 0, fontSize=SMALL_SIZE, color=MUTED))
    said = "; ".join(str(bar["tip"]) for bar in bars)
    return framed(
        layers,
        title=words.text("what_if.chart.levers_title"),
        subtitle=[words.text("what_if.chart.levers_reading")],
        said=f"{words.text('what_if.chart.levers_title')}: {said}.",
        width=inside,
        height=top,
    )
