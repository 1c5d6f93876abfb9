"""Saved e-mails: one a file (eml), or a whole mailbox (mbox)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email import policy
from email.errors import MessageDefect, MultipartInvariantViolationDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

from salestoolkit.core.mined import Message
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.correspondence.parts import LARGEST, Skipped, clues_in
from salestoolkit.sources.files.encodings import NotText, decoded

PEOPLE = ("from", "to", "cc", "reply-to", "sender")
BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"})
SILENT = frozenset({"style", "script", "head", "title"})
CUT = ("CloseBoundaryNotFound", "InvalidBase64", "StartBoundaryNotFound", "MissingHeaderBody")
_NUMBERED = re.compile(r"[#\[(]\s*(?:deal|szansa|opportunity)?\s*([\w-]+)\s*[\])]?")


def read_eml(path: Path, name: str) -> Iterator[Message | Skipped]:
    """A saved e-mail.

    Raises
    ------
    ImportFailed
        ``file_empty``.
    """
    data = path.read_bytes()
    if not data.strip():
        raise ImportFailed("file_empty", file=path.name)
    yield from _read(data, name, 1)


def read_mbox(path: Path, name: str) -> Iterator[Message | Skipped]:
    """The letters of a mailbox, one at a time; the last of one that was cut off as far as it goes.

    A mailbox ends with the end of a line, so one that does not was cut off.

    Raises
    ------
    ImportFailed
        ``mbox_without_letters`` where nothing in the file begins one.
    """
    lines: list[bytes] = []
    number = size = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"From ") and (not lines or not lines[-1].strip()):
                if number:
                    yield from _read(b"".join(lines), name, number)
                number, size, lines = number + 1, 0, []
                continue
            size += len(line)
            # what is beyond this size is an attachment
            if number and size <= LARGEST * 4:
                lines.append(line[1:] if line.startswith(b">From ") else line)
    if not number:
        raise ImportFailed("mbox_without_letters", file=path.name)
    ended = not lines or lines[-1].endswith(b"\n")
    yield from _read(b"".join(lines), name, number, ended=ended)


def _read(
    data: bytes, name: str, number: int, *, ended: bool = True
) -> Iterator[Message | Skipped]:
    """A letter, with a note where it was cut off: its parts do not close, or it has no end."""
    mail = BytesParser(policy=policy.default).parsebytes(data)
    text = _body(mail)
    cut = not ended or any(type(defect).__name__.startswith(CUT) for defect in _defects(mail))
    if cut:
        yield Skipped(file=name, number=number, reason="cut_off" if text else "cut_off_empty")
    if not text.strip():
        if not cut:
            yield Skipped(file=name, number=number, reason="no_text")
        return
    subject = _header(mail, "subject")
    people = getaddresses([_header(mail, key) for key in PEOPLE])
    yield Message(
        file=name,
        number=number,
        text=text[:LARGEST],
        at=_day(mail),
        subject=subject,
        names=tuple(dict.fromkeys(told for told, _ in people if told and "@" not in told)),
        senders=tuple(address.lower() for _, address in getaddresses([_header(mail, "from")])),
        clues=clues_in(name, " ".join(_NUMBERED.findall(subject))),
    )


def _header(mail: EmailMessage, key: str) -> str:
    """A header as text; one that cannot be taken apart is none."""
    try:
        return str(mail.get(key, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        # the library raises these on headers that break its rules
        return ""


def _day(mail: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(_header(mail, "date")).date()
    except (ValueError, TypeError):
        return None


def _defects(mail: EmailMessage) -> Iterator[MessageDefect]:
    for part in mail.walk():
        yield from (d for d in part.defects if not isinstance(d, MultipartInvariantViolationDefect))


def _body(mail: EmailMessage) -> str:
    """The letter's text; of one in HTML alone what is shown of it."""
    shown = {"text/plain": "", "text/html": ""}
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in shown and part.get_content_disposition() != "attachment" and not shown[kind]:
            shown[kind] = _decoded(part)
    return shown["text/plain"] or _without_tags(shown["text/html"])


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        pass
    try:
        return decoded(data)
    except NotText:
        return ""


class _Shown(HTMLParser):
    """Collects what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new line, or something that is not shown."""
        self._hidden += tag in SILENT
        if tag in BREAKS:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End something that is not shown, or a line."""
        self._hidden = max(self._hidden - (tag in SILENT), 0)
        if tag in BREAKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is shown; line ends of the source are blanks."""
        if not self._hidden:
            self.text.append(re.sub(r"\s+", " ", data))


def _without_tags(html: str) -> str:
    page = _Shown()
    page.feed(html)
    page.close()
    lines = [line.strip() for line in "".join(page.text).split("\n")]
    return "\n".join(lines).strip()
