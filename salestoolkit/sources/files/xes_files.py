"""Read an event log in XES (IEEE 1849), plain or gzipped, into one row an event."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from typing import IO, cast

import pyarrow as pa

from salestoolkit.errors import ImportFailed

GZIP = b"\x1f\x8b"
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
"""Elements of XES that hold one value under a key; lists and containers are left out."""
NAMESPACE = "}"
HEAD = 1 << 16
"""Bytes in which a log's first element must begin: comments may stand before it."""
ROOT = re.compile(rb"<(?:[\w.-]+:)?log[\s>]")
PIECE = 1 << 16
"""Bytes that are parsed at a time."""
LONGEST = 1 << 22
"""Bytes within which an element must end: an endless one costs the square of its length."""
CASE = "case:"
"""Put before the key of what is told of a whole case."""


def is_xes(data: bytes) -> bool:
    """Whether a file is a log in XES, from its first bytes."""
    head = data[:HEAD]
    if data.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(data[:HEAD], HEAD)
        except zlib.error:
            return False
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(ROOT.search(head))


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
        type or entities of its own, ``xes_endless`` where an element does not end,
        ``xes_without_events``.
    """
    from xml.parsers.expat import ExpatError

    log = _Log(name)
    try:
        log.read(_opened(data))
    except (ExpatError, LookupError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportFailed("xes_unreadable", file=name, reason=str(error)) from error
    if not log.rows:
        raise ImportFailed("xes_without_events", file=name)
    return {key: pa.chunked_array([pa.array(col, pa.string())]) for key, col in log.whole().items()}


def _opened(data: bytes) -> IO[bytes]:
    plain = io.BytesIO(data)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if data.startswith(GZIP) else plain


class _Log:
    """Columns that grow element by element: a tree of a large log would fill the memory."""

    def __init__(self, name: str) -> None:
        self.rows = 0
        self._name = name
        self._columns: dict[str, list[str | None]] = {}
        self._depth = 0
        # depth of the case that is being read; 0 between two cases
        self._trace = 0
        self._case: dict[str, str] = {}
        # A case's own attributes may stand behind its events, so its events wait for its end.
        self._events: list[dict[str, str]] = []
        self._in_event = False
        # The same few words come again and again: each is kept once.
        self._known: dict[str, str] = {}

    def read(self, file: IO[bytes]) -> None:
        """Read the whole file."""
        from xml.parsers.expat import ParserCreate

        parser = ParserCreate(namespace_separator=NAMESPACE)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        read = 0
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
            read += len(piece)
            if read - parser.CurrentByteIndex > LONGEST:
                raise ImportFailed("xes_endless", file=self._name, allowed=LONGEST >> 20)
        parser.Parse(b"", True)

    def whole(self) -> dict[str, list[str | None]]:
        """The columns, one value a row."""
        for column in self._columns.values():
            column.extend([None] * (self.rows - len(column)))
        return self._columns

    def _refuse(self, *_: object) -> None:
        """A document type is where entities are made; no log needs one."""
        raise ImportFailed("xes_entities", file=self._name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        kind = tag.rpartition(NAMESPACE)[2]
        below = self._depth - self._trace
        if not self._trace:
            if kind == "trace":
                self._trace, self._case, self._events = self._depth, {}, []
        elif below == 1 and kind == "event":
            self._events.append({})
            self._in_event = True
        elif kind in VALUES:
            if below == 2 and self._in_event:
                self._keep(self._events[-1], "", attributes)
            elif below == 1:
                self._keep(self._case, CASE, attributes)

    def _end(self, _tag: str) -> None:
        if self._depth == self._trace:
            self._add()
            self._trace = 0
        elif self._depth == self._trace + 1:
            self._in_event = False
        self._depth -= 1

    def _keep(self, told: dict[str, str], before: str, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value", "")
        known = self._known.get(value)
        if known is None:
            known = self._known.setdefault(value, " ".join(value.split()))
        if key and known:
            told[before + key] = known

    def _add(self) -> None:
        """The events of a case as rows, each with what is told of the case."""
        for event in self._events:
            for key, value in (self._case | event).items():
                column = self._columns.setdefault(key, [])
                if len(column) < self.rows:
                    column.extend([None] * (self.rows - len(column)))
                column.append(value)
            self.rows += 1
