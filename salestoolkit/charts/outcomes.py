"""All deals by outcome: what can be drawn where the export holds no stage history."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.bars import Bar, Look, bar_layers
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
from salestoolkit.charts.rows import Row
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import LOST, OPEN, PASSED
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words

FILLS = {"won": PASSED, "open": OPEN, "lost": LOST}
MOST_STAGES = 15


def outcome_chart(audit: FunnelAudit, words: Words, *, width: int) -> alt.LayerChart:
    """All deals split into won, open and lost; under them the open ones by stage."""
    bars = [*_outcome_bars(audit, words), *_open_bars(audit, words)]
    names = {kind: words.text(f"charts.outcomes.{kind}_part") for kind in FILLS}
    inside = usable_width(width)
    layers, height = bar_layers(bars, Look(fills=FILLS, names=names), words, width=inside)
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
        height=height,
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


def _outcome_bars(audit: FunnelAudit, words: Words) -> list[Bar]:
    """All deals in one bar, then each outcome in its own."""
    deals = {kind: count(audit, kind) for kind in FILLS}
    names = {kind: words.text(f"charts.outcomes.{kind}") for kind in FILLS}
    tips = {kind: f"{names[kind]}: {words.number(deals[kind])}" for kind in FILLS}
    whole = words.text("charts.outcomes.all")
    every = words.number(count(audit, "deals"))
    bars = [Bar(row=Row(name=whole, tip=whole, bold=True), deals=deals, tips=tips, end=every)]
    for kind, number in deals.items():
        row = Row(name=names[kind], tip=names[kind])
        end = count_and_share(words, number, _share_of(kind, audit))
        bars.append(Bar(row=row, deals={kind: number}, tips=tips, end=end))
    return bars


def _open_bars(audit: FunnelAudit, words: Words) -> list[Bar]:
    """Open deals by stage, under a heading."""
    bars = []
    for at, stage in enumerate(open_stages(audit)):
        name, number = clean(stage["name"]), stage["open_here"]
        heading = words.text("charts.outcomes.by_stage") if at == 0 else ""
        row = Row(name=name, mark=waiting_mark(stage, words), tip=name, heading=heading)
        tips = {"open": f"{name}: {words.number(number)}"}
        bars.append(Bar(row=row, deals={"open": number}, tips=tips, end=words.number(number)))
    return bars


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
