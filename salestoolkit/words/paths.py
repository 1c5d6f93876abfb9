"""The ways that deals took, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_paths import Paths
from salestoolkit.core.proportions import proportion
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.errors import plain
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import NAME_LENGTH, Row

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

OFTEN = 0.1
"""Share of a stage's exits from which moves back are told, the lower end of its interval."""
FEWEST = 20
"""Fewest moves back that are told."""
NOISE = 0.01
"""How often one of a page's ways may be told that goes back less often than `OFTEN`."""


def paths_findings(words: Words, paths: Paths, audit: FunnelAudit) -> list[Finding]:
    """The ways back that are frequent beyond chance, the commonest first."""
    back = rows_of(paths.of_kind("back"))
    level = 1 - 2 * NOISE / max(1, len(back))
    names = stage_names(paths)
    again = {str(row["stage"]): row for row in rows_of(paths.again)}
    told = [
        row
        for row in back
        if row["n"] >= FEWEST and proportion(row["n"], row["of"], level=level).low >= OFTEN
    ]
    return [_moved_back(words, row, names, again.get(str(row["next"]))) for row in told]


def stage_names(paths: Paths) -> dict[str, str]:
    """Stage names by key, on one line and of bearable length: they came from data."""
    return {stage.key: plain(stage.name, length=NAME_LENGTH) for stage in paths.process.stages}


def paths_lines(words: Words, paths: Paths) -> list[str]:
    """What the ways add up to: moves, skips, moves back, deals that came in again or went straight."""
    if "no_moves" in paths.limits:
        return [words.text("paths.chart.none")]
    lines = [
        words.text(
            "paths.table.summary", moves=paths.moves, skipped=paths.skipped, back=paths.moved_back
        )
    ]
    if paths.reopened:
        lines.append(words.text("paths.table.reopened", reopened=paths.reopened))
    if paths.straight_low is None or paths.straight_high is None:
        lines.append(words.text("paths.table.no_straight"))
    elif paths.won:
        low, high = paths.straight_low, paths.straight_high
        won = words.count("won_deal.genitive", paths.won)
        key = "straight_one" if low == high else "straight"
        lines.append(words.text(f"paths.table.{key}", won=won, low=low, high=high))
    return lines


def _moved_back(words: Words, row: Row, names: Mapping[str, str], again: Row | None) -> Finding:
    days = None if again is None or is_unknown(again["median_days"]) else again["median_days"]
    sentence = words.text(
        "paths.finding.moved_back" if days is not None else "paths.finding.moved_back_untimed",
        start=names[str(row["stage"])],
        end=names[str(row["next"])],
        n=int(row["n"]),
        of=int(row["of"]),
        share=words.percent(row["share"]),
        days=words.days(days),
    )
    return make_finding(
        words,
        "moved_back",
        sentence,
        n=int(row["of"]),
        interval=words.interval(row["low"], row["high"], words.percent),
        stage=str(row["stage"]),
        actions=words.texts("paths.action.moved_back"),
    )
