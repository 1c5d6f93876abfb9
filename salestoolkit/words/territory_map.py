"""What to know of a map of territories: what did not join, both ways, and which accounts were set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salestoolkit.core.territory_map import Placed, TerritoryMap
from salestoolkit.words.errors import plain
from salestoolkit.words.phrases import NAME_LENGTH
from salestoolkit.words.words import Words

SHOWN = 12
"""Names that a sentence lists; their number is told in full."""


def map_lines(words: Words, found: TerritoryMap | None, placed: Placed | None = None) -> list[str]:
    """Sentences below a map: nothing where all was found and placed."""
    lines = [] if found is None else _of_map(words, found)
    return lines + ([] if placed is None else _of_points(words, placed))


def _of_map(words: Words, found: TerritoryMap) -> list[str]:
    lines = []
    if found.without_area:
        # each is listed: a territory must not get lost
        told = _names(found.without_area, shown=len(found.without_area))
        lines.append(words.text("territory_map.lines.without_area", names=told))
    if found.without_territory and not found.world:
        lines.append(_counted(words, "without_territory", found.without_territory))
    if found.loosely:
        pairs = [
            words.text("territory_map.lines.pair", name=_name(name), other=_name(other))
            for name, other in found.loosely.items()
        ]
        lines.append(words.text("territory_map.lines.loosely", names=_names(pairs)))
    return [*lines, words.text("territory_map.lines.source")] if found.world else lines


def _of_points(words: Words, placed: Placed) -> list[str]:
    lines = [
        _counted(words, key, names)
        for key, names in (("swapped", placed.swapped), ("elsewhere", placed.elsewhere))
        if names
    ]
    if placed.unplaced and placed.points:
        told = words.number(placed.unplaced)
        lines.append(words.text("territory_map.lines.unplaced", n=told))
    return lines


def _counted(words: Words, key: str, names: Sequence[str]) -> str:
    return words.text(f"territory_map.lines.{key}", n=words.number(len(names)), names=_names(names))


def _names(names: Iterable[str], *, shown: int = SHOWN) -> str:
    told = [_name(name) for name in names]
    return ", ".join(told[:shown]) + (" …" if len(told) > shown else "")


def _name(name: str) -> str:
    return plain(name, length=NAME_LENGTH)
