"""Sheets as files define them: structure in one TOML file, words in it or beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from salestoolkit.core.sheets import FIELD_TYPES, Field, Sheet
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

_SHEET_KEYS = ("repeats", "table", "rows", "field", "words", "hot_from")
_FIELD_KEYS = (
    *("key", "type", "required", "required_when", "choices"),
    *("low", "high", "max_length", "group"),
    *("when_no", "out_if_no", "columns"),
)
"""The last line of each is about sheets that qualify leads: see `salestoolkit.sources.schemes`."""
_RESERVED = ("sheet", "language", "entry")


def sheet_names() -> tuple[str, ...]:
    """Names of the sheets that come with the toolkit."""
    folder = files("salestoolkit") / "content" / "sheets"
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names))


def load_sheet(name: str | Path, language: str) -> Sheet:
    """A sheet by its name, or a team's own by the path of the file that defines it.

    A packaged sheet has its words in ``content/<language>/sheet_<name>.toml``. A team's own has
    them in the file under ``[words.<language>]``, or beside it in ``<name>.<language>.toml``; what
    is missing in one language is taken from the other, and marked with the language it is in.

    Raises
    ------
    InvalidValue
        ``unknown_sheet`` or ``unknown_language``.
    BookError
        ``sheet_unreadable``, ``sheet_field_*``, ``sheet_words_missing``, ``process_syntax`` or one of
        ``toml_*``, with file, line and key.

    Examples
    --------
    >>> load_sheet("raci", "en").keys
    ('activity', 'responsible', 'accountable', 'consulted', 'informed')
    """
    load_content(language)
    if Path(name).suffix == ".toml":
        return _sheet(*sheet_file(name, language))
    return _packaged_sheet(str(name), language)


def sheet_file(name: str | Path, language: str) -> tuple[TomlEntry, str, SheetTexts]:
    """The structure of a sheet, its name and its words, as `load_sheet` finds and refuses them."""
    load_content(language)
    if Path(name).suffix == ".toml":
        return _own_file(Path(name), language)
    if str(name) not in sheet_names():
        raise InvalidValue("unknown_sheet", value=str(name), allowed=", ".join(sheet_names()))
    file = files("salestoolkit").joinpath("content", "sheets", f"{name}.toml")
    top = read_toml(file.read_text(encoding="utf-8"), file=f"content/sheets/{name}.toml")
    texts = load_content(language).topic(f"sheet_{name}")
    return top, str(name), SheetTexts(language, {language: texts})


@lru_cache
def _packaged_sheet(name: str, language: str) -> Sheet:
    return _sheet(*sheet_file(name, language))


def _own_file(path: Path, language: str) -> tuple[TomlEntry, str, SheetTexts]:
    top = read_toml(read_text(path), file=str(path))
    words: dict[str, Mapping[str, Any]] = {}
    inside = top.raw.get("words", {})
    for code in (language, *(code for code in LANGUAGES if code != language)):
        beside = path.with_name(f"{path.stem}.{code}.toml")
        if beside.exists():
            words[code] = read_toml(read_text(beside), file=str(beside)).raw
        elif isinstance(inside, Mapping) and isinstance(inside.get(code), Mapping):
            words[code] = inside[code]
    return top, path.stem, SheetTexts(language, words)


def read_text(path: Path) -> str:
    """The text of a file that a person saved, in whatever encoding the editor chose.

    Raises
    ------
    BookError
        ``file_missing``, ``sheet_unreadable`` or ``sheet_not_a_text_file``.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BookError("file_missing", file=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BookError("sheet_unreadable", file=str(path), reason=reason) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # what tells the encodings apart loads numpy and Arrow, which most files do not need
        from salestoolkit.sources.files.encodings import NotText, decoded

        try:
            return decoded(data)
        except NotText as error:
            raise BookError("sheet_not_a_text_file", file=str(path)) from error


@dataclass(frozen=True)
class SheetTexts:
    """Words of a sheet: those of the language asked for, else marked ones of another."""

    language: str
    words: Mapping[str, Mapping[str, Any]]

    def find(self, *path: str) -> str | None:
        """The text under these keys, None where no language has one."""
        for code, tree in self.words.items():
            found: Any = tree
            for step in path:
                found = found.get(step) if isinstance(found, Mapping) else None
            if isinstance(found, str) and found.strip():
                return found if code == self.language else f"{found} ({code})"
        return None

    def need(self, top: TomlEntry, *path: str) -> str:
        """The same; BookError ``sheet_words_missing`` where there is none."""
        found = self.find(*path)
        if found is None:
            key = ".".join(path)
            raise BookError("sheet_words_missing", file=top.file, key=key, language=self.language)
        return found


def _sheet(top: TomlEntry, name: str, texts: SheetTexts) -> Sheet:
    top.only(_SHEET_KEYS)
    entries = top.entries("field")
    if not entries:
        top.fail("sheet_without_fields", "field")
    keys = [entry.raw.get("key") for entry in entries]
    for place, entry in enumerate(entries):
        if keys[place] in keys[:place]:
            entry.fail("sheet_field_twice", "key")
    fields = tuple(_field(entry, top, texts) for entry in entries)
    known = tuple(field.key for field in fields)
    for entry, field in zip(entries, fields, strict=True):
        if not set(field.required_when) <= set(known):
            entry.fail("toml_not_choice", "required_when", allowed=", ".join(known))
    repeats, rows = top.switch("repeats"), top.number("rows")
    return Sheet(
        name=name,
        language=texts.language,
        title=texts.need(top, "title"),
        fields=fields,
        purpose=texts.find("purpose") or "",
        who=texts.find("who") or "",
        takes=texts.find("takes") or "",
        repeats=repeats,
        table=repeats and top.switch("table"),
        rows=int(rows) if rows else Sheet.rows,
    )


def _field(entry: TomlEntry, top: TomlEntry, texts: SheetTexts) -> Field:
    entry.only(_FIELD_KEYS)
    key = entry.text("key")
    if not key or not key.isidentifier() or key in _RESERVED:
        entry.fail("sheet_field_key", "key", allowed=", ".join(_RESERVED))
    kind = entry.choice("type", FIELD_TYPES)
    if kind is None:
        entry.fail("toml_not_choice", "type", allowed=", ".join(FIELD_TYPES))
    choices = entry.texts("choices")
    if bool(choices) != (kind in ("choice", "choices")):
        entry.fail("sheet_field_choices", "choices")
    group = entry.text("group")
    most = entry.number("max_length")
    say = ("fields", key)
    return Field(
        key=key,
        type=kind,
        label=texts.need(top, *say, "label"),
        hint=texts.find(*say, "hint"),
        question=texts.find(*say, "question"),
        required=entry.switch("required"),
        required_when=_conditions(entry),
        choices={one: texts.need(top, *say, "choices", one) for one in choices},
        low=_bound(entry, "low"),
        high=_bound(entry, "high"),
        max_length=None if most is None else int(most),
        group=None if group is None else texts.need(top, "groups", group),
    )


def _bound(entry: TomlEntry, key: str) -> float | None:
    value = entry.raw.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        entry.fail("sheet_file_not_number", key)
    return None if value is None else float(value)


def _conditions(entry: TomlEntry) -> dict[str, tuple[str, ...]]:
    """Other fields, and the values of theirs that make this one required."""
    given = entry.raw.get("required_when", {})
    if not isinstance(given, dict):
        entry.fail("sheet_field_when", "required_when")
    found = {}
    for key, values in given.items():
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            entry.fail("sheet_field_when", "required_when")
        found[key] = tuple(values)
    return found
