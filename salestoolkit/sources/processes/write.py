"""Write processes as a TOML file that a person likes to edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

import tomlkit

from salestoolkit.core.process import UNIVERSAL_STAGES, Document, SalesProcess
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.sources.processes.keys import PASSES, PLAIN_KEYS, SECTIONS, keys_of

LINE = 96
"""Longest line that is written on one line; a longer list gets a line for each item."""


def dump_processes(processes: Iterable[SalesProcess], *, language: str | None = None) -> str:
    """The text of a new process file, with a few comments that say how to edit it.

    Parameters
    ----------
    language : str, optional
        Language of the comments; else that of the first process, else English.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer", target_days=14),))
    >>> print(dump_processes([sale]).split("\\n\\n", 1)[1])
    [[process]]
    name = "Sale"
    <BLANKLINE>
    [[process.stage]]
    key = "offer"
    name = "Offer"
    target_days = 14
    <BLANKLINE>
    """
    listed = tuple(processes)
    chosen = language or next((process.language for process in listed), None)
    blocks = [block for process in listed for block in process_blocks(process)]
    return "\n".join([_introduction(chosen if chosen in LANGUAGES else "en"), *blocks])


def _introduction(language: str | None) -> str:
    lines = load_content(language or "en").texts("process_file.introduction")
    known = {
        "universal": ", ".join(UNIVERSAL_STAGES),
        "passes": ", ".join(PASSES),
        "sections": ", ".join(f"[[process.{name}]]" for name in SECTIONS if name != "stage"),
    }
    return "".join(f"# {line.format(**known)}".rstrip() + "\n" for line in lines)


def process_blocks(process: SalesProcess) -> Iterator[str]:
    """Sections of one process, in the order in which they are written."""
    values = {key: getattr(process, key) for key in PLAIN_KEYS}
    yield "[[process]]\n" + _lines({key: v for key, v in values.items() if v is not None})
    for name, field in SECTIONS.items():
        for part in getattr(process, field):
            yield section(name, part)
    for language, texts in process.translations.items():
        yield translations(language, texts)


def section(name: str, part: Any) -> str:
    """One section of a process: its header and what differs from the defaults."""
    return f"[[process.{name}]]\n" + _lines(values_of(part))


def translations(language: str, texts: Mapping[str, str]) -> str:
    """The section of a process's texts in another language."""
    return f"[process.translations.{written_key(language)}]\n" + _lines(texts)


def values_of(part: Any) -> dict[str, Any]:
    """What a part of a process says, defaults left out."""
    found = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.default is MISSING or value != field.default:
            found[field.name] = value
    return found


def assignment(key: str, value: Any) -> str:
    """One line ``key = value``; a list that is too long for it gets a line for each item."""
    start = f"{written_key(key)} = "
    if not isinstance(value, tuple):
        return f"{start}{written(value)}\n"
    line = f"{start}[{', '.join(map(written, value))}]"
    if len(line) <= LINE:
        return line + "\n"
    return f"{start}[\n{''.join(f'    {written(item)},{chr(10)}' for item in value)}]\n"


def written(value: Any) -> str:
    """A value as TOML; a whole number of days without decimals."""
    if isinstance(value, Document):
        pairs = ((key, getattr(value, key)) for key in keys_of(Document))
        inside = ", ".join(f"{key} = {written(it)}" for key, it in pairs if it is not None)
        return f"{{ {inside} }}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(tomlkit.item(value).as_string())


def written_key(key: str) -> str:
    """A key as TOML, in quotation marks where it needs them."""
    return str(tomlkit.key(key).as_string())


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(assignment(key, value) for key, value in values.items())
