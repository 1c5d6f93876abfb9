"""`salestoolkit objections`: list, show, cards, script, note."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.objections import load_objections, read_notes

PLAN = """\
[[entry]]
says = "Za drogo"
theme = "price"
questions = ["Z czym porównać?"]
answer = "Policzmy."
agreed = "yes"
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["objections", *arguments, "--language", "pl"])
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_list_has_every_card_of_the_choice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--market", "pl", "--industry", "real_estate") == 0
    said = capsys.readouterr().out
    for card in load_objections("pl", market="pl", industry="real_estate"):
        assert f"{card.key}: „{card.says}” [bez prób]" in said


def test_a_theme_and_a_stage_narrow_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--theme", "price", "--stage", "qualification") == 0
    said = capsys.readouterr().out
    assert "no_budget" in said
    assert "too_expensive" not in said and "not_now" not in said


def test_what_a_card_of_the_team_lacks_is_listed_below_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[objection]]\nkey = "park"\ntheme = "effort"\nsays = "Parking?"\nbehind = "No room."\n'
        'questions = ["How many cars?"]\nanswer = "In the yard."\nowner = "rep"\n',
        encoding="utf-8",
    )
    assert run("list", "--theme", "effort", "--team", str(own)) == 0
    said = capsys.readouterr().out
    assert "Jeszcze brakuje: Dowód, Następny krok" in said
    assert "Karty, w których czegoś brakuje: 1." in said


def test_one_card_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "leave_it_with_me") == 0
    said = capsys.readouterr().out
    assert "Tłumaczenie; na miejscu mówi się: „Leave it with me.”" in said
    assert "Kto dba o tę kartę: Handlowiec" in said


def test_notes_are_kept_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("note", "not_now", "--worked", "--on", "2026-11-20") == 0
    assert run("note", "not_now", "--not", "--on", "2026-11-21") == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert "Próby: 2, z tego rozmowa potoczyła się dalej: 1." in said
    assert [note.worked for note in read_notes(Path("team/objections.toml"))] == [True, False]


def test_cards_are_printed_and_only_ones_own_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("cards", "--to", "cards.html", "--per-page", "4", "--theme", "trust") == 0
    assert "Karty: 6, 2 strony, w pliku" in capsys.readouterr().out
    own = tmp_path / "own.toml"
    own.write_text('[[objection]]\nkey = "not_now"\nanswer = "Kiedy?"\n', encoding="utf-8")
    assert run("cards", "--to", "own.html", "--team", str(own), "--own") == 0
    assert "Karty: 1, 1 strona, w pliku" in capsys.readouterr().out


def test_the_script_has_what_the_team_agreed_on(capsys: pytest.CaptureFixture[str]) -> None:
    Path("plan.toml").write_text(PLAN, encoding="utf-8")
    assert run("script", "plan.toml") == 0
    said = capsys.readouterr().out
    assert "Jeśli klient powie: „Za drogo”" in said
    assert "Odpowiedz: „Policzmy.”" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--market", "de"), "Nie ma rynku „de”"),
        (("list", "--theme", "x"), "Nie ma tematu „x”"),
        (("list", "--team", "none.toml"), "none.toml"),
        (("show", "not_noww"), "najbliższe to: not_now"),
        (("note", "not_now"), "--worked, --not"),
        (("note", "not_now", "--worked", "--on", "2999-01-01"), "jeszcze nie nadszedł"),
        (("cards", "--to", "x.html", "--per-page", "5"), "wybierz jedną z liczb: 8, 4"),
        (("cards", "--to", "x.html", "--own"), "nie ma czego drukować"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert len(captured.err.splitlines()) == 1
    assert captured.out == ""


def test_a_script_needs_an_agreed_answer(capsys: pytest.CaptureFixture[str]) -> None:
    Path("plan.toml").write_text(PLAN.replace("yes", "no"), encoding="utf-8")
    assert run("script", "plan.toml") == 1
    assert "nie ma jeszcze uzgodnionej odpowiedzi" in capsys.readouterr().err
