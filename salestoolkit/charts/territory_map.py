"""Territories on a map: a figure of each by colour, accounts as points, and nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.map_legend import Entry, legend
from salestoolkit.charts.map_marks import PointLook, names_on, outlines, point_marks
from salestoolkit.charts.map_shades import Shades, shades
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import PAPER, WIDTH
from salestoolkit.core.map_picture import MapPicture, map_picture
from salestoolkit.core.territory_map import MapArea, MapPoint, TerritoryMap
from salestoolkit.words import Words

TALLEST = 470
"""Pixels from top to bottom of a map at most; a page holds more than its map."""
NARROW_TALLEST = 360
OTHERS, BORDERS = "#eceef1", "#bcc4cd"
"""Land that is nobody's territory, and the borders of countries in it."""
MOST_POINTS = 400


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a map shows by colour: its name, its value by territory, and how a value is written."""

    name: str
    values: Mapping[str, float | None]
    said: Callable[[float], str]


def territory_map_chart(
    found: TerritoryMap | None,
    measure: Measure,
    words: Words,
    *,
    points: Sequence[MapPoint] = (),
    potential_said: Callable[[float], str] | None = None,
    title: str | None = None,
    subtitle: Sequence[str] = (),
    width: int = WIDTH,
) -> alt.LayerChart:
    """A map of territories, each in the colour of its value.

    Territories that are ours and have no value are hatched, land that is nobody's is grey, and both
    are named in the legend. Accounts lie on it as points: circles where they were visited, diamonds
    where they were not, by potential in size.

    Parameters
    ----------
    found : TerritoryMap or None
        From `salestoolkit.sources.geo`; below points alone `plain_world`, and None draws no land.
    measure : Measure
        Values by the territories' names; None where a value is not known.
    points : sequence of MapPoint
        From `salestoolkit.core.territory_map.place_accounts`.
    potential_said : callable, optional
        Writes a potential, for the legend of sizes.
    title, subtitle : str, optional
        In place of the usual title; the subtitle names the day and the number that figures rest on.
    """
    heading = title or words.text(
        _key(found, "title") if found and found.territories else "territory_map.chart.title_points"
    )
    inside = usable_width(width)
    drawn = sorted(points, key=lambda one: (-(one.potential or 0.0), one.account))[:MOST_POINTS]
    areas = found.areas if found is not None else ()
    if not areas and not drawn:
        said = words.text("territory_map.chart.none")
        return sentence_chart(said, title=heading, subtitle=subtitle, width=width)
    tallest = TALLEST if inside > 500 else NARROW_TALLEST
    picture = map_picture(areas, width=inside, tallest=tallest, points=[one.at for one in drawn])
    shown = shades(_known(found, measure), measure.said, words)
    layers = _land(found, picture, shown, measure, words)
    look = PointLook(narrow=inside <= 500, said=potential_said)
    layers += point_marks(drawn, picture, look, words)
    if found is not None and not drawn:
        layers += names_on(
            found.areas, picture, shown, measure.said, measure.values, called=_called(found)
        )
    entries = [
        *_entries(found, picture, shown, measure, words),
        *look.entries(points, drawn, words),
    ]
    keys, bottom = legend(entries, width=inside, top=picture.height + 10)
    return framed(
        [*layers, *keys],
        title=heading,
        subtitle=subtitle,
        said=alt_text_territory_map(found, measure, words, points=points),
        width=inside,
        height=bottom + 4,
    )


def alt_text_territory_map(
    found: TerritoryMap | None,
    measure: Measure,
    words: Words,
    *,
    points: Sequence[MapPoint] = (),
) -> str:
    """How many territories have a value, and between what these lie; nobody is ranked."""
    values = _known(found, measure)
    told = []
    if values:
        low, high = measure.said(min(values.values())), measure.said(max(values.values()))
        key = "alt" if low != high else "alt_one"
        fields = {"measure": measure.name, "low": low, "high": high, "n": words.number(len(values))}
        told.append(words.text(f"territory_map.chart.{key}", **fields))
    elif found is not None and found.territories:
        told.append(words.text("territory_map.chart.alt_none", measure=measure.name))
    if points:
        told.append(words.text("territory_map.chart.alt_points", n=words.number(len(points))))
    return " ".join(told) or words.text("territory_map.chart.none")


def _known(found: TerritoryMap | None, measure: Measure) -> dict[str, float]:
    """Values of the territories that are on the map."""
    names = found.territories if found is not None else ()
    return {name: value for name in names if (value := measure.values.get(name)) is not None}


def _land(
    found: TerritoryMap | None,
    picture: MapPicture,
    shown: Shades,
    measure: Measure,
    words: Words,
) -> list[alt.Chart]:
    """Areas with the colour of their value; what has none lies below."""
    if found is None:
        return []
    fills, tips = [], []
    for area in found.areas:
        value = None if area.territory is None else measure.values.get(area.territory)
        fills.append(OTHERS if area.territory is None else shown.fill(value))
        said = words.text("territory_map.chart.unknown") if value is None else measure.said(value)
        name = clean(_called(found)(area))
        tips.append("" if area.territory is None else _tip(words, name, said))
    return outlines(picture, fills, tips, others=OTHERS, edge=BORDERS if found.world else PAPER)


def _called(found: TerritoryMap) -> Callable[[MapArea], str]:
    """Countries as the reader's language calls them, territories as the team does."""
    return lambda area: area.name if found.world else area.territory or ""


def _tip(words: Words, name: str, value: str) -> str:
    return words.text("territory_map.chart.tip", name=name, value=value)


def _entries(
    found: TerritoryMap | None,
    picture: MapPicture,
    shown: Shades,
    measure: Measure,
    words: Words,
) -> list[Entry]:
    if found is None:
        return []
    seen = [area for area, one in zip(found.areas, picture.shapes, strict=True) if one is not None]
    name = words.text("territory_map.chart.legend", measure=measure.name)
    entries = [Entry(text=name, shape=""), *shown.entries()] if shown.steps else []
    if any(one.territory is not None and measure.values.get(one.territory) is None for one in seen):
        entries.append(Entry(text=words.text("territory_map.chart.unknown"), shape="hatch"))
    ours = any(one.territory is not None for one in seen)
    if ours and any(one.territory is None for one in seen):
        entries.append(Entry(text=words.text(_key(found, "not_ours")), fill=OTHERS))
    return entries


def _key(found: TerritoryMap | None, name: str) -> str:
    return f"territory_map.chart.{name}{'_world' if found is not None and found.world else ''}"
