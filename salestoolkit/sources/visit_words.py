"""Which activities are visits, and which outcomes say that a visit did not take place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files

from salestoolkit.sources.building.stages import plain

FAR_WORDS = 4
"""A type or outcome is known by its first words, four at most."""


def is_visit(kind: str) -> bool:
    """Whether a type of activity is a visit to an account.

    >>> is_visit("Spotkanie"), is_visit("Site visit – Leeds"), is_visit("Online meeting"), is_visit("Call")
    (True, True, False, False)
    """
    return _known(kind, "visit") == "yes"


def was_held(outcome: str) -> bool:
    """Whether a visit took place: unless its outcome says that it did not.

    >>> was_held(""), was_held("Odwołana przez klienta"), was_held("No show")
    (True, False, False)
    """
    return _known(outcome, "held") != "no"


def visits_among(types: Sequence[str] | None) -> Callable[[str], bool]:
    """What tells visits from other activities: the types named, else `is_visit`."""
    if types is None:
        return is_visit
    named = {plain(one) for one in types}
    return lambda kind: plain(kind) in named


def _known(text: str, table: str) -> str | None:
    words = plain(text).split()
    known = _words()[table]
    starts = (" ".join(words[:size]) for size in range(min(FAR_WORDS, len(words)), 0, -1))
    return next((known[start] for start in starts if start in known), None)


@lru_cache
def _words() -> dict[str, dict[str, str]]:
    file = files("salestoolkit").joinpath("content", "formats", "visits.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        table: {plain(word): meaning for meaning, words in entries.items() for word in words}
        for table, entries in told.items()
    }
