"""Where a slider or a date stands, beside it, as the language writes it.

ipywidgets itself writes 52.7 everywhere, and a browser a date in the language of its own menus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.words import Words

READ_OUT = "salestoolkit-read-out"
"""Class of a read-out, by which a page finds it."""
BETWEEN = " – "
"""Stands between the two ends of a range."""
_SLIDERS = (w.IntSlider, w.FloatSlider, w.FloatRangeSlider, w.SelectionRangeSlider)
_WIDTH, _DATE_WIDTH = "7.5em", "12em"


def read_out(slider: Any, words: Words) -> str:
    """Where it stands, in words: ``52,7%`` on a slider whose label ends in ``(%)``; nothing without a date.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> slider = w.FloatSlider(value=52.7, description="Oferta (%)", readout_format=".1f")
    >>> read_out(slider, load_words("pl"))
    '52,7%'
    """
    if isinstance(slider, w.DatePicker):
        return words.date(slider.value) if slider.value else ""
    if isinstance(slider, w.SelectionRangeSlider):
        return BETWEEN.join(map(str, slider.label))
    ends = slider.value if isinstance(slider.value, tuple) else (slider.value,)
    decimals = re.fullmatch(r"\.(\d)f", slider.readout_format)
    digits = int(decimals[1]) if decimals else 0
    shares = slider.description.endswith("(%)")
    return BETWEEN.join(
        words.percent(end / 100, digits=digits) if shares else words.number(end, digits=digits)
        for end in ends
    )


def with_read_outs(parts: Iterable[Any], words: Words) -> list[Any]:
    """Widgets, however deep their boxes, whose sliders and dates have a read-out that follows beside them."""
    return [_with_read_out(part, words) for part in parts]


def _with_read_out(part: Any, words: Words) -> Any:
    if isinstance(part, w.Box):
        part.children = with_read_outs(part.children, words)
        return part
    return _beside(part, words) if isinstance(part, (*_SLIDERS, w.DatePicker)) else part


def _beside(slider: Any, words: Words) -> w.HBox:
    dated = isinstance(slider, w.DatePicker)
    if not dated:
        slider.readout = False
    # a handle says it too: heard once is enough
    hidden = "" if dated else ' aria-hidden="true"'
    shown = w.HTML(layout={"flex": f"0 0 {_DATE_WIDTH if dated else _WIDTH}"})
    shown.add_class(READ_OUT)

    def follow(_: Any = None) -> None:
        ends = escape(read_out(slider, words)).split(BETWEEN)
        said = BETWEEN.join(f'<span style="white-space:nowrap">{end}</span>' for end in ends)
        shown.value = f"<span{hidden}>{said}</span>"

    slider.observe(follow, names="value")
    follow()
    row = w.HBox([slider, shown], layout={"width": slider.layout.width})
    row.layout.max_width = slider.layout.max_width
    slider.layout.width, slider.layout.max_width = "auto", None
    slider.layout.flex = "1 1 0"
    return row
