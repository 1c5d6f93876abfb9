"""What the cells of a lesson show of a map held against what deals did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.process_language import in_language
from salestoolkit.core.process_reality import Reality
from salestoolkit.core.reality_moves import OFF_THE_MAP
from salestoolkit.lessons.shown import Block, Shown, heading, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.process_reality import reality_findings, reality_headline

Row = Mapping[Any, Any]

STAGE_COLUMNS = ("stage", "entered", "advanced", "open", "median", "target")
PATH_COLUMNS = ("start", "end", "kind", "n", "share")


def reality(found: Reality, words: Words) -> Shown:
    """Stages with what deals did there, what stands out, and the paths beside the map."""
    shown = in_language(found.process, words.language)
    names = {stage.key: plain(stage.name) for stage in shown.stages}
    names |= {row["stage"]: plain(row["name"]) for row in found.unknown.to_dict("records")}
    header = [words.text(f"lessons.reality.{name}") for name in STAGE_COLUMNS]
    rows = [_stage(row, names, words) for row in found.stages.to_dict("records")]
    return Shown(
        paragraph(reality_headline(words, found), bold=True),
        table(header, rows, numbers=(1, 2, 3, 4, 5)),
        *_findings(found, words),
        heading(words.text("lessons.reality.paths")),
        _paths(found, names, words),
    )


def _stage(row: Row, names: Mapping[str, str], words: Words) -> list[str]:
    numbers = ("entered", "advanced", "open_now", "median_days", "target_days")
    return [names[row["stage"]], *(words.number(row[name]) for name in numbers)]


def _findings(found: Reality, words: Words) -> list[Block]:
    rows = [(one.sentence, one.action or "") for one in reality_findings(words, found)]
    header = [words.text(f"lessons.reality.{name}") for name in ("finding", "action")]
    return [table(header, rows)] if rows else []


def _paths(found: Reality, names: Mapping[str, str], words: Words) -> Block:
    if not {"no_moves", "no_deals"}.isdisjoint(found.limits):
        return paragraph(words.text("lessons.reality.no_moves"))
    beside = [
        row
        for row in found.moves.to_dict("records")
        if row["kind"] in OFF_THE_MAP and not row["meant"]
    ]
    if not beside:
        return paragraph(words.text("lessons.reality.no_paths"))
    known = {**names, "won": words.text("lessons.reality.won")}
    rows = [
        (
            known[row["start"]],
            known[row["end"]],
            words.text(f"lessons.reality.{row['kind']}"),
            words.number(row["n"]),
            words.percent(row["share"]),
        )
        for row in sorted(beside, key=lambda row: -row["n"])
    ]
    header = [words.text(f"lessons.reality.{name}") for name in PATH_COLUMNS]
    return table(header, rows, numbers=(3, 4))
