"""The headers that each kind of export is known by, read from ``content/formats``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.sources.building.stages import plain

FORMAT_FILES = ("pipedrive", "hubspot", "salesforce", "fivetran", "plain", "tables")
"""In order of preference, where a table fits several kinds equally well."""

JOINED_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ENTITY = re.compile(r"^(.+?)\s+[-–—−]\s+(.+)$")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """How one kind of table is recognised: see the notes at the top of ``pipedrive.toml``.

    ``words`` maps language to field to headers; headers everywhere are as `header_key` makes them.
    """

    kind: str
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    needs: tuple[tuple[str, ...], ...] = ()
    wanted: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()
    signs_needed: int = 0
    refuses: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    history: frozenset[str] = frozenset()
    lead_ids: frozenset[str] = frozenset()
    stage_entered: tuple[str, ...] = ()
    stage_exited: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the kind, in the order of the file."""
        return tuple(dict.fromkeys(field for words in self.words.values() for field in words))


def header_key(header: str) -> str:
    """A header for comparison: no case, accents, dashes or underscores; ``IsWon`` is ``is won``.

    Examples
    --------
    >>> header_key("Deal – Wartość"), header_key("StageName"), header_key("close_date")
    ('deal wartosc', 'stage name', 'close date')
    """
    spaced = header if " " in header else JOINED_WORDS.sub(" ", header)
    return plain(spaced)


def split_entity(header: str) -> tuple[str, str] | None:
    """Entity and field of a header such as ``Deal - Title``, as keys; None for any other header."""
    found = ENTITY.match(header)
    return (header_key(found.group(1)), header_key(found.group(2))) if found else None


@lru_cache(maxsize=1)
def vocabularies() -> tuple[Vocabulary, ...]:
    """All kinds of tables known, in order of preference."""
    found = []
    for file in FORMAT_FILES:
        entries = dict(_format_file(file))
        refused_by_all = _keys(entries.pop("refused_by_all", ()))
        found += [_vocabulary(name, entry, refused_by_all) for name, entry in entries.items()]
    return tuple(found)


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """Names of the kinds of tables, each once."""
    return tuple(dict.fromkeys(vocabulary.kind for vocabulary in vocabularies()))


def fields_of(kind: str | None) -> tuple[str, ...]:
    """Every field that a table of a kind can have; of all kinds where none is named."""
    chosen = (entry for entry in vocabularies() if kind is None or entry.kind == kind)
    return tuple(dict.fromkeys(field for entry in chosen for field in entry.fields))


def _format_file(name: str) -> Mapping[str, Any]:
    source = files("salestoolkit").joinpath("content", "formats", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _vocabulary(name: str, entry: Mapping[str, Any], refused: frozenset[str]) -> Vocabulary:
    words = {
        language: {
            field: tuple(header_key(h) for h in headers) for field, headers in fields.items()
        }
        for language, fields in entry["words"].items()
    }
    return Vocabulary(
        kind=entry.get("kind", name),
        words=words,
        needs=tuple(tuple(group) for group in entry.get("needs", ())),
        wanted=tuple(entry.get("wanted", ())),
        signs=_keys(entry.get("signs", ())),
        signs_needed=entry.get("signs_needed", 0),
        refuses=_keys(entry.get("refuses", ())) | refused,
        entities=_keys(entry.get("entities", ())),
        history=_keys(entry.get("history", ())),
        lead_ids=_keys(entry.get("lead_ids", ())),
        stage_entered=tuple(entry.get("stage_entered", ())),
        stage_exited=tuple(entry.get("stage_exited", ())),
    )


def _keys(headers: Iterable[str]) -> frozenset[str]:
    return frozenset(header_key(header) for header in headers)
