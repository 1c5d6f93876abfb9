"""Which types of activities are touches, and what their outcomes say, in the languages read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.cadence import NONE
from salestoolkit.sources.building.stages import plain

FAR_WORDS = 3
"""A type or outcome is known by its first words, three at most."""


def channel_of(kind: str) -> str | None:
    """The channel of a type of activity; None where it is no touch.

    >>> channel_of("Rozmowa telefoniczna"), channel_of("E-mail"), channel_of("Task")
    ('phone', 'email', None)
    """
    return _by_words(kind, "channel")


def outcome_of(said: str) -> str | None:
    """What an outcome says: ``replied``, ``refused`` or ``""``; None where its words are not known.

    >>> outcome_of("Odpowiedź – prosi o ofertę"), outcome_of("No reply"), outcome_of("blue")
    ('replied', '', None)
    """
    if not plain(said):
        return NONE
    found = _by_words(said, "outcome")
    return NONE if found == "none" else found


def _by_words(text: str, table: str) -> str | None:
    words = plain(text).split()
    known = _words()[table]
    starts = (" ".join(words[:size]) for size in range(min(FAR_WORDS, len(words)), 0, -1))
    return next((known[start] for start in starts if start in known), None)


@lru_cache
def _words() -> Mapping[str, Mapping[str, str]]:
    file = files("salestoolkit").joinpath("content", "formats", "touches.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        table: {plain(word): meaning for meaning, words in entries.items() for word in words}
        for table, entries in told.items()
    }
