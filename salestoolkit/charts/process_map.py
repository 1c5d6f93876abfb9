"""The map of a sales process as a picture: a cycle of stages, for the wall and for a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from salestoolkit.charts import process_loop, process_phone, process_wall
from salestoolkit.charts.process_panel import Panel, sentence_panel
from salestoolkit.charts.process_save import save_map
from salestoolkit.charts.process_svg import panels_svg
from salestoolkit.charts.process_words import MapWords, map_words
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_numbers import ProcessNumbers
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words

__all__ = ["LAYOUTS", "Layout", "ProcessMap", "process_map", "process_maps", "save_map"]

Layout = Literal["wall", "half", "phone"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
ZOOM = {"wall": 96 / 72, "half": 96 / 72, "phone": 1.0}
"""Pixels a unit: paper is measured in points, the phone in pixels."""
PAGES = {"wall": process_loop.WALL, "half": process_loop.HALF}


@dataclass(frozen=True)
class ProcessMap:
    """A drawn map: SVG that stands by itself, and what it says for those who do not see it."""

    svg: str
    alt: str
    layout: Layout
    panels: tuple[Panel, ...] = field(repr=False)

    @property
    def figure(self) -> str:
        """The SVG as an HTML figure that never grows wider than its place."""
        return f'<figure class="chart" style="margin:0;overflow-x:auto">{self.svg}</figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """What a notebook and an exported page show of it, without a network."""
        return {"text/html": self.figure, "image/svg+xml": self.svg, "text/plain": self.alt}


def process_map(
    process: SalesProcess,
    words: Words,
    *,
    numbers: ProcessNumbers | None = None,
    layout: Layout = "wall",
) -> ProcessMap:
    """The map of a process: stages as cards along a closed loop, the last leading to the first.

    Parameters
    ----------
    words : Words
        In whose language the map is; texts of the process that are not translated are marked.
    numbers : ProcessNumbers, optional
        What a deal book says of the stages; the map then carries them with their date and what
        they count.
    layout : {"wall", "half", "phone"}
        A4 across, letters of 7 points or more up to 20 stages; half of it upright, for two maps side
        by side; or 360 pixels wide, letters of 12 pixels or more.

    Examples
    --------
    >>> from salestoolkit.sources.templates import universal_process
    >>> from salestoolkit.words import load_words
    >>> drawn = process_map(universal_process("en"), load_words("en"))
    >>> drawn.alt[:32]
    'Process map: Universal sales pro'
    """
    return process_maps([process], words, numbers=[numbers], layout=layout)


def process_maps(
    processes: Sequence[SalesProcess] | Mapping[str | None, SalesProcess],
    words: Words,
    *,
    numbers: Sequence[ProcessNumbers | None] = (),
    layout: Layout = "wall",
) -> ProcessMap:
    """Several processes in one picture, such as the seller's and the buyer's, one under the other.

    Two maps for the wall fill A3 upright, each of them A4 across.

    Parameters
    ----------
    numbers : sequence of ProcessNumbers or None
        One for each process, in their order; none at all for maps without numbers.

    Raises
    ------
    InvalidValue
        ``process_map_layout`` where there is no such layout.
    """
    if layout not in LAYOUTS:
        raise InvalidValue("process_map_layout", value=layout, allowed=", ".join(LAYOUTS))
    listed = tuple(processes.values() if isinstance(processes, Mapping) else processes)
    known = tuple(numbers) or (None,) * len(listed)
    texts = [map_words(*pair[:1], words, pair[1]) for pair in zip(listed, known, strict=True)]
    panels = tuple(_panel(text, words, layout) for text in texts)
    if not panels:
        panels = (_sentence(words.text("process_map.nothing"), "", layout),)
    alt = " ".join(f"{text.alt_title}. {text.alt or _empty(text, words)}" for text in texts)
    title = "; ".join(text.alt_title for text in texts)
    width = _measures(layout)[0]
    svg = panels_svg(panels, title=title, description=alt, width=width, zoom=ZOOM[layout])
    return ProcessMap(svg=svg, alt=alt, layout=layout, panels=panels)


def _panel(text: MapWords, words: Words, layout: Layout) -> Panel:
    if not text.cards:
        return _sentence(_empty(text, words), text.title, layout)
    if layout in PAGES:
        return process_wall.wall_panel(text, PAGES[layout])
    return process_phone.phone_panel(text)


def _empty(text: MapWords, words: Words) -> str:
    return words.text("process_map.empty", name=text.title)


def _sentence(sentence: str, title: str, layout: Layout) -> Panel:
    width, margin, size = _measures(layout)
    return sentence_panel(sentence, title=title, width=width, margin=margin, size=size)


def _measures(layout: Layout) -> tuple[float, float, float]:
    """Width of a page, its margin, and the size of a sentence's letters."""
    if layout in PAGES:
        return PAGES[layout].width, PAGES[layout].margin, 12.0
    return process_phone.WIDTH, process_phone.MARGIN, 14.0
