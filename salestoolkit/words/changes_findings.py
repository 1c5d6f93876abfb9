"""What changed, as findings: silent where it may be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.change_points import Points, printed_points
from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.changes import (
    by_dimension,
    change_part_name,
    each_part,
    effect_interval,
    piece_name,
    rate_text,
)
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.leaks import next_actions
from salestoolkit.words.phrases import Row, share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def changes_findings(words: Words, result: FunnelChanges, audit: FunnelAudit) -> list[Finding]:
    """The changed mix and the stage that changed most, as far as they are more than chance.

    Where neither is, but the share won itself changed, that alone is told. At most two findings, the
    one with most money at stake first.
    """
    points = printed_points(result)
    if points is None:
        return []
    rows = list(zip(rows_of(result.pieces), points.pieces, strict=True))
    named = sorted((pair for pair in rows if pair[0]["named"]), key=lambda x: -abs(x[0]["effect"]))
    mixes = [pair for pair in named if pair[0]["kind"] == "mix"][:1]
    stages = [pair for pair in named if pair[0]["kind"] == "stage"][:1]
    found = [_mix(words, result, points, *pair) for pair in mixes]
    found += [_stage(words, result, points, audit, *pair) for pair in stages]
    if not found and result.named:
        found = [_whole(words, result, points)]
    return sorted(found, key=lambda finding: -(finding.worth or 0.0))


def _mix(words: Words, result: FunnelChanges, points: Points, row: Row, units: int) -> Finding:
    """What the mix did, and whether it hides what the parts did."""
    way = "up" if units > 0 else "down"
    rest = points.delta - units
    hidden = "" if not result.mix_hides else "_each" if result.reversal else "_hides"
    part = max(rows_of(result.parts), key=lambda p: abs(p["share_after"] - p["share_before"]))
    share_after, share_before = share_pair(words, part["share_after"], part["share_before"])
    sentence = words.text(
        f"changes.finding.mix_{way}{hidden}",
        by=by_dimension(words, result.dimension or ""),
        each=each_part(words, result.dimension or ""),
        part=change_part_name(words, result, part),
        share_after=share_after,
        share_before=share_before,
        rate=_size(words, points, rest),
        **_said(words, points, units),
    )
    actions = words.texts(f"changes.actions.mix_{way}")
    return _finding(words, result, points, row, sentence, actions)


def _stage(
    words: Words,
    result: FunnelChanges,
    points: Points,
    audit: FunnelAudit,
    row: Row,
    units: int,
) -> Finding:
    """What one stage did; without its own rates where these went the other way with the mix."""
    if not row["stage"]:
        return _whole(words, result, points)
    way = "up" if row["effect"] > 0 else "down"
    moved = row["rate_after"] - row["rate_before"]
    after, before = share_pair(words, row["rate_after"], row["rate_before"])
    sentence = words.text(
        f"changes.finding.stage_{way}{'' if moved * row['effect'] > 0 else '_within'}",
        stage=piece_name(words, result, row),
        moved_after=after,
        moved_before=before,
        **_said(words, points, units),
    )
    up = words.texts("changes.actions.stage_up") if way == "up" else None
    return _finding(
        words, result, points, row, sentence, up or next_actions(words, audit, row["stage"])
    )


def _whole(words: Words, result: FunnelChanges, points: Points) -> Finding:
    way = "up" if points.delta > 0 else "down"
    sentence = words.text(f"changes.finding.whole_{way}", **_said(words, points, points.delta))
    row: Row = {"effect": result.delta, "low": result.low, "high": result.high, "stage": ""}
    return _finding(words, result, points, row, sentence, words.texts("changes.actions.whole"))


def _finding(
    words: Words,
    result: FunnelChanges,
    points: Points,
    row: Row,
    sentence: str,
    actions: tuple[str, ...],
) -> Finding:
    worth = result.worth(row["effect"])
    deals = sum(period.deals for period in (result.first, result.second) if period)
    return make_finding(
        words,
        "changed",
        sentence,
        n=deals,
        interval=effect_interval(words, points, row["low"], row["high"]),
        stage=None if is_unknown(row["stage"]) else row["stage"],
        actions=actions,
        worth=None if worth is None else abs(worth),
    )


def _said(words: Words, points: Points, units: int) -> dict[str, str]:
    return {
        "points": _size(words, points, units),
        "before": rate_text(words, points, points.before),
        "after": rate_text(words, points, points.after),
    }


def _size(words: Words, points: Points, units: int) -> str:
    """An effect without its sign, in words: ``6.9 percentage points``."""
    return words.count("point", 100 * points.share(abs(units)), digits=points.digits)
