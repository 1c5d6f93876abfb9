"""Which columns of a list go into dossiers, and which are no business of a seller."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.sources.recognition.vocabulary import header_key

PERSON_COLUMNS = {
    "contact_name": "person",
    "contact_role": "role",
    "contact_details": "contact",
}
"""Columns about a person of the buying committee, and the field of its sheet that each fills."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Headers of a list: read ones by what they hold, refused ones by why, and those not known.

    ``language`` is the one that most of the read headers are in; it says how numbers are written.
    """

    read: Mapping[str, str]
    refused: Mapping[str, str]
    unknown: tuple[str, ...]
    language: str


def sort_columns(headers: Iterable[str]) -> Columns:
    """Sort the headers of a list into those that are read, refused and not known.

    Examples
    --------
    >>> found = sort_columns(["Firma", "Obrót", "Data urodzenia", "Kolor"])
    >>> found.read, found.refused, found.unknown, found.language
    ({'company': 'Firma', 'turnover': 'Obrót'}, {'Data urodzenia': 'birthday'}, ('Kolor',), 'pl')
    """
    listed = list(headers)
    refused = {one: reason for one in listed if (reason := _private(one)) is not None}
    open_ones = {header_key(one): one for one in reversed(listed) if one not in refused}
    read: dict[str, str] = {}
    hits = dict.fromkeys(_words()["columns"], 0)
    for language, fields in _words()["columns"].items():
        for field, names in fields.items():
            keys = [header_key(name) for name in names]
            found = next((open_ones[key] for key in keys if key in open_ones), None)
            hits[language] += found is not None
            if found is not None and field not in read and found not in read.values():
                read[field] = found
    unknown = tuple(one for one in listed if one not in refused and one not in read.values())
    language = max(hits, key=lambda name: hits[name])
    return Columns(read=read, refused=refused, unknown=unknown, language=language)


def _private(header: str) -> str | None:
    """Why a header is refused; None where it is not."""
    words = f" {header_key(header)} "
    if any(f" {word} " in words for word in _words()["company_words"]["words"]):
        return None
    for reason, names in _words()["private"].items():
        if any(f" {name} " in words for name in names):
            return str(reason)
    return None


@lru_cache
def _words() -> dict[str, Any]:
    """Tables of ``content/formats/dossier.toml``."""
    source = files("salestoolkit").joinpath("content", "formats", "dossier.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
