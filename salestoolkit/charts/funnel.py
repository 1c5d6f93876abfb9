"""The funnel as people know it: how far deals come, and where they leave."""

from __future__ import annotations

import altair as alt

from salestoolkit.charts.bars import Bar, Look, bar_layers
from salestoolkit.charts.frame import (
    Record,
    as_at,
    count,
    count_and_share,
    estimate,
    framed,
    has_deals,
    level,
    no_deals_chart,
    records,
    share,
    usable_width,
    waiting_mark,
)
from salestoolkit.charts.funnel_definitions import alt_text_definition, definition_chart
from salestoolkit.charts.outcomes import alt_text_outcomes, outcome_chart
from salestoolkit.charts.rows import Row
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import LOST, OPEN, PASSED, WAITING, WIDTH
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

MOST_STAGES = 15
FILLS = {"passed": PASSED, "open": OPEN, "waiting": WAITING, "lost": LOST}


def funnel_chart(audit: FunnelAudit, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars by stage: who came so far, who left there, and who is likely to go on.

    A bar's length is the number of deals that reached the stage or a later one, split into those
    that went on, are still open there (waiting stages apart) and were lost there. Beside it stands
    the estimated conversion to the next stage with its interval. Without a stage history all deals
    are drawn by outcome instead, and the subtitle says so. Under another definition than
    ``reached_at_least`` the bars are those of `definition_chart`.

    Parameters
    ----------
    width : int
        In pixels, 280 or more; where it is narrow, names stand above their bars.
    """
    if not has_deals(audit):
        return no_deals_chart(audit, words, title="charts.funnel.title", width=width)
    if audit.definition != "reached_at_least" and audit.definitions is not None:
        return definition_chart(
            audit.definitions,
            words,
            definition=audit.definition,
            as_of=audit.as_of,
            width=width,
        )
    if not _has_stages(audit):
        return outcome_chart(audit, words, width=width)
    shown = shown_stages(audit)
    bars = [*(_stage_bar(stage, words) for stage in shown), _won_bar(shown[-1], audit, words)]
    look = Look(fills=FILLS, names={kind: words.text(f"charts.funnel.{kind}") for kind in FILLS})
    inside = usable_width(width)
    header = words.text("charts.funnel.header", level=level(audit, words))
    layers, height = bar_layers(bars, look, words, width=inside, header=header)
    return framed(
        layers,
        title=words.text("charts.funnel.title"),
        subtitle=_subtitle(audit, len(shown), words),
        said=alt_text_funnel(audit, words),
        width=inside,
        height=height,
    )


def alt_text_funnel(audit: FunnelAudit, words: Words) -> str:
    """How many deals came how far, and where most were lost and most stand."""
    if not has_deals(audit):
        return words.text("charts.common.no_deals", date=audit.as_of)
    if audit.definition != "reached_at_least" and audit.definitions is not None:
        return alt_text_definition(
            audit.definitions, words, definition=audit.definition, as_of=audit.as_of
        )
    if not _has_stages(audit):
        return alt_text_outcomes(audit, words)
    shown = shown_stages(audit)
    deals = words.count("deal", count(audit, "deals"))
    steps = [f"{clean(stage['name'])}: {_reached(stage, words)}" for stage in shown]
    won = _won_end(_passed(shown[-1]), audit, words)
    steps.append(f"{words.text('charts.funnel.won')}: {won}")
    most = [
        words.text(f"charts.funnel.alt_most_{kind}", **_most(shown, f"{kind}_here", words))
        for kind in ("lost", "open")
        if any(stage[f"{kind}_here"] for stage in shown)
    ]
    first = words.text("charts.funnel.alt", deals=deals, date=audit.as_of)
    return " ".join([first, *most, "; ".join(steps) + "."])


def shown_stages(audit: FunnelAudit) -> list[Record]:
    """Stages in process order; of many the first, the last, and those where most deals ended."""
    stages = records(audit.stages)
    if len(stages) <= MOST_STAGES:
        return stages
    inner = sorted(stages[1:-1], key=lambda stage: -(stage["lost_here"] + stage["open_here"]))
    kept = {stage["stage"] for stage in inner[: MOST_STAGES - 2]}
    return [stages[0], *(s for s in stages[1:-1] if s["stage"] in kept), stages[-1]]


def _has_stages(audit: FunnelAudit) -> bool:
    """Whether it is known how far deals came."""
    if "no_stage_history" in audit.limits or not len(audit.stages):
        return False
    return _entrants(audit) > 0


def _entrants(audit: FunnelAudit) -> int:
    """Deals that reached the first stage; 0 where that is not known."""
    first = audit.stages["reached"].iloc[0]
    return 0 if is_unknown(first) else int(first)


def _passed(stage: Record) -> int:
    return int(stage["reached"] - stage["lost_here"] - stage["open_here"])


def _stage_bar(stage: Record, words: Words) -> Bar:
    name = clean(stage["name"])
    still = "waiting" if stage["waiting"] else "open"
    deals = {"passed": _passed(stage), still: stage["open_here"], "lost": stage["lost_here"]}
    bounds = (stage["conversion_low"], stage["conversion_high"])
    note = estimate(words, stage["conversion"], *bounds, words.percent)
    tips = {
        kind: words.text(
            "charts.funnel.tip",
            name=name,
            n=words.number(number),
            part=words.text(f"charts.funnel.{kind}"),
        )
        for kind, number in deals.items()
    }
    row = Row(name=name, mark=waiting_mark(stage, words), tip=name, note=note)
    return Bar(row=row, deals=deals, tips=tips, end=_reached(stage, words))


def _won_bar(last: Record, audit: FunnelAudit, words: Words) -> Bar:
    name, won = words.text("charts.funnel.won"), _passed(last)
    row = Row(name=name, tip=name, bold=True)
    end = _won_end(won, audit, words)
    return Bar(row=row, deals={"passed": won}, tips={"passed": name}, end=end)


def _reached(stage: Record, words: Words) -> str:
    return count_and_share(words, stage["reached"], stage["reached_share"])


def _won_end(won: int, audit: FunnelAudit, words: Words) -> str:
    # won/all is a share of the entrants only where every deal entered the first stage
    known = _entrants(audit) == count(audit, "deals")
    return count_and_share(words, won, share(audit, "win_rate_lowest") if known else None)


def _most(stages: list[Record], column: str, words: Words) -> dict[str, str]:
    most = max(stages, key=lambda stage: stage[column])
    return {"name": clean(most["name"]), "n": words.number(most[column])}


def _subtitle(audit: FunnelAudit, shown: int, words: Words) -> list[str]:
    lines = [as_at(audit, words)]
    key = f"charts.funnel.{audit.definition}"
    if words.has(key):
        lines.append(words.text(key))
    if shown < len(audit.stages):
        every = words.count("stage.genitive", len(audit.stages))
        lines.append(words.text("charts.funnel.shown", shown=words.number(shown), stages=every))
    return lines
