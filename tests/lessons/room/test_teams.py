"""A room's file says which teams there are, and no team's folder can lie outside the room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.lessons.room.teams import Room, Team, more_teams, read_room, write_room
from salestoolkit.words import load_words

WORDS = load_words("pl")


def test_teams_are_numbered_until_there_are_enough() -> None:
    teams = more_teams((), number=2, words=WORDS)
    assert teams == (
        Team(name="Zespół 1", folder="team-1"),
        Team(name="Zespół 2", folder="team-2"),
    )
    assert more_teams(teams, number=1, words=WORDS) == teams


def test_named_teams_come_first_and_each_has_a_folder_of_its_own() -> None:
    teams = more_teams((), names=["Północ", "polnoc", "東京", " Północ "], number=4, words=WORDS)
    assert [team.name for team in teams] == ["Północ", "polnoc", "東京", "Zespół 1"]
    assert [team.folder for team in teams] == ["team-polnoc", "team-polnoc-2", "team", "team-1"]


def test_a_folder_that_a_leader_wrote_in_capitals_is_taken_too() -> None:
    teams = more_teams((Team(name="A", folder="Team-1"),), names=["1"], number=3, words=WORDS)
    assert [team.folder for team in teams] == ["Team-1", "team-1-2", "team-2"]


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 61])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="room_team_name"):
        more_teams((), names=[name], words=WORDS)


@pytest.mark.parametrize("number", [0, -1, 41])
def test_no_teams_and_too_many_are_refused(number: int) -> None:
    with pytest.raises(InvalidValue, match="room_teams"):
        more_teams((), number=number, words=WORDS)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    teams = (Team(name='A "b"\\', folder="team-a"), Team(name="<script>", folder="team-s"))
    room = Room(folder=tmp_path, language="pl", industry="trade", teams=teams)
    write_room(room, WORDS)
    assert read_room(tmp_path) == room


def test_what_a_leader_noted_in_the_file_is_kept_as_a_copy(tmp_path: Path) -> None:
    one = Room(folder=tmp_path, language="pl", teams=(Team(name="A", folder="team-a"),))
    two = replace(one, teams=(*one.teams, Team(name="B", folder="team-b")))
    write_room(one, WORDS)
    write_room(two, WORDS)
    assert [path.name for path in tmp_path.iterdir()] == ["room.toml"]
    noted = (tmp_path / "room.toml").read_text("utf-8") + "# B siada przy oknie\n"
    (tmp_path / "room.toml").write_text(noted, encoding="utf-8")
    write_room(one, WORDS)
    assert read_room(tmp_path) == one
    assert (tmp_path / "room.before-1.toml").read_text("utf-8") == noted


def test_a_character_that_no_folder_may_hold_is_refused_with_its_line(tmp_path: Path) -> None:
    text = 'language = "en"\n[[team]]\nname = "A"\nfolder = "a\\u0000b"\n'
    (tmp_path / "room.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match="toml_nul") as raised:
        read_room(tmp_path)
    assert raised.value.fields["line"] == 4


@pytest.mark.parametrize("folder", ["../x", "/etc", "a/b", "a\\\\b", "..", ".", ".ssh", "Leader"])
def test_a_folder_outside_the_room_is_refused_with_its_line(tmp_path: Path, folder: str) -> None:
    text = f'language = "en"\n[[team]]\nname = "A"\nfolder = "{folder}"\n'
    (tmp_path / "room.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as raised:
        read_room(tmp_path)
    assert raised.value.code == "room_team_folder"
    assert raised.value.fields["line"] == 4
    assert folder.replace("\\\\", "\\") in WORDS.error(raised.value)


def test_one_folder_for_two_teams_is_refused_in_one_sentence(tmp_path: Path) -> None:
    teams = '[[team]]\nname = "A"\nfolder = "x"\n[[team]]\nname = "B"\nfolder = "X"\n'
    (tmp_path / "room.toml").write_text(f'language = "en"\n{teams}', encoding="utf-8")
    with pytest.raises(BookError) as raised:
        read_room(tmp_path)
    assert raised.value.fields["line"] == 7
    assert "wiersz 7: folder „X” podano dla dwóch zespołów: A i B;" in WORDS.error(raised.value)


def test_a_folder_without_teams_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as raised:
        read_room(tmp_path)
    assert "workshop new" in WORDS.error(raised.value)
