"""Visits to a capture form from a list: one row a session, one column a question in its order."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from salestoolkit.core.capture_form import Sessions
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.recognition.vocabulary import header_key


@dataclass(frozen=True, kw_only=True)
class FormList:
    """Sessions of a list, and the rows that are none: each is in exactly one of the counts.

    ``rows`` = sessions + ``repeated`` + ``unknown_last`` + ``broken``. ``unread`` are outcomes that say
    neither yes nor no: their sessions count, their outcome is not known. ``flags`` says that the cells
    only tell whether a question was answered. ``last_day`` is the latest day of a session, None where
    the list has none written as 2026-11-26.
    """

    sessions: Sessions
    rows: int
    repeated: tuple[int, ...] = ()
    unknown_last: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    flags: bool = False
    sent_by_last: bool = False
    last_day: date | None = None


def read_form_sessions(path: Path, *, questions: Sequence[str] = ()) -> FormList:
    """Read a list of form sessions, such as an export of the form's own counts.

    A cell is an answer; an empty one is none. Where all cells of the questions are 0 and 1 (or true and
    false), they tell only whether a question was answered. A column with the last question answered
    does as well. Without a column that says what was sent in, a session whose last question was
    answered counts as sent in.

    Parameters
    ----------
    questions : sequence of str
        The order of the questions, where it is not that of the columns.

    Raises
    ------
    ImportFailed
        ``form_questions`` where no column is a question, ``form_order`` where an order names a question
        that is none; those of reading a file.
    """
    table = read_tables(path)[0]
    known = _columns(table)
    names = _questions(table, known, questions)
    cells = {name: table.columns[name].to_pylist() for name in table.columns}
    asked = [cells[name] for name in names] if all(name in cells for name in names) else []
    flags = bool(asked) and _are_flags(asked)
    work = _Rows(table, known, names, cells, flags=flags)
    for row in range(table.num_rows):
        work.take(row, [column[row] for column in asked])
    return FormList(
        sessions=Sessions(
            questions=names,
            answers=tuple(work.answers),
            submitted=tuple(work.submitted),
            qualified=tuple(work.qualified),
        ),
        rows=table.num_rows + len(table.broken),
        repeated=tuple(work.repeated),
        unknown_last=tuple(work.unknown_last),
        broken=tuple(line for line, _ in table.broken),
        unread=tuple(work.unread),
        flags=flags or not asked,
        sent_by_last="submitted" not in known,
        last_day=_last_day(cells[known["day"]]) if "day" in known else None,
    )


class _Rows:
    """Rows of the list, taken one by one."""

    def __init__(
        self,
        table: RawTable,
        known: Mapping[str, str],
        names: tuple[str, ...],
        cells: Mapping[str, list[str | None]],
        *,
        flags: bool,
    ) -> None:
        self.table, self.known, self.names = table, known, names
        self.cells, self.flags = cells, flags
        self.places = {header_key(name): place for place, name in enumerate(names, 1)}
        self.seen: set[str] = set()
        self.answers: list[tuple[str | None, ...]] = []
        self.submitted: list[bool] = []
        self.qualified: list[bool | None] = []
        self.repeated: list[int] = []
        self.unknown_last: list[int] = []
        self.unread: list[int] = []

    def take(self, row: int, answers: list[str | None]) -> None:
        """One row: a session, or set apart."""
        line, session = self.table.line(row), self._cell("session", row)
        last = self.places.get(header_key(self._cell("last", row)), 0)
        if self._cell("last", row) and not last:
            self.unknown_last.append(line)
            return
        if session and session in self.seen:
            self.repeated.append(line)
            return
        self.seen.add(session)
        found = self._answered(answers, last)
        self.answers.append(found)
        sent = self._yes_or_no("submitted", row, line)
        done = bool(found) and found[-1] is not None
        self.submitted.append(bool(sent) if "submitted" in self.known else done)
        self.qualified.append(self._yes_or_no("qualified", row, line))

    def _answered(self, answers: list[str | None], last: int) -> tuple[str | None, ...]:
        if not answers:
            return tuple("1" if place < last else None for place in range(len(self.names)))
        if self.flags:
            return tuple("1" if _said(one) == "yes" else None for one in answers)
        return tuple(answers)

    def _yes_or_no(self, name: str, row: int, line: int) -> bool | None:
        text = self._cell(name, row)
        said = _said(text)
        if text and said is None:
            self.unread.append(line)
        return None if said is None else said == "yes"

    def _cell(self, name: str, row: int) -> str:
        return (self.cells[self.known[name]][row] or "") if name in self.known else ""


def _columns(table: RawTable) -> dict[str, str]:
    """Headers that are no question, by what they hold."""
    keys = {header_key(name): name for name in reversed(list(table.columns))}
    found = {}
    for field, names in _words()["columns"].items():
        header = next((keys[key] for key in map(header_key, names) if key in keys), None)
        if header is not None:
            found[str(field)] = header
    return found


def _questions(table: RawTable, known: Mapping[str, str], order: Sequence[str]) -> tuple[str, ...]:
    columns = [name for name in table.columns if name not in known.values()]
    if not order:
        if not columns:
            headers = ", ".join(table.columns)
            raise ImportFailed("form_questions", file=table.path.name, columns=headers)
        return tuple(columns)
    if not columns:
        return tuple(" ".join(name.split()) for name in order)
    return chosen_questions(order, columns)


def chosen_questions(names: Sequence[str], questions: Sequence[str]) -> tuple[str, ...]:
    """Questions of a list by their names, whatever case and accents these are typed with.

    Raises
    ------
    ImportFailed
        ``form_order`` where a name is that of no question.
    """
    by_key = {header_key(name): name for name in questions}
    wrong = [name for name in names if header_key(name) not in by_key]
    if wrong:
        allowed = ", ".join(questions)
        raise ImportFailed("form_order", value=", ".join(wrong), allowed=allowed)
    return tuple(by_key[header_key(name)] for name in names)


def _last_day(cells: Sequence[str | None]) -> date | None:
    found = []
    for cell in cells:
        with suppress(ValueError):
            found.append(date.fromisoformat((cell or "")[:10]))
    return max(found, default=None)


def _are_flags(columns: Sequence[Sequence[str | None]]) -> bool:
    said = {one.casefold() for column in columns for one in column if one is not None}
    return bool(said) and said <= set(_words()["answers"]["flags"])


def _said(text: str | None) -> str | None:
    """Whether a cell says yes or no, None where it says neither."""
    key = header_key(text or "")
    return next((name for name in ("yes", "no") if key in _words()["answers"][name]), None)


@lru_cache
def _words() -> dict[str, Any]:
    """Tables of ``content/formats/form_sessions.toml``."""
    source = files("salestoolkit").joinpath("content", "formats", "form_sessions.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
