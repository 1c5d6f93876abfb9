"""Territories on a map, and accounts as points on it: what lies where, and what could not be placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pandas as pd

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_join import Joined
from salestoolkit.core.geo_shapes import Box, Point, Shape
from salestoolkit.core.territory_rows import by_letters

MARGIN = 0.5
"""Degrees beyond a map within which a point may still lie: borders are simplified."""
FAR, NEARER = 8.0, 0.25
"""Degrees from where most accounts are, from which a point that lies near them when its numbers are
swapped counts as swapped."""
ENOUGH = 5
"""Accounts that tell together where a team works."""


@dataclass(frozen=True)
class MapArea:
    """An area of the map: the territory that it is, None where it is none, and its name in the file."""

    territory: str | None
    name: str
    shape: Shape


@dataclass(frozen=True, kw_only=True)
class TerritoryMap:
    """Where territories lie; ``named_by`` is the property of the file that names them.

    ``without_area`` are territories that the map lacks, ``without_territory`` names of areas that are
    nobody's, ``loosely`` territories whose name on the map differs by accents or leading zeros.
    """

    areas: tuple[MapArea, ...]
    named_by: str
    without_area: tuple[str, ...] = ()
    without_territory: tuple[str, ...] = ()
    loosely: Mapping[str, str] = field(default_factory=dict)
    world: bool = False

    @property
    def territories(self) -> tuple[str, ...]:
        """The territories that are on the map, each once."""
        told = (area.territory for area in self.areas if area.territory is not None)
        return tuple(dict.fromkeys(told))


def territory_map(areas: Sequence[Area], joined: Joined, *, world: bool = False) -> TerritoryMap:
    """The map that a join gives; areas that have no name are drawn and not counted."""
    holder = {at: name for name, places in joined.places.items() for at in places}
    free = (joined.named[at] for at in joined.without_territory)
    return TerritoryMap(
        areas=tuple(
            MapArea(holder.get(at), joined.named.get(at, ""), area.shape)
            for at, area in enumerate(areas)
        ),
        named_by=joined.property,
        without_area=joined.without_area,
        without_territory=tuple(sorted(set(free), key=by_letters)),
        loosely=joined.loosely,
        world=world,
    )


@dataclass(frozen=True)
class MapPoint:
    """An account on the map: its place, its potential, and whether it was visited; None: not known."""

    account: str
    at: Point
    potential: float | None = None
    visited: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Accounts with a place, and those set apart.

    ``swapped`` have latitude and longitude in each other's place, ``elsewhere`` lie outside of the map
    or of their country; ``unplaced`` is the number of accounts without coordinates.
    """

    points: tuple[MapPoint, ...]
    swapped: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unplaced: int = 0


def place_accounts(
    accounts: pd.DataFrame,
    *,
    within: Iterable[Shape] = (),
    countries: Mapping[str, Shape] | None = None,
) -> Placed:
    """Put accounts on the map; what cannot lie where it says is set apart, never moved.

    A place is judged by the account's country where that is known, else by the map, else by where
    most accounts are: it counts as swapped if it would be right the other way round.

    Parameters
    ----------
    accounts : DataFrame
        ``account``, ``latitude``, ``longitude``; if known ``potential``, ``visits`` and ``country``.
    within : iterable of Shape
        The map.
    countries : mapping
        Shapes of countries by what ``country`` calls them.
    """
    rows = accounts.reset_index(drop=True)
    known = rows[["latitude", "longitude"]].notna().all(axis=1)
    told = rows[known]
    whole = _joined(shape.box for shape in within)
    boxes = {name: shape.box for name, shape in (countries or {}).items()}
    usual = _usual(told) if whole is None else None
    points: list[MapPoint] = []
    apart: dict[str, list[str]] = {"swapped": [], "elsewhere": []}
    for row in told.to_dict("records"):
        at = (float(row["longitude"]), float(row["latitude"]))
        wrong = _wrong(at, boxes.get(str(row.get("country"))) or whole, usual)
        if wrong:
            apart[wrong].append(str(row["account"]))
        else:
            points.append(MapPoint(str(row["account"]), at, _amount(row), _visited(row)))
    return Placed(
        points=tuple(points),
        swapped=tuple(apart["swapped"]),
        elsewhere=tuple(apart["elsewhere"]),
        unplaced=int((~known).sum()),
    )


def _wrong(at: Point, box: Box | None, usual: Point | None) -> str | None:
    x, y = at
    if abs(y) > 90 or abs(x) > 360:
        return "swapped" if abs(x) <= 90 and abs(y) <= 180 else "elsewhere"
    if box is not None:
        if _inside(at, box):
            return None
        return "swapped" if _inside((y, x), box) else "elsewhere"
    if usual is None:
        return None
    far, other = _distance(at, usual), _distance((y, x), usual)
    return "swapped" if far > FAR and other < NEARER * far else None


def _inside(at: Point, box: Box) -> bool:
    left, low, right, high = box
    across = any(left - MARGIN <= at[0] + turn <= right + MARGIN for turn in (0.0, 360.0, -360.0))
    return across and low - MARGIN <= at[1] <= high + MARGIN


def _joined(boxes: Iterable[Box]) -> Box | None:
    told = list(boxes)
    if not told:
        return None
    lefts, lows, rights, highs = zip(*told, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)


def _usual(rows: pd.DataFrame) -> Point | None:
    if len(rows) < ENOUGH:
        return None
    return median(rows["longitude"].astype(float)), median(rows["latitude"].astype(float))


def _distance(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _amount(row: Mapping[Any, Any]) -> float | None:
    value = row.get("potential")
    return None if value is None or pd.isna(value) else float(value)


def _visited(row: Mapping[Any, Any]) -> bool | None:
    value = row.get("visits")
    return None if value is None or pd.isna(value) else bool(value > 0)
