"""The packaged words by which names are known, ready to take personal data out of texts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.redaction import NameWords, Redactor

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "a": ("y", "i", "ie", "ę", "e", "ą", "o", "u"),
    "": ("a", "owi", "em", "iem", "u", "ie", "e", "om", "'s", "’s", "s"),
}
"""Endings of names that end in -a, and of all others."""
SHORTEST = 4


@lru_cache
def load_redactor() -> Redactor:
    """The redactor for English and Polish, made once from content ``lexicon/names.toml``.

    Examples
    --------
    >>> load_redactor().redact("Hi Tom, call me on 07700 900 461. Thanks, Beth").text
    'Hi [name], call me on [phone]. Thanks, [name]'
    """
    file = files("salestoolkit").joinpath("content", "lexicon", "names.toml")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    forms = {form for name in raw.pop("first_names") for form in forms_of(name.lower())}
    not_names = frozenset(raw.pop("not_names"))
    return Redactor(NameWords(**raw, not_names=not_names, first_names=frozenset(forms)))


def forms_of(name: str) -> Iterable[str]:
    """A first name as it stands in a sentence: Marek, Markowi, Marka; Anna, Annie, Annę.

    >>> {"marka", "markowi", "markiem"} <= set(forms_of("marek"))
    True
    """
    yield name
    if len(name) < SHORTEST:
        # more forms of a short name would be other words: Tim, time
        yield from (f"{name}'s", f"{name}’s")
        return
    if name.endswith("a"):
        stem = name[:-1]
        yield from (stem + ending for ending in ENDINGS["a"])
        for old, new in (
            ("k", "c"),
            ("g", "dz"),
            ("t", "ci"),
            ("d", "dzi"),
            ("r", "rz"),
            ("ł", "l"),
        ):
            if stem.endswith(old):
                yield stem[: -len(old)] + new + "e"
    stem = name
    if name.endswith(("ek", "eł", "iec")):
        stem = name[:-2] + name[-1]
        yield from (stem + ending for ending in ("e", "ie", "le", "ku"))
    yield from (stem + ending for ending in ENDINGS[""])
    yield from (name + ending for ending in ENDINGS[""])
    if name.endswith("sz"):
        yield from (name + ending for ending in ("ek", "ku"))
