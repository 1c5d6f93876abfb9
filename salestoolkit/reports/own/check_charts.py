"""Whether the charts of a notebook show where there is no network, and on a page without scripts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from salestoolkit.reports.own.cells import Cell, Finding, dotted

SCRIPTED = frozenset(
    {"plotly", "bokeh", "holoviews", "hvplot", "panel", "folium", "ipyleaflet", "pydeck"}
    | {"pygal", "pyecharts", "keplergl", "dash", "ipywidgets", "anywidget"}
)
"""Libraries that draw with scripts or with widgets: a page has neither."""
DRAWN_HERE = frozenset({"use_charts", "spec", "svg", "figure", "chart", "drawn"})
"""Functions of ours that turn an Altair chart into what needs no network."""
RENDERER = "salestoolkit"


def chart_findings(cells: Sequence[Cell]) -> Iterator[Finding]:
    """Libraries that need scripts, a renderer that needs the network, a limit that was lifted."""
    first_altair: int | None = None
    safe = False
    for cell in cells:
        if cell.tree is None:
            continue
        for node in ast.walk(cell.tree):
            for top in _imported(node):
                if top in SCRIPTED:
                    yield Finding(code="chart_library", cell=cell.number, value=top)
                elif top == "altair" and first_altair is None:
                    first_altair = cell.number
            if isinstance(node, ast.Call):
                name = dotted(node.func)
                safe |= name.rpartition(".")[2] in DRAWN_HERE
                yield from _settings(name, node, cell.number)
    if first_altair is not None and not safe:
        yield Finding(code="chart_renderer", cell=first_altair, value="default")


def _imported(node: ast.AST) -> list[str]:
    """First parts of the modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or "").partition(".")[0]] if isinstance(node, ast.ImportFrom) else []


def _settings(name: str, node: ast.Call, cell: int) -> Iterator[Finding]:
    """Settings of Altair under which a chart asks the network, or holds every row there is."""
    given = [one.value for one in node.args if isinstance(one, ast.Constant)]
    if name.endswith("renderers.enable") and given and given[0] != RENDERER:
        yield Finding(code="chart_renderer", cell=cell, value=str(given[0]))
    lifted = any(one.arg == "max_rows" for one in node.keywords)
    if name.endswith("disable_max_rows") or (name.endswith("data_transformers.enable") and lifted):
        yield Finding(code="chart_rows", cell=cell, value=name)
