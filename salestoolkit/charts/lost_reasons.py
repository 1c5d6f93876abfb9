"""Reasons of lost deals as bars by stage, with what nobody wrote down at the end."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt

from salestoolkit.charts.bars import Bar, Look, bar_layers
from salestoolkit.charts.frame import Record, framed, records, sentence_chart, usable_width
from salestoolkit.charts.rows import Row
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import CALM, OPEN, PASSED, WAITING, WIDTH
from salestoolkit.core.lost_reasons import LostReasons
from salestoolkit.words import Words

MOST_REASONS = 8
RAMP = ("#e6f0f9", OPEN, "#8fb8dd", PASSED)
"""From the first stage to the last: ever darker, so that a grey print keeps the order."""
ELSEWHERE, UNKNOWN = "\0elsewhere", "\0unknown"
"""Kinds of parts that are no stage; no stage's key can hold these signs."""


def lost_reasons_chart(result: LostReasons, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Lost deals by reason and by the furthest stage they reached; those of unknown reason last.

    Beside a bar stands how small and how large the reason's share may be, whatever the deals of
    unknown reason were lost for.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title = words.text("lost_reasons.chart.title")
    subtitle = [_subtitle(result, words)]
    if not result.named:
        none = words.text("lost_reasons.chart.none")
        return sentence_chart(none, title=title, subtitle=subtitle, width=width)
    inside = usable_width(width)
    look = _look(result, words)
    layers, height = bar_layers(
        _bars(result, look, words), look, words, width=inside, header=_header(result, words)
    )
    return framed(
        layers,
        title=title,
        subtitle=[*subtitle, _reading(result, words)],
        said=alt_text_lost_reasons(result, words),
        width=inside,
        height=height,
    )


def alt_text_lost_reasons(result: LostReasons, words: Words) -> str:
    """Each reason with its deals, and of how many the reason is not known."""
    named = _named(result)
    if not named:
        return words.text("lost_reasons.chart.none")
    each = [
        words.text("lost_reasons.chart.each", reason=clean(row["reason"]), n=int(row["n"]))
        for row in named[:MOST_REASONS]
    ]
    return words.text(
        "lost_reasons.chart.alt",
        lost=words.count("lost_deal", result.lost),
        date=result.as_of,
        each=", ".join(each),
        unknown=result.unknown,
    )


def _named(result: LostReasons) -> list[Record]:
    return [row for row in records(result.reasons) if row["kind"] == "named"]


def _subtitle(result: LostReasons, words: Words) -> str:
    lost = words.count("lost_deal", result.lost)
    return words.text("lost_reasons.chart.subtitle", lost=lost, date=result.as_of)


def _reading(result: LostReasons, words: Words) -> str:
    if not result.unknown:
        return words.text("lost_reasons.chart.reading_all_known")
    share = words.percent(result.unknown_share)
    return words.text("lost_reasons.chart.reading", share=share)


def _header(result: LostReasons, words: Words) -> str:
    return words.text("lost_reasons.columns.at_most") if result.unknown else ""


def _look(result: LostReasons, words: Words) -> Look:
    """A tone for each stage, in process order; of many, for those where most were lost."""
    table = result.stages
    sizes = table.groupby("stage")["n"].sum()
    names = {str(row["stage"]): clean(row["name"]) for row in records(table)}
    order = [key for key in result.stage_order if key in names]
    most = len(RAMP) if len(order) <= len(RAMP) else len(RAMP) - 1
    kept = set(sorted(order, key=lambda key: -int(sizes[key]))[:most])
    shown = [key for key in order if key in kept]
    # few stages are spread over the whole ramp
    tones = RAMP if len(shown) > 2 else RAMP[1::2]
    fills = dict(zip(shown, tones[-len(shown) :] if shown else (), strict=True))
    said = "other_stages" if shown else "all_stages"
    return Look(
        fills={**fills, ELSEWHERE: CALM, UNKNOWN: WAITING},
        names={
            **{key: names[key] for key in shown},
            ELSEWHERE: words.text(f"lost_reasons.chart.{said}"),
            UNKNOWN: words.text("lost_reasons.unknown"),
        },
    )


def _bars(result: LostReasons, look: Look, words: Words) -> list[Bar]:
    """The most frequent reasons, the rest of them together, and the deals without one."""
    named = _named(result)
    by_stage = _by_stage(result, look)
    bars = [_bar(row, by_stage.get(row["reason"], {}), look, words) for row in named[:MOST_REASONS]]
    rest = named[MOST_REASONS:]
    if rest:
        parts: dict[str, int] = {}
        for row in rest:
            for kind, n in _parts(row, by_stage.get(row["reason"], {}), look).items():
                parts[kind] = parts.get(kind, 0) + n
        name = words.text("lost_reasons.chart.further", n=len(rest))
        bars.append(_made(name, parts, look, words))
    if result.unknown:
        name = words.text("lost_reasons.unknown")
        bars.append(_made(name, {UNKNOWN: result.unknown}, look, words))
    return bars


def _by_stage(result: LostReasons, look: Look) -> dict[str, dict[str, int]]:
    """Deals of each reason by the stages that have a tone of their own."""
    found: dict[str, dict[str, int]] = {}
    for row in records(result.stages):
        if row["stage"] in look.fills:
            found.setdefault(row["reason"], {})[row["stage"]] = int(row["n"])
    return found


def _parts(row: Record, stages: Mapping[str, int], look: Look) -> dict[str, int]:
    """Deals of a reason by kind of part; what is at no stage with a tone comes last."""
    shown = {kind: stages[kind] for kind in look.fills if kind in stages}
    return {**shown, ELSEWHERE: int(row["n"]) - sum(shown.values())}


def _bar(row: Record, stages: Mapping[str, int], look: Look, words: Words) -> Bar:
    note = words.text(
        "lost_reasons.table.range",
        low=words.percent(row["at_least"]),
        high=words.percent(row["at_most"]),
    )
    shown = note if row["at_least"] != row["at_most"] else ""
    return _made(clean(row["reason"]), _parts(row, stages, look), look, words, note=shown)


def _made(name: str, parts: Mapping[str, int], look: Look, words: Words, *, note: str = "") -> Bar:
    tips = {
        kind: words.text("lost_reasons.chart.tip", reason=name, stage=look.names[kind], n=n)
        for kind, n in parts.items()
    }
    end = words.number(sum(parts.values()))
    return Bar(row=Row(name=name, tip=name, note=note), deals=parts, tips=tips, end=end)
