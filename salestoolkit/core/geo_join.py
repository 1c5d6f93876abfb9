"""Which area of a map is which territory: by code, by name, or by name and the region around it.

One territory is one area and one area at most one territory. What is said twice on the map, such as
two counties of one name, is told apart by the region in which a point of it lies, or refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from salestoolkit.core.geo_index import CODE, EXACT, PLAIN, Area, NameIndex, keys_of
from salestoolkit.core.geo_names import code_key, lead_word, place_key, with_region
from salestoolkit.core.geo_shapes import Shape, contains, inside_point
from salestoolkit.errors import InvalidValue

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Territories with their areas, and what is left over on either side.

    ``places`` holds for each territory where its areas lie in the list that was joined.
    """

    property: str
    places: Mapping[str, tuple[int, ...]]
    named: Mapping[int, str]
    """What the file calls each area by the property."""
    without_area: tuple[str, ...]
    without_territory: tuple[int, ...]
    loosely: Mapping[str, str] = field(default_factory=dict)
    """Territories joined only without accents or leading zeros, and what the map calls them."""


def join_areas(
    areas: Sequence[Area],
    names: Iterable[str],
    *,
    codes: Mapping[str, str] | None = None,
    property: str | None = None,
    regions: Sequence[Area] = (),
    region_of: Mapping[str, str] | None = None,
) -> Joined:
    """Find the area of each territory.

    Parameters
    ----------
    areas : sequence of Area
        The map.
    names : iterable of str
        Territories as the team calls them; a region may stand with a name: ``powiat bielski (śląskie)``.
    codes : mapping, optional
        Codes of territories by their names, as the map has them; a territory with one is joined by it.
    property : str, optional
        What names the areas; else the property that fits the most territories.
    regions : sequence of Area
        A coarser map, by which areas of one name are told apart.
    region_of : mapping, optional
        Regions of territories by their names.

    Raises
    ------
    InvalidValue
        ``geo_property``, ``geo_no_match``, ``geo_ambiguous``, ``geo_same_area``.
    """
    wanted = {name: _Wanted.of(name, codes or {}, region_of or {}) for name in dict.fromkeys(names)}
    properties = list(dict.fromkeys(key for area in areas for key in area.said))
    if property is not None and property not in properties:
        raise InvalidValue("geo_property", value=property, allowed=_listed(properties))
    found = [
        _join_by(areas, one, wanted, regions)
        for one in ([property] if property is not None else properties)
    ]
    best = max(found, key=lambda one: one.fit, default=None)
    if best is None or not any(best.fit):
        raise InvalidValue("geo_no_match", value=_listed(wanted), allowed=_listed(_seen(found)))
    return best.result()


@dataclass(frozen=True)
class _Wanted:
    """A territory: its names, best first, with the region that each implies."""

    name: str
    code: str | None
    ways: tuple[tuple[str, str | None], ...]

    @classmethod
    def of(cls, name: str, codes: Mapping[str, str], regions: Mapping[str, str]) -> _Wanted:
        return cls(name, codes.get(name), ((name, regions.get(name)), *with_region(name)))


class _Attempt:
    """The join by one property."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self.groups: dict[str, tuple[int, ...]] = {}
        self.level: dict[str, int] = {}
        self.ambiguous: dict[str, int] = {}
        self.missing: list[str] = []

    @property
    def fit(self) -> tuple[int, int, int]:
        """Territories found, of these alone, and how well; the best property has the most."""
        alone = len(self.groups)
        return alone + len(self.ambiguous), alone, -sum(self.level.values())

    def result(self) -> Joined:
        if self.ambiguous:
            names = _listed(self.ambiguous)
            raise InvalidValue("geo_ambiguous", value=names, field=self.index.property)
        self._once()
        taken = {at for group in self.groups.values() for at in group}
        named = self.index.named
        return Joined(
            property=self.index.property,
            places=self.groups,
            named=named,
            without_area=tuple(self.missing),
            without_territory=tuple(at for at in named if at not in taken),
            loosely={
                name: named[self.groups[name][0]]
                for name, level in self.level.items()
                if level >= CODE
            },
        )

    def _once(self) -> None:
        """Refuse two territories on one area."""
        holder: dict[tuple[int, ...], str] = {}
        for name, group in self.groups.items():
            other = holder.setdefault(group, name)
            if other != name:
                both, area = _listed([other, name]), self.index.named[group[0]]
                raise InvalidValue("geo_same_area", value=both, field=area)


def _join_by(
    areas: Sequence[Area],
    property: str,
    wanted: Mapping[str, _Wanted],
    regions: Sequence[Area],
) -> _Attempt:
    index = NameIndex(areas, property)
    attempt = _Attempt(index)
    leads = [index.lead, lead_word([place_key(name) for name in wanted])]
    regional = _Regions(areas, regions)
    for name, one in wanted.items():
        ways = ((one.code, None),) if one.code else one.ways
        for said, region in ways:
            level, found = _alike(index, said or "", leads)
            if region and found:
                found = regional.within(found, region)
            if found:
                break
        if len(found) == 1:
            attempt.groups[name], attempt.level[name] = found[0], level
        elif found and level < PLAIN:
            attempt.ambiguous[name] = len(found)
        else:
            attempt.missing.append(name)
    return attempt


def _seen(attempts: Sequence[_Attempt]) -> list[str]:
    """What the map calls its areas, by the property that tells the most apart in words."""
    told = [sorted(set(one.index.named.values())) for one in attempts]
    return max(
        told, key=lambda names: sum(not code_key(one).isdigit() for one in names), default=[]
    )


def _alike(index: NameIndex, name: str, leads: Sequence[str]) -> tuple[int, list[tuple[int, ...]]]:
    for level, key in enumerate(keys_of(name, leads)):
        if found := index.groups(level, key):
            return level, found
    return EXACT, []


class _Regions:
    """Which of some areas lie in a region: as the map itself says, else by a point inside them."""

    def __init__(self, areas: Sequence[Area], regions: Sequence[Area]) -> None:
        self.areas, self.regions = areas, regions
        self._known: dict[str, list[Shape] | None] = {}

    def within(self, groups: list[tuple[int, ...]], region: str) -> list[tuple[int, ...]]:
        wanted = keys_of(region, [])
        told = [
            group
            for group in groups
            if any(place_key(said) == wanted[EXACT] for said in self.areas[group[0]].said.values())
        ]
        if told or not self.regions:
            return told or groups
        shapes = self._shapes(region)
        if shapes is None:
            return groups
        return [
            group
            for group in groups
            if any(contains(one, inside_point(self.areas[group[0]].shape)) for one in shapes)
        ]

    def _shapes(self, region: str) -> list[Shape] | None:
        """The shapes of a region, None where it is no region."""
        if region not in self._known:
            try:
                places = join_areas(self.regions, [region]).places[region]
            except InvalidValue:
                self._known[region] = None
            else:
                self._known[region] = [self.regions[at].shape for at in places]
        return self._known[region]


def _listed(names: Iterable[str]) -> list[str]:
    """Some names, as many as a sentence bears."""
    told = list(names)
    return told if len(told) <= SHOWN else [*told[: SHOWN - 1], f"{told[SHOWN - 1]} …"]
