"""Texts in cells: what Excel can hold, and how it writes signs that it reads as codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from salestoolkit.errors import ImportFailed

LONGEST = 32_767
"""Excel keeps no more signs in a cell."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
BULLET = "• "
_BULLET = re.compile(r"^\s*[•▪◦·–—*-]\s+")
_LINE_ENDS = re.compile("\r\n?")


def cell_text(text: str, *, process: str, column: str) -> str:
    """A text as it is written to a cell; ``process`` and ``column`` name the place in an error.

    Raises
    ------
    ImportFailed
        ``xlsx_control_character`` or ``xlsx_text_too_long``.
    """
    illegal = _ILLEGAL.search(text)
    if illegal is not None:
        sign = f"U+{ord(illegal[0]):04X}"
        raise ImportFailed(
            "xlsx_control_character", process=process, column=column, value=text, sign=sign
        )
    written = _CODE.sub(r"_x005F_x\1_", text).replace("\r", "_x000D_")
    length = len(written.encode("utf-16-le")) // 2
    if length > LONGEST:
        raise ImportFailed(
            "xlsx_text_too_long", process=process, column=column, value=length, allowed=LONGEST
        )
    return written


def without_illegal(text: str) -> str:
    """A text without the signs that a workbook cannot hold, for places that only show it."""
    return _ILLEGAL.sub("", text)


def text_of_cell(text: str) -> str:
    """A cell's text as it was meant.

    Examples
    --------
    >>> text_of_cell("a_x000D_b"), text_of_cell(cell_text("a_x000D_b", process="", column=""))
    ('a\\rb', 'a_x000D_b')
    """
    return _CODE.sub(_meant, text)


def same_text(first: str | None, second: str | None) -> bool:
    """Whether two texts are one in a cell, where every line ends alike and nothing is an empty text."""
    return _LINE_ENDS.sub("\n", first or "") == _LINE_ENDS.sub("\n", second or "")


def listed(items: Sequence[str]) -> str:
    """Several texts in one cell, one a line; a bullet shows where each begins when lines are wrapped.

    Examples
    --------
    >>> listed(["call"]), listed(["call", "write"])
    ('call', '• call\\n• write')
    """
    return "\n".join(items) if len(items) < 2 else "\n".join(BULLET + item for item in items)


def lines_of(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """What a cell holds one a line, without the bullets that we or a person put before it.

    A line that is ``known`` (it stood there before) stays as it is.

    Examples
    --------
    >>> lines_of("• call\\n\\n- write ", known=["- write "])
    ('call', '- write ')
    """
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return tuple(kept for line in lines if (kept := _line(line, known)))


def _line(line: str, known: Collection[str]) -> str:
    bare = line.removeprefix(BULLET)
    found = next((text for text in (bare, line) if text in known), None)
    return _BULLET.sub("", line).strip() if found is None else found


def _meant(code: re.Match[str]) -> str:
    """The sign that a code stands for: Excel writes so what XML cannot hold, and its own underscore."""
    sign = chr(int(code[1], 16))
    return sign if sign < " " or sign == "_" else code[0]
