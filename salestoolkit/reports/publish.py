"""An executed notebook as a page: HTML that runs nothing and fetches nothing."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from salestoolkit.charts.render import SPEC_MIME, svg_from_spec
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import NARROW_MIME, ONLY_IN_NOTEBOOK, RECORD_MIME, TEMPLATES
from salestoolkit.reports.lean import UNUSED_GRAMMAR, leave_out

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

LARGEST_PAGE = 1_000_000
"""Bytes of HTML; a page that a manager mails on is a good deal smaller."""


@dataclass(frozen=True)
class Page:
    """A published page: its HTML, and what it says for a program."""

    html: str
    record: dict[str, Any]


class Publisher:
    """Turns executed notebooks into pages; one is enough for any number of them."""

    def page(self, notebook: NotebookNode) -> Page:
        """The page of an executed notebook.

        Raises
        ------
        ReportError
            ``page_without_record`` where the notebook does not say what its page is about,
            ``page_too_large``.
        """
        record = record_of(notebook)
        drawn = with_pictures(notebook)
        text, _ = self._exporter.from_notebook_node(drawn, resources={"page": record})
        size = len(text.encode())
        if size > LARGEST_PAGE:
            raise ReportError("page_too_large", value=size, allowed=LARGEST_PAGE)
        return Page(text, record)

    @cached_property
    def _exporter(self) -> HTMLExporter:
        leave_out(UNUSED_GRAMMAR)
        from nbconvert import HTMLExporter

        return HTMLExporter(
            extra_template_basedirs=[str(TEMPLATES)], template_name="page", exclude_input=True
        )


def record_of(notebook: NotebookNode) -> dict[str, Any]:
    """What the notebook says of its page, for a program."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if RECORD_MIME in output.get("data", {}):
                return dict(output["data"][RECORD_MIME])
    raise ReportError("page_without_record")


def with_pictures(notebook: NotebookNode) -> NotebookNode:
    """A copy that holds only what is shown: HTML, and pictures where charts were."""
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        outputs = (_shown(output) for output in cell.get("outputs", []))
        cell["outputs"] = [output for output in outputs if output is not None]
    shown.cells = [cell for cell in shown.cells if cell["outputs"]]
    return shown


def _shown(output: NotebookNode) -> NotebookNode | None:
    """An output with nothing but HTML in it, or None where the page does not show it."""
    data = output.get("data", {})
    if SPEC_MIME in data:
        output["data"] = {"text/html": _pictures(data)}
    elif "text/html" in data and not output.metadata.get(ONLY_IN_NOTEBOOK):
        output["data"] = {"text/html": data["text/html"]}
    else:
        return None
    return output


def _pictures(data: Any) -> str:
    """The chart as it is drawn for a page and for a phone; the style sheet shows one of them."""
    wide = svg_from_spec(data[SPEC_MIME])
    if NARROW_MIME not in data:
        return f'<figure class="chart">{wide}</figure>'
    narrow = svg_from_spec(data[NARROW_MIME], key="narrow")
    return (
        f'<figure class="chart wide">{wide}</figure><figure class="chart narrow">{narrow}</figure>'
    )
