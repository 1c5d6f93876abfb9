"""Lines about a process and its deals: each stage, each way that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.counts import LOST, WON
from salestoolkit.core.process_reality import Reality
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 60
OFF = ("skip", "back", "unknown")
"""Kinds of moves between stages that a map does not have."""

Row = dict[str, Any]


def stage_lines(words: Words, reality: Reality) -> list[str]:
    """One line a stage: entered, went on, there now, the median and the target."""
    lines = []
    for row in rows_of(reality.stages):
        if not row["entered"] and row["passes"] != "deal":
            continue
        line = words.text(
            "reality.stage.line",
            stage=named(row["name"]),
            entered=row["entered"],
            advanced=row["advanced"],
            open=row["open_now"],
        )
        if not is_unknown(row["median_days"]):
            median = words.count("day.genitive", row["median_days"])
            line += words.text("reality.stage.median", median=median)
        if not is_unknown(row["target_days"]):
            line += words.text("reality.stage.target", target=words.days(row["target_days"]))
        lines.append(line)
    return lines


def meant_lines(words: Words, reality: Reality) -> list[str]:
    """Ways that the process lists as meant, with how often they were taken."""
    return [_way(words, reality, row) for row in rows_of(reality.moves) if row["meant"]]


def off_lines(words: Words, reality: Reality) -> list[str]:
    """Ways that the map does not have, the most frequent first: also those too rare for a finding."""
    rows = [row for row in rows_of(reality.moves) if row["kind"] in OFF and not row["meant"]]
    return [_way(words, reality, row) for row in sorted(rows, key=lambda row: -row["n"])]


def _way(words: Words, reality: Reality, row: Row) -> str:
    names = names_of(reality)
    return words.text(
        "reality.way.line",
        start=names[row["start"]],
        end=names[row["end"]],
        n=row["n"],
        of=row["of"],
        share=words.percent(row["share"]),
    )


def names_of(reality: Reality) -> dict[str, str]:
    """Names of all stages, those that the map lacks among them, by key."""
    rows = [*rows_of(reality.stages), *rows_of(reality.unknown)]
    return {WON: WON, LOST: LOST} | {row["stage"]: named(row["name"]) for row in rows}


def named(text: Any) -> str:
    """A name for a sentence: it came from data, so on one line and of bearable length."""
    return plain(text, length=NAME_LENGTH)
