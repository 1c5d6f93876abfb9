"""The map of a page about territories: from a named file, from countries, or from coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from salestoolkit.charts.territory_map import Measure, territory_map_chart
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.core.territory_map import Placed, TerritoryMap, place_accounts
from salestoolkit.core.territory_parts import FieldWork
from salestoolkit.core.territory_rows import NONE, territory_rows
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.countries import country_code
from salestoolkit.sources.geo import (
    countries_on_map,
    country_shapes,
    one_spelling,
    plain_world,
    territories_on_map,
)
from salestoolkit.words import Words
from salestoolkit.words.territory import window

FEWEST = 2
"""Countries that a map of the world is worth drawing for."""
COVERED, COUNTED = "covered", "accounts"
"""What the colour tells: the share visited, or how many accounts where no visits were noted."""


@dataclass(frozen=True, kw_only=True)
class MapOfPage:
    """A map and what it shows: ``values`` by territory or country, ``measure`` what they are."""

    found: TerritoryMap | None
    measure: str
    values: Mapping[str, float | None]
    placed: Placed


def map_of(
    found: TerritoryCoverage,
    words: Words,
    *,
    geo: str | Path | None = None,
    geo_name: str | None = None,
    geo_regions: str | Path | None = None,
) -> MapOfPage | None:
    """The map of a page; None where nothing tells where anything lies.

    Raises
    ------
    ImportFailed, InvalidValue
        What is wrong with a file that was named, on the page for all; a page about a part goes without.
    """
    accounts = found.accounts
    countries = sorted({str(one) for one in accounts["country"].dropna()})
    if geo is not None:
        names = _named(found.territories, "territory")
        try:
            drawn = territories_on_map(
                geo, names, regions=geo_regions, property=geo_name, countries=countries
            )
        except InvalidValue:
            if found.part is None:
                raise
        else:
            shapes = [area.shape for area in drawn.areas if area.territory is not None]
            placed = place_accounts(accounts, within=shapes, countries=country_shapes(countries))
            return _map(found, drawn, found.territories, placed)
    placed = place_accounts(accounts, countries=country_shapes(countries))
    by_country = _by_country(found, countries, words.language)
    if by_country is not None:
        return _map(found, *by_country, placed)
    if not placed.points:
        return None
    world = plain_world(language=words.language)
    return MapOfPage(found=world, measure=COVERED, values={}, placed=placed)


def _by_country(
    found: TerritoryCoverage, countries: list[str], language: str
) -> tuple[TerritoryMap, pd.DataFrame] | None:
    """Countries that are the territories, else those that accounts lie in."""
    territories = _named(found.territories, "territory")
    known = [name for name in territories if country_code(name)]
    if len(known) >= FEWEST and 2 * len(known) >= len(territories):
        return countries_on_map(territories, language=language), found.territories
    called = one_spelling(countries, language=language)
    placed = [name for name in dict.fromkeys(called.values()) if country_code(name)]
    if len(placed) < FEWEST:
        return None
    spelled = found.accounts["country"].map(lambda one: called.get(one, one))
    rows = territory_rows(found.accounts.assign(country=spelled), "country")
    return countries_on_map(list(dict.fromkeys(called.values())), language=language), rows


def _map(
    found: TerritoryCoverage, drawn: TerritoryMap, rows: pd.DataFrame, placed: Placed
) -> MapOfPage:
    column = "coverage" if found.visits_known else "accounts"
    told = rows[(rows.iloc[:, 0] != NONE) & (rows["accounts"] > 0)]
    values = {
        str(name): None if pd.isna(value) else float(value)
        for name, value in zip(told.iloc[:, 0], told[column], strict=True)
    }
    measure = COVERED if found.visits_known else COUNTED
    return MapOfPage(found=drawn, measure=measure, values=values, placed=placed)


def _named(rows: pd.DataFrame, column: str) -> list[str]:
    """Names that have accounts."""
    return [str(name) for name in rows.loc[rows["accounts"] > 0, column] if name != NONE]


def well_placed(work: FieldWork) -> FieldWork:
    """The field without coordinates that cannot be right; ``apart`` counts them.

    A place counts as swapped if it would be right the other way round, and as elsewhere if it lies outside
    of its account's country: see `salestoolkit.core.territory_map.place_accounts`.
    """
    accounts = work.accounts
    if not accounts["latitude"].notna().any():
        return work
    countries = sorted({str(one) for one in accounts["country"].dropna()})
    placed = place_accounts(accounts, countries=country_shapes(countries))
    wrong = accounts["account"].isin([*placed.swapped, *placed.elsewhere])
    codes = {"coordinates_swapped": placed.swapped, "coordinates_elsewhere": placed.elsewhere}
    counts = {code: len(names) for code, names in codes.items() if names}
    kept = accounts.assign(
        **{name: accounts[name].mask(wrong) for name in ("latitude", "longitude")}
    )
    return replace(work, accounts=kept, apart={**work.apart, **counts})


def draw_map(
    found: TerritoryCoverage, mapped: MapOfPage, words: Words, *, width: int
) -> alt.LayerChart:
    """The map as a chart: the share of accounts visited by colour, or how many there are."""
    share = mapped.measure == COVERED
    figure = words.text(f"territory.figure.{mapped.measure}")
    measure = Measure(
        name=figure, values=mapped.values, said=words.percent if share else words.number
    )
    accounts = words.count("account", found.whole.accounts)
    subtitle = words.text("territory.chart.subtitle", accounts=accounts, **window(words, found))
    if not found.visits_known:
        subtitle = words.text(
            "territory.chart.subtitle_plain", accounts=accounts, date=words.date(found.as_of)
        )
    return territory_map_chart(
        mapped.found,
        measure,
        words,
        points=mapped.placed.points,
        potential_said=lambda value: words.money_about(value, found.currency),
        subtitle=[subtitle],
        width=width,
    )


def map_record(mapped: MapOfPage) -> dict[str, Any]:
    """What is on a map and what is not, for programs."""
    placed, drawn = mapped.placed, mapped.found
    return {
        "measure": mapped.measure,
        "values": dict(mapped.values),
        "points": len(placed.points),
        "without_area": [] if drawn is None else list(drawn.without_area),
        "swapped": list(placed.swapped),
        "elsewhere": list(placed.elsewhere),
        "unplaced": placed.unplaced,
    }
