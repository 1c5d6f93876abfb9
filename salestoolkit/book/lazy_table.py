"""A table of which each column is decoded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import pyarrow as pa


class Columns(Protocol):
    """Where the columns of a table lie."""

    @property
    def schema(self) -> pa.Schema:
        """Names and types."""
        ...

    @property
    def num_rows(self) -> int:
        """Length of each column."""
        ...

    def read(self, names: Sequence[str], coded: Sequence[str] = ()) -> pa.Table:
        """Some columns whole; those of texts that repeat (``coded``) as dictionaries."""
        ...

    def readers(
        self, names: Sequence[str], coded: Sequence[str]
    ) -> Iterator[Callable[[], pa.Table]]:
        """What reads some columns piece by piece."""
        ...


class LazyTable:
    """An Arrow table to whoever reads it; what it has not of its own it does as a whole."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._read: dict[str, pa.ChunkedArray] = {}
        self._coded: dict[str, pa.ChunkedArray] = {}

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self._columns.schema

    @property
    def column_names(self) -> list[str]:
        """Names of the columns."""
        return list(self.schema.names)

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return self._columns.num_rows

    def __len__(self) -> int:
        return self.num_rows

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        if name not in self._read:
            self._read[name] = self._columns.read([name])[name]
        return self._read[name]

    def __getattr__(self, name: str) -> Any:
        # Python asks here only for what is not defined above.
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.whole(), name)

    def column(self, name: str) -> pa.ChunkedArray:
        """One column."""
        return self[name]

    def coded(self, name: str) -> pa.ChunkedArray:
        """One column of texts that repeat, as a dictionary."""
        if name not in self._coded:
            self._coded[name] = self._columns.read([name], [name])[name]
        return self._coded[name]

    def pieces(
        self, columns: Sequence[str], coded: Sequence[str]
    ) -> Iterator[Callable[[], pa.Table]]:
        """What reads some columns piece by piece: nothing of it is kept."""
        return self._columns.readers(columns, coded)

    def select(self, columns: Sequence[str]) -> pa.Table:
        """An Arrow table of these columns."""
        chosen = list(columns)
        schema = pa.schema([self.schema.field(name) for name in chosen])
        return pa.table([self[name] for name in chosen], schema=schema)

    def filter(self, mask: pa.Array) -> LazyTable:
        """The rows where the mask is true, decoded when they are asked for too."""
        return LazyTable(_Kept(self, mask))

    def whole(self) -> pa.Table:
        """The Arrow table of all columns."""
        return self.select(self.column_names)


class _Kept:
    """Columns of some rows of a table."""

    def __init__(self, table: LazyTable, mask: pa.Array) -> None:
        self._table, self._mask = table, mask
        self.schema = table.schema
        self.num_rows = int(mask.true_count)

    def read(self, names: Sequence[str], coded: Sequence[str] = ()) -> pa.Table:
        columns = [
            self._table.coded(name) if name in coded else self._table[name] for name in names
        ]
        return pa.table([column.filter(self._mask) for column in columns], names=list(names))

    def readers(
        self, names: Sequence[str], coded: Sequence[str]
    ) -> Iterator[Callable[[], pa.Table]]:
        yield partial(self.read, names, coded)


def whole(table: pa.Table | LazyTable) -> pa.Table:
    """An Arrow table as such."""
    return table.whole() if isinstance(table, LazyTable) else table


def coded(table: pa.Table | LazyTable, name: str) -> pa.ChunkedArray:
    """A column of texts that repeat, as a dictionary where it lies as one."""
    return table.coded(name) if isinstance(table, LazyTable) else table[name]
