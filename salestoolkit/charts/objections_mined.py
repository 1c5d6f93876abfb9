"""Objections by how many messages hold each, the most frequent first."""

from __future__ import annotations

import altair as alt

from salestoolkit.charts.bars import Bar, Look, bar_layers
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.rows import Row
from salestoolkit.charts.theme import PASSED, WIDTH
from salestoolkit.core.objection_counts import Mined
from salestoolkit.words import Words
from salestoolkit.words.objections import theme_name

SAID = "said"


def objections_chart(mined: Mined, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Messages with an objection of each theme, and their share of all messages.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title = words.text("mining.chart.title")
    subtitle = words.text("mining.chart.subtitle", messages=words.count("message", mined.messages))
    ranked = mined.themes.sort_values("messages", ascending=False, kind="stable")
    bars = [
        _bar(str(row["theme"]), int(row["messages"]), mined.messages, words)
        for row in ranked.to_dict("records")
        if row["messages"]
    ]
    if not bars:
        none = words.text("mining.chart.none")
        return sentence_chart(none, title=title, subtitle=[subtitle], width=width)
    inside = usable_width(width)
    look = Look(fills={SAID: PASSED}, names={SAID: words.text("mining.chart.legend")})
    layers, height = bar_layers(bars, look, words, width=inside)
    return framed(
        layers,
        title=title,
        subtitle=[subtitle],
        said=" ".join(bar.tips[SAID] for bar in bars),
        width=inside,
        height=height,
    )


def _bar(theme: str, messages: int, of: int, words: Words) -> Bar:
    name, share = theme_name(words, theme), words.percent(messages / of)
    told = words.text("mining.chart.alt", theme=name, n=messages, of=of, share=share)
    end = words.text("mining.chart.end", n=messages, share=share)
    return Bar(row=Row(name=name, tip=name), deals={SAID: messages}, tips={SAID: told}, end=end)
