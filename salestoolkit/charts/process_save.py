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
_SIZE = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="0 0 ([\d.]+) ([\d.]+)"')


def save_map(drawn: ProcessMap, path: str | Path) -> Path | None:
    """Write a map as the file's suffix says: ``.svg``, ``.png`` or ``.pdf``.

    A map for the wall is an A4 page across as PDF. What is in the place of the file and differs is
    copied first. PNG and PDF start a converter: the process must not be forked afterwards.

    Returns
    -------
    Path or None
        The copy of what was there before.

    Raises
    ------
    InvalidValue
        ``process_map_suffix`` where the suffix is none of them.
    ImportFailed
        ``path_is_folder``, ``cannot_write``.
    """
    path = Path(path)
    content = FORMATS.get(path.suffix.lower())
    if content is None:
        raise InvalidValue("process_map_suffix", value=path.name, allowed=", ".join(FORMATS))
    return write_keeping(path, content(drawn.svg))


def _png(svg: str) -> bytes:
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
    return picture


def _pdf(svg: str) -> bytes:
    import vl_convert

    # The converter takes a pixel for a point, and a unit of the picture is a point on paper.
    sized = _SIZE.sub(r'width="\1" height="\2" viewBox="0 0 \1 \2"', svg, count=1)
    page: bytes = vl_convert.svg_to_pdf(sized)
    return page


FORMATS: dict[str, Callable[[str], bytes]] = {".svg": str.encode, ".png": _png, ".pdf": _pdf}
"""What a map is kept as, by suffix."""
