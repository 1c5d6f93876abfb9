"""Read a file into columns of text: CSV, XLSX and saved JSON answers."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.csv_files import read_separated
from salestoolkit.sources.files.encodings import NotText, detect_encoding, to_utf8
from salestoolkit.sources.files.json_files import read_answers
from salestoolkit.sources.files.raw_table import RawTable, drop_empty_rows, tidy
from salestoolkit.sources.files.xes_files import is_xes, read_events

__all__ = ["RawTable", "read_tables"]

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SMALL = 1 << 20
SEPARATED = {".csv", ".tsv", ".txt"}
READABLE = "CSV (.csv, .tsv, .txt), Excel (.xlsx), JSON (.json, .jsonl), XES (.xes, .xes.gz)"
EVENT_LOG = "event_log"
"""Shape of a table with one row an event of any process."""


def read_tables(path: Path) -> list[RawTable]:
    """Read the tables of a file as text: one for a CSV, JSON or XES file, one a filled
    sheet of a workbook.

    What the file is shows in its first bytes, whatever its name.

    Raises
    ------
    ImportFailed
        ``file_missing``, ``file_is_folder``, ``file_unreadable``, ``file_empty``, ``file_without_rows``,
        ``file_not_text``, ``old_excel``, ``file_encrypted``, ``unreadable_workbook``,
        ``unreadable_json``, ``json_without_rows``, ``failed_answer``, ``changelog_without_deal_id``,
        ``xes_unreadable``, ``xes_entities``, ``xes_without_events``.
    """
    path = Path(path)
    data = bytes_of(path)
    refuse_old_excel(data, path)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        if data.startswith(ZIP):
            return _workbook(path, data, digest.result())
        if is_xes(data):
            return [_event_log(path, data, digest.result())]
        try:
            encoding = detect_encoding(data)
            text = to_utf8(data, encoding)
        except NotText as error:
            raise ImportFailed("file_not_text", file=path.name, allowed=READABLE) from error
        if text[:64].lstrip()[:1] in (b"{", b"[") and path.suffix.lower() not in SEPARATED:
            return [_answers(path, text, encoding, digest.result())]
        head, body = read_separated(text)
        columns, lines = _tidied(body.columns, body.lines)
        table = RawTable(
            path=path,
            sheet=None,
            columns=columns,
            first_line=head.first_line,
            encoding=encoding,
            separator=head.separator,
            sha256=digest.result(),
            shape="table",
            broken=body.broken,
            row_lines=lines,
        )
    if table.num_rows == 0 and not table.broken:
        raise ImportFailed("file_without_rows", file=path.name, columns=", ".join(columns))
    return [table]


def refuse_old_excel(data: bytes, path: Path) -> None:
    """Refuse Excel's format before 2007, in which it also keeps what a password protects.

    Raises
    ------
    ImportFailed
        ``old_excel``, ``file_encrypted``.
    """
    if data.startswith(OLE):
        code = "file_encrypted" if ENCRYPTED in data else "old_excel"
        raise ImportFailed(code, file=path.name)


def bytes_of(path: Path) -> bytes:
    """What is in a file.

    Raises
    ------
    ImportFailed
        ``file_missing``, ``file_is_folder``, ``file_unreadable``, ``file_empty``.
    """
    if path.is_dir():
        raise ImportFailed("file_is_folder", file=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFailed("file_missing", file=str(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("file_unreadable", file=str(path), value=reason) from error
    if len(data) < SMALL and not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise ImportFailed("file_empty", file=path.name)
    return data


def _tidied(
    columns: dict[str, pa.ChunkedArray], lines: np.ndarray
) -> tuple[dict[str, pa.ChunkedArray], np.ndarray]:
    return drop_empty_rows({name: tidy(column) for name, column in columns.items()}, lines)


def _answers(path: Path, text: bytes, encoding: str, sha256: str) -> RawTable:
    answer = read_answers(text, path)
    return RawTable(
        path=path,
        sheet=None,
        columns=answer.columns,
        first_line=1,
        encoding=encoding,
        separator=None,
        sha256=sha256,
        shape=answer.shape,
        row_lines=answer.lines,
    )


def _event_log(path: Path, data: bytes, sha256: str) -> RawTable:
    return RawTable(
        path=path,
        sheet=None,
        columns=read_events(data, path.name),
        first_line=1,
        encoding=None,
        separator=None,
        sha256=sha256,
        shape=EVENT_LOG,
    )


def _workbook(path: Path, data: bytes, sha256: str) -> list[RawTable]:
    """Every sheet with rows. openpyxl takes long to load, so only who reads a workbook pays for it."""
    from salestoolkit.sources.files.xlsx_files import read_sheets

    sheets = read_sheets(data, path.name)
    tables = []
    for sheet in sheets:
        columns, lines = _tidied(sheet.columns, sheet.lines)
        if len(lines):
            tables.append(
                RawTable(
                    path=path,
                    sheet=sheet.name,
                    columns=columns,
                    first_line=sheet.first_line,
                    encoding=None,
                    separator=None,
                    sha256=sha256,
                    shape="table",
                    row_lines=lines,
                )
            )
    if not tables:
        headers = [header for sheet in sheets for header in sheet.columns]
        code = "file_without_rows" if headers else "file_empty"
        raise ImportFailed(code, file=path.name, columns=", ".join(headers))
    return tables
