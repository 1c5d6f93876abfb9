"""An executed notebook as a page: HTML that runs nothing and fetches nothing."""

from __future__ import annotations

import copy
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from salestoolkit.charts.render import SPEC_MIME, svg_from_spec
from salestoolkit.errors import ReportError
from salestoolkit.lean import UNUSED_GRAMMAR, leave_out
from salestoolkit.reports.blocks import NARROW_MIME, ONLY_IN_NOTEBOOK, OURS, RECORD_MIME
from salestoolkit.reports.chart_tables import chart_table
from salestoolkit.reports.page_terms import page_terms
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.words import Words, load_words

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat.notebooknode import NotebookNode

LARGEST_PAGE = 1_000_000
"""Bytes of HTML; a page that a manager mails on is a good deal smaller."""

FRAME = ("language", "version", "title", "notice")
"""What a page's frame tells of its record."""

_PLACE = re.compile("<!--[0-9a-f]{32}-->")


@dataclass(frozen=True)
class Page:
    """A published page: its HTML, and what it says for a program."""

    html: str
    record: dict[str, Any]


class Publisher:
    """Turns executed notebooks into pages; one is enough for any number of them."""

    def page(self, notebook: NotebookNode, *, name: str | None = None, notice: str = "") -> Page:
        """The page of an executed notebook.

        Parameters
        ----------
        name : str, optional
            Of a team's own notebook, which need not say what its page is about.
        notice : str
            What stands above all else, such as that the data are old; its record says it too.

        Raises
        ------
        ReportError
            ``page_without_record`` where a notebook of ours does not say what its page is about,
            ``page_too_large``.
        """
        record = record_of(notebook, name)
        if notice:
            record["notice"] = notice
        words = load_words(record["language"])
        shown, parts = split_parts(notebook, words)
        # no more than the template asks for: the exporter copies it all several times
        told = {key: record[key] for key in FRAME if key in record}
        told["terms"] = page_terms(parts.values(), words)
        frame, _ = self._exporter.from_notebook_node(shown, resources={"page": told})
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


def record_of(notebook: NotebookNode, name: str | None = None) -> dict[str, Any]:
    """What the notebook says of its page, for a program; of one with a name what can be told without."""
    found = _told(notebook)
    if name is not None:
        from salestoolkit.reports.own.plain_record import plain_record

        return plain_record(notebook, name) | (found or {})
    if found is None:
        raise ReportError("page_without_record")
    return found


def _told(notebook: NotebookNode) -> dict[str, Any] | None:
    """The record among the outputs, None where there is none."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if RECORD_MIME in output.get("data", {}):
                return dict(output["data"][RECORD_MIME])
    return None


def split_parts(notebook: NotebookNode, words: Words) -> tuple[NotebookNode, dict[str, str]]:
    """A copy that holds a place for each output that is shown, and the HTML by the place it goes to.

    The exporter parses and writes again whatever it is given, tag by tag: it gets the frame of the
    page, and what is in it, all of it well-formed, is put in afterwards.
    """
    leave_out(UNUSED_GRAMMAR)
    from nbformat.notebooknode import NotebookNode

    parts: dict[str, str] = {}
    shown = copy.copy(notebook)
    shown.cells = []
    for cell in notebook.cells:
        outputs = []
        for text in _pieces(cell, words):
            # A random name: no text from data can pretend to be a place.
            place = f"<!--{secrets.token_hex(16)}-->"
            parts[place] = text
            data = {"text/html": place}
            outputs.append(NotebookNode(output_type="display_data", data=data, metadata={}))
        if outputs:
            rest = {"id": str(len(shown.cells)), "metadata": cell.metadata, "execution_count": None}
            shown.cells.append(NotebookNode(cell_type="code", source="", outputs=outputs, **rest))
    return shown, parts


def _pieces(cell: NotebookNode, words: Words) -> list[str]:
    """What the page shows of a cell, as HTML: its outputs, or its prose."""
    if cell.cell_type == "markdown":
        from salestoolkit.reports.own.plain_outputs import prose

        found = [prose(cell.source)]
    else:
        found = [_shown(output, words) for output in cell.get("outputs", [])]
    return [text for text in found if text is not None]


def _shown(output: NotebookNode, words: Words) -> str | None:
    """An output as HTML, or None where the page does not show it."""
    data, marks = output.get("data", {}), output.get("metadata", {})
    if SPEC_MIME in data:
        return _figures(data) + chart_table(data[SPEC_MIME], words)
    if marks.get(ONLY_IN_NOTEBOOK) or RECORD_MIME in data:
        return None
    if marks.get(OURS) and "text/html" in data:
        return str(data["text/html"])
    from salestoolkit.reports.own.plain_outputs import plain_output

    return plain_output(output, words)


def _figures(data: Any) -> str:
    """The chart as it is drawn for a page and for a phone; the style sheet shows one of them."""
    wide = svg_from_spec(data[SPEC_MIME])
    if NARROW_MIME not in data:
        return f'<figure class="chart">{wide}</figure>'
    narrow = svg_from_spec(data[NARROW_MIME], key="narrow")
    return (
        f'<figure class="chart wide">{wide}</figure><figure class="chart narrow">{narrow}</figure>'
    )
