"""Rows of a sheet of stages, and which stage of the process each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from salestoolkit.core.process import Stage
from salestoolkit.sources.process_excel.cell_text import same_text
from salestoolkit.sources.process_excel.grid import Cell, Grid
from salestoolkit.sources.process_excel.headers import NAME, Headers, own_header, read_headers

HEAD_ROWS = 20
"""The header is among so many first rows."""


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """One filled row: its cells by field, the key in the hidden column, and the stage that it is."""

    row: int
    cells: Mapping[str, Cell]
    key: str | None
    base: Stage | None = None

    @property
    def name(self) -> str:
        """What stands in the column of names."""
        return self.cells[NAME].text


@dataclass(frozen=True, kw_only=True)
class StageTable:
    """A sheet of stages: where its header stands, what its columns hold, and its rows."""

    grid: Grid
    header_row: int
    headers: Headers
    rows: tuple[StageRow, ...]

    def header(self, field: str) -> str:
        """The header of a column, as the person wrote it."""
        return self.grid.cell(self.header_row, self.headers.columns[field]).text


def read_stage_table(grid: Grid) -> StageTable | None:
    """The stages of a sheet, None where it is no sheet of stages.

    Raises
    ------
    ImportFailed
        ``xlsx_header_twice``; ``xlsx_header_renamed`` where one of our own columns has lost its header.
    """
    for row in range(1, min(len(grid.rows), HEAD_ROWS) + 1):
        headers = read_headers(grid.texts(row))
        if headers is None:
            continue
        if headers.twice is not None:
            first, second = (grid.cell(row, place).text for place in headers.twice)
            grid.fail("xlsx_header_twice", row, headers.twice[1], value=second, allowed=first)
        if headers.renamed is not None:
            value = grid.cell(row, headers.renamed).text
            allowed = own_header(headers.renamed, headers.language)
            grid.fail("xlsx_header_renamed", row, headers.renamed, value=value, allowed=allowed)
        rows = (_row(grid, headers, line) for line in range(row + 1, len(grid.rows) + 1))
        filled = tuple(one for one in rows if one is not None)
        return StageTable(grid=grid, header_row=row, headers=headers, rows=filled)
    return None


def _row(grid: Grid, headers: Headers, row: int) -> StageRow | None:
    """A row; None where all that a person sees of it is empty.

    A cell that was merged over several stages holds for each of them; a name belongs to one.
    """
    cells = {field: grid.read(row, place) for field, place in headers.columns.items()}
    if not any(cell.text.strip() for cell in cells.values()):
        return None
    for field, place in headers.columns.items():
        first = grid.merged.get((row, place))
        if first is not None and field != NAME:
            cells[field] = grid.read(first, place)
    key = "" if headers.key_column is None else grid.cell(row, headers.key_column).text
    return StageRow(row=row, cells=cells, key=key or None)


def with_stages_found(table: StageTable, stages: Sequence[Stage]) -> list[StageRow]:
    """The rows, each with the stage that it is: by its key, else by its name; others are new.

    A row that was copied carries the key of its original: the original is the one that has its name.

    Raises
    ------
    ImportFailed
        ``xlsx_stage_twice``, ``xlsx_name_missing``.
    """
    by_key = {stage.key: stage for stage in stages}
    rows = [replace(row, base=by_key.get(row.key or "")) for row in table.rows]
    rows = [_without_copied_key(table, row, rows) for row in rows]
    free = [stage for stage in stages if all(row.base is not stage for row in rows)]
    found = []
    for row in rows:
        if row.base is None:
            named = next((stage for stage in free if same_text(stage.name, row.name)), None)
            if named is not None:
                free.remove(named)
                row = replace(row, base=named)
        blank = not row.name.strip()
        if blank and (row.base is None or not same_text(row.base.name, row.name)):
            table.grid.fail(
                "xlsx_name_missing", row.row, row.cells[NAME].column, column=table.header(NAME)
            )
        found.append(row)
    return found


def _without_copied_key(table: StageTable, row: StageRow, rows: Sequence[StageRow]) -> StageRow:
    same = [other for other in rows if row.key is not None and other.key == row.key]
    if len(same) < 2:
        return row
    base = row.base
    originals = [other for other in same if base is not None and same_text(other.name, base.name)]
    if len(originals) != 1:
        second = (originals or same)[1]
        cell = second.cells[NAME]
        table.grid.fail("xlsx_stage_twice", cell.row, cell.column, value=second.name)
    return row if row.row == originals[0].row else replace(row, key=None, base=None)
