"""Keep a process map as a file: SVG for a page, PNG for a slide, PDF for the wall."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.errors import InvalidValue
from salestoolkit.sources.whole_files import write_keeping

if TYPE_CHECKING:
    from salestoolkit.charts.process_map import ProcessMap

PNG_SCALE = 2.0
PAPER = {"a4": 1.0, "a3": 2**0.5}
"""Sizes of paper, by how much longer their sides are than those of A4."""
_SIZE = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="0 0 ([\d.]+) ([\d.]+)"')


def save_map(drawn: ProcessMap, path: str | Path, *, paper: str = "a4") -> Path | None:
    """Write a map as the file's suffix says: ``.svg``, ``.png`` or ``.pdf``.

    A map for the wall is an A4 page across as PDF, or A3 as ``paper`` says. What is in the place of
    the file and differs is copied first. PNG and PDF start a converter: the process must not be
    forked afterwards.

    Returns
    -------
    Path or None
        The copy of what was there before.

    Raises
    ------
    InvalidValue
        ``process_map_suffix`` where the suffix is none of them, ``collect_paper``.
    ImportFailed
        ``path_is_folder``, ``cannot_write``.
    """
    path = Path(path)
    content = FORMATS.get(path.suffix.lower())
    if content is None:
        raise InvalidValue("process_map_suffix", value=path.name, allowed=", ".join(FORMATS))
    if paper not in PAPER:
        raise InvalidValue("collect_paper", value=paper, allowed=", ".join(PAPER))
    svg = drawn.svg if content is not _pdf else _sized(drawn.svg, PAPER[paper])
    return write_keeping(path, content(svg))


def _png(svg: str) -> bytes:
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
    return picture


def _pdf(svg: str) -> bytes:
    import vl_convert

    page: bytes = vl_convert.svg_to_pdf(svg)
    return page


def _sized(svg: str, larger: float) -> str:
    """The picture with a unit a point on A4, as the converter takes a pixel for a point."""

    def size(found: re.Match[str]) -> str:
        width, height = (f"{larger * float(side):.2f}" for side in found.groups())
        return f'width="{width}" height="{height}" viewBox="0 0 {found[1]} {found[2]}"'

    return _SIZE.sub(size, svg, count=1)


FORMATS: dict[str, Callable[[str], bytes]] = {".svg": str.encode, ".png": _png, ".pdf": _pdf}
"""What a map is kept as, by suffix."""
