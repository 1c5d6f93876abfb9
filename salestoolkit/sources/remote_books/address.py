"""Where a remote book lies: `postgresql://user@host/database`, `duckdb://file`, or a DuckDB file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from salestoolkit.errors import BookError

POSTGRES, DUCKDB = "postgresql", "duckdb"
SCHEMES = {"postgres": POSTGRES, POSTGRES: POSTGRES, DUCKDB: DUCKDB}
FILES = (".duckdb", ".ddb")
EXAMPLES = "postgresql://USER@HOST/DATABASE, duckdb://FILE"
PASSWORD = "PGPASSWORD"
"""Where PostgreSQL's own programs look for a password, and the kernels of a report find it."""
SECRET = "sslpassword"
"""What opens the key of a client, for which PostgreSQL has no other place than its own files."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Address of a database, and the mapping file that says what its names mean.

    ``str()`` gives a text that a notebook can be given: there is never a password in it.
    """

    scheme: str
    host: str = ""
    port: int | None = None
    user: str = ""
    database: str = ""
    options: tuple[tuple[str, str], ...] = ()
    mapping: Path | None = None
    password: str | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        place = self.shown
        options = f"?{urlencode(self.options)}" if self.options else ""
        mapping = f"#{quote(str(self.mapping.absolute()))}" if self.mapping else ""
        return f"{place}{options}{mapping}"

    @property
    def shown(self) -> str:
        """The address as a person may see it: without password, options and mapping."""
        if self.scheme == DUCKDB:
            return f"{DUCKDB}://{quote(self.database)}"
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        port = "" if self.port is None else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{POSTGRES}://{user}{host}{port}/{quote(self.database)}"

    def hand_on_password(self) -> None:
        """Put the password where this process and those that it starts find it, and nobody else."""
        if self.password:
            os.environ[PASSWORD] = self.password


def is_address(book: Path | str | None) -> bool:
    """Whether a book is said to lie in a database."""
    text = "" if book is None else str(book)
    return "://" in text or (isinstance(book, str) and text.split("#")[0].endswith(FILES))


def read_address(text: str, *, mapping: Path | None = None) -> Address:
    """The address that a text says.

    Raises
    ------
    BookError
        ``remote_address``, without what may be a password; ``remote_secret``.
    """
    if "://" not in text:
        file, _, named = text.partition("#")
        own = mapping or (Path(unquote(named)) if named else None)
        return Address(scheme=DUCKDB, database=str(Path(file).absolute()), mapping=own)
    scheme = SCHEMES.get(text.partition("://")[0].casefold())
    if scheme is None:
        raise BookError("remote_address", value=text.partition("://")[0], allowed=EXAMPLES)
    if scheme == DUCKDB:
        file, _, named = text.partition("://")[2].partition("#")
        place = str(Path(unquote(file)).absolute()) if file else ""
        own = mapping or (Path(unquote(named)) if named else None)
        return Address(scheme=DUCKDB, database=place, mapping=own)
    return _of_server(text, mapping)


def _of_server(text: str, mapping: Path | None) -> Address:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BookError("remote_address", value=POSTGRES, allowed=EXAMPLES) from error
    database = unquote(parts.path.strip("/"))
    options = dict(parse_qsl(parts.query))
    hidden = options.pop("password", None)
    if SECRET in options:
        # it would be handed to the notebook of every page, and kept there
        raise BookError("remote_secret", value=SECRET)
    if not parts.hostname or not database:
        raise BookError("remote_address", value=POSTGRES, allowed=EXAMPLES)
    return Address(
        scheme=POSTGRES,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        database=database,
        options=tuple(options.items()),
        mapping=mapping or (Path(unquote(parts.fragment)) if parts.fragment else None),
        password=unquote(parts.password) if parts.password else hidden,
    )


def book_place(book: str | None, mapping: Path | None) -> Path | str | None:
    """Where a book lies, as it was said on the command line: a folder, or an address with its mapping.

    A password in the address is put where only this process and its kernels find it.

    Raises
    ------
    BookError
        ``mapping_of_folder`` where a folder is given a mapping, which only a database needs.
    """
    if book is None or not is_address(book):
        if mapping is not None:
            raise BookError("mapping_of_folder", value=str(mapping))
        return None if book is None else Path(book)
    address = read_address(book, mapping=mapping)
    address.hand_on_password()
    return str(address)
