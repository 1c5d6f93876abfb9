"""`salestoolkit sheet`: which sheets there are, and their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.processes import save_processes
from salestoolkit.sources.sheets import sheet_names
from salestoolkit.sources.templates import template

OWN = """\
[[field]]
key = "guest"
type = "person"
required = true

[words.pl]
title = "Goście"
[words.pl.fields.guest]
label = "Gość"
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--language", "pl"])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_the_list_has_every_sheet_with_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sheet", "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == list(sheet_names())
    assert "competitor: Karta konkurenta" in lines


def test_an_empty_and_a_filled_page_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, filled = tmp_path / "historia.html", tmp_path / "historia.toml"
    assert run("sheet", "story", "--to", str(to)) == 0
    assert "do wypełnienia" in to.read_text(encoding="utf-8")
    filled.write_text('[[entry]]\nhero = "Pani Anna"\n', encoding="utf-8")
    assert run("sheet", "story", "--to", str(to), "--filled", str(filled)) == 0
    assert "Pani Anna" in to.read_text(encoding="utf-8")
    assert f"Stronę zapisano w pliku {to}." in capsys.readouterr().out


def test_a_sheet_of_ones_own_is_printed_without_any_python(tmp_path: Path) -> None:
    own, to = tmp_path / "goscie.toml", tmp_path / "goscie.html"
    own.write_text(OWN, encoding="utf-8")
    assert run("sheet", str(own), "--to", str(to)) == 0
    assert "Gość" in to.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sheet", "says"), [("raci", "Pisemna oferta"), ("process", "Kwalifikacja")]
)
def test_a_process_file_fills_the_sheets_about_it(tmp_path: Path, sheet: str, says: str) -> None:
    file, to = tmp_path / "process.toml", tmp_path / "page.html"
    save_processes(file, template("universal", language="en"))
    assert run("sheet", sheet, "--to", str(to), "--process", str(file)) == 0
    assert says in to.read_text(encoding="utf-8")


def test_a_process_file_fills_no_other_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "page.html"
    assert run("sheet", "persona", "--to", str(to), "--process", "process.toml") == 1
    assert "persona" in capsys.readouterr().err and not to.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["story"], "Brakuje opcji --to FILE."),
        ([], "Brakuje opcji NAME."),
        (["stora", "--to", "x.html"], "Nie ma karty „stora”"),
        (["story", "--to", "x.docx"], "zakończ nazwę pliku"),
        (["story", "--to", "x.html", "--filled", "nie-ma.toml"], "nie-ma.toml"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sheet", *arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1


def test_a_fault_in_a_filled_file_is_said_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = tmp_path / "historia.toml"
    filled.write_text('[[entry]]\nhero = "Anna"\nconsent = "tak"\n', encoding="utf-8")
    to = tmp_path / "historia.html"
    assert run("sheet", "story", "--to", str(to), "--filled", str(filled)) == 1
    assert "Wiersz 3 pliku" in capsys.readouterr().err
    assert not to.exists()
