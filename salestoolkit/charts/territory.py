"""Accounts visited and not visited, one bar a territory or a tier, in alphabetical order."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from salestoolkit.charts.bars import Bar, Look, bar_layers
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.rows import Row
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import OPEN, PASSED, WIDTH
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.words import Words
from salestoolkit.words.territory import window

MOST_ROWS = 30
"""Bars of one chart; more are in the table."""
FEWEST = 2


def territory_chart(
    found: TerritoryCoverage, words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """Accounts by territory, visited and not; by tier where there is only one territory.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    rows, key = shown_rows(found)
    title = words.text(f"territory.chart.{key}")
    accounts = words.count("account", found.whole.accounts)
    subtitle = words.text("territory.chart.subtitle", accounts=accounts, **window(words, found))
    if rows.empty or not found.visits_known:
        none = words.text("territory.chart.none")
        return sentence_chart(none, title=title, subtitle=[subtitle], width=width)
    inside = usable_width(width)
    look = Look(
        fills={"visited": PASSED, "not_visited": OPEN},
        names={name: words.text(f"territory.chart.{name}") for name in ("visited", "not_visited")},
    )
    bars = [_bar(row, look, words) for row in rows.to_dict("records")]
    header = words.text("territory.chart.accounts")
    layers, height = bar_layers(bars, look, words, width=inside, header=header)
    return framed(
        layers,
        title=title,
        subtitle=[subtitle, words.text("territory.chart.reading")],
        said=alt_text_territory(found, words),
        width=inside,
        height=height,
    )


def alt_text_territory(found: TerritoryCoverage, words: Words) -> str:
    """Each bar with the accounts visited and all of them."""
    rows, _ = shown_rows(found)
    if rows.empty or not found.visits_known:
        return words.text("territory.chart.none")
    each = [
        words.text(
            "territory.chart.each",
            name=_name(row, words),
            covered=words.number(row["covered"]),
            accounts=words.number(row["accounts"]),
        )
        for row in rows.to_dict("records")
    ]
    return words.text("territory.chart.alt", each=", ".join(each), **window(words, found))


def shown_rows(found: TerritoryCoverage) -> tuple[pd.DataFrame, str]:
    """Rows of the bars, first column the name, and the key of the chart's title."""
    territories = found.territories[found.territories["accounts"] > 0]
    if len(territories) >= FEWEST:
        return territories.head(MOST_ROWS), "title"
    return found.tiers.head(MOST_ROWS), "title_tiers"


def _bar(row: dict[Any, Any], look: Look, words: Words) -> Bar:
    accounts, covered = int(row["accounts"]), int(row["covered"])
    counts = {"visited": covered, "not_visited": accounts - covered}
    name = _name(row, words)
    return Bar(
        row=Row(name=name, tip=name, note=words.number(accounts)),
        deals=counts,
        tips={
            kind: words.text(
                "territory.chart.tip",
                name=name,
                n=words.number(n),
                accounts=words.count("account.genitive", accounts),
                kind=look.names[kind],
            )
            for kind, n in counts.items()
        },
        end=words.percent(row["coverage"]),
    )


def _name(row: dict[Any, Any], words: Words) -> str:
    return clean(str(next(iter(row.values())))) or words.text("territory.cell.none")
