"""Territories on a map: from a file that the team names, or the countries of the world; all offline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_join import Joined, join_areas
from salestoolkit.core.geo_shapes import Box, Point, Shape, box_of
from salestoolkit.core.territory_map import TerritoryMap, territory_map
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.sources.countries import country_code, country_names, world
from salestoolkit.sources.geo_file import read_areas

MOST_AREAS = 5000
"""Areas that a page can draw; postal codes of a large country are more."""


def territories_on_map(
    path: Path | str,
    names: Iterable[str],
    *,
    codes: Mapping[str, str] | None = None,
    regions: Path | str | None = None,
    property: str | None = None,
    region_of: Mapping[str, str] | None = None,
    countries: Iterable[str] = (),
) -> TerritoryMap:
    """Find a team's territories in a GeoJSON or TopoJSON file.

    Parameters
    ----------
    path : Path or str
        The file; its coordinates are degrees.
    names : iterable of str
        Territories as the team calls them; each is looked for by name, or by a code that is its name.
    codes : mapping, optional
        Codes of territories, by their names.
    regions : Path or str, optional
        A coarser map, by which areas of one name are told apart: the region stands with the territory's
        name (``powiat bielski (śląskie)``) or in ``region_of``.
    property : str, optional
        What names the areas in the file; else the property that fits the most territories.
    region_of : mapping, optional
        Regions of territories by their names.
    countries : iterable of str
        Where the team works: by this swapped coordinates are told that would be possible elsewhere.

    Raises
    ------
    ImportFailed
        As `read_areas`, and ``geo_many_areas``.
    InvalidValue
        As `join_areas`: a name that stays ambiguous is refused.

    Examples
    --------
    With the counties of Poland and, to tell those of one name apart, its voivodeships::

        found = territories_on_map(
            "powiaty.geojson", ["powiat bielski (śląskie)", "radomski"], regions="wojewodztwa.geojson"
        )
        found.without_area
    """
    areas = read_areas(path)
    if len(areas) > MOST_AREAS:
        name = Path(path).name
        raise ImportFailed("geo_many_areas", file=name, value=len(areas), allowed=MOST_AREAS)
    _not_swapped(areas, country_shapes(countries), Path(path).name)
    around = () if regions is None else read_areas(regions)
    joined = join_areas(
        areas, names, codes=codes, property=property, regions=around, region_of=region_of
    )
    return territory_map(areas, joined)


def countries_on_map(names: Iterable[str], *, language: str = "en") -> TerritoryMap:
    """The countries of a list on a map of the world, whatever it calls them.

    Parameters
    ----------
    names : iterable of str
        Names in English or Polish, or ISO codes: ``United States``, ``USA``, ``Stany Zjednoczone``.
    language : str
        In which countries are named on the map.

    Raises
    ------
    InvalidValue
        ``geo_no_country`` where none of the names is a country's.
    """
    found = {name: country_code(name) for name in dict.fromkeys(names)}
    by_code: dict[str, str] = {}
    for name, code in found.items():
        if code is not None:
            by_code.setdefault(code, name)
    drawn = {area.said["alpha_2"] for area in world() if "alpha_2" in area.said}
    known = {code: name for code, name in by_code.items() if code in drawn}
    if not known:
        raise InvalidValue("geo_no_country", value=list(found)[:8])
    areas = _named(language)
    places = {
        known[code]: (at,)
        for at, area in enumerate(areas)
        if (code := area.said.get("alpha_2")) in known
    }
    joined = Joined(
        property="name",
        places=places,
        named={at: area.said["name"] for at, area in enumerate(areas)},
        without_area=tuple(name for name, code in found.items() if code not in known),
        without_territory=(),
    )
    return territory_map(areas, joined, world=True)


def plain_world(*, language: str = "en") -> TerritoryMap:
    """A map of the world on which no country is ours: land below accounts that have only coordinates."""
    areas = _named(language)
    named = {at: area.said["name"] for at, area in enumerate(areas)}
    joined = Joined(property="name", places={}, named=named, without_area=(), without_territory=())
    return territory_map(areas, joined, world=True)


def one_spelling(names: Iterable[str], *, language: str = "en") -> dict[str, str]:
    """Each name of a country as the language calls it; names that are no country's stay as they are.

    >>> one_spelling(["USA", "United States", "Germany", "Narnia"], language="pl")
    {'USA': 'Stany Zjednoczone', 'United States': 'Stany Zjednoczone', 'Germany': 'Niemcy', 'Narnia': 'Narnia'}
    """
    called = country_names(language)
    return {
        name: called.get(code, name) if (code := country_code(name)) else name
        for name in dict.fromkeys(names)
    }


def country_shapes(names: Iterable[str]) -> dict[str, Shape]:
    """Shapes of countries by the names of a list; names that are no country's are left out."""
    shapes = {area.said.get("alpha_2"): area.shape for area in world()}
    codes = {name: country_code(name) for name in dict.fromkeys(names)}
    return {name: shapes[code] for name, code in codes.items() if code and code in shapes}


def _not_swapped(areas: Sequence[Area], countries: Mapping[str, Shape], file: str) -> None:
    """Refuse a map that lies in none of the countries, and in one of them the other way round."""
    left, low, right, high = _box([area.shape for area in areas])
    middle = ((left + right) / 2, (low + high) / 2)
    if not countries or any(_within(middle, shape) for shape in countries.values()):
        return
    if any(_within(middle[::-1], shape) for shape in countries.values()):
        raise ImportFailed("geo_swapped", file=file, value=f"{middle[1]:g}")


def _box(shapes: Sequence[Shape]) -> Box:
    return box_of([polygon for shape in shapes for polygon in shape.polygons])


def _within(point: Point, shape: Shape) -> bool:
    left, low, right, high = shape.box
    return left <= point[0] <= right and low <= point[1] <= high


def _named(language: str) -> tuple[Area, ...]:
    called = country_names(language)
    return tuple(
        Area(
            said={**area.said, "name": called.get(area.said.get("alpha_2", ""), area.said["name"])},
            shape=area.shape,
        )
        for area in world()
    )
