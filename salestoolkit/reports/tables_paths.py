"""Tables of the ways that deals took, and of one funnel counted in four ways."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salestoolkit.core.counts import WON
from salestoolkit.core.funnel_definitions import DEFINITIONS
from salestoolkit.core.funnel_paths import Paths
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.paths import paths_lines, stage_names

MOST_WAYS = 12
"""Ways out of the order that are listed, the commonest."""
OUT_OF_ORDER = ("skip", "back", "won_early")


def ways_table(paths: Paths, words: Words) -> Table:
    """Ways that left stages out or went back, the commonest first; the note sums up all moves."""
    names = stage_names(paths)
    rows = [
        (
            Cell(names[row["stage"]]),
            Cell(names.get(row["next"], words.text(f"paths.chart.{WON}"))),
            Cell(_kind(row, names, words)),
            Cell(words.number(row["n"])),
            Cell(
                words.percent(row["share"]), words.interval(row["low"], row["high"], words.percent)
            ),
            Cell(words.number(row["median_days"], digits=0)),
        )
        for row in rows_of(paths.of_kind(*OUT_OF_ORDER).head(MOST_WAYS))
    ]
    lines = paths_lines(words, paths)
    if not rows and paths.moves:
        lines.append(words.text("paths.table.none"))
    return Table(
        title=words.text("paths.table.ways"),
        columns=_columns(words, "start", "end", "kind", "n", "share", "days"),
        rows=rows,
        note=" ".join(lines),
    )


def _kind(row: Any, names: dict[str, str], words: Words) -> str:
    left_out = ", ".join(names[key] for key in row["passed_over"])
    fields = {"stages": left_out} if left_out else {}
    kind = row["kind"] if fields or row["kind"] == "back" else "next"
    return words.text(f"paths.kind.{kind}", **fields)


def definition_table(funnel: pd.DataFrame, words: Words) -> Table:
    """One row a stage, one column a definition: its number of deals, and the share that goes on."""
    rows = [
        (
            Cell(name_of(row["name"])),
            *(
                Cell(words.number(row[name]), _known(row[f"{name}_share"], words))
                for name in DEFINITIONS
            ),
        )
        for row in rows_of(funnel)
    ]
    names = ("stage", *DEFINITIONS)
    return Table(
        title=words.text("paths.by_definition.table"),
        columns=[words.text(f"paths.by_definition.{name}") for name in names],
        rows=rows,
        note=words.text("paths.by_definition.note"),
    )


def _known(share: Any, words: Words) -> str | None:
    return None if is_unknown(share) else words.percent(share)


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"paths.table.{name}") for name in names]
