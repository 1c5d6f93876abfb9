"""What the outputs of a notebook's cells come to on a page: kept in the file, or made by a run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salestoolkit.charts.render import SPEC_MIME
from salestoolkit.reports.blocks import RECORD_MIME
from salestoolkit.reports.own.cells import Cell, Finding
from salestoolkit.reports.own.plain_outputs import WIDGET
from salestoolkit.reports.publish import LARGEST_PAGE

SHOWN = (
    *(SPEC_MIME, "image/svg+xml", "image/png", "image/jpeg", "text/html", "text/markdown"),
    "text/latex",
)
"""What a page can show, the best first; a plain text is what a thing says where it has no picture."""
SCRIPTS = re.compile(
    r"<script\b|<iframe\b|\bsrc\s*=\s*[\"']?https?:|<link\b[^>]*\bhref|@import|url\(\s*[\"']?https?:",
    re.IGNORECASE,
)
DRAWN_BY_SCRIPTS = re.compile(r"plotly|bokeh|vnd\.vega|javascript|geo\+json|folium|holoviews")


def output_findings(cells: Sequence[Cell]) -> Iterator[Finding]:
    """Outputs that a page cannot show, that would ask the network, or that are too large for it."""
    sizes: dict[int, int] = {}
    for cell in cells:
        codes = {code for output in cell.outputs for code in _codes(output)}
        yield from (
            Finding(code=code, cell=cell.number, severity=_severity(code)) for code in sorted(codes)
        )
        sizes[cell.number] = sum(shown_bytes(output) for output in cell.outputs)
    total = sum(sizes.values())
    if total > LARGEST_PAGE:
        largest = max(sizes, key=lambda number: sizes[number])
        yield Finding(code="outputs_too_large", cell=largest, value=str(total))


def makes_record(cells: Sequence[Cell]) -> bool:
    """Whether an output tells a program what the page says."""
    return any(RECORD_MIME in output.get("data", {}) for cell in cells for output in cell.outputs)


def shown_bytes(output: Mapping[str, Any]) -> int:
    """About how many bytes of a page an output takes; a chart is drawn anew, so it counts as its rows."""
    data = output.get("data")
    if data is None:
        return len(str(output.get("text", "")))
    best = next((kind for kind in SHOWN if kind in data), "text/plain")
    content = data.get(best, "")
    return len(content if isinstance(content, str) else json.dumps(content))


def _codes(output: Mapping[str, Any]) -> Iterator[str]:
    data = output.get("data", {})
    if output.get("output_type") == "error":
        yield "output_error"
    if WIDGET in data:
        yield "output_widget"
    if SPEC_MIME in data or RECORD_MIME in data:
        return
    if SCRIPTS.search(str(data.get("text/html", ""))) or any(
        DRAWN_BY_SCRIPTS.search(kind) for kind in data
    ):
        yield "output_script"


def _severity(code: str) -> Any:
    return "advice" if code == "output_widget" else "fault"
