"""Parquet files of a book, of which columns are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from salestoolkit.book.lazy_table import LazyTable
from salestoolkit.errors import BookError

MANY = 200_000
"""Rows from which a table is not read at once: below, that takes a few hundredths of a second."""


def read_stored(path: Path, schema: pa.Schema | None, *, at_once: bool) -> pa.Table | LazyTable:
    """A table of a book, its columns as the schema has them: null where an older book lacks one.

    Parameters
    ----------
    path : Path
        The Parquet file.
    schema : pyarrow.Schema, optional
        What the table is to have; what the file has where not given.
    at_once : bool
        Read it whole, however long it is: for who goes on to write the folder.

    Raises
    ------
    FileNotFoundError
        Where it is not there (any more).
    BookError
        ``book_broken``.
    """
    try:
        # The file stays open: a later import may remove it from the folder.
        stored = _Stored(path, schema)
        short = stored.num_rows < MANY
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise _broken(path) from error
    return stored.read(stored.schema.names) if at_once or short else LazyTable(stored)


class _Stored:
    """Columns in a Parquet file that is held open."""

    def __init__(self, path: Path, schema: pa.Schema | None) -> None:
        self._path = path
        self._file = pa.OSFile(str(path))
        opened = pq.ParquetFile(self._file)
        self._metadata = opened.metadata
        self._there = opened.schema_arrow
        self._filled = self._with_values()
        self.schema = schema or self._there
        self.num_rows = int(self._metadata.num_rows)

    def _with_values(self) -> set[str]:
        """Columns that hold a value in any row: the others need not be read."""
        held: set[str] = set()
        for group in (self._metadata.row_group(n) for n in range(self._metadata.num_row_groups)):
            for column in (group.column(n) for n in range(group.num_columns)):
                told = column.statistics
                if told is None or not told.has_null_count or told.null_count < group.num_rows:
                    held.add(column.path_in_schema)
        return held

    def read(self, names: Sequence[str], coded: Sequence[str] = ()) -> pa.Table:
        return self._conforming(
            names, coded, lambda file, there: file.read(columns=there, use_threads=True)
        )

    def readers(
        self, names: Sequence[str], coded: Sequence[str]
    ) -> Iterator[Callable[[], pa.Table]]:
        for group in range(self._metadata.num_row_groups):
            yield partial(self._group, group, names, coded)
        if not self._metadata.num_row_groups:
            yield partial(self.read, names, coded)

    def _group(self, group: int, names: Sequence[str], coded: Sequence[str]) -> pa.Table:
        return self._conforming(
            names,
            coded,
            lambda file, there: file.read_row_group(group, columns=there, use_threads=False),
        )

    def _conforming(
        self,
        names: Sequence[str],
        coded: Sequence[str],
        read: Callable[[pq.ParquetFile, list[str]], pa.Table],
    ) -> pa.Table:
        there = [name for name in names if name in self._filled]
        try:
            file = pq.ParquetFile(
                self._file, metadata=self._metadata, read_dictionary=list(coded), pre_buffer=False
            )
            table = read(file, there)
        except (OSError, pa.ArrowException) as error:
            raise _broken(self._path) from error
        columns = []
        for name in names:
            kind = self.schema.field(name).type
            if name not in there:
                columns.append(pa.nulls(table.num_rows, kind))
            elif pa.types.is_dictionary(table[name].type):
                columns.append(table[name])
            else:
                columns.append(table[name].cast(kind))
        return pa.table(columns, names=list(names))


def _broken(path: Path) -> BookError:
    return BookError("book_broken", value=str(path.parent), reason=path.name)
