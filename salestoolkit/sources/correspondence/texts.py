"""Talks and notes in plain text, and subtitles of recorded calls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from salestoolkit.core.mined import Message
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.correspondence.parts import Skipped, clues_in
from salestoolkit.sources.files.encodings import NotText, detect_encoding

HEAD = 1 << 20
PIECE = 1 << 18
"""Bytes of a long text that are read at once: many pieces keep every process busy."""
TIMES = re.compile(r"^(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s+-->")
SPOKEN_BY = re.compile(r"<v(?:\.\S+)?\s+([^>]+)>")
TAG = re.compile(r"</?[^>]{1,60}>")
NOT_SAID = re.compile(r"^(?:\d+|WEBVTT.*|NOTE.*|STYLE.*|REGION.*|Kind:.*|Language:.*)$")


def read_text(path: Path, name: str) -> Iterator[Message | Skipped]:
    """A text file as one message; one that is very long comes in pieces that end with a line.

    A talk with named speakers, a letter, or sentences one a line: its lines tell which it is.

    Raises
    ------
    ImportFailed
        ``file_empty``, ``file_not_text``.
    """
    for number, piece in enumerate(_pieces(path), start=1):
        yield Message(file=name, number=number, text=piece, form="talk", clues=clues_in(name))


def read_subtitles(path: Path, name: str) -> Iterator[Message | Skipped]:
    """What is said in subtitles (WebVTT, SubRip), with the speakers where they are named.

    Raises
    ------
    ImportFailed
        ``file_empty``, ``file_not_text``.
    """
    said: list[str] = []
    for piece in _pieces(path):
        for line in piece.split("\n"):
            plain = line.strip()
            if not plain or TIMES.match(plain) or NOT_SAID.match(plain):
                continue
            spoken = SPOKEN_BY.sub(lambda hit: f"{hit[1]}: ", plain)
            said.append(TAG.sub("", spoken).strip())
    yield Message(file=name, number=1, text="\n".join(said), form="talk", clues=clues_in(name))


def _pieces(path: Path) -> Iterator[str]:
    """A file's text, in pieces of bounded size that end with a line."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head.strip():
            raise ImportFailed("file_empty", file=path.name)
        try:
            encoding = detect_encoding(head)
        except NotText as error:
            raise ImportFailed("file_not_text", file=path.name, allowed="txt, vtt, srt") from error
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        waiting = ""
        while block := file.read(PIECE):
            waiting += decoder.decode(block)
            if len(waiting) > PIECE:
                whole, end, waiting = waiting.rpartition("\n")
                # a line without an end is cut: nobody says so much in one breath
                whole, waiting = (whole, waiting) if end else (waiting, "")
                yield _plain(whole)
        waiting += decoder.decode(b"", final=True)
    if waiting.strip():
        yield _plain(waiting)


def _plain(text: str) -> str:
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
