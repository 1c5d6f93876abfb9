"""What a report is made from, as a hash: the same hash, the same report."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import salestoolkit
from salestoolkit.errors import BookError
from salestoolkit.reports.batch.digests import Digests, combined
from salestoolkit.sources.books.names import FORECAST_DEALS, FORECASTS, PROCESS, RECORD
from salestoolkit.sources.content import LANGUAGES

FORMAT = 1
"""A new number makes every report again."""
PACKAGE = Path(salestoolkit.__file__).parent
APART = (
    "cli",
    "lessons",
    "widgets",
    *(f"reports/{one}" for one in ("batch", "delivery", "schedule")),
)
"""Code that no page is made by."""
REMEMBERS = "forecast"
"""The kind of page that looks at the forecasts that were kept of earlier days."""


class Sources:
    """Hashes of what the reports of a batch are made from; each is worked out once."""

    def __init__(self, book: Path | str | None, as_of: date | None, digests: Digests) -> None:
        self._book, self._as_of, self._digests = book, as_of, digests
        self._packages: dict[str, str] = {}

    @property
    def known(self) -> bool:
        """Whether anything tells when the book has changed; nothing does of a database."""
        return not isinstance(self._book, str)

    @cached_property
    def book(self) -> str | None:
        """Hash of a deal book: what was imported, and the process as it was edited.

        Its record names each table's file by a hash of its content, so the tables are not read.
        """
        if not isinstance(self._book, Path):
            return None
        files = [self._book / name for name in (RECORD, PROCESS)]
        return self._digests.files(self._book, (file for file in files if file.is_file()))

    @cached_property
    def exported(self) -> date | None:
        """Day of the book's last export; None for a database, or without a book.

        Raises
        ------
        BookError
            ``not_a_book``.
        """
        if not isinstance(self._book, Path):
            return None
        try:
            record = json.loads((self._book / RECORD).read_text(encoding="utf-8"))
            return date.fromisoformat(record["as_of"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BookError("not_a_book", value=str(self._book)) from error

    @cached_property
    def forecasts(self) -> str | None:
        """Hash of the forecasts kept of earlier days: those of this day are its own pages'."""
        if not isinstance(self._book, Path):
            return None
        day = (self._as_of or self.exported or date.max).isoformat()
        files = [self._book / name for name in (FORECASTS, FORECAST_DEALS)]
        return combined([line for file in files for line in _lines_before(file, day)])

    def package(self, language: str) -> str:
        """Hash of this package: its code, its content in a language, and what has none."""
        if language not in self._packages:
            others = tuple(str(PACKAGE / "content" / one) for one in LANGUAGES if one != language)
            files = (file for file in self._files if not str(file.parent).startswith(others))
            self._packages[language] = self._digests.files(PACKAGE, files)
        return self._packages[language]

    @cached_property
    def _files(self) -> list[Path]:
        return list(package_files())

    def beside(self, notebook: Path) -> str:
        """Hash of the modules that lie beside a team's own notebook, which it may import."""
        folder = notebook.parent
        return self._digests.files(folder, folder.glob("*.py"))

    def of(
        self,
        *,
        notebook: Path,
        kind: str | None,
        language: str,
        parameters: Mapping[str, Any],
        files: Mapping[str, Path],
        formats: tuple[str, ...],
    ) -> str | None:
        """Hash of all that a report is made from; None where the book cannot be hashed.

        Parameters
        ----------
        files : mapping
            Parameters that are paths: what lies there counts, and not where.
        """
        if not self.known:
            return None
        told = {name: value for name, value in parameters.items() if name not in files}
        return combined(
            {
                "format": FORMAT,
                "version": salestoolkit.__version__,
                "package": self.package(language),
                "notebook": self._digests.file(notebook),
                "beside": self.beside(notebook) if kind is None else None,
                "parameters": {**told, "book": self.book},
                "files": {
                    name: [path.name, self._digests.path(path)] for name, path in files.items()
                },
                "as_of": self._as_of,
                "forecasts": self.forecasts if kind == REMEMBERS else None,
                "formats": sorted(formats),
            }
        )


def package_files() -> Iterator[Path]:
    """The files of this package that make a report what it is."""
    apart = {PACKAGE / one for one in APART} | {PACKAGE / "_packaged"}
    for folder, inside, names in os.walk(PACKAGE):
        here = Path(folder)
        inside[:] = [one for one in inside if one != "__pycache__" and here / one not in apart]
        yield from (here / name for name in names)


def _lines_before(file: Path, day: str) -> list[list[str]]:
    """Rows of a file of ours whose day is earlier, their cells as they stand there."""
    if not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = list(csv.reader(lines))
    place = rows[0].index("as_of") if rows and "as_of" in rows[0] else None
    if place is None:
        return rows
    earlier = [row for row in rows[1:] if len(row) <= place or row[place] < day]
    # a file that the day's own pages have begun is as good as none
    return [rows[0], *earlier] if earlier else []
