"""Research dossiers: a folder with one TOML file a lead, read, begun, and kept as people wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from salestoolkit.core.data_duties import DataRules, months_after
from salestoolkit.core.dossier import CARD, COMMITTEE, Dossier, Fact
from salestoolkit.core.sheets import Field, fault_in
from salestoolkit.errors import BookError, InvalidValue, SalesToolkitError
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.content import load_market
from salestoolkit.sources.dossier_text import new_text
from salestoolkit.sources.sheet_definitions import load_sheet, read_text
from salestoolkit.sources.sheets import read_entry, read_value
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.toml_text import statements
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

TOP_KEYS = ("language", "opened_on", "delete_on", "fact", "person")
FACT_KEYS = ("value", "source", "found_on")

RULES = "personal_data"
"""File of ``content/markets`` with what the law of each market asks."""


@dataclass(frozen=True, kw_only=True)
class Dossiers:
    """The dossiers of a folder by file, and the files that could not be read, each with its reason."""

    read: Mapping[Path, Dossier]
    faults: Mapping[Path, SalesToolkitError]


def data_rules(market: str) -> DataRules:
    """What the law of a market asks of whoever keeps data of people.

    Raises
    ------
    InvalidValue
        ``dossier_market``.

    Examples
    --------
    >>> data_rules("pl").months_to_tell, data_rules("us").months_to_tell
    (1, None)
    """
    known = load_market(RULES)
    if market not in known:
        raise InvalidValue("dossier_market", value=market, allowed=", ".join(known))
    rules = known[market]
    return DataRules(
        market=market,
        months_to_tell=rules.get("months_to_tell"),
        months_kept=rules["months_kept"],
    )


def read_dossier(path: Path) -> Dossier:
    """The dossier of a file.

    Raises
    ------
    BookError
        ``file_missing``, ``sheet_unreadable``, ``process_syntax``, ``toml_*``, ``sheet_file_*`` or
        ``dossier_layout``, with file, line, key, value and what is allowed.
    """
    return parse_dossier(read_text(path), file=str(path))


def read_dossiers(folder: Path) -> Dossiers:
    """Every dossier of a folder, in the order of the file names; a broken one stops none of the others.

    Raises
    ------
    BookError
        ``dossier_no_folder``, ``dossier_none``.
    """
    if not folder.is_dir():
        raise BookError("dossier_no_folder", value=str(folder))
    read: dict[Path, Dossier] = {}
    faults: dict[Path, SalesToolkitError] = {}
    for path in dossier_files(folder):
        try:
            read[path] = read_dossier(path)
        except SalesToolkitError as error:
            faults[path] = error
    if not read and not faults:
        raise BookError("dossier_none", value=str(folder))
    return Dossiers(read=read, faults=faults)


def dossier_files(folder: Path) -> list[Path]:
    """Files of a folder that may be dossiers; copies kept of former states are not."""
    return [
        path
        for path in sorted(folder.glob("*.toml"))
        if path.is_file() and not re.search(r"\.before-\d+$", path.stem)
    ]


def parse_dossier(text: str, *, file: str) -> Dossier:
    """The dossier of a TOML text; ``file`` names it in errors, which are those of `read_dossier`.

    Examples
    --------
    >>> text = '[fact.employees]\\nvalue = 120\\nsource = "Annual report"\\nfound_on = 2026-11-26\\n'
    >>> parse_dossier(text, file="alfa.toml").facts["employees"]
    Fact(value=120, source='Annual report', found_on=datetime.date(2026, 11, 26))
    """
    top = read_toml(text, file=file)
    top.only(TOP_KEYS)
    language = top.choice("language", ("en", "pl")) or "en"
    card, committee = load_sheet(CARD, language), load_sheet(COMMITTEE, language)
    tables = top.tables("fact")
    for key in tables:
        if key not in card.keys:
            _unknown_fact(top, key, card.keys)
    _refuse_inline(top, tables)
    return Dossier(
        name=Path(file).stem,
        language=language,
        opened_on=_day(top, "opened_on"),
        delete_on=_day(top, "delete_on"),
        facts={
            key: _fact(table, card.field(key), also=("other",)) for key, table in tables.items()
        },
        others={
            key: tuple(_fact(other, card.field(key)) for other in table.entries("other"))
            for key, table in tables.items()
        },
        people=tuple(read_entry(person, committee) for person in top.entries("person")),
    )


def new_dossier(
    folder: Path, company: str, *, language: str, opened_on: date, rules: DataRules
) -> Path:
    """Begin the dossier of a lead: every field with its question; returns the file.

    Raises
    ------
    InvalidValue
        ``dossier_name`` where the name has neither a letter nor a digit, ``sheet_<code>`` where it is
        too long.
    BookError
        ``dossier_exists``: a dossier that is there is never replaced.
    ImportFailed
        ``cannot_write``.
    """
    path = folder / f"{file_name(company)}.toml"
    if path.exists():
        raise BookError("dossier_exists", value=str(path))
    card, name = load_sheet(CARD, language), " ".join(company.split())
    fault = fault_in(card.field("company"), name)
    if fault is not None:
        label, allowed = card.field("company").label, fault.allowed
        raise InvalidValue(f"sheet_{fault.code}", field=label, value=fault.value, allowed=allowed)
    text = new_text(
        card,
        load_sheet(COMMITTEE, language),
        company=name,
        opened_on=opened_on,
        delete_on=months_after(opened_on, rules.months_kept),
    )
    with saying_what_cannot_be_written(path):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))
    return path


def file_name(company: str) -> str:
    """A company's name as a file is named.

    Examples
    --------
    >>> file_name("Młyn Różany sp. z o.o.")
    'mlyn-rozany-sp-z-o-o'
    """
    name = "-".join(re.findall(r"[a-z0-9]+", plain(company)))[:60].strip("-")
    if not name:
        raise InvalidValue("dossier_name", value=company)
    return name


def _fact(table: TomlEntry, field: Field, *, also: tuple[str, ...] = ()) -> Fact:
    """A fact of one table; an empty text is a value, a source or a day not filled in yet."""
    table.only((*FACT_KEYS, *also))
    blank = table.raw.get("value") in ("", [])
    return Fact(
        value=None if blank else read_value(table, replace(field, key="value")),
        source=table.text("source") or "",
        found_on=_day(table, "found_on"),
    )


def _day(table: TomlEntry, key: str) -> date | None:
    """A date, also between the quotation marks that an empty dossier has in its place."""
    said = table.raw.get(key, "")
    if not isinstance(said, str):
        return table.day(key)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return table.day(key)  # says what is wrong with it


def _refuse_inline(top: TomlEntry, tables: Mapping[str, TomlEntry]) -> None:
    """Refuse facts and people that are no sections of their own: lists could not add to them."""
    headers = Counter(one.path for one in statements(top.source) if one.header)
    for key, table in tables.items():
        others = len(table.entries("other"))
        listed = sum(path[:3] == ("fact", key, "other") for path in headers)
        if ("fact", key) not in headers or listed != others:
            table.fail("dossier_layout", key, section=f"fact.{key}")
    if sum(path[:1] == ("person",) for path in headers) != len(top.entries("person")):
        top.fail("dossier_layout", "person", section="person")


def _unknown_fact(top: TomlEntry, key: str, allowed: tuple[str, ...]) -> None:
    below = TomlEntry(file=top.file, source=top.source, raw=top.raw["fact"], path=("fact",))
    below.fail("toml_unknown_key", key, allowed=", ".join(allowed))
