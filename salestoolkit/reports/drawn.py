"""A chart of a page, drawn for paper and for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from altair.utils.schemapi import debug_mode

from salestoolkit.charts.render import spec
from salestoolkit.reports.blocks import Chart

WIDE, NARROW = 720, 340
"""Widths of a chart in pixels, on paper and on a phone."""

Draw = Callable[..., Any]


def drawn(draw: Draw, *about: Any) -> Chart:
    """What ``draw(*about, width=...)`` makes, wide and for a phone."""
    # Altair checks every piece of a chart as it is made, and the whole again in the end.
    with debug_mode(False):
        wide, narrow = (spec(draw(*about, width=width)) for width in (WIDE, NARROW))
    return Chart(wide, narrow)
