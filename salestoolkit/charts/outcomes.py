"""All deals by outcome: what can be drawn where the export holds no stage history."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.bars import Part, end_layer, in_a_row, part_layers
from salestoolkit.charts.frame import (
    as_at,
    count,
    count_and_share,
    framed,
    level,
    records,
    share,
    usable_width,
    waiting_mark,
)
from salestoolkit.charts.rows import Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import LOST, OPEN, PASSED
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words

FILLS = {"won": PASSED, "open": OPEN, "lost": LOST}
MOST_STAGES = 15


def outcome_chart(audit: FunnelAudit, words: Words, *, width: int) -> alt.LayerChart:
    """All deals split into won, open and lost; under them the open ones by stage."""
    deals = {kind: count(audit, kind) for kind in FILLS}
    stages = open_stages(audit)
    tips = {kind: _part_tip(kind, number, words) for kind, number in deals.items()}
    whole = words.text("charts.outcomes.all")
    rows = [Row(name=whole, tip=whole, bold=True)]
    parts = in_a_row(0, deals, tips)
    lengths: list[float] = [count(audit, "deals")]
    ends = [words.number(lengths[0])]
    for kind, number in deals.items():
        name = words.text(f"charts.outcomes.{kind}")
        rows.append(Row(name=name, tip=name))
        parts += _only(len(rows) - 1, kind, number, tips[kind])
        lengths.append(number)
        ends.append(count_and_share(words, number, _share_of(kind, audit)))
    for at, stage in enumerate(stages):
        heading = words.text("charts.outcomes.by_stage") if at == 0 else ""
        name = clean(stage["name"])
        mark = waiting_mark(stage, words)
        rows.append(Row(name=name, mark=mark, tip=name, heading=heading))
        parts += _only(len(rows) - 1, "open", stage["open_here"], name)
        lengths.append(stage["open_here"])
        ends.append(words.number(stage["open_here"]))
    inside = usable_width(width)
    grid = lay_out(rows, width=inside, ends=ends)
    names = {kind: words.text(f"charts.outcomes.{kind}_part") for kind in FILLS}
    layers = [
        *part_layers(parts, grid, words, fills=FILLS, names=names, top=lengths[0]),
        end_layer(lengths, ends, grid, top=lengths[0]),
        *row_words(rows, grid),
    ]
    return framed(
        layers,
        title=words.text("charts.outcomes.title"),
        subtitle=[
            as_at(audit, words),
            *_chance(audit, words),
            words.text("charts.outcomes.no_history"),
        ],
        said=alt_text_outcomes(audit, words),
        width=inside,
        height=grid.height,
    )


def alt_text_outcomes(audit: FunnelAudit, words: Words) -> str:
    """How many deals were won, lost and are open, and how likely a win is."""
    said = [
        words.text(
            "charts.outcomes.alt",
            deals=words.count("deal", count(audit, "deals")),
            date=audit.as_of,
            **{kind: words.number(count(audit, kind)) for kind in FILLS},
        )
    ]
    said += _chance(audit, words)
    stages = ", ".join(
        f"{clean(stage['name'])} {words.number(stage['open_here'])}" for stage in open_stages(audit)
    )
    if stages:
        said.append(words.text("charts.outcomes.alt_stages", stages=stages))
    return " ".join(said)


def open_stages(audit: FunnelAudit) -> list[dict[str, Any]]:
    """Stages where open deals stand, in process order; of many, those with the most deals."""
    stages = [stage for stage in records(audit.stages) if stage.get("open_here")]
    ranked = sorted(stages, key=lambda stage: -stage["open_here"])
    kept = {stage["stage"] for stage in ranked[:MOST_STAGES]}
    return [stage for stage in stages if stage["stage"] in kept]


def _only(row: int, kind: str, number: float, tip: str) -> list[Part]:
    return in_a_row(row, {kind: number}, {kind: tip})


def _part_tip(kind: str, number: float, words: Words) -> str:
    return f"{words.text(f'charts.outcomes.{kind}')}: {words.number(number)}"


def _share_of(kind: str, audit: FunnelAudit) -> float | None:
    """Share of an outcome, read off the bounds won/all and (won + open)/all."""
    lowest, highest = share(audit, "win_rate_lowest"), share(audit, "win_rate_highest")
    if lowest is None or highest is None:
        return None
    return {"won": lowest, "open": highest - lowest, "lost": 1 - highest}[kind]


def _chance(audit: FunnelAudit, words: Words) -> list[str]:
    """The sentence about the chance to win, where it is known."""
    figure = audit.figures.get("win_probability")
    if figure is None or share(audit, "win_probability") is None:
        return []
    return [
        words.text(
            "charts.outcomes.chance",
            value=words.percent(figure.value),
            interval=words.interval(figure.low, figure.high, words.percent),
            level=level(audit, words),
        )
    ]
