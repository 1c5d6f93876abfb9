"""One funnel under any of its definitions, which the subtitle states."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from salestoolkit.charts.bars import Bar, Look, bar_layers
from salestoolkit.charts.frame import (
    Record,
    count_and_share,
    framed,
    records,
    sentence_chart,
    usable_width,
)
from salestoolkit.charts.rows import Row
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import LOST, OPEN, PASSED, WIDTH
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

FILLS = {
    "reached": PASSED,
    "came": PASSED,
    "went_on": PASSED,
    "open": OPEN,
    "standing": OPEN,
    "lost": LOST,
}
KINDS = {"reached_at_least": "reached", "visited": "came", "current_stage_only": "standing"}
"""What a bar of one part counts."""
MOST_STAGES = 15


def definition_chart(
    funnel: pd.DataFrame,
    words: Words,
    *,
    definition: str,
    as_of: date,
    width: int = WIDTH,
) -> alt.LayerChart:
    """Bars by stage under one definition; the subtitle says which, and what is wrong with it.

    Parameters
    ----------
    funnel : DataFrame
        From `salestoolkit.core.funnel_definitions.funnel_by_definition`.
    definition : str
        Which way of counting to draw: see `salestoolkit.core.funnel_definitions.FunnelDefinition`.
    as_of : date
        Date at whose end the deals are seen.
    width : int
        In pixels, 280 or more; where it is narrow, names stand above their bars.
    """
    title = words.text("paths.by_definition.title")
    stages = _shown(funnel, definition)
    if not any(stage[definition] for stage in stages):
        said = alt_text_definition(funnel, words, definition=definition, as_of=as_of)
        return sentence_chart(said, title=title, subtitle=(), width=width)
    bars = [_bar(stage, definition, words) for stage in stages]
    names = {kind: words.text(f"paths.by_definition.{kind}") for kind in FILLS}
    inside = usable_width(width)
    header = words.text(f"paths.by_definition.header_{definition}")
    layers, height = bar_layers(
        bars, Look(fills=FILLS, names=names), words, width=inside, header=header
    )
    return framed(
        layers,
        title=title,
        subtitle=[_name(definition, as_of, words), words.text(f"paths.subtitle.{definition}")],
        said=alt_text_definition(funnel, words, definition=definition, as_of=as_of),
        width=inside,
        height=height,
    )


def alt_text_definition(funnel: pd.DataFrame, words: Words, *, definition: str, as_of: date) -> str:
    """The definition, and how many deals each stage has under it; or that it cannot be counted."""
    stages = records(funnel)
    if all(is_unknown(stage[definition]) for stage in stages):
        return words.text("paths.by_definition.unknown")
    said = "; ".join(
        f"{clean(stage['name'])}: {_end(stage, definition, words)}" for stage in stages
    )
    name = words.text(f"paths.by_definition.{definition}")
    return words.text("paths.by_definition.alt", date=as_of, name=name, stages=said)


def _shown(funnel: pd.DataFrame, definition: str) -> list[Record]:
    """Stages in process order; of many those with the most deals under the definition."""
    known = [stage for stage in records(funnel) if stage[definition] is not None]
    ranked = sorted(known, key=lambda stage: -stage[definition])
    kept = {stage["stage"] for stage in ranked[:MOST_STAGES]}
    return [stage for stage in known if stage["stage"] in kept]


def _name(definition: str, as_of: date, words: Words) -> str:
    name = words.text(f"paths.by_definition.{definition}")
    return words.text("paths.by_definition.as_at", name=name, date=as_of)


def _parts(stage: Record, definition: str) -> dict[str, Any]:
    if definition == "first_pass":
        return {
            "went_on": stage["first_pass_on"],
            "open": stage["first_pass_open"],
            "lost": stage["first_pass_lost"],
        }
    return {KINDS[definition]: stage[definition]}


def _bar(stage: Record, definition: str, words: Words) -> Bar:
    name = clean(stage["name"])
    deals = _parts(stage, definition)
    tips = {
        kind: words.text(
            "paths.by_definition.tip",
            name=name,
            n=words.number(number),
            part=words.text(f"paths.by_definition.{kind}"),
        )
        for kind, number in deals.items()
    }
    share = stage[f"{definition}_share"]
    note = "" if share is None else words.percent(share)
    row = Row(name=name, tip=name, note=note)
    return Bar(row=row, deals=deals, tips=tips, end=_end(stage, definition, words))


def _end(stage: Record, definition: str, words: Words) -> str:
    return count_and_share(words, stage[definition], None)
