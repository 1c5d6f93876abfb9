"""Open a database to be read, and say in one sentence why it could not be."""

from __future__ import annotations

import atexit
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from salestoolkit.errors import BookError
from salestoolkit.sources.remote_books.address import DUCKDB, Address

PATIENCE = 15
"""Seconds until a server that does not answer counts as unreachable."""
READ_ONLY = "-c default_transaction_read_only=on"
EXTRA = "pip install 'salestoolkit[remote]'"
_REFUSED = re.compile(r"password|authentication|role .* does not exist|database .* does not exist")


def connect(address: Address) -> Any:
    """An Ibis connection that reads and writes nothing but temporary tables of its own.

    Raises
    ------
    BookError
        ``remote_driver``, ``remote_unreachable``, ``remote_refused``, ``file_missing``,
        ``remote_not_duckdb``.
    """
    try:
        import ibis

        connection = (
            _duckdb(ibis, address) if address.scheme == DUCKDB else _postgres(ibis, address)
        )
    except ImportError as error:
        raise BookError(
            "remote_driver", value=error.name or address.scheme, allowed=EXTRA
        ) from error
    # DuckDB complains of tables that outlive their connection when Python ends
    atexit.register(connection.disconnect)
    return connection


def _duckdb(ibis: Any, address: Address) -> Any:
    import duckdb

    if not address.database:
        return _quiet(ibis.duckdb.connect())
    if not Path(address.database).is_file():
        raise BookError("file_missing", file=address.database)
    try:
        return _quiet(ibis.duckdb.connect(address.database, read_only=True))
    except duckdb.Error as error:
        raise BookError("remote_not_duckdb", value=address.database) from error


def _quiet(connection: Any) -> Any:
    """A connection that draws no bars and need not keep rows in the order of a file."""
    connection.raw_sql("SET enable_progress_bar = false")
    connection.raw_sql("SET preserve_insertion_order = false")
    return connection


def _postgres(ibis: Any, address: Address) -> Any:
    import psycopg

    address.hand_on_password()
    options = dict(address.options)
    given = f"{options.pop('options', '')} {READ_ONLY}".strip()
    try:
        return ibis.postgres.connect(
            host=address.host,
            user=address.user or None,
            database=address.database,
            options=given,
            **({} if address.port is None else {"port": address.port}),
            **{"connect_timeout": PATIENCE, **options},
        )
    except psycopg.OperationalError as error:
        code = "remote_refused" if _REFUSED.search(str(error)) else "remote_unreachable"
        raise BookError(code, value=address.shown) from None
    except psycopg.ProgrammingError:
        raise BookError("remote_address", value=address.shown, allowed="sslmode=require") from None


def refusals() -> tuple[type[BaseException], ...]:
    """What the engines in use raise where they cannot answer."""
    import ibis

    raised: list[type[BaseException]] = [
        ibis.common.exceptions.IbisError,
        ibis.common.exceptions.TableNotFound,
    ]
    for module, name in _ERRORS.items():
        if module in sys.modules:
            raised.append(getattr(sys.modules[module], name))
    return tuple(raised)


_ERRORS = {"duckdb": "Error", "psycopg": "Error", "pyspark.errors": "PySparkException"}


@contextmanager
def saying_what_the_engine_refused(value: str) -> Iterator[None]:
    """Turn what a database says about a question into one sentence of ours."""
    try:
        yield
    except refusals() as error:
        reason = " ".join(str(error).split("\n")[0].split())[:200]
        raise BookError("remote_failed", value=value, reason=reason) from error
