"""Find a text file's encoding and turn it into UTF-8.

Byte order marks and valid UTF-8 settle it. What is left is one byte a letter: then the bytes that mean
a Polish letter in one code page and a sign in the others decide, the same way every time.
"""

from __future__ import annotations

import codecs
import re

import numpy as np
import pyarrow as pa

PIECE = 1 << 22
SAMPLE = 1 << 16

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32 LE begins with that of UTF-16 LE, so it comes first."""

PICTURES_AND_ARCHIVES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"RIFF",
    b"BM\x00",
    b"7z\xbc\xaf",
    b"Rar!",
    b"PAR1",
    b"SQLite format 3",
)

CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
"""Control characters that no text file holds (0x1A ends files written by old DOS programs)."""

ONLY_POLISH = "ąśźłĄŚŹŁ"
"""Letters whose bytes stand for signs in Western code pages."""
ONLY_WESTERN = "áàâãäåèéëìíîïòôõöùúûüçÁÀÂÃÄÅÈÉËÌÍÎÏÒÔÕÖÙÚÛÜÇßªº"
"""Western letters whose bytes stand for no Polish letter (ñ is ń, ê is ę, and so on: they tell nothing)."""


class NotText(ValueError):
    """The bytes are no text in any encoding known here."""


def decoded(data: bytes) -> str:
    """The text of a file that a person saved, in whatever encoding the editor chose.

    Raises
    ------
    NotText
        Where the bytes are a picture, an archive or other data.

    Examples
    --------
    >>> decoded("zażółć".encode("cp1250"))
    'zażółć'
    """
    return to_utf8(data, detect_encoding(data)).decode("utf-8-sig")


def detect_encoding(data: bytes) -> str:
    """Name of the encoding of a text file's bytes.

    Raises
    ------
    NotText
        For pictures, archives and other binary data.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    if data.startswith(PICTURES_AND_ARCHIVES):
        raise NotText
    sample = data[:SAMPLE]
    if wide := _utf16_without_mark(sample):
        return wide
    if CONTROLS.search(sample) or b"\x00" in data:
        raise NotText
    if _is_utf8(data):
        return "utf-8"
    return _code_page(data)


def to_utf8(data: bytes, encoding: str) -> bytes:
    """The same text as UTF-8 without a byte order mark; bad bytes after such a mark become �.

    Raises
    ------
    NotText
        Where the bytes do not fit the encoding.
    """
    mark = next((mark for mark, name in MARKS if name == encoding and data.startswith(mark)), b"")
    data = data[len(mark) :]
    if encoding == "utf-8":
        return data if not mark or _is_utf8(data) else data.decode(errors="replace").encode()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        pieces = [
            decoder.decode(data[start : start + PIECE]).encode()
            for start in range(0, len(data), PIECE)
        ]
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise NotText from error
    return b"".join(pieces)


def _is_utf8(data: bytes) -> bool:
    """Whether all of the bytes are valid UTF-8; Arrow checks as fast as memory is read."""
    whole = pa.py_buffer(np.array([0, len(data)], np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, whole, pa.py_buffer(data)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 shows in ASCII letters (separators at least): every other byte is then zero."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > 0.5 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.5 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _code_page(data: bytes) -> str:
    """Code page by the letters that only Polish, or only Western languages, would show."""

    def tally(letters: str, encoding: str) -> int:
        return sum(data.count(bytes([octet])) for octet in letters.encode(encoding))

    windows, latin2 = tally(ONLY_POLISH, "cp1250"), tally(ONLY_POLISH, "iso8859-2")
    if tally(ONLY_WESTERN, "cp1252") > max(windows, latin2):
        return "cp1252"
    return "iso8859-2" if latin2 > windows else "cp1250"
