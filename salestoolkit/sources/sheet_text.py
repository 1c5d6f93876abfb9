"""The text of a filled sheet: entries are changed where they stand, comments stay with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import tomlkit
from tomlkit.items import Array, Item, Table

from salestoolkit.core.sheets import Field, Sheet
from salestoolkit.sources.toml_text import statements

ENTRY = "entry"
"""Each entry of a file is a section ``[[entry]]``."""

_LONG_LINE = 88

Written = Mapping[str, Any]


def new_text(sheet: Sheet, entries: Sequence[Written]) -> str:
    """The text of a new file: what the sheet is for, what may stand in it, and the entries."""
    document = tomlkit.document()
    for line in _introduction(sheet):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document["sheet"] = sheet.name
    document["language"] = sheet.language
    return tomlkit.dumps(document) + "".join(f"\n{_block(entry)}" for entry in entries)


def updated_text(text: str, former: Sequence[Written], entries: Sequence[Written]) -> str:
    """A file's text with other entries; an entry that stays keeps its comments and its layout.

    Parameters
    ----------
    former : Sequence[Mapping]
        The entries of ``text``, in order, as TOML holds them.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    head, *blocks = _split(text.replace("\r\n", "\n"))
    kept: list[str] = []
    matcher = SequenceMatcher(None, _comparable(former), _comparable(entries), autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old = blocks[start:end]
        if kind == "equal":
            kept += old
            continue
        for place, entry in enumerate(entries[new_start:new_end]):
            stays = place < len(old)
            before = former[start + place] if stays else {}
            kept.append(_changed(old[place], before, entry) if stays else f"\n{_block(entry)}")
    return "".join(_ended([head, *kept])).replace("\n", ending)


def has_sections(text: str, entries: int) -> bool:
    """Whether each entry is a section of its own, so that it can be changed where it stands."""
    return len(_split(text.replace("\r\n", "\n"))) == entries + 1


def _split(text: str) -> list[str]:
    """What stands before the first entry, then each entry with the comments right above it."""
    headers = [found for found in statements(text) if found.header and found.names == (ENTRY,)]
    starts = [_with_comments(text, header.start) for header in headers]
    edges = [0, *starts, len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def _with_comments(text: str, start: int) -> int:
    """Where the comments begin that stand right above a header."""
    while start:
        line_start = text.rfind("\n", 0, start - 1) + 1
        line = text[line_start:start].strip()
        if not line.startswith("#") or '"""' in line or "'''" in line:
            break
        start = line_start
    return start


def _changed(block: str, before: Written, entry: Written) -> str:
    """An entry's part of the text with other values; what is unchanged stays as it is written."""
    body = block.rstrip("\n")
    document = tomlkit.parse(body + "\n")
    table = document[ENTRY][0]
    assert isinstance(table, Table)
    for key in before.keys() - entry.keys():
        del table[key]
    for key, value in entry.items():
        if not _same(before.get(key), value):
            table[key] = _item(value)
    return tomlkit.dumps(document).rstrip("\n") + block[len(body) :]


def _same(before: Any, value: Any) -> bool:
    return type(before) is type(value) and bool(before == value)


def _block(entry: Written) -> str:
    document = tomlkit.document()
    table = tomlkit.table()
    for key, value in entry.items():
        table[key] = _item(value)
    listed = tomlkit.aot()
    listed.append(table)
    document[ENTRY] = listed
    return tomlkit.dumps(document)


def _item(value: Any) -> Item:
    if isinstance(value, str) and "\n" in value:
        lines = (tomlkit.string(line).as_string()[1:-1] for line in value.split("\n"))
        text = "\n".join(lines)
        if '""' not in value and not value.endswith('"'):
            text = text.replace('\\"', '"')
        # a first line end is not part of the text: the text begins on a line of its own
        return tomlkit.value(f'"""\n{text}"""')
    made: Item = tomlkit.item(value)
    if isinstance(made, Array) and len(made.as_string()) > _LONG_LINE:
        made.multiline(True)
    return made


def _ended(parts: Sequence[str]) -> list[str]:
    """The parts, each of them but the last with a line end, so that none runs into the next."""
    last = len(parts) - 1
    return [
        part + "\n" if part and not part.endswith("\n") and place < last else part
        for place, part in enumerate(parts)
    ]


def _comparable(entries: Sequence[Written]) -> list[str]:
    return [repr(sorted(entry.items())) for entry in entries]


def _introduction(sheet: Sheet) -> list[str]:
    lines = [f"{sheet.title}. {sheet.purpose}".strip()]
    return lines + [f"  {field.key}: {_explained(field)}" for field in sheet]


def _explained(field: Field) -> str:
    """One line of help for whoever edits the file by hand."""
    choices = list(field.choices) or {"yes_no_unknown": ["yes", "no", "unknown"]}.get(field.type)
    example = {
        "date": "2026-11-26",
        "percent": "0.25",
        "money": '"1200.50 PLN"',
        "list": '["…", "…"]',
    }.get(field.type)
    beside = " | ".join(choices) if choices else example
    return f"{field.label} ({beside})" if beside else field.label
