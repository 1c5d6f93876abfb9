"""Fill dossiers in from a list: what is empty is filled, what differs is set beside, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from salestoolkit.core.dossier import CARD, Dossier, Fact, same_value
from salestoolkit.core.dossier_enrichment import Addition, additions, person_named
from salestoolkit.core.sheets import Entry, Field, Sheet, Value, fault_in, is_filled
from salestoolkit.errors import ImportFailed, InvalidValue, SalesToolkitError
from salestoolkit.sources.dossier_columns import PERSON_COLUMNS, Columns, sort_columns
from salestoolkit.sources.dossier_text import with_fact, with_other, with_person
from salestoolkit.sources.dossiers import Dossiers, parse_dossier, read_dossiers
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.sheet_definitions import load_sheet, read_text
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

Reader = Callable[[Field, str, str], Value]
"""The value that a cell holds for a field, in a language; InvalidValue where it holds none."""


@dataclass(frozen=True, kw_only=True)
class Added:
    """What one row did to one dossier."""

    file: Path
    company: str
    line: int
    facts: tuple[Addition, ...]
    person: str = ""
    person_differs: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class BadCell:
    """A cell that its field cannot hold: line, header and what it says."""

    line: int
    header: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Enriched:
    """What a list did to the dossiers of a folder; every row is in one of the counts.

    ``rows`` = rows used (``added``) + ``without_dossier`` + ``without_company`` + ``broken`` lines.
    """

    source: str
    found_on: date
    columns: Columns
    rows: int
    added: tuple[Added, ...] = ()
    without_dossier: tuple[tuple[int, str], ...] = ()
    without_company: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    bad_cells: tuple[BadCell, ...] = ()
    faults: Mapping[Path, SalesToolkitError] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row of the list: its line, and what its columns say."""

    line: int
    cells: Mapping[str, str]


def enrich_dossiers(folder: Path, file: Path, *, found_on: date, read: Reader) -> Enriched:
    """Fill the dossiers of a folder in from a list with a column that names the company.

    A value fills a field that is empty, with the list's name as source and ``found_on`` as its day.
    Where a person or another list has written something else, the value is set beside it. Columns about
    private life are not read. Files are written whole, comments stay; reading a list twice changes
    nothing more.

    Raises
    ------
    BookError
        ``dossier_no_folder``, ``dossier_none``.
    ImportFailed
        ``dossier_list_company`` where no column names the company; those of reading and writing files.
    """
    dossiers = read_dossiers(folder)
    table = read_tables(file)[0]
    columns = sort_columns(table.columns)
    if "company" not in columns.read:
        headers = ", ".join(table.columns)
        raise ImportFailed("dossier_list_company", file=file.name, columns=headers)
    cells = {key: table.columns[header].to_pylist() for key, header in columns.read.items()}
    rows = [
        _Row(line=table.line(place), cells={key: cells[key][place] or "" for key in cells})
        for place in range(table.num_rows)
    ]
    work = _Work(dossiers, columns, source=file.name, found_on=found_on, read=read)
    for row in rows:
        work.take(row)
    work.save()
    return Enriched(
        source=file.name,
        found_on=found_on,
        columns=columns,
        rows=len(rows) + len(table.broken),
        added=tuple(work.added),
        without_dossier=tuple(work.without_dossier),
        without_company=tuple(work.without_company),
        broken=tuple(line for line, _ in table.broken),
        bad_cells=tuple(work.bad_cells),
        faults=dossiers.faults,
    )


class _Work:
    """The rows of one list, taken one by one; files are written when all are taken."""

    def __init__(
        self, dossiers: Dossiers, columns: Columns, *, source: str, found_on: date, read: Reader
    ) -> None:
        self.dossiers: dict[Path, Dossier] = dict(dossiers.read)
        self.columns, self.source, self.found_on, self.read = columns, source, found_on, read
        self.texts: dict[Path, str] = {}
        self.added: list[Added] = []
        self.without_dossier: list[tuple[int, str]] = []
        self.without_company: list[int] = []
        self.bad_cells: list[BadCell] = []

    def take(self, row: _Row) -> None:
        """What one row says of its company."""
        company = row.cells["company"]
        if not company.strip():
            self.without_company.append(row.line)
            return
        path = next(
            (path for path, one in self.dossiers.items() if same_value(one.company, company)), None
        )
        if path is None:
            self.without_dossier.append((row.line, company))
            return
        dossier = self.dossiers[path]
        sheet = load_sheet(CARD, dossier.language)
        found = additions(dossier, self._facts(row, sheet))
        name, differs = self._person(path, row)
        for one in found:
            self._write(path, one)
        self.added.append(
            Added(
                file=path,
                company=dossier.company,
                line=row.line,
                facts=found,
                person=name,
                person_differs=differs,
            )
        )

    def save(self) -> None:
        """Write the dossiers that changed, each whole."""
        for path, text in self.texts.items():
            ending = "\r\n" if "\r\n" in read_text(path) else "\n"
            with saying_what_cannot_be_written(path):
                write_whole(path, text.replace("\n", ending).encode("utf-8"))

    def _facts(self, row: _Row, sheet: Sheet) -> dict[str, Fact]:
        found = {}
        for key, text in row.cells.items():
            if key in PERSON_COLUMNS or key == "company" or not text.strip():
                continue
            value = self._value(row.line, key, text, sheet)
            if is_filled(value):
                found[key] = Fact(value=value, source=self.source, found_on=self.found_on)
        return found

    def _value(self, line: int, key: str, text: str, sheet: Sheet) -> Value:
        one = sheet.field(key)
        text = text.replace(";", "\n") if one.type == "list" else text
        try:
            value = self.read(one, text, self.columns.language)
        except InvalidValue:
            value = None
        if value is None or fault_in(one, value) is not None:
            header = self.columns.read[key]
            self.bad_cells.append(BadCell(line=line, header=header, value=text))
            return None
        return value

    def _person(self, path: Path, row: _Row) -> tuple[str, tuple[tuple[str, str, str], ...]]:
        """Add the row's person to the committee; what differs of one who is there is only told."""
        said = {
            name: row.cells[key].strip()
            for key, name in PERSON_COLUMNS.items()
            if row.cells.get(key, "").strip()
        }
        if "person" not in said:
            return "", ()
        present = person_named(self.dossiers[path].people, said["person"])
        if present is not None:
            differs = [
                (name, present.text(name), value)
                for name, value in said.items()
                if not same_value(present.text(name), value)
            ]
            return "", tuple(differs)
        entry = Entry({**said, "source": self.source, "found_on": self.found_on})
        self._update(path, with_person(self._text(path), entry))
        return said["person"], ()

    def _write(self, path: Path, one: Addition) -> None:
        if one.fate != "same":
            change = with_fact if one.fate == "filled" else with_other
            self._update(path, change(self._text(path), one.key, one.fact))

    def _text(self, path: Path) -> str:
        if path not in self.texts:
            return read_text(path).replace("\r\n", "\n")
        return self.texts[path]

    def _update(self, path: Path, text: str) -> None:
        """Keep a new text: the next row meets what this one wrote."""
        self.dossiers[path] = parse_dossier(text, file=str(path))
        self.texts[path] = text
