"""Which lead sources come by themselves, and which the sellers search."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.lead_source_parts import Direction
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.recognition.vocabulary import header_key


@lru_cache
def _listed() -> dict[str, Direction]:
    source = files("salestoolkit").joinpath("content", "formats", "lead_sources.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    found: dict[str, Direction] = {header_key(name): "own" for name in table["own"]}
    return found | {header_key(name): "inbound" for name in table["inbound"]}


def directions_of(
    names: list[str], *, inbound: list[str] | None = None, own: list[str] | None = None
) -> dict[str, Direction]:
    """Who makes the first step in each source: as told, else as its name is listed.

    Names are compared without case, accents and dashes; what is not listed is left out.

    Raises
    ------
    InvalidValue
        ``unknown_source`` where what is told is none of the names, ``source_both_sides``.

    Examples
    --------
    >>> directions_of(["Formularz WWW", "Cold call", "Alfa"], own=["alfa"])
    {'Formularz WWW': 'inbound', 'Cold call': 'own', 'Alfa': 'own'}
    """
    present = {header_key(name) for name in names}
    for name in (*(inbound or []), *(own or [])):
        if header_key(name) not in present:
            allowed = ", ".join(filter(None, names))
            raise InvalidValue("unknown_source", value=name, allowed=allowed)
    both = set(map(header_key, inbound or [])) & set(map(header_key, own or []))
    if both:
        twice = next(name for name in names if header_key(name) in both)
        raise InvalidValue("source_both_sides", value=twice)
    told: dict[str, Direction] = {header_key(name): "own" for name in own or []}
    told |= {header_key(name): "inbound" for name in inbound or []}
    known = {**_listed(), **told}
    return {name: known[header_key(name)] for name in names if header_key(name) in known}
