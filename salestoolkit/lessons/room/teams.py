"""A room: a folder with a workshop for each team, a place for the leader, and ``room.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salestoolkit.core.process_edit import key_for
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_settings
from salestoolkit.sources.whole_files import (
    keep_copy,
    saying_what_cannot_be_written,
    write_whole,
)
from salestoolkit.words import Words

ROOM, LEADER = "room.toml", "leader"
"""What says which teams there are; the folder of the leader's materials."""
MOST_TEAMS = 40
NAME_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team: its name as people say it, and its folder in the room."""

    name: str
    folder: str


@dataclass(frozen=True, kw_only=True)
class Room:
    """What ``room.toml`` says: how the lessons were made, and the teams in their order."""

    folder: Path
    language: str
    market: str | None = None
    industry: str | None = None
    teams: tuple[Team, ...] = ()

    def path(self, team: Team) -> Path:
        """Folder of a team's workshop."""
        return self.folder / team.folder

    @property
    def leader(self) -> Path:
        """Folder of the leader's materials; no team is shown it."""
        return self.folder / LEADER


def is_room(folder: Path) -> bool:
    """Whether a folder holds teams."""
    return (folder / ROOM).is_file()


def read_room(folder: Path) -> Room:
    """The room in a folder.

    Raises
    ------
    InvalidValue
        ``room_missing``, ``room_team_name`` where a name cannot be shown.
    BookError
        ``room_team_folder`` where a team's folder would lie outside the room or is the leader's,
        ``room_team_twice`` where two teams would share one;
        ``toml_*`` with file and line where ``room.toml`` is not as it should be.
    """
    path = folder / ROOM
    if not path.is_file():
        raise InvalidValue("room_missing", value=str(folder))
    top = read_settings(read_text(path), file=str(path))
    teams: dict[str, Team] = {}
    for entry in top.entries("team"):
        team = _team(entry)
        # many disks take Team-1 for team-1
        other = teams.setdefault(team.folder.casefold(), team)
        if other is not team:
            entry.fail("room_team_twice", "folder", team=team.name, other=other.name)
    return Room(
        folder=folder,
        language=top.needed("language"),
        market=top.text("market"),
        industry=top.text("industry"),
        teams=tuple(teams.values()),
    )


def write_room(room: Room, words: Words) -> None:
    """Write ``room.toml`` where it says something else than before; one edited by hand is copied."""
    path, text = room.folder / ROOM, _text(room, words).encode()
    with saying_what_cannot_be_written(path):
        room.folder.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.is_file() else None
        if before == text:
            return
        if before is not None and before != _text(read_room(room.folder), words).encode():
            keep_copy(path)
        write_whole(path, text)


def _text(room: Room, words: Words) -> str:
    """What ``room.toml`` says of a room."""
    import tomlkit

    said: dict[str, Any] = {"language": room.language}
    said |= {
        key: value for key in ("market", "industry") if (value := getattr(room, key)) is not None
    }
    said["team"] = [{"name": team.name, "folder": team.folder} for team in room.teams]
    return f"# {words.text('workshop.new.room_comment')}\n\n{tomlkit.dumps(said)}"


def more_teams(
    present: tuple[Team, ...], *, names: Iterable[str] = (), number: int | None = None, words: Words
) -> tuple[Team, ...]:
    """The teams there are, those named, and numbered ones until there are ``number``.

    Raises
    ------
    InvalidValue
        ``room_teams`` where there would be none or too many, ``room_team_name`` where a name is
        empty, too long, or cannot be shown.
    """
    if number is not None and not 1 <= number <= MOST_TEAMS:
        raise InvalidValue("room_teams", value=number, allowed=f"1-{MOST_TEAMS}")
    teams = list(present)
    for name in names:
        said = _shown(" ".join(name.split()))
        if said not in {team.name for team in teams}:
            taken = {team.folder.casefold().replace("-", "_") for team in teams}
            folder = key_for(f"team {said}", taken).replace("_", "-")
            teams.append(Team(name=said, folder=folder))
    place = 0
    while len(teams) < (number or 0):
        place += 1
        if f"team-{place}" not in {team.folder.casefold() for team in teams}:
            name = words.text("workshop.new.team", n=place)
            teams.append(Team(name=name, folder=f"team-{place}"))
    if not 1 <= len(teams) <= MOST_TEAMS:
        raise InvalidValue("room_teams", value=len(teams), allowed=f"1-{MOST_TEAMS}")
    return tuple(teams)


def _team(entry: TomlEntry) -> Team:
    """One ``[[team]]``; its folder is a plain name, so that it lies in the room."""
    team = Team(name=_shown(entry.needed("name")), folder=entry.needed("folder"))
    plain = Path(team.folder).name == team.folder and "\\" not in team.folder
    if not plain or team.folder.startswith(".") or team.folder.casefold() == LEADER:
        entry.fail("room_team_folder", "folder")
    return team


def _shown(name: str) -> str:
    """A name that can be shown in a terminal and on a card; ``room_team_name`` refuses others."""
    if not name or not name.isprintable() or len(name) > NAME_LENGTH:
        raise InvalidValue("room_team_name", value=name, allowed=NAME_LENGTH)
    return name
