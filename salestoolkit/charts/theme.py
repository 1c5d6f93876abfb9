"""One look for all charts: fonts that every machine has, colours that survive grey and colour blindness.

Importing this module changes nothing; each chart carries the theme in itself.
"""

from __future__ import annotations

from typing import Any

FONT = "Liberation Sans, Arial, Helvetica, Arimo, sans-serif"
"""Three names for the same letter widths: on Linux, on Windows and on macOS; nothing is fetched."""

INK = "#1f2a37"
MUTED = "#4b5563"
LINE = "#d5dae1"
PAPER = "#ffffff"

PASSED = "#1b4b7a"
LOST = "#e08a45"
OPEN = "#bcd8f0"
WAITING = "#ffffff"
CALM = "#c3cad4"
"""Fills. They differ in lightness (31, 66, 84, 100 of 100), so that a grey print still tells them
apart, and in blue against orange, which every common kind of colour blindness sees."""

TEXT_SIZE = 12
SMALL_SIZE = 11
TITLE_SIZE = 15

WIDTH = 720
"""Width of a chart in pixels where none is asked for."""
NARROWEST = 280
PADDING = 2

CONFIG: dict[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "padding": {"left": PADDING, "right": PADDING, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": INK,
        "fontSize": TITLE_SIZE,
        "fontWeight": "bold",
        "lineHeight": 19,
        "subtitleColor": MUTED,
        "subtitleFontSize": TEXT_SIZE,
        "subtitleLineHeight": 16,
        "subtitlePadding": 4,
        "offset": 12,
        "aria": False,
    },
    "axis": {
        "labelColor": INK,
        "labelFontSize": SMALL_SIZE,
        "titleColor": MUTED,
        "titleFontSize": SMALL_SIZE,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelOverlap": False,
        "labelBound": False,
        "labelFlush": False,
        "aria": False,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": TEXT_SIZE,
        "labelLimit": 0,
        "symbolType": "square",
        "symbolSize": 130,
        "symbolStrokeColor": MUTED,
        "symbolStrokeWidth": 1,
        "rowPadding": 4,
        "aria": False,
    },
    "text": {"color": INK, "fontSize": TEXT_SIZE, "baseline": "middle"},
}
"""What a Vega-Lite 5 `config` may hold."""
