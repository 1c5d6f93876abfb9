"""Read processes from a workbook: ours, with what people changed in it, or one of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.content import Content, load_content
from salestoolkit.sources.process_excel.grid import Grid, grids_of, open_book
from salestoolkit.sources.process_excel.headers import PEOPLE_MARK, STAGE_MARK
from salestoolkit.sources.process_excel.notes import Notes, is_notes, read_notes
from salestoolkit.sources.process_excel.people import (
    PeopleTable,
    read_people_table,
    with_sheet_of_people,
)
from salestoolkit.sources.process_excel.stage_rows import HEAD_ROWS, StageTable, read_stage_table
from salestoolkit.sources.process_excel.stages import with_sheet_of_stages
from salestoolkit.sources.process_excel.titles import people_titles, stage_titles
from salestoolkit.sources.processes import dump_processes, parse_processes, updated_text

PEOPLE_SHEET = "exchange.people.sheet"


def from_excel(path: Path | str) -> tuple[dict[str | None, SalesProcess], str]:
    """Processes by pipeline, and the text of their process file, from a workbook.

    From one that `to_excel` wrote come back the file as it was, byte for byte, and in it whatever was
    changed in the sheets of stages and people. In a person's own workbook every sheet with a column of
    stages and at least one more that is known (in English or Polish) is a process.

    Raises
    ------
    ImportFailed
        ``xlsx_...`` with file, sheet, cell, value and what to do; ``file_missing``, ``old_excel``,
        ``file_encrypted``, ``unreadable_workbook``.
    BookError
        What `parse_processes` finds wrong in the file that the workbook carries.
    """
    path = Path(path)
    book = open_book(path)
    notes = read_notes(book, path.name)
    hidden = {sheet.title for sheet in book.worksheets if is_notes(sheet)}
    grids = [grid for grid in grids_of(book, path) if grid.title not in hidden]
    if notes is None:
        processes = _own(grids, path)
        text = dump_processes(processes)
    else:
        processes = _edited(grids, notes, path)
        text = updated_text(notes.text, processes, file=path.name)
    _check_pipelines(processes, path)
    return {process.pipeline: process for process in processes}, text


def _edited(grids: Sequence[Grid], notes: Notes, path: Path) -> list[SalesProcess]:
    """The processes of our own workbook, in the order of its sheets.

    Raises
    ------
    ImportFailed
        ``xlsx_header_missing`` or ``xlsx_no_stages``.
    """
    before = list(parse_processes(notes.text, file=path.name).values())
    content = load_content(notes.language)
    titles = stage_titles(before, other=content.text("exchange.sheet.process"))
    found: list[tuple[int | None, SalesProcess]] = []
    tables = _stage_tables(grids)
    for table in tables:
        number = _number(table, titles, [known for known, _ in found])
        if number is None:
            if table.rows:
                found.append((None, _new(table, table.grid.title, content)))
            continue
        process = before[number]
        if table.grid.title != titles[number]:
            process = replace(process, name=table.grid.title)
        found.append((number, with_sheet_of_stages(process, table, content)))
    _check_left(grids, tables, titles, path)
    people = _people_tables(grids, people_titles(titles, people=content.text(PEOPLE_SHEET)))
    return [
        with_sheet_of_people(process, before[number], people[number], content)
        if number in people and number is not None
        else process
        for number, process in found
    ]


def _check_left(
    grids: Sequence[Grid], tables: Sequence[StageTable], titles: Sequence[str], path: Path
) -> None:
    """Refuse a workbook of ours of which no process is left, or one lost its row of headers."""
    read = {table.grid.title for table in tables}
    for grid in grids:
        if grid.title in titles and grid.title not in read:
            found = _listed(grid.texts(1)) if grid.rows else "–"
            grid.fail("xlsx_header_missing", 1, 1, value=found)
    if titles and not tables:
        raise _no_stages(grids, path)


def _no_stages(grids: Sequence[Grid], path: Path) -> ImportFailed:
    heads = [text for grid in grids for row in grid.rows[:1] for text in _texts(row)]
    return ImportFailed("xlsx_no_stages", file=path.name, columns=_listed(heads))


def _number(table: StageTable, titles: Sequence[str], used: Sequence[int | None]) -> int | None:
    """Which process a sheet is: by the mark in its hidden column, else by its name."""
    number = table.headers.process
    named = titles.index(table.grid.title) if table.grid.title in titles else None
    known = number if number is not None and number < len(titles) else named
    return None if known in used else known


def _people_tables(grids: Sequence[Grid], titles: Sequence[str]) -> dict[int, PeopleTable]:
    """Sheets of people by the number of their process.

    Raises
    ------
    ImportFailed
        ``xlsx_people_header`` where one of ours has lost what tells whose it is.
    """
    found = {}
    for grid in grids:
        table = read_people_table(grid)
        if table is not None:
            found[table.process] = table
        elif grid.title in titles and grid.rows:
            grid.fail("xlsx_people_header", min(2, len(grid.rows)), 1)
    return found


def _stage_tables(grids: Sequence[Grid]) -> list[StageTable]:
    """Sheets of stages.

    Raises
    ------
    ImportFailed
        ``xlsx_header_missing`` where a sheet of ours has lost the header of its stages.
    """
    tables = []
    for grid in grids:
        if read_people_table(grid) is not None:
            continue
        table = read_stage_table(grid)
        if table is not None:
            tables.append(table)
            continue
        for row in range(1, min(len(grid.rows), HEAD_ROWS) + 1):
            texts = grid.texts(row)
            if any(text.startswith(STAGE_MARK) for text in texts):
                grid.fail("xlsx_header_missing", row, 1, value=_listed(texts))
    return tables


def _own(grids: Sequence[Grid], path: Path) -> list[SalesProcess]:
    """The processes of a person's own workbook.

    Raises
    ------
    ImportFailed
        ``xlsx_no_stages``.
    """
    tables = [table for table in _stage_tables(grids) if table.rows]
    if not tables:
        raise _no_stages(grids, path)
    single = len(tables) == 1
    processes = []
    for table in tables:
        content = load_content(table.headers.language)
        process = _new(table, path.stem if single else table.grid.title, content)
        processes.append(replace(process, pipeline=None) if single else process)
    return processes


def _new(table: StageTable, name: str, content: Content) -> SalesProcess:
    empty = SalesProcess(name=name, pipeline=name, stages=(), language=table.headers.language)
    return with_sheet_of_stages(empty, table, content)


def _check_pipelines(processes: Sequence[SalesProcess], path: Path) -> None:
    pipelines = [process.pipeline for process in processes]
    twice = [process for process in processes if pipelines.count(process.pipeline) > 1]
    if twice:
        raise ImportFailed(
            "xlsx_pipeline_twice", file=path.name, value=twice[0].pipeline or twice[0].name
        )


def _texts(row: Iterable[object]) -> list[str]:
    return [text for cell in row if (text := getattr(cell, "text", ""))]


def _listed(texts: Iterable[str]) -> str:
    shown = [text for text in texts if text and not text.startswith((STAGE_MARK, PEOPLE_MARK))]
    return ", ".join(shown[:8]) or "–"
