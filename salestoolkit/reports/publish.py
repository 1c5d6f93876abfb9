"""An executed notebook as a page: HTML that runs nothing and fetches nothing."""

from __future__ import annotations

import copy
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
        shown, pictures = split_pictures(notebook)
        text, _ = self._exporter.from_notebook_node(shown, resources={"page": record})
        for place, picture in pictures.items():
            text = text.replace(place, picture, 1)
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


def split_pictures(notebook: NotebookNode) -> tuple[NotebookNode, dict[str, str]]:
    """A copy that holds only the HTML that is shown, and the pictures by the place they go to.

    The exporter reads every page's HTML anew; pictures, which are most of it, are put in afterwards.
    """
    pictures: dict[str, str] = {}
    shown = copy.copy(notebook)
    shown.cells = []
    for cell in notebook.cells:
        outputs = [_shown(output, pictures) for output in cell.get("outputs", [])]
        outputs = [output for output in outputs if output is not None]
        if outputs:
            shown.cells.append(NotebookNode({**cell, "outputs": outputs}))
    return shown, pictures


def _shown(output: NotebookNode, pictures: dict[str, str]) -> NotebookNode | None:
    """An output with nothing but HTML in it, or None where the page does not show it."""
    data = output.get("data", {})
    if SPEC_MIME in data:
        # A random name: no text from data can pretend to be the place of a picture.
        text = f"<!--{secrets.token_hex(16)}-->"
        pictures[text] = _figures(data)
    elif "text/html" in data and not output.metadata.get(ONLY_IN_NOTEBOOK):
        text = data["text/html"]
    else:
        return None
    return NotebookNode({**output, "data": {"text/html": text}})


def _figures(data: Any) -> str:
    """The chart as it is drawn for a page and for a phone; the style sheet shows one of them."""
    wide = svg_from_spec(data[SPEC_MIME])
    if NARROW_MIME not in data:
        return f'<figure class="chart">{wide}</figure>'
    narrow = svg_from_spec(data[NARROW_MIME], key="narrow")
    return (
        f'<figure class="chart wide">{wide}</figure><figure class="chart narrow">{narrow}</figure>'
    )
