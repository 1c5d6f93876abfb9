"""What a report notebook shows: pieces of HTML, charts, and data for programs.

A section is shown by being a cell's last value. In JupyterLab it is what it looks like; published,
its charts become pictures and its data leaves the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from salestoolkit.charts.render import SPEC_MIME, alt_of
from salestoolkit.reports.templating import TEMPLATES, fill

NARROW_MIME = "application/vnd.salestoolkit.narrow-chart+json"
"""The same chart drawn for a phone; JupyterLab shows only the wide one."""

RECORD_MIME = "application/vnd.salestoolkit.page+json"
"""What the page says, for a program: its title, its language, its figures."""

OURS = "salestoolkit_block"
"""Metadata of an output whose HTML was made here, with every text in it escaped."""

ONLY_IN_NOTEBOOK = "salestoolkit_only_in_notebook"
"""Metadata of an output that the published page has by other means."""


@dataclass(frozen=True)
class Html:
    """A piece of HTML made from a template, in which every text is escaped."""

    text: str
    only_in_notebook: bool = False

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """MIME bundle and metadata."""
        hidden = {ONLY_IN_NOTEBOOK: True} if self.only_in_notebook else {}
        return {"text/html": self.text}, {OURS: True, **hidden}


@dataclass(frozen=True)
class Chart:
    """A chart as Vega-Lite JSON, wide and for a phone; a kernel never draws it."""

    wide: Mapping[str, Any]
    narrow: Mapping[str, Any] | None = None

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """MIME bundle and metadata."""
        data: dict[str, Any] = {SPEC_MIME: dict(self.wide), "text/plain": alt_of(self.wide)}
        if self.narrow is not None:
            data[NARROW_MIME] = dict(self.narrow)
        return data, {}


@dataclass(frozen=True)
class Record:
    """Data that leaves the notebook beside the page."""

    content: Mapping[str, Any]

    def bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """MIME bundle and metadata."""
        return {RECORD_MIME: dict(self.content), "text/plain": str(self.content["title"])}, {}


@dataclass(frozen=True)
class Section:
    """Blocks that one cell shows, one below the other."""

    blocks: tuple[Html | Chart | Record, ...] = field(default=())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self.blocks:
            data, metadata = block.bundle()
            display(data, metadata=metadata, raw=True)

    @property
    def html(self) -> str:
        """Its pieces of HTML, for tests and for people who look under the bonnet."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Html))


def html(template: str, **fields: Any) -> Html:
    """Fill in a template of ``templates/parts``; what comes from data or content is escaped."""
    return Html(fill(template, **fields))


def notebook_style() -> Html:
    """The look of the parts, for a notebook run by hand; the published page brings its own."""
    style = (TEMPLATES / "page" / "parts.css").read_text(encoding="utf-8")
    return Html(f"<style>\n{style}</style>", only_in_notebook=True)
