"""Make a room: each team its workshop, with the deals, the process and the goals that were given."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.desk import PROCESS
from salestoolkit.lessons.folder import BOOK, SAMPLES, TEAM, language_of, make_workshop
from salestoolkit.lessons.goal_desk import GOALS
from salestoolkit.lessons.room.app_notebooks import write_apps
from salestoolkit.lessons.room.teams import LEADER, Room, is_room, more_teams, read_room, write_room
from salestoolkit.sources.books.store import is_book, open_book
from salestoolkit.sources.goals import read_goals
from salestoolkit.sources.processes import read_team_processes
from salestoolkit.sources.whole_files import copy_folder, saying_what_cannot_be_written, write_whole
from salestoolkit.words import Words, load_words

TEAMS = 4
"""How many teams a new room has where nobody says."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a leader gives each team to begin with: own deals, a process file, a file of goals."""

    book: Path | None = None
    process: Path | None = None
    goals: Path | None = None

    def check(self) -> None:
        """Read all of it, so that nothing is made from what cannot be used.

        Raises
        ------
        BookError
            What is wrong with the book or the file.
        """
        if self.book is not None:
            open_book(self.book)
        if self.process is not None:
            read_team_processes(self.process)
        if self.goals is not None:
            if not self.goals.is_file():
                raise InvalidValue("room_no_file", value=str(self.goals))
            read_goals(self.goals)


@dataclass(frozen=True, kw_only=True)
class RoomMade:
    """What `make_room` did: the room, folders of teams that are new, what teams had already."""

    room: Room
    new: tuple[str, ...]
    kept: tuple[str, ...]


def make_room(
    folder: Path,
    *,
    language: str,
    market: str | None = None,
    industry: str | None = None,
    teams: int | None = None,
    names: Sequence[str] = (),
    given: Given | None = None,
) -> RoomMade:
    """Make a room, or add to one: what a team has written is never touched.

    The sample deals are imported once and copied. Run again, teams are added, newer lessons are
    written where nobody changed them, and what was given goes to the teams that have nothing there.

    Parameters
    ----------
    teams : int, optional
        How many teams there shall be; those without a name are numbered. Where neither this nor
        names are given: those there are, in a new room four.
    industry : str, optional
        Template that the lessons start from; ``real-estate`` is ``real_estate``.

    Raises
    ------
    InvalidValue
        ``room_teams``, ``room_team_name``, ``room_is_workshop``, and what `make_workshop` refuses.
    ImportFailed
        ``cannot_write``.
    """
    given = given or Given()
    given.check()
    if not is_room(folder) and language_of(folder) is not None:
        raise InvalidValue("room_is_workshop", value=str(folder))
    words = load_words(language)
    before = read_room(folder) if is_room(folder) else Room(folder=folder, language=language)
    wanted = TEAMS if teams is None and not names and not before.teams else teams
    room = replace(
        before,
        language=language,
        market=market or before.market,
        industry=industry.replace("-", "_") if industry else before.industry,
        teams=more_teams(before.teams, names=names, number=wanted, words=words),
    )
    made = RoomMade(room=room, new=(), kept=())
    for team in room.teams:
        made = _make_team(made, room.path(team), team.folder, given)
    with saying_what_cannot_be_written(room.leader):
        (folder / LEADER).mkdir(exist_ok=True)
    write_room(room, words)
    return made


def tell_made(made: RoomMade, words: Words) -> None:
    """Print what there is now, what is new, what stayed, and what to do next."""
    room = made.room
    path = shlex.quote(str(room.folder))
    print(words.text("workshop.new.made", path=str(room.folder)))
    print(words.text("workshop.new.teams", names=", ".join(team.name for team in room.teams)))
    for said in ("new", "kept"):
        if names := getattr(made, said):
            print(words.text(f"workshop.new.{said}", names=", ".join(names)))
    print(words.text("workshop.new.leader", path=str(room.leader)))
    print(words.text("workshop.new.next_check", path=path))
    print(words.text("workshop.new.next_serve", path=path))


def _make_team(made: RoomMade, target: Path, name: str, given: Given) -> RoomMade:
    """A team's workshop; the second and later ones get the first one's sample deals."""
    room = made.room
    first = room.path(room.teams[0])
    new = not target.exists()
    with saying_what_cannot_be_written(target):
        if target != first and not (target / SAMPLES).exists():
            copy_folder(first / SAMPLES, target / SAMPLES)
        make_workshop(target, language=room.language, market=room.market, industry=room.industry)
        kept = [f"{name}/{had}" for had in _hand_out(given, target)]
    write_apps(target, language=room.language)
    added = (*made.new, name) if new else made.new
    return replace(made, new=added, kept=(*made.kept, *kept))


def _hand_out(given: Given, workshop: Path) -> list[str]:
    """Copy what was given into a workshop; names of what the team has already, which stays."""
    kept = []
    for source, name in (
        (given.process, f"{TEAM}/{PROCESS}"),
        (given.goals, f"{TEAM}/{GOALS}"),
        (given.book, BOOK),
    ):
        if source is None:
            continue
        target = workshop / name
        if target.exists():
            kept.append(name)
        elif is_book(source):
            copy_folder(source, target)
        else:
            write_whole(target, source.read_bytes())
    return kept
