"""The table folded away under a chart, for those who want its figures or do not see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.charts.render import title_of
from salestoolkit.charts.told import told_rows
from salestoolkit.reports.templating import fill
from salestoolkit.words import Words

SAID = ("open", "what", "said")


def chart_table(drawn: Mapping[str, Any], words: Words) -> str:
    """A chart's data as a folded table; empty for a chart that says nothing of its data."""
    rows = told_rows(drawn, words)
    if not rows:
        return ""
    say = {name: words.text(f"chart_table.{name}") for name in SAID}
    return fill("chart_table", title=title_of(drawn), say=say, rows=rows)
