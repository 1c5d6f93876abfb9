"""Intermediate tables kept where the data is, for as long as something still asks for them."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

_NUMBERS = count(1)


@dataclass(frozen=True, eq=False)
class Keeper:
    """Keeps tables on one connection as temporary ones, which nobody else sees and the session ends.

    DuckDB keeps them in its own memory, PostgreSQL in the session's temporary schema (where the user
    may have one), Spark as checkpoints of its own executors. On any other engine nothing is kept: a
    table is then worked out again whenever it is asked for.
    """

    connection: Any
    _unused: list[str] = field(default_factory=list)

    @property
    def engine(self) -> str:
        """Name of the engine, as Ibis has it."""
        return str(self.connection.name)

    @cached_property
    def numbers(self) -> bool:
        """Whether rows may be numbered: only tables that are kept hold on to their numbers."""
        return self.engine == "duckdb" or (self.engine == "postgres" and self._may_keep())

    def keep(self, table: Any) -> Any:
        """The table, kept where the engine lets us."""
        if self.numbers:
            return self._written(table)
        return self._checkpointed(table) if self.engine == "pyspark" else table

    def _written(self, table: Any) -> Any:
        name = f"salestoolkit_{next(_NUMBERS)}"
        self._drop_unused()
        self._change(f'CREATE TEMPORARY TABLE "{name}" AS {self.connection.compile(table)}')
        if self.engine == "postgres":
            self._change(f'ANALYZE "{name}"')
        kept = self._found(name, table.schema())
        weakref.finalize(kept.op(), self._unused.append, name).atexit = False
        return kept

    def _checkpointed(self, table: Any) -> Any:
        """The table as Spark worked it out: a plan that grew with every step takes minutes to read."""
        from pyspark.sql import SparkSession

        name = f"salestoolkit_{next(_NUMBERS)}"
        session = SparkSession.active()
        frame = session.sql(self.connection.compile(table)).localCheckpoint()
        frame.createOrReplaceTempView(name)
        # Spark calls its whole numbers by wider names than those it was given
        return self.connection.table(name).cast(table.schema())

    def _found(self, name: str, schema: Any) -> Any:
        """The table by its name, with the types that it was written with."""
        import ibis.expr.operations as ops

        return ops.DatabaseTable(name, schema=schema, source=self.connection).to_expr()

    def _drop_unused(self) -> None:
        """Drop what nothing asks for any more; not at once, for a query may be running."""
        while self._unused:
            self._change(f'DROP TABLE IF EXISTS "{self._unused.pop()}"')

    def _change(self, statement: str) -> None:
        """Run a statement on a temporary table; nothing else is written in any session of ours."""
        if self.engine != "postgres":
            self.connection.con.execute(statement)
            return
        with self.connection.con.cursor() as cursor, self.connection.con.transaction():
            cursor.execute("SET TRANSACTION READ WRITE")
            cursor.execute(statement)

    def _may_keep(self) -> bool:
        """Whether PostgreSQL lets this user have temporary tables on this server."""
        with self.connection.con.cursor() as cursor, self.connection.con.transaction():
            cursor.execute(
                "SELECT has_database_privilege(current_database(), 'TEMPORARY')"
                " AND NOT pg_is_in_recovery()"
            )
            row = cursor.fetchone()
        return bool(row and row[0])
