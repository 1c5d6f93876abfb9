"""Results as JSON holds them: a frozen dataclass as an object, a table as a list of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pandas as pd

from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_flow import Flow
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.figures import figure_record, plain_value
from salestoolkit.words import Words

DETAILS = (
    *("changes", "breakdowns", "definitions", "paths", "flow"),
    *("works", "lost_reasons", "stalled", "trusted"),
)
"""Topics of a whole audit, in the order of the page."""


MOST_DEALS = 200
"""Open deals that a page's data name one by one."""

Define = Callable[[Figure], str | None]


def details_record(audit: FunnelAudit, words: Words) -> dict[str, Any]:
    """The topics of a whole audit; null where the audit was not a whole one."""
    results = {name: getattr(audit, name) for name in DETAILS}
    if audit.stalled is not None:
        # on the page of a large book thousands of deals are open
        results["stalled"] = replace(audit.stalled, rows=audit.stalled.rows.head(MOST_DEALS))
    define = _in_flow(audit.flow, words)
    return {name: plain_result(result, words, define=define) for name, result in results.items()}


def plain_result(value: Any, words: Words, *, define: Define = lambda figure: None) -> Any:
    """A result, and all results in it, as JSON knows them.

    Figures carry their definition as a sentence, that of ``define`` where it has one; the process is
    left out: the page names it once.
    """

    def inside(item: Any) -> Any:
        return plain_result(item, words, define=define)

    if isinstance(value, Figure):
        return figure_record(value, words, define(value))
    if isinstance(value, pd.DataFrame):
        return [inside(row) for row in rows_of(value)]
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            name: inside(item) for name, item in held.items() if not isinstance(item, SalesProcess)
        }
    if isinstance(value, Mapping):
        return {str(name): inside(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [inside(item) for item in value]
    return plain_value(value)


def _in_flow(flow: Flow | None, words: Words) -> Define:
    """The definitions that time, velocity and work in hand have of their own."""
    horizon = None if flow is None or flow.horizon_days is None else flow.horizon_days
    told = words.count("day.genitive", horizon)

    def define(figure: Figure) -> str | None:
        key = f"flow.definition.{figure.definition}"
        return words.text(key, horizon=told) if words.has(key) else None

    return define
