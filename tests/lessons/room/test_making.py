"""A room is made fast, added to, and never takes from a team what it wrote."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.lessons.folder import make_workshop, sample_book
from salestoolkit.lessons.room.making import Given, RoomMade, make_room, tell_made
from salestoolkit.lessons.room.teams import Room, read_room
from salestoolkit.sources import importer
from salestoolkit.sources.books.store import is_book, open_book
from salestoolkit.sources.processes import dump_processes, read_processes
from salestoolkit.sources.templates import template
from salestoolkit.words import load_words


def test_each_team_has_lessons_samples_and_tools_in_its_language(made_room: Path) -> None:
    room = read_room(made_room)
    assert (room.language, room.industry) == ("pl", "real_estate")
    assert [team.folder for team in room.teams] == ["team-1", "team-2"]
    for team in room.teams:
        lesson = (room.path(team) / "01_map_your_process.ipynb").read_text("utf-8")
        assert 'industry = \\"real_estate\\"' in lesson
        assert is_book(room.path(team) / "samples" / "kwarcowa_sowa")
        assert (room.path(team) / "apps" / "funnel_what_if.ipynb").is_file()
    assert room.leader.is_dir()


@pytest.mark.slow
def test_a_team_more_takes_no_import_and_touches_no_other(
    room_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = room_folder / "team-1" / "00_start_here.ipynb"
    mine.write_text(mine.read_text("utf-8").replace("# Zacznij tutaj", "# Nasze"), "utf-8")
    imported: list[Path] = []
    monkeypatch.setattr(importer, "build", lambda *_, **__: imported.append(room_folder))
    made = make_room(room_folder, language="pl", teams=3, names=["Północ"])
    assert made.new == ("team-polnoc",)
    assert imported == []
    assert is_book(room_folder / "team-polnoc" / "samples" / "kwarcowa_sowa")
    assert "# Nasze" in mine.read_text("utf-8")
    again = make_room(room_folder, language="pl")
    assert (again.new, len(again.room.teams)) == ((), 3)


@pytest.mark.slow
def test_own_deals_process_and_goals_are_given_once(room_folder: Path, tmp_path: Path) -> None:
    process = tmp_path / "process.toml"
    process.write_text(
        dump_processes(template("trade", language="pl", market="pl"), language="pl"), "utf-8"
    )
    goals = tmp_path / "goals.toml"
    goals.write_text('[[goal]]\nname = "Rok"\nmetric = "deals"\namount = 90\n', "utf-8")
    book = room_folder / "team-1" / "samples" / "kwarcowa_sowa"
    given = Given(book=book, process=process, goals=goals)
    first = make_room(room_folder, language="pl", given=given)
    assert first.kept == ()
    team = room_folder / "team-2"
    assert len(open_book(team / "book").deals) == len(open_book(book).deals)
    assert read_processes(team / "team" / "process.toml")
    (team / "team" / "goals.toml").write_text("# nasze\n", "utf-8")
    again = make_room(room_folder, language="pl", given=given)
    assert set(again.kept) >= {"team-2/team/goals.toml", "team-2/book", "team-1/book"}
    assert (team / "team" / "goals.toml").read_text("utf-8") == "# nasze\n"


def test_nothing_is_made_from_what_cannot_be_used(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[[stage", encoding="utf-8")
    empty = tmp_path / "empty.toml"
    empty.touch()
    books = Given(book=tmp_path / "none")
    for given in (books, *(Given(process=path) for path in (broken, empty)), Given(goals=broken)):
        with pytest.raises(BookError):
            make_room(tmp_path / "room", language="en", given=given)
    with pytest.raises(InvalidValue, match="room_no_file"):
        make_room(tmp_path / "room", language="en", given=Given(goals=tmp_path / "none.toml"))
    with pytest.raises(InvalidValue, match="template"):
        make_room(tmp_path / "room", language="en", industry="circus")
    assert not (tmp_path / "room" / "room.toml").exists()


def test_a_workshop_of_one_team_is_not_turned_into_a_room(tmp_path: Path) -> None:
    (tmp_path / "workshop.toml").write_text('language = "en"\n', encoding="utf-8")
    with pytest.raises(InvalidValue, match="room_is_workshop"):
        make_room(tmp_path, language="en")


@pytest.mark.slow
def test_several_people_of_a_team_open_the_same_sample_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as people:
        books = list(people.map(lambda _: sample_book(tmp_path, "kwarcowa_sowa"), range(4)))
    assert set(books) == {tmp_path / "samples" / "kwarcowa_sowa"}
    assert len(open_book(books[0]).deals) > 100


@pytest.mark.slow
def test_a_lesson_made_in_english_keeps_its_market(tmp_path: Path) -> None:
    made = make_room(tmp_path / "r", language="en", market="us", names=["North"])
    make_room(tmp_path / "r", language="en")
    assert made.room.market == read_room(tmp_path / "r").market == "us"
    assert make_workshop(tmp_path / "r" / "team-north", language="en").written == ()


def test_what_to_run_next_can_be_pasted_also_where_the_folder_has_a_space(
    capsys: pytest.CaptureFixture[str],
) -> None:
    room = Room(folder=Path("Sala Łódź"), language="pl")
    tell_made(RoomMade(room=room, new=(), kept=()), load_words("pl"))
    said = capsys.readouterr().out
    assert "Folder warsztatu: Sala Łódź" in said
    assert "`salestoolkit workshop serve 'Sala Łódź'`" in said
