"""How wide a text is, so that it can be wrapped or shortened before it is drawn.

A chart that leaves the kernel as JSON is drawn elsewhere: what must fit has to be known here.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

from salestoolkit.words.errors import plain

ELLIPSIS = "…"
NAME_LENGTH = 400
"""Longest name that is kept whole for a tooltip."""

_THOUSANDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " \N{NO-BREAK SPACE}!,./:;I[\\]ft·",
    333: "()-`r{}“”„",
    355: '"',
    389: "*",
    500: "Jcksvxyz^",
    556: "#$0123456789?L_abdeghnopqu–≥≤",
    584: "+<=>~−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…→@",
}
_WIDTHS = {letter: width for width, letters in _THOUSANDTHS.items() for letter in letters}
_UNKNOWN_LETTER = 760
_FULL_WIDTH = 1000
_BOLD = 1.09
_SAFETY = 1.03
"""Arial, Helvetica and Liberation Sans have these widths; other fonts differ a little."""


def clean(value: object) -> str:
    """A name that came from outside, as inert text on one line.

    Examples
    --------
    >>> clean("Offer\\nsent\\x00")
    'Offer sent'
    """
    return plain(value, length=NAME_LENGTH)


@lru_cache(maxsize=50_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in pixels at a font size, a little on the safe side.

    Examples
    --------
    >>> round(text_width("0" * 100, 10, bold=False))
    573
    """
    total = sum(_letter(letter) for letter in text)
    return total * size / 1000 * (_BOLD if bold else 1) * _SAFETY


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits, and an ellipsis.

    Examples
    --------
    >>> shorten("Presentation of the offer", 90, 12)
    'Presentation…'
    """
    if text_width(text, size, bold=bold) <= width:
        return text
    fits = bisect_right(
        range(1, len(text) + 1),
        width,
        key=lambda n: text_width(text[:n].rstrip() + ELLIPSIS, size, bold=bold),
    )
    return text[:fits].rstrip() + ELLIPSIS


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit; a word that is too long by itself is shortened.

    Examples
    --------
    >>> wrap("one two three", 45, 12)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(shorten(word, width, size, bold=bold))
    return lines


def _letter(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _FULL_WIDTH
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFKD", letter)[0]
    return _WIDTHS.get({"ł": "l", "Ł": "L"}.get(base, base), _UNKNOWN_LETTER)
