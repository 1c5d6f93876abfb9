"""The log of discounts that were granted: a CSV file that is only ever added to."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from salestoolkit.core.approvals import Approval
from salestoolkit.errors import BookError
from salestoolkit.sources.safe_csv import BOM, as_written, csv_lines, safe_csv
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.whole_files import (
    saying_what_cannot_be_written,
    write_keeping,
    write_whole,
)

HEADER = ("date", "deal", "asked_by", "granted_by", "discount", "in_return")
"""The same in every language, so that a file can be read wherever it was written."""
FEWEST = len(HEADER) - 1
"""Cells of a row; what comes in return may be missing."""
DELIMITERS = (",", ";", "\t")
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")
_SHARE = re.compile(r"[01](?:[.,][0-9]+)?")


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that cannot be read: its line, what is wrong (``columns``, ``day``, ...), the value."""

    line: int
    reason: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalFile:
    """What a log holds: each row is an approval or a bad row."""

    approvals: tuple[Approval, ...] = ()
    bad: tuple[BadRow, ...] = ()


def read_approvals(path: Path) -> ApprovalFile:
    """The log; nothing where there is no file yet. A row that cannot be read is set apart.

    Raises
    ------
    BookError
        ``approval_header`` where the first line is not ours, ``sheet_unreadable``,
        ``sheet_not_a_text_file``.
    """
    if not path.exists():
        return ApprovalFile()
    approvals: list[Approval] = []
    bad: list[BadRow] = []
    for line, row in _rows(path, read_text(path)):
        found = _approval(line, row)
        if isinstance(found, BadRow):
            bad.append(found)
        else:
            approvals.append(found)
    return ApprovalFile(approvals=tuple(approvals), bad=tuple(bad))


def add_approval(path: Path, approval: Approval) -> Path | None:
    """Add a line to the log; what stands in it is never touched.

    A file that a spreadsheet saved in another way (semicolons, another encoding) is brought back to
    its form first, with all its rows, and the former one is kept as a copy.

    Returns
    -------
    Path | None
        The copy, where there is one.

    Raises
    ------
    BookError
        Those of `read_approvals`: the file is left as it is.
    ImportFailed
        ``cannot_write``; nothing was added then.
    """
    new = _cells(approval)
    if not path.exists():
        with saying_what_cannot_be_written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, safe_csv(HEADER, [new]))
        return None
    rows = [row for _, row in _rows(path, read_text(path))]
    if not _is_ours(path.read_bytes()):
        return write_keeping(path, safe_csv(HEADER, [*rows, new]))
    with saying_what_cannot_be_written(path):
        _append(path, csv_lines([new]).encode())
    return None


def _append(path: Path, line: bytes) -> None:
    """Add whole lines at the end; a line that does not fit on the disk is taken away again."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        ended = file.read(1) in (b"\n", b"")
        try:
            file.seek(size)
            file.write(line if ended else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def _is_ours(data: bytes) -> bool:
    """Whether a file still is as we write it: UTF-8, with commas."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return text.startswith(",".join(HEADER)) and data.startswith(BOM.encode())


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Rows below the header with their lines, blank ones left out."""
    first = text.split("\n", 1)[0].strip().strip('"').casefold()
    delimiter = next((one for one in DELIMITERS if one in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [cell.strip().casefold() for cell in next(reader, [])]
    if tuple(header[:FEWEST]) != HEADER[:FEWEST]:
        raise BookError("approval_header", file=str(path), allowed=",".join(HEADER))
    return [
        (reader.line_num, [as_written(cell).strip() for cell in row])
        for row in reader
        if any(cell.strip() for cell in row)
    ]


def _approval(line: int, row: Sequence[str]) -> Approval | BadRow:
    if len(row) < FEWEST:
        return BadRow(line=line, reason="columns")
    day, deal, asked, granted, discount, *returned = row
    if not (deal and asked and granted):
        return BadRow(line=line, reason="missing")
    share = share_written(discount)
    if share is None or not 0 < share <= 1:
        return BadRow(line=line, reason="discount", value=discount)
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return BadRow(line=line, reason="day", value=day)
    return Approval(
        day=known,
        deal=deal,
        asked_by=asked,
        granted_by=granted,
        discount=share,
        in_return=returned[0] if returned else "",
    )


def share_written(text: str) -> Decimal | None:
    """A share as a person writes it, None for anything else: a bare 12 is neither 12% nor a share.

    >>> share_written("12,5 %"), share_written("0.125"), share_written("12")
    (Decimal('0.125'), Decimal('0.125'), None)
    """
    plain = text.strip().replace("\N{NO-BREAK SPACE}", " ")
    if found := _PERCENT.fullmatch(plain):
        return Decimal(found[1].replace(",", ".")) / 100
    return Decimal(plain.replace(",", ".")) if _SHARE.fullmatch(plain) else None


def _cells(approval: Approval) -> list[str]:
    percent = f"{(approval.discount * 100).normalize():f}%"
    texts = (approval.deal, approval.asked_by, approval.granted_by)
    plain = [" ".join(text.split()) for text in (*texts, approval.in_return)]
    return [approval.day.isoformat(), *plain[:3], percent, plain[3]]
