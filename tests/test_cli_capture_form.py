"""`salestoolkit leads form`: what a form's questions cost and bring, question by question."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path


def run(*arguments: str | Path, language: str = "pl") -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments] + ["--language", language])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def sample(company: str) -> Path:
    return packaged_path(f"data/{company}") / "form_sessions.csv"


def test_the_story_of_the_samples_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("leads", "form", sample("kwarcowa_sowa"), "--needed", "e-mail") == 0
    said = capsys.readouterr().out
    assert "stan na 29 października 2026: wizyty: 640, wysłane formularze: 333" in said
    phone = said.split("6. Telefon:")[1].split("7. E-mail:")[0]
    assert "23%" in phone and "Przesunąć na koniec" in phone
    budget = said.split("4. Budżet:")[1].split("5. ")[0]
    assert "pomaga odróżnić dobre leady, ale odstrasza" in budget
    assert "Zostawić: bez tego nie ma komu odpowiedzieć." in said.split("7. E-mail:")[1]


def test_the_english_form_reads_as_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("leads", "form", sample("marmalade_lighthouse"), language="en") == 0
    said = capsys.readouterr().out
    assert "3. When to start: 14 of 589 stop here (2%, probably 1% to 4%; usual 9%)." in said
    assert (
        "Keep it: it helps to spot good leads" in said.split("3. When to start")[1].split("4. ")[0]
    )


def test_few_outcomes_are_called_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sesje.csv"
    file.write_text("Sesja,Temat,Wysłano,Wygrana\n1,a,tak,tak\n2,,nie,\n", encoding="utf-8")
    assert run("leads", "form", file) == 0
    said = capsys.readouterr().out
    assert "na razie jest ich 1, w tym zakwalifikowanych 1" in said
    assert "Usunąć" not in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--needed", "Faks"), "„Faks” to nie jest pytanie z tej listy"),
        (("--as-of", "wczoraj"), "to nie data"),
        (("--questions", "Faks"), "„Faks” to nie jest pytanie z tej listy"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("leads", "form", sample("kwarcowa_sowa"), *options) == 1
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1
