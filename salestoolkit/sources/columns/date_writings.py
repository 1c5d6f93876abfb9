"""Cut dates of every usual writing into numbers, a whole column at once.

Texts of one layout (the same length, digits and signs in the same places) are cut by position, which is
as quick as reading memory; the few that share their layout with no others go through patterns one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TIME = (
    r"(?:(?:[T,]\s*|\s+|,\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<offset>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
YEAR_FIRST = r"^(?P<a>\d{4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2})" + TIME
YEAR_LAST = r"^(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{4}|\d{2})\.?" + TIME
COMPACT = r"^(?P<a>(?:19|20|21)\d{2})(?P<b>\d{2})(?P<c>\d{2})" + TIME
PATTERNS = (YEAR_FIRST, YEAR_LAST, COMPACT)
BY_LAYOUT = [(pattern, re.compile(pattern.encode())) for pattern in (YEAR_FIRST, YEAR_LAST)]
MOST_LAYOUTS = 40
FEW = 32
"""So many layouts are tried for texts of one length, and so few texts are not worth a layout."""
MICRO_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Written:
    """Numbers of the texts at some positions of a column, all of one pattern.

    ``a``, ``b`` and ``c`` are the parts of the date in the order written; ``dotted`` marks points between
    them, ``short`` a year of two digits. ``half`` is 1 for a.m., 2 for p.m., 0 for a clock of 24 hours.
    ``offset`` is in minutes east of Greenwich, where ``absolute``.
    """

    at: np.ndarray
    year_first: bool
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    dotted: np.ndarray
    short: np.ndarray
    hour: np.ndarray
    minute: np.ndarray
    second: np.ndarray
    micros: np.ndarray
    half: np.ndarray
    offset: np.ndarray
    absolute: np.ndarray


def writings(texts: pa.Array) -> tuple[list[Written], np.ndarray]:
    """The dates among texts, cut into numbers, and the positions of texts that are none of these."""
    found: list[Written] = []
    left = [np.zeros(0, np.int64)]
    for at, letters in _by_length(texts):
        left.append(_by_layouts(at, letters, found))
    rest = np.sort(np.concatenate(left))
    for pattern in PATTERNS:
        if len(rest):
            fits, written = _by_pattern(texts, rest, pattern)
            found += written
            rest = rest[~fits]
    return found, rest


def _by_length(texts: pa.Array) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of the texts of each length in bytes, and their bytes: a row for each place in them."""
    lengths = np.asarray(pc.fill_null(pc.binary_length(texts), -1))
    _, offsets, text = texts.buffers()
    if text is None:
        return
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts)]
    octets = np.frombuffer(text, np.uint8)
    for length in np.unique(lengths[lengths >= 0]):
        at = np.flatnonzero(lengths == length)
        letters = np.empty((length, len(at)), np.uint8)
        for place in range(length):
            letters[place] = octets[starts[at] + place]
        yield at, letters


def _by_layouts(at: np.ndarray, letters: np.ndarray, found: list[Written]) -> np.ndarray:
    """Cut texts of one length by their layouts; the positions of those that are left."""
    rest: list[np.ndarray] = []
    for _ in range(MOST_LAYOUTS):
        if len(at) < FEW:
            break
        same = _same_layout(letters)
        alike = letters if same.all() else letters[:, same]
        written = _cut(at[same], alike)
        if written is None:
            rest.append(at[same])
        else:
            found.append(written)
        at, letters = at[~same], letters[:, ~same]
    return np.concatenate([*rest, at])


def _same_layout(letters: np.ndarray) -> np.ndarray:
    """Which texts have digits where the first has digits, and its letters everywhere else."""
    same = np.ones(letters.shape[1], bool)
    for row in letters:
        if _is_digit(row[:1])[0]:
            same &= _is_digit(row)
        else:
            same &= row == row[0]
    return same


def _is_digit(octets: np.ndarray) -> np.ndarray:
    """Bytes below "0" wrap around to large ones."""
    return octets - np.uint8(ord("0")) <= 9


def _cut(at: np.ndarray, letters: np.ndarray) -> Written | None:
    """Numbers of texts of one layout, read at the places where a pattern finds them in the first."""
    first = letters[:, 0].tobytes()
    hits = ((pattern, compiled.match(first)) for pattern, compiled in BY_LAYOUT)
    pattern, hit = next(((pattern, hit) for pattern, hit in hits if hit), (None, None))
    if hit is None:
        return None
    size = len(at)

    def number(name: str, start: int = 0, stop: int | None = None) -> np.ndarray:
        begin, end = hit.span(name)
        total = np.zeros(size, np.int32)
        for row in letters[begin:end][start:stop]:
            total *= 10
            total += row - np.uint8(ord("0"))
        return total

    year_last = pattern == YEAR_LAST
    fraction = (hit.group("fraction") or b"")[:MICRO_DIGITS]
    half = {b"a": 1, b"p": 2}.get((hit.group("half") or b"")[:1].lower(), 0)
    offset = hit.group("offset") or b""
    return Written(
        at=at,
        year_first=not year_last,
        a=number("a"),
        b=number("b"),
        c=number("c"),
        dotted=np.full(size, year_last and hit.group("sep") == b"."),
        short=np.full(size, year_last and len(hit.group("c")) == 2),
        hour=number("hour"),
        minute=number("minute"),
        second=number("second"),
        micros=number("fraction", 0, MICRO_DIGITS) * 10 ** (MICRO_DIGITS - len(fraction)),
        half=np.full(size, half),
        offset=_east(offset, number("offset", 1, 3), number("offset", -2)),
        absolute=np.full(size, bool(offset)),
    )


def _east(offset: bytes, hours: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Minutes east of Greenwich: ``+02:00``, ``-0330``, ``+02``; ``Z`` and names of it are 0."""
    if offset[:1] not in (b"+", b"-"):
        return np.zeros(len(hours), np.int64)
    east = hours * 60 + (minutes if len(offset) > len("+02") else 0)
    return -east if offset.startswith(b"-") else east


def _by_pattern(
    texts: pa.Array, rest: np.ndarray, pattern: str
) -> tuple[np.ndarray, list[Written]]:
    """Which of some texts fit a pattern, and their numbers."""
    found = pc.extract_regex(texts.take(pa.array(rest)), pattern)
    fits = np.asarray(found.is_valid())
    if not fits.any():
        return fits, []
    found = found.drop_null()
    size = len(found)
    half = pc.utf8_lower(pc.utf8_slice_codeunits(pc.struct_field(found, "half"), 0, 1))
    fraction = pc.utf8_rpad(pc.struct_field(found, "fraction"), MICRO_DIGITS, "0")
    offset = pc.struct_field(found, "offset")
    year_last = pattern == YEAR_LAST
    year = pc.struct_field(found, "c")
    return fits, [
        Written(
            at=rest[fits],
            year_first=not year_last,
            a=_number(found, "a"),
            b=_number(found, "b"),
            c=_number(found, "c"),
            dotted=_equal(pc.struct_field(found, "sep"), ".")
            if year_last
            else np.zeros(size, bool),
            short=_equal(pc.utf8_length(year), 2) if year_last else np.zeros(size, bool),
            hour=_number(found, "hour"),
            minute=_number(found, "minute"),
            second=_number(found, "second"),
            micros=np.asarray(pc.utf8_slice_codeunits(fraction, 0, MICRO_DIGITS).cast(pa.int64())),
            half=_equal(half, "a") + 2 * _equal(half, "p"),
            offset=_offsets(offset),
            absolute=~_equal(offset, ""),
        )
    ]


def _equal(column: pa.Array, value: str | int) -> np.ndarray:
    return np.asarray(pc.equal(column, value))


def _number(found: pa.StructArray, name: str) -> np.ndarray:
    """A part as whole numbers, 0 where it was not written."""
    part = pc.struct_field(found, name)
    return np.asarray(pc.if_else(pc.equal(part, ""), "0", part).cast(pa.int64()))


def _offsets(offset: pa.Array) -> np.ndarray:
    """Minutes east of Greenwich."""
    digits = pc.utf8_rpad(pc.replace_substring_regex(offset, r"\D", ""), 4, "0")
    number = np.asarray(digits.cast(pa.int64()))
    minutes: np.ndarray = (number // 100) * 60 + number % 100
    minutes[np.asarray(pc.starts_with(offset, "-"))] *= -1
    return minutes
