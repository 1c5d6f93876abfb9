"""The areas of a map by what one of its properties calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from salestoolkit.core.geo_names import code_key, lead_word, place_key, plain_key, without_lead
from salestoolkit.core.geo_shapes import Shape
from salestoolkit.core.geo_touching import touching

EXACT, BARE, CODE, PLAIN = range(4)
"""How two names are alike, from best: the same, without the kind of place, as a code, without marks."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """An area of a map: what its file says of it, by property, and its shape."""

    said: Mapping[str, str]
    shape: Shape


class NameIndex:
    """The areas by what one property calls them."""

    def __init__(self, areas: Sequence[Area], property: str) -> None:
        self.property = property
        self.named = {
            at: one.said[property] for at, one in enumerate(areas) if property in one.said
        }
        self._areas = areas
        keys = {place_key(name) for name in self.named.values()}
        self.lead = lead_word(keys)

    def groups(self, level: int, key: str) -> list[tuple[int, ...]]:
        """Areas whose names are alike to a key; those that are one stand together.

        One are areas of one name that touch, and all of one name where most names repeat.
        """
        return [
            tuple(found[at] for at in part)
            for name in self._levels[level].get(key, ())
            for found in [self._by_name[name]]
            for part in ([range(len(found))] if self._repeating else self._parts(name))
        ]

    def _parts(self, name: str) -> list[list[int]]:
        found = self._by_name[name]
        return [[0]] if len(found) == 1 else touching([self._areas[at].shape for at in found])

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        by_name: dict[str, list[int]] = {}
        for at, name in self.named.items():
            by_name.setdefault(place_key(name), []).append(at)
        return by_name

    @cached_property
    def _repeating(self) -> bool:
        repeated = sum(len(found) > 1 for found in self._by_name.values())
        return len(self._by_name) > 1 and repeated > len(self._by_name) / 2

    @cached_property
    def _levels(self) -> tuple[dict[str, list[str]], ...]:
        """The names by what they are alike to, on each level."""
        levels: tuple[dict[str, list[str]], ...] = ({}, {}, {}, {})
        for name in self._by_name:
            for level, key in enumerate(keys_of(name, [self.lead])):
                levels[level].setdefault(key, []).append(name)
        return levels


def keys_of(name: str, leads: Sequence[str]) -> tuple[str, str, str, str]:
    """A name as each way of being alike sees it."""
    key = place_key(name)
    bare = without_lead(key, leads)
    return key, bare, code_key(key), plain_key(bare)
