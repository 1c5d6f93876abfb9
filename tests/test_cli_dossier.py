"""`salestoolkit dossier`: begun, filled in, checked, printed, and what is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments] + ["--language", "pl"])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_a_lead_goes_from_a_name_to_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, listed, page = tmp_path / "leady", tmp_path / "lista.csv", tmp_path / "strona.html"
    assert run("dossier", "new", folder, "Młyn Różany", "--as-of", "2026-11-26") == 0
    listed.write_text(
        "Firma,Zatrudnienie,Osoba,Dzieci\nMłyn Różany,120,Anna Wydra,2\n", encoding="utf-8"
    )
    assert run("dossier", "enrich", folder, listed, "--found-on", "2026-11-20") == 0
    said = capsys.readouterr().out
    assert "uzupełnione pola: Liczba pracowników" in said
    assert "Kolumnę „Dzieci” pominięto: rodzina to sprawa prywatna." in said
    assert run("dossier", "check", folder, "--as-of", "2026-11-26") == 0
    said = capsys.readouterr().out
    assert "Młyn Różany: jeszcze za wcześnie na telefon. Wypełnione pola: 2 z 9" in said
    assert said.count("Do ustalenia:") == 3
    assert run("dossier", "due", folder, "--as-of", "2026-12-21") == 0
    assert "Po terminie od 20 grudnia 2026 – Anna Wydra (Młyn Różany)" in capsys.readouterr().out
    file = folder / "mlyn-rozany.toml"
    assert run("dossier", "print", file, "--to", page, "--as-of", "2026-11-26") == 0
    assert "Przed rozmową: Młyn Różany" in page.read_text(encoding="utf-8").replace("\xa0", " ")


def test_a_fact_is_noted_with_its_source_and_an_older_one_is_kept_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("dossier", "new", tmp_path, "Alfa", "--as-of", "2026-11-26")
    file = tmp_path / "alfa.toml"
    options = ("--source", "KRS", "--found-on", "2026-11-26")
    assert run("dossier", "note", file, "turnover", "12 500 000 zł", *options) == 0
    assert "Wypełnione pola: 2 z 9" in capsys.readouterr().out
    assert 'value = "12500000 PLN"\nsource = "KRS"\nfound_on = 2026-11-26' in file.read_text(
        encoding="utf-8"
    )
    assert run("dossier", "note", file, "turnover", "13 000 000 zł", *options) == 0
    assert "alfa.before-1.toml" in capsys.readouterr().out
    assert run("dossier", "note", file, "kolor", "różowy", *options) == 1
    assert "nie ma pola „kolor”" in capsys.readouterr().err


def test_nothing_due_is_said_with_what_was_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("dossier", "new", tmp_path, "Alfa", "--as-of", "2026-11-26")
    capsys.readouterr()
    assert run("dossier", "due", tmp_path, "--as-of", "2026-11-26") == 0
    said = capsys.readouterr().out
    assert "w ciągu 30 dni nie ma nic do zrobienia. Karty leadów: 1, osoby: 0." in said
    assert "RODO, art. 14" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere"), "to nie folder"),
        (("new", ".", "…"), "nie może być nazwą karty"),
        (("new", ".", "Ż" * 400), "200"),
        (
            ("note", "x.toml", "employees", "5", "--source", "KRS", "--found-on", "2999-01-01"),
            "2999",
        ),
        (("enrich", ".", "x.csv", "--found-on", "2999-01-01"), "2999"),
        (("due", ".", "--market", "xx"), "dla rynku „xx”"),
        (("due", "."), "nie ma żadnej karty leada"),
        (("enrich", ".", "nowhere.csv"), "nowhere.csv"),
        (("print", "nowhere.toml", "--to", "x.html"), "nowhere.toml"),
        (("due", ".", "--as-of", "dziś"), "to nie data"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("dossier", *arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1


def test_a_list_that_names_no_lead_of_ours_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("dossier", "new", tmp_path, "Alfa", "--as-of", "2026-11-26")
    listed = tmp_path / "lista.csv"
    listed.write_text("Firma,Zatrudnienie\nBeta,5\n", encoding="utf-8")
    assert run("dossier", "enrich", tmp_path, listed) == 1
    assert "Wiersz 2: firma „Beta” nie ma jeszcze karty" in capsys.readouterr().out


def test_a_fact_without_a_value_is_refused_and_the_dossier_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("dossier", "new", tmp_path, "Alfa")
    before = (tmp_path / "alfa.toml").read_bytes()
    capsys.readouterr()
    assert run("dossier", "note", tmp_path / "alfa.toml", "employees", "", "--source", "KRS") == 1
    assert "wymaga wartości" in capsys.readouterr().err
    assert (tmp_path / "alfa.toml").read_bytes() == before
