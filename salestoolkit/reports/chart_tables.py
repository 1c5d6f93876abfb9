"""The table folded away under a chart, for those who want its figures or do not see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.charts.render import title_of
from salestoolkit.charts.told import told_table
from salestoolkit.reports.templating import fill
from salestoolkit.words import Words


def chart_table(drawn: Mapping[str, Any], words: Words) -> str:
    """A chart's data as a folded table; empty for a chart that says nothing of its data."""
    told = told_table(drawn, words)
    if told is None:
        return ""
    say_open = words.text("chart_table.open")
    return fill("chart_table", title=title_of(drawn), say_open=say_open, told=told)
