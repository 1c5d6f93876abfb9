"""What each team of a workshop has written, read file by file: what is broken stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.objection_ranking import Heard, Letters
from salestoolkit.core.objections import Note, Objection
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_language import in_language
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.core.smart import SmartCard
from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.lessons.cells_objections import OBJECTIONS
from salestoolkit.lessons.desk import OWN_SHEETS, SHEETS, Desk
from salestoolkit.lessons.folder import INDUSTRY, MARKETS, SETTINGS, chosen_before
from salestoolkit.lessons.goal_desk import card_of
from salestoolkit.lessons.progress import read_progress
from salestoolkit.lessons.room.teams import is_room, read_room
from salestoolkit.sources.objections import load_objections, read_notes
from salestoolkit.sources.processes import read_team_processes
from salestoolkit.sources.sheets import read_sheet, sheet_names
from salestoolkit.words import Words

Read = TypeVar("Read")

MINED = "mined.json"
"""What ``objections mine --to`` is asked to write, in the team's folder or in its ``team``."""

COPY = ".before-"
"""What the name of a former state has in it; it is no work of its own."""


@dataclass(frozen=True, kw_only=True)
class TeamWork:
    """What one team has written; ``faults`` say what could not be read.

    ``sheets`` are those of the toolkit by name, ``own`` those that the team defines itself.
    """

    name: str
    folder: Path
    processes: tuple[SalesProcess, ...] = ()
    goals: tuple[tuple[KeptGoal, SmartCard | None], ...] = ()
    sheets: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    own: tuple[tuple[Sheet, tuple[Entry, ...]], ...] = ()
    cards: tuple[Objection, ...] = ()
    notes: tuple[Note, ...] = ()
    letters: Letters | None = None
    solved: int = 0
    faults: tuple[SalesToolkitError, ...] = ()

    @property
    def heard(self) -> Heard:
        """What the team says of objections."""
        plan = self.sheets.get("objection_plan", ())
        return Heard(plan=plan, cards=self.cards, notes=self.notes, letters=self.letters)

    @property
    def empty(self) -> bool:
        """Whether the team has written nothing at all."""
        maps, sheets = self.processes or self.goals, self.sheets or self.own
        return not (maps or sheets or self.cards or self.notes or self.letters)


def gather(folder: Path, words: Words, *, today: date) -> tuple[TeamWork, ...]:
    """The work of every team in a workshop's folder, in the order of its teams.

    The folder is a room, one team's workshop, or holds one workshop folder a team (as when each
    team worked on its own computer).

    Raises
    ------
    InvalidValue
        ``collect_no_team`` where there is no workshop in the folder.
    BookError
        What is wrong with ``room.toml``.
    """
    teams = list(_teams(folder))
    if not teams:
        raise InvalidValue("collect_no_team", value=str(folder))
    return tuple(_read_team(name, path, words, today=today) for name, path in teams)


def room_language(folder: Path) -> str | None:
    """The language that the workshop was made in, None where nothing says it."""
    if is_room(folder):
        return read_room(folder).language
    for _, path in _teams(folder):
        language = chosen_before(path).get("language")
        if language in MARKETS:
            return language
    return None


def _teams(folder: Path) -> Iterator[tuple[str, Path]]:
    if is_room(folder):
        room = read_room(folder)
        yield from ((team.name, room.path(team)) for team in room.teams)
    elif (folder / SETTINGS).is_file():
        yield folder.resolve().name, folder
    elif folder.is_dir():
        within = sorted(path for path in folder.iterdir() if (path / SETTINGS).is_file())
        yield from ((path.name, path) for path in within)


class _Reader:
    """Reads what a team wrote; what cannot be read is nothing, and noted once."""

    def __init__(self) -> None:
        self.noted: dict[str, SalesToolkitError] = {}

    def __call__(self, what: Callable[[], Iterable[Read]]) -> tuple[Read, ...]:
        try:
            return tuple(what())
        except SalesToolkitError as error:
            self.noted[str(error)] = error
            return ()


def _read_team(name: str, folder: Path, words: Words, *, today: date) -> TeamWork:
    """Everything that a team wrote; each file is read by itself."""
    read, desk = _Reader(), _desk(folder, words, today)
    files = _sheet_files(desk)
    sheets = {path.stem: read(_entries_of(desk, path)) for path in files if not _own(desk, path)}
    own = [one for path in files if _own(desk, path) for one in read(_own_sheet(desk, path))]
    work = TeamWork(
        name=name,
        folder=folder,
        processes=read(lambda: _processes(desk)),
        goals=tuple((goal, _smart(desk, goal, read)) for goal in read(lambda: desk.goals)),
        sheets={sheet: entries for sheet, entries in sheets.items() if entries},
        own=tuple((sheet, entries) for sheet, entries in own if entries),
        cards=read(lambda: _cards(desk)),
        notes=read(lambda: read_notes(desk.team / OBJECTIONS)),
        letters=next(iter(read(lambda: _letters(desk))), None),
        solved=sum(entry.get("solved") is True for entry in read_progress(folder).values()),
    )
    gone = () if folder.is_dir() else (InvalidValue("collect_folder_gone", folder=str(folder)),)
    return replace(work, faults=(*gone, *read.noted.values()))


def _desk(folder: Path, words: Words, today: date) -> Desk:
    chosen = chosen_before(folder)
    return Desk(
        folder=folder,
        words=words,
        market=chosen.get("market") or MARKETS[words.language],
        industry=chosen.get("industry") or INDUSTRY,
        today=today,
    )


def _processes(desk: Desk) -> tuple[SalesProcess, ...]:
    """What the team saved, in the language of the summary; a template alone is no team's work."""
    if not desk.process_file.is_file():
        return ()
    listed = read_team_processes(desk.process_file).values()
    return tuple(in_language(process, desk.language) for process in listed)


def _smart(desk: Desk, goal: KeptGoal, read: _Reader) -> SmartCard | None:
    """A goal held against the five letters, None where what it is held against cannot be read."""
    found = read(lambda: [card_of(goal, desk.own_or_none, desk.today)])
    return found[0] if found else None


def _sheet_files(desk: Desk) -> list[Path]:
    folder = desk.team / SHEETS
    listed = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return [path for path in listed if COPY not in path.name and not path.name.startswith(".")]


def _own(desk: Desk, path: Path) -> bool:
    """Whether a filled sheet is one that the team defines itself."""
    return (desk.team / OWN_SHEETS / path.name).is_file()


def _own_sheet(desk: Desk, path: Path) -> Callable[[], list[tuple[Sheet, tuple[Entry, ...]]]]:
    def sheet() -> list[tuple[Sheet, tuple[Entry, ...]]]:
        found = desk.sheet(path.stem)
        return [(found, read_sheet(path, found))]

    return sheet


def _letters(desk: Desk) -> Iterator[Letters]:
    """What the team's mined letters say, where it mined any."""
    path = next((one for one in (desk.team / MINED, desk.folder / MINED) if one.is_file()), None)
    if path is None:
        return
    from salestoolkit.sources.mined_files import read_mined_file

    mined = read_mined_file(path).mined
    counted = mined.themes[["theme", "messages"]].itertuples(index=False)
    yield Letters(
        messages=mined.messages,
        themes=tuple((str(theme), int(count)) for theme, count in counted),
        first=mined.first,
        last=mined.last,
    )


def _entries_of(desk: Desk, path: Path) -> Callable[[], tuple[Entry, ...]]:
    def entries() -> tuple[Entry, ...]:
        if path.stem not in sheet_names():
            raise InvalidValue("collect_sheet_unknown", file=str(path))
        return read_sheet(path, desk.sheet(path.stem))

    return entries


def _cards(desk: Desk) -> tuple[Objection, ...]:
    """The team's own cards, and those of the library that it changed."""
    path = desk.team / OBJECTIONS
    if not path.is_file():
        return ()
    listed = load_objections(desk.language, market=desk.market, industry=desk.industry, team=path)
    return tuple(card for card in listed if card.own)


def handout_processes(folder: Path, words: Words) -> tuple[SalesProcess, ...]:
    """The processes of the template that the workshop started from; a blank map is nobody's.

    Raises
    ------
    InvalidValue
        ``collect_no_team``, ``template_*``.
    """
    teams = list(_teams(folder))
    if not teams:
        raise InvalidValue("collect_no_team", value=str(folder))
    return _desk(teams[0][1], words, date.min).templates()[:1]
