"""Read an event log in XES (IEEE 1849), plain or gzipped, into one row an event."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

from salestoolkit.errors import ImportFailed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

GZIP = b"\x1f\x8b"
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
"""Elements of XES that hold one value under a key; lists and containers are left out."""
CASE = "case:"
"""Put before the key of what is told of a whole case."""


def is_xes(data: bytes) -> bool:
    """Whether a file is a log in XES, from its first bytes."""
    head = data[: 1 << 12]
    if data.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(data[: 1 << 14], 1 << 12)
        except zlib.error:
            return False
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<log" in head


def read_events(data: bytes, name: str) -> dict[str, pa.ChunkedArray]:
    """Columns of text, one row an event in the order of the file; a case's own keys begin with `CASE`.

    Parameters
    ----------
    data : bytes
        The file, gzipped or not.
    name : str
        Its name, for an error.

    Raises
    ------
    ImportFailed
        ``xes_unreadable`` where it is cut off or no XML, ``xes_entities`` where it brings a document
        type or entities of its own, ``xes_without_events``.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException

    columns: dict[str, list[str | None]] = {}
    known: dict[str, str] = {}
    rows = 0
    try:
        for attributes in _events(_opened(data)):
            for key, value in attributes.items():
                column = columns.setdefault(key, [])
                column.extend([None] * (rows - len(column)))
                # the same few words come again and again: each is kept once
                column.append(known.setdefault(value, value))
            rows += 1
    except DefusedXmlException as error:
        raise ImportFailed("xes_entities", file=name) from error
    except (ParseError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportFailed("xes_unreadable", file=name, reason=str(error)) from error
    if not rows:
        raise ImportFailed("xes_without_events", file=name)
    for column in columns.values():
        column.extend([None] * (rows - len(column)))
    return {key: pa.chunked_array([pa.array(col, pa.string())]) for key, col in columns.items()}


def _opened(data: bytes) -> IO[bytes]:
    plain = io.BytesIO(data)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if data.startswith(GZIP) else plain


def _events(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """What is told of each event; the tree is emptied behind the reader."""
    from defusedxml.ElementTree import iterparse

    path: list[str] = []
    case: dict[str, str] = {}
    # A case's own attributes may stand behind its events, so its events wait for its end.
    waiting: list[dict[str, str]] = []
    for moment, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if moment == "start":
            path.append(tag)
            continue
        path.pop()
        if tag == "event" and path[-1:] == ["trace"]:
            waiting.append(_told(element))
            element.clear()
        elif tag == "trace":
            case = {CASE + key: value for key, value in _told(element).items()}
            yield from (case | event for event in waiting)
            waiting = []
            element.clear()


def _told(element: Element) -> dict[str, str]:
    """Keys and values that stand directly below an element."""
    return {
        child.attrib["key"]: " ".join(child.attrib.get("value", "").split())
        for child in element
        if child.tag.rpartition("}")[2] in VALUES and child.attrib.get("key")
        if child.attrib.get("value", "").strip()
    }
