"""A CSV that is only added to: what stands in it stays, whatever a spreadsheet made of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from salestoolkit.errors import BookError
from salestoolkit.sources.channel_columns import rows_of
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.safe_csv import BOM, Value, csv_lines, safe_csv
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written, write_whole

UTF_8, SEPARATOR = "utf-8", ","


def add_rows(path: Path, rows: Sequence[Mapping[str, Value]]) -> Path | None:
    """Add rows, each by the headers of the file, behind what stands there.

    A file as we wrote it keeps every byte. One that a spreadsheet saved in its own encoding or with
    its own separator is written anew with all that was in it.

    Returns
    -------
    Path | None
        The copy of the former file, where it was written anew.

    Raises
    ------
    BookError
        ``growing_broken`` where a line has too few or too many cells: nothing is added to it.
    """
    if not rows:
        return None
    if not path.is_file():
        lines = csv_lines([list(rows[0]), *(list(row.values()) for row in rows)])
        with saying_what_cannot_be_written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, (BOM + lines).encode())
        return None
    table = read_tables(path)[0]
    if table.broken:
        raise BookError("growing_broken", file=str(path), line=table.broken[0][0])
    columns = list(table.columns)
    header = [*columns, *(name for name in rows[0] if name not in columns)]
    new = [[row.get(name) for name in header] for row in rows]
    ours = (table.encoding, table.separator) == (UTF_8, SEPARATOR) and header == columns
    with saying_what_cannot_be_written(path):
        if ours:
            there = path.read_bytes()
            gap = b"" if there.endswith(b"\n") else b"\n"
            write_whole(path, there + gap + csv_lines(new).encode())
            return None
        copy = keep_copy(path)
        old = [[row.get(name, "") for name in header] for row in rows_of(table)]
        write_whole(path, safe_csv(header, [*old, *new]))
        return copy
