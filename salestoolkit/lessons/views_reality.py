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

Row = Mapping[Any, Any]

STAGE_COLUMNS = ("stage", "entered", "advanced", "median", "target", "remark")
PATH_COLUMNS = ("start", "end", "kind", "n", "share")


def reality(found: Reality, words: Words) -> Shown:
    """Stages with what deals did there; then the paths beside the map, the commonest first."""
    deals = words.count("deal", found.deals)
    title = words.text("lessons.reality.title", deals=deals, date=found.as_of)
    shown = in_language(found.process, words.language)
    names = {stage.key: plain(stage.name) for stage in shown.stages}
    names |= {row["stage"]: plain(row["name"]) for row in found.unknown.to_dict("records")}
    header = [words.text(f"lessons.reality.{name}") for name in STAGE_COLUMNS]
    rows = [_stage(row, found, names, words) for row in found.stages.to_dict("records")]
    return Shown(
        heading(title),
        table(header, rows, numbers=(1, 2, 3, 4)),
        heading(words.text("lessons.reality.paths")),
        _paths(found, names, words),
    )


def _stage(row: Row, found: Reality, names: Mapping[str, str], words: Words) -> list[str]:
    remarks = []
    if row["stage"] in found.never_entered:
        remarks.append(words.text("lessons.reality.never"))
    if row["slow"]:
        remarks.append(words.text("lessons.reality.slow"))
    if row["stuck"]:
        remarks.append(words.text("lessons.reality.stuck", n=int(row["open_far"])))
    return [
        names[row["stage"]],
        words.number(row["entered"]),
        words.number(row["advanced"]),
        words.number(row["median_days"]),
        words.number(row["target_days"]),
        " ".join(remarks),
    ]


def _paths(found: Reality, names: Mapping[str, str], words: Words) -> Block:
    if "no_moves" in found.limits or "no_deals" in found.limits:
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
