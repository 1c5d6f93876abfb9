"""A process with what a person changed in its sheet of stages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.building.stages import universal_stage
from salestoolkit.sources.content import Content
from salestoolkit.sources.process_excel.cell_text import lines_of, same_text
from salestoolkit.sources.process_excel.grid import Cell
from salestoolkit.sources.process_excel.headers import LISTS, NAME
from salestoolkit.sources.process_excel.stage_rows import StageRow, StageTable, with_stages_found
from salestoolkit.sources.process_excel.values import read_days, read_share, read_yes
from salestoolkit.sources.process_excel.view import Value, stage_cells
from salestoolkit.sources.processes import RESERVED

SAME_NUMBER = 1e-13
"""Numbers nearer than this are one: not every program saves all 17 digits."""


def with_sheet_of_stages(
    process: SalesProcess, table: StageTable, content: Content
) -> SalesProcess:
    """The process with the stages that stand in the sheet, in its order.

    A cell that shows what it showed before keeps what it stands for, to the last sign; only what a
    person has changed is read. With a stage go the hand-overs and moves that lead to it; an activity
    that no stage has any more is forgotten.

    Raises
    ------
    ImportFailed
        ``xlsx_days``, ``xlsx_probability``, ``xlsx_yes_no``, ``xlsx_name_missing``,
        ``xlsx_stage_twice``, ``xlsx_stage_key``.
    """
    rows = with_stages_found(table, process.stages)
    process = _renamed_activities(process, rows, content)
    stages: list[Stage] = []
    for place, row in enumerate(rows):
        changes = _changes(process, table, row, content)
        if row.base is not None:
            stages.append(replace(row.base, **changes))
            continue
        keys = {*(stage.key for stage in process.stages), *(stage.key for stage in stages)}
        new = Stage(
            key=_new_key(table, row, keys),
            universal=universal_stage(row.name),
            passes=_passes(stages, rows[place + 1 :]),
            **{NAME: row.name.strip(), **changes},
        )
        stages.append(new)
    return _with_stages(process, tuple(stages))


def _changes(
    process: SalesProcess, table: StageTable, row: StageRow, content: Content
) -> dict[str, Any]:
    """What the cells of a row say that they did not show before."""
    blank = Stage(key="", name="")
    shown = stage_cells(process, row.base or blank, content)
    return {
        field: _read(process, table, row, field)
        for field, cell in row.cells.items()
        if not _as_shown(cell, shown[field], is_new=row.base is None)
    }


def _as_shown(cell: Cell, shown: Value, *, is_new: bool) -> bool:
    if is_new:
        return not cell.text.strip()
    if isinstance(shown, str) or shown is None:
        return same_text(shown, cell.text)
    if cell.value is None or isinstance(cell.value, str | bool):
        return False
    return math.isclose(cell.value, shown, rel_tol=SAME_NUMBER)


def _read(process: SalesProcess, table: StageTable, row: StageRow, field: str) -> Any:
    cell, grid = row.cells[field], table.grid
    if field == "target_days":
        return read_days(grid, cell, table.header(field))
    if field == "win_probability":
        percent = table.headers.in_percent
        return read_share(grid, cell, table.header(field), in_percent=percent)
    if field == "waiting":
        return read_yes(grid, cell, table.header(field))
    if field in LISTS:
        return _lines(process, row.base, field, cell.text)
    if field == "owner":
        return _person(process, cell.text)
    return cell.text.strip()


def _lines(process: SalesProcess, base: Stage | None, field: str, text: str) -> tuple[str, ...]:
    before: tuple[str, ...] = () if base is None else getattr(base, field)
    if field != "activities":
        return lines_of(text, before)
    own = {process.activity(key).name: key for key in reversed(before)}
    known = {item.name: item.key for item in reversed(process.activities)} | own
    return tuple(dict.fromkeys(known.get(line, line) for line in lines_of(text, own)))


def _person(process: SalesProcess, text: str) -> str | None:
    name = text.strip()
    if not name:
        return None
    known = {item.name: item.key for item in reversed(process.stakeholders)}
    return known.get(name, name)


def _renamed_activities(
    process: SalesProcess, rows: Sequence[StageRow], content: Content
) -> SalesProcess:
    """Activities of which a line was rewritten where it stood: their people keep their parts.

    Only where every stage that has the activity says the same new name, which nothing bore before.
    """
    new_names: dict[str, set[str]] = {}
    taken = {process.activity(key).name for key in process.activity_keys}
    for row in rows:
        if row.base is None or "activities" not in row.cells:
            continue
        names = [process.activity(key).name for key in row.base.activities]
        lines = lines_of(row.cells["activities"].text, names)
        same_length = len(lines) == len(names)
        for place, (key, name) in enumerate(zip(row.base.activities, names, strict=True)):
            line = lines[place] if same_length else name
            kept = name in lines or not same_length
            new_names.setdefault(key, set()).add(name if kept else line)
    for activity in process.activities:
        found = new_names.get(activity.key, set())
        name = next(iter(found), activity.name)
        if len(found) == 1 and name not in taken:
            process = process.change_activity(activity.key, name=name)
    return process


def _passes(before: Sequence[Stage], after: Sequence[StageRow]) -> Any:
    """What goes through a new stage: the same as on both sides of it, else deals."""
    following = next((row.base.passes for row in after if row.base is not None), None)
    sides = {following, before[-1].passes if before else None} - {None}
    return sides.pop() if len(sides) == 1 else "deal"


def _new_key(table: StageTable, row: StageRow, taken: set[str]) -> str:
    """The key of a new stage: its own from the hidden column, else its name; each once."""
    key = row.key if row.key and row.key not in taken else row.name.strip()
    cell = row.cells[NAME]
    if key in RESERVED:
        allowed = ", ".join(RESERVED)
        table.grid.fail("xlsx_stage_key", cell.row, cell.column, value=key, allowed=allowed)
    if key in taken:
        table.grid.fail("xlsx_stage_twice", cell.row, cell.column, value=row.name)
    return key


def _with_stages(process: SalesProcess, stages: tuple[Stage, ...]) -> SalesProcess:
    keys = {stage.key for stage in stages}
    used_before = {key for stage in process.stages for key in stage.activities}
    used = {key for stage in stages for key in stage.activities}
    return replace(
        process,
        stages=stages,
        handovers=tuple(item for item in process.handovers if item.stage in keys),
        moves=tuple(move for move in process.moves if {move.start, move.end} <= keys),
        activities=tuple(
            item for item in process.activities if item.key in used or item.key not in used_before
        ),
    )
