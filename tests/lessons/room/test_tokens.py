"""A link that was printed opens the room again; who wants new ones gets them."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from salestoolkit.lessons.room.servers import KEPT
from salestoolkit.lessons.room.teams import Room, Team
from salestoolkit.lessons.room.tokens import TOKENS, tokens_of


@pytest.fixture
def room(tmp_path: Path) -> Room:
    teams = (Team(name="A", folder="team-a"), Team(name="B", folder="team-b"))
    return Room(folder=tmp_path, language="en", teams=teams)


def test_tokens_are_kept_for_the_owners_eyes_until_new_ones_are_asked_for(room: Room) -> None:
    first = tokens_of(room)
    path = room.folder / KEPT / TOKENS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tomllib.loads(path.read_text("utf-8")) == first == tokens_of(room)
    path.chmod(0o644)
    assert tokens_of(room) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not set(tokens_of(room, renew=True).values()) & set(first.values())


def test_a_new_team_gets_its_own_and_the_others_keep_theirs(room: Room) -> None:
    first = tokens_of(room)
    more = replace(room, teams=(*room.teams, Team(name="C", folder="team-c")))
    assert tokens_of(more) == {**first, "team-c": tokens_of(more)["team-c"]}


@pytest.mark.parametrize("kept", ['"1"', "5", '"AAAAAAAAAA"', '""'])
def test_a_token_that_could_be_guessed_is_none(room: Room, kept: str) -> None:
    first = tokens_of(room)
    text = f'team-a = {kept}\nteam-b = "{first["team-b"]}"\n'
    (room.folder / KEPT / TOKENS).write_text(text, encoding="utf-8")
    again = tokens_of(room)
    assert again["team-b"] == first["team-b"]
    assert again["team-a"] not in {kept.strip('"'), first["team-a"]}


def test_two_teams_never_share_one_and_a_broken_file_gives_new_ones(room: Room) -> None:
    one = tokens_of(room)["team-a"]
    path = room.folder / KEPT / TOKENS
    path.write_text(f'team-a = "{one}"\nteam-b = "{one}"\n', encoding="utf-8")
    shared = tokens_of(room)
    assert shared["team-a"] == one != shared["team-b"]
    path.write_text("= broken", encoding="utf-8")
    assert one not in tokens_of(room).values()
