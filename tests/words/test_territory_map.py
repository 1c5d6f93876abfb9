"""What is said below a map: every territory that it lacks, and every account set apart."""

from __future__ import annotations

import pytest

from salestoolkit.core.geo_shapes import Shape
from salestoolkit.core.territory_map import MapArea, MapPoint, Placed, TerritoryMap
from salestoolkit.words import load_words
from salestoolkit.words.territory_map import map_lines

LACKING = tuple(f"Region {at}" for at in range(20))
FREE = tuple(f"Area {at}" for at in range(30))
FOUND = TerritoryMap(
    areas=(MapArea("A", "A", Shape(())),),
    named_by="name",
    without_area=LACKING,
    without_territory=FREE,
    loosely={"Slaskie": "śląskie"},
)
PLACED = Placed(
    points=(MapPoint("P", (1, 2)),), swapped=("Zamieniona",), elsewhere=("Paris",), unplaced=4
)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_each_territory_that_the_map_lacks_is_named(language: str) -> None:
    first, second, third = map_lines(load_words(language), FOUND)
    assert all(name in first for name in LACKING)
    assert "30" in second
    assert "Area 29" not in second
    assert "Slaskie (śląskie)" in third


@pytest.mark.parametrize("language", ["en", "pl"])
def test_accounts_that_are_not_on_the_map_are_counted(language: str) -> None:
    swapped, elsewhere, unplaced = map_lines(load_words(language), None, PLACED)
    assert "1 (Zamieniona)" in swapped
    assert "1 (Paris)" in elsewhere
    assert "4" in unplaced


def test_where_all_was_found_nothing_is_said() -> None:
    words = load_words("en")
    assert map_lines(words, TerritoryMap(areas=(), named_by="n"), Placed(points=())) == []
    (source,) = map_lines(words, TerritoryMap(areas=(), named_by="n", world=True))
    assert "Natural Earth" in source
