"""A team's file of objections as text: cards and notes are added to it, comments stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from salestoolkit.core.objections import Note
from salestoolkit.errors import BookError
from salestoolkit.sources.content import load_content
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.toml_entry import read_toml
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written, write_whole

CARD, NOTE = "objection", "note"
"""Each card of a file is a section ``[[objection]]``, each try of an answer a ``[[note]]``."""


def add_note(path: Path, note: Note, *, language: str) -> None:
    """Note one try of an answer at the end of a team's file; what stands there is left as it is.

    Raises
    ------
    BookError
        Where the file that is there cannot be read.
    ImportFailed
        ``cannot_write``.
    """
    lines = f"[[{NOTE}]]\nobjection = {tomlkit.item(note.objection).as_string()}\n"
    lines += f"on = {note.on.isoformat()}\nworked = {str(note.worked).lower()}\n"
    text = _present(path, language)
    _replace(path, _joined(text, lines))


def save_card(path: Path, key: str, fields: Mapping[str, Any], *, language: str) -> Path | None:
    """Keep a card in a team's file: a new one at the end, or what differs in one that is there.

    Parameters
    ----------
    fields : Mapping
        Texts and lists of texts by the names of a card's parts; empty ones are left out.

    Returns
    -------
    Path | None
        The copy of the former file, made where something that the team wrote is replaced.

    Raises
    ------
    BookError
        Where the file that is there cannot be read.
    ImportFailed
        ``cannot_write``.
    """
    text = _present(path, language)
    document = tomlkit.parse(text)
    values = {name: value for name, value in fields.items() if value}
    if document.get("language", language) != language:
        values["language"] = language
    table = _card_of(document.get(CARD), key, path)
    if table is None:
        block = tomlkit.table()
        for name, value in {"key": key, **values}.items():
            block[name] = _item(value)
        listed = tomlkit.aot()
        listed.append(block)
        new = tomlkit.document()
        new[CARD] = listed
        _replace(path, _joined(text, tomlkit.dumps(new)))
        return None
    changed = {name: value for name, value in values.items() if _plain(table.get(name)) != value}
    if not changed:
        return None
    replaced = any(name in table for name in changed)
    for name, value in changed.items():
        table[name] = _item(value)
    copy = None
    if replaced:
        with saying_what_cannot_be_written(path):
            copy = keep_copy(path)
    _replace(path, tomlkit.dumps(document))
    return copy


def _present(path: Path, language: str) -> str:
    """The text that is there, once it is known to be TOML; of a new file its first lines."""
    if path.exists():
        text = read_text(path)
        read_toml(text, file=str(path))
        return text
    lines = load_content(language).texts("objections.file.lines")
    return "".join(f"# {line}\n" for line in lines) + f'\nlanguage = "{language}"\n'


def _joined(text: str, block: str) -> str:
    """A text with a block at its end, one empty line between them, line ends as they were."""
    ending = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip() + ending * 2 + block.replace("\n", ending)


def _replace(path: Path, text: str) -> None:
    read_toml(text, file=str(path)).entries(CARD)
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))


def _card_of(listed: Any, key: str, path: Path) -> Table | None:
    if listed is None:
        return None
    if not isinstance(listed, AoT):
        raise BookError(
            "toml_not_entries", file=str(path), line=1, key=CARD, value="", section=CARD
        )
    return next((table for table in listed if table.get("key") == key), None)


def _item(value: Any) -> Any:
    item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    if isinstance(value, (list, tuple)):
        item.multiline(True)
    return item


def _plain(value: Any) -> Any:
    found = value.unwrap() if hasattr(value, "unwrap") else value
    return tuple(found) if isinstance(found, list) else found
