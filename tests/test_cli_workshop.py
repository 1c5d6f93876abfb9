"""`salestoolkit workshop` says in one sentence what it did or why not, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.lessons.room import checking
from salestoolkit.lessons.room.checked import Checked, checked
from salestoolkit.reports import workshop_summary


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(("workshop", *arguments))
    return int(exit_.value.code or 0)


def test_a_room_is_made_and_teams_are_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = tmp_path / "sala"
    first = ("--language", "pl", "--industry", "real-estate", "--team", "Północ", "--teams", "2")
    assert run("new", str(room), *first) == 0
    said = capsys.readouterr().out
    assert "Zespoły: Północ, Zespół 1." in said
    assert f"salestoolkit workshop check {room}" in said
    assert (room / "team-polnoc" / "00_start_here.ipynb").is_file()
    assert 'industry = "real_estate"' in (room / "team-1" / "workshop.toml").read_text("utf-8")
    assert run("new", str(room), "--teams", "3") == 0
    said = capsys.readouterr().out
    assert "Zespoły: Północ, Zespół 1, Zespół 2." in said
    assert "Nowe: team-2." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "{room}", "--industry", "circus"), "“circus”"),
        (("new", "{room}", "--teams", "0"), "cannot have 0 teams"),
        (("new", "{room}", "--book", "{room}/none"), "no deal book"),
        (("start", "{room}"), "workshop new"),
        (("serve", "{room}"), "workshop new"),
        (("serve", "{made}", "--host", "192.0.2.77", "--yes"), "“192.0.2.77”"),
        (("serve", "{made}", "--host", "127.0.0.1", "--port", "80"), "port 80"),
        (("serve", "{made}", "--host", "127.0.0.1", "--cert", "c.pem"), "--cert, --key"),
        (("start", "{made}", "--app"), "team-1"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = tmp_path / "made"
    (made / "team-1").mkdir(parents=True)
    room = 'language = "en"\n[[team]]\nname = "One"\nfolder = "team-1"\n'
    (made / "room.toml").write_text(room, encoding="utf-8")
    filled = [part.format(room=tmp_path / "room", made=made) for part in arguments]
    assert run(*filled) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.strip().splitlines()) == 1
    assert not (tmp_path / "room" / "room.toml").exists()


def test_what_goes_wrong_in_a_polish_room_is_said_in_polish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = 'language = "pl"\n[[team]]\nname = "A"\nfolder = "team-1"\n'
    (tmp_path / "room.toml").write_text(room, encoding="utf-8")
    assert run("serve", str(tmp_path), "--host", "127.0.0.1", "--port", "80") == 1
    assert "Od portu 80 w górę" in capsys.readouterr().err
    assert run("serve", str(tmp_path / "none")) == 1
    assert "There is no workshop" in capsys.readouterr().err


def test_in_a_hub_no_server_of_our_own_is_started(
    made_hub: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("start", str(made_hub)) == 0
    said = capsys.readouterr().out
    assert "JupyterHubie" in said
    assert len(said.strip().splitlines()) == 1


@pytest.fixture
def made_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workshop in a hub's server."""
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/anna/")
    (tmp_path / "workshop.toml").write_text('language = "pl"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("remark", 0), ("fault", 1)])
def test_the_check_ends_with_1_where_something_is_wrong(
    state: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = checked("fonts", state, found="ł") if state != "remark" else checked("network", state)  # type: ignore[arg-type]
    monkeypatch.setattr(checking, "check_room", lambda *_, **__: iter([found]))
    assert run("check", "--people", "5", "--language", "pl") == code
    said = capsys.readouterr().out
    assert "5 osób" in said
    assert len(said.strip().splitlines()) == 3


def test_a_room_that_has_no_team_yet_is_checked_for_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, object] = {}

    def check_room(*_: object, **told: object) -> Iterator[Checked]:
        asked.update(told)
        yield checked("network", "remark")

    monkeypatch.setattr(checking, "check_room", check_room)
    (tmp_path / "room.toml").write_text('language = "pl"', encoding="utf-8")
    assert run("check", str(tmp_path)) == 0
    assert (asked["teams"], asked["people"], asked["language"]) == (1, 1, "pl")


def test_what_teams_wrote_is_collected_in_the_language_of_the_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop_summary, "as_pdf", lambda page: b"%PDF-1.4")
    team = tmp_path / "sala" / "team-1"
    (team / "team").mkdir(parents=True)
    settings = 'language = "pl"\n[[team]]\nname = "Północ"\nfolder = "team-1"\n'
    (tmp_path / "sala" / "room.toml").write_text(settings, encoding="utf-8")
    (team / "team" / "goals.toml").write_text("[[goal]", encoding="utf-8")
    assert run("collect", str(tmp_path / "sala"), "--to", str(tmp_path / "out")) == 0
    said = capsys.readouterr().out
    assert "Zebrano pracę zespołów: Północ." in said
    assert "Nie wszystko dało się odczytać: 1 plik." in said
    assert (tmp_path / "out" / "summary.xlsx").is_file()
    assert run("collect", str(tmp_path / "out")) == 1
    assert "There is no workshop in" in capsys.readouterr().err
