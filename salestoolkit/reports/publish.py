"""An executed notebook as a page: HTML that runs nothing and fetches nothing."""

from __future__ import annotations

import copy
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nbformat.notebooknode import NotebookNode

from salestoolkit.charts.render import SPEC_MIME, svg_from_spec
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import NARROW_MIME, ONLY_IN_NOTEBOOK, RECORD_MIME
from salestoolkit.reports.lean import UNUSED_GRAMMAR, leave_out
from salestoolkit.reports.templating import TEMPLATES

if TYPE_CHECKING:
    from nbconvert import HTMLExporter

LARGEST_PAGE = 1_000_000
"""Bytes of HTML; a page that a manager mails on is a good deal smaller."""

_PLACE = re.compile("<!--[0-9a-f]{32}-->")


@dataclass(frozen=True)
class Page:
    """A published page: its HTML, and what it says for a program."""

    html: str
    record: dict[str, Any]


class Publisher:
    """Turns executed notebooks into pages; one is enough for any number of them."""

    def page(self, notebook: NotebookNode, *, notice: str = "") -> Page:
        """The page of an executed notebook.

        Parameters
        ----------
        notice : str
            What stands above all else, such as that the data are old; its record says it too.

        Raises
        ------
        ReportError
            ``page_without_record`` where the notebook does not say what its page is about,
            ``page_too_large``.
        """
        record = record_of(notebook)
        if notice:
            record["notice"] = notice
        shown, parts = split_parts(notebook)
        frame, _ = self._exporter.from_notebook_node(shown, resources={"page": record})
        text = _PLACE.sub(lambda found: parts.get(found[0], found[0]), frame)
        size = len(text.encode())
        if size > LARGEST_PAGE:
            raise ReportError("page_too_large", value=size, allowed=LARGEST_PAGE)
        return Page(text, record)

    @cached_property
    def _exporter(self) -> HTMLExporter:
        leave_out(UNUSED_GRAMMAR)
        from nbconvert import HTMLExporter

        return HTMLExporter(
            extra_template_basedirs=[str(TEMPLATES)], template_name="page", default_preprocessors=[]
        )


def record_of(notebook: NotebookNode) -> dict[str, Any]:
    """What the notebook says of its page, for a program."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if RECORD_MIME in output.get("data", {}):
                return dict(output["data"][RECORD_MIME])
    raise ReportError("page_without_record")


def split_parts(notebook: NotebookNode) -> tuple[NotebookNode, dict[str, str]]:
    """A copy that holds a place for each output that is shown, and the HTML by the place it goes to.

    The exporter parses and writes again whatever it is given, tag by tag: it gets the frame of the
    page, and what is in it, all of it well-formed, is put in afterwards.
    """
    parts: dict[str, str] = {}
    shown = copy.copy(notebook)
    shown.cells = []
    for cell in notebook.cells:
        outputs = []
        for output in cell.get("outputs", []):
            text = _shown(output)
            if text is not None:
                # A random name: no text from data can pretend to be a place.
                place = f"<!--{secrets.token_hex(16)}-->"
                parts[place] = text
                outputs.append(NotebookNode({**output, "data": {"text/html": place}}))
        if outputs:
            shown.cells.append(NotebookNode({**cell, "outputs": outputs}))
    return shown, parts


def _shown(output: NotebookNode) -> str | None:
    """An output as HTML, or None where the page does not show it."""
    data = output.get("data", {})
    if SPEC_MIME in data:
        return _figures(data)
    if "text/html" in data and not output.metadata.get(ONLY_IN_NOTEBOOK):
        return str(data["text/html"])
    return None


def _figures(data: Any) -> str:
    """The chart as it is drawn for a page and for a phone; the style sheet shows one of them."""
    wide = svg_from_spec(data[SPEC_MIME])
    if NARROW_MIME not in data:
        return f'<figure class="chart">{wide}</figure>'
    narrow = svg_from_spec(data[NARROW_MIME], key="narrow")
    return (
        f'<figure class="chart wide">{wide}</figure><figure class="chart narrow">{narrow}</figure>'
    )
