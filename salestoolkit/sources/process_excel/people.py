"""A process with what a person changed in its sheet of people: who has which part in an activity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from salestoolkit.core.process import RACI, Activity, SalesProcess, Stakeholder
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.content import Content
from salestoolkit.sources.process_excel.cell_text import same_text
from salestoolkit.sources.process_excel.grid import Cell, Grid
from salestoolkit.sources.process_excel.headers import (
    PEOPLE_MARK,
    activity_headers,
    mark_number,
    raci_words,
)
from salestoolkit.sources.process_excel.stage_rows import HEAD_ROWS
from salestoolkit.sources.process_excel.view import PeopleView, people_view


@dataclass(frozen=True, kw_only=True)
class PeopleTable:
    """A sheet of people: the row of its header, the columns of activities and keys, whose it is."""

    grid: Grid
    header_row: int
    activity_column: int
    key_column: int
    process: int


def read_people_table(grid: Grid) -> PeopleTable | None:
    """The sheet of people that this program wrote, None where the sheet is another one."""
    for row in range(1, min(len(grid.rows), HEAD_ROWS) + 1):
        texts = grid.texts(row)
        marks = [(i, mark_number(text, PEOPLE_MARK)) for i, text in enumerate(texts, 1)]
        mark = next(((i, number) for i, number in marks if number is not None), None)
        first = next((i for i, text in enumerate(texts, 1) if plain(text) in activity_headers()), 1)
        if mark is not None:
            return PeopleTable(
                grid=grid,
                header_row=row,
                activity_column=first,
                key_column=mark[0],
                process=mark[1],
            )
    return None


def with_sheet_of_people(
    process: SalesProcess, before: SalesProcess, table: PeopleTable, content: Content
) -> SalesProcess:
    """The process with what differs in the sheet from what it showed ``before``.

    A new column is a new stakeholder, a new row a new activity; with a column a stakeholder goes, with
    a row the parts that people had in the activity.

    Raises
    ------
    ImportFailed
        ``xlsx_raci``, ``xlsx_person_missing``, ``xlsx_activity_twice``.
    """
    view = people_view(before, content)
    people = _people(table, view)
    process = _with_people(process, view, people)
    seen: set[str] = set()
    for row in range(table.header_row + 2, len(table.grid.rows) + 1):
        name = table.grid.cell(row, table.activity_column).text
        key = _activity_key(table, view, row, name)
        cells = {person: table.grid.read(row, place) for place, person in people.items()}
        if not name.strip() and (key is None or not any(c.text.strip() for c in cells.values())):
            continue
        if key is not None and key in seen:
            table.grid.fail("xlsx_activity_twice", row, table.activity_column, value=name)
        process = _with_row(process, table, view, key or name.strip(), name, cells)
        seen.add(key or name.strip())
    return _without_rows(process, view, seen)


def _people(table: PeopleTable, view: PeopleView) -> dict[int, str]:
    """Columns of stakeholders: place -> key; a new one has its name for a key."""
    grid = table.grid
    found: dict[int, str] = {}
    keys = {column.key for column in view.columns}
    for place in range(1, max(map(len, grid.rows), default=0) + 1):
        if place in (table.activity_column, table.key_column):
            continue
        name = grid.cell(table.header_row, place).text
        key = grid.cell(table.header_row + 1, place).text
        if key not in keys or key in found.values():
            named = (c.key for c in view.columns if same_text(c.name, name.strip()))
            key = next((k for k in named if k not in found.values()), name.strip())
        if key:
            found[place] = key
        elif any(
            grid.cell(row, place).text.strip()
            for row in range(table.header_row, len(grid.rows) + 1)
        ):
            grid.fail("xlsx_person_missing", table.header_row, place)
    return found


def _with_people(
    process: SalesProcess, view: PeopleView, people: Mapping[int, str]
) -> SalesProcess:
    declared = {item.key for item in process.stakeholders}
    shown = {column.key: column.name for column in view.columns}
    for key in people.values():
        if key not in shown:
            process = process.with_stakeholder(Stakeholder(key=key, name=key))
    for key in shown.keys() - set(people.values()):
        process = process.without_stakeholder(key) if key in declared else _forget(process, key)
    return process


def _forget(process: SalesProcess, person: str) -> SalesProcess:
    """Without somebody whom activities merely name."""
    activities = []
    for activity in process.activities:
        parts: dict[str, Any] = {
            part: tuple(name for name in getattr(activity, part) if name != person) for part in RACI
        }
        activities.append(replace(activity, **parts))
    return replace(process, activities=tuple(activities))


def _activity_key(table: PeopleTable, view: PeopleView, row: int, name: str) -> str | None:
    """The key of the activity in a row: of the hidden column, else by name; None for a new one."""
    key = table.grid.cell(row, table.key_column).text
    if any(item.key == key for item in view.activities):
        return key
    return next((item.key for item in view.activities if same_text(item.name, name.strip())), None)


def _with_row(
    process: SalesProcess,
    table: PeopleTable,
    view: PeopleView,
    key: str,
    name: str,
    cells: Mapping[str, Cell],
) -> SalesProcess:
    old = next((item for item in view.activities if item.key == key), None)
    there = next((item for item in process.activities if item.key == key), None)
    activity = there or Activity(key=key, name=name.strip() if old is None else old.name)
    if old is not None and name.strip() and not same_text(old.name, name):
        activity = replace(activity, name=name.strip())
    for person, cell in cells.items():
        if not same_text(view.letters.get((key, person)), cell.text):
            activity = _with_parts(process, activity, person, _parts(table.grid, cell))
    if there is None and old is not None and activity == Activity(key=key, name=old.name):
        return process
    if activity == there:
        return process
    others = [item if item.key != key else activity for item in process.activities]
    return replace(process, activities=tuple(others if there else (*others, activity)))


def _with_parts(
    process: SalesProcess, activity: Activity, person: str, parts: set[str]
) -> Activity:
    changes: dict[str, Any] = {}
    for part in RACI:
        names: tuple[str, ...] = getattr(activity, part)
        has = any(process.stakeholder(name).key == person for name in names)
        if part in parts and not has:
            changes[part] = (*names, person)
        elif part not in parts and has:
            changes[part] = tuple(n for n in names if process.stakeholder(n).key != person)
    return replace(activity, **changes)


def _parts(grid: Grid, cell: Cell) -> set[str]:
    """The parts that letters or words in a cell name: ``R, A``, ``RA``, ``wykonuje``."""
    found = set()
    for word in re.split(r"[,;/+\n]+", cell.text):
        bare = plain(word)
        known = raci_words()
        letters = [bare] if bare in known else bare.replace(" ", "")
        for letter in letters:
            if letter not in known:
                grid.fail("xlsx_raci", cell.row, cell.column, value=cell.text)
            found.add(known[letter])
    return found


def _without_rows(process: SalesProcess, view: PeopleView, seen: set[str]) -> SalesProcess:
    used = {key for stage in process.stages for key in stage.activities}
    gone = {item.key for item in view.activities} - seen
    kept = (
        Activity(key=item.key, name=item.name) if item.key in gone else item
        for item in process.activities
        if item.key not in gone or item.key in used
    )
    return replace(process, activities=tuple(kept))
