"""Dossiers in a folder: begun, read, and filled in from a list without losing a word."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.dossier import Fact
from salestoolkit.core.sheets import Entry, Money
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.dossier_columns import sort_columns
from salestoolkit.sources.dossier_lists import Enriched, enrich_dossiers
from salestoolkit.sources.dossier_notes import note_fact
from salestoolkit.sources.dossiers import (
    data_rules,
    file_name,
    new_dossier,
    parse_dossier,
    read_dossier,
    read_dossiers,
)
from salestoolkit.words.dossier import read_cell

TODAY = date(2026, 11, 26)
LIST = """\
Firma;Liczba pracowników;Roczny obrót;Wiadomości;Data urodzenia;Kolor;Imię i nazwisko;Stanowisko
Młyn Różany;120;34 500 000 zł;Nowa hala; 1970-01-01;różowy;Kazimiera Trzmiel;prezeska
MŁYN  różany;130;dużo;;;;kazimiera trzmiel;księgowa
Obca Firma;1;;;;;;
;1;;;;;;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_dossier(tmp_path, "Młyn Różany", language="pl", opened_on=TODAY, rules=data_rules("pl"))
    return tmp_path


def enrich(folder: Path, text: str = LIST, name: str = "lista.csv") -> Enriched:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return enrich_dossiers(folder, file, found_on=date(2026, 11, 20), read=read_cell)


def mill(folder: Path) -> Path:
    return folder / "mlyn-rozany.toml"


def test_a_day_written_between_the_quotation_marks_of_an_empty_dossier_is_read(
    folder: Path,
) -> None:
    empty = 'value = ""\nsource = ""\nfound_on = ""'
    said = 'value = "Ola Kos"\nsource = "targi"\nfound_on = "2026-11-20"'
    text = mill(folder).read_text(encoding="utf-8")
    mill(folder).write_text(text.replace(empty, said, 1), encoding="utf-8")
    fact = read_dossier(mill(folder)).facts["talk_to"]
    assert fact == Fact(value="Ola Kos", source="targi", found_on=date(2026, 11, 20))
    mill(folder).write_text(text.replace(empty, said.replace("-20", "-31"), 1), encoding="utf-8")
    with pytest.raises(BookError) as refused:
        read_dossier(mill(folder))
    assert refused.value.code == "toml_not_date"


def test_a_new_dossier_is_named_after_the_company_and_knows_nothing_else(folder: Path) -> None:
    found = read_dossier(mill(folder))
    assert (found.company, found.language) == ("Młyn Różany", "pl")
    assert (found.opened_on, found.delete_on) == (TODAY, date(2027, 11, 26))
    assert [key for key, fact in found.facts.items() if fact.known] == ["company"]
    assert found.people == ()


def test_the_lines_about_people_hold_once_their_comment_signs_are_taken_out(folder: Path) -> None:
    text = mill(folder).read_text(encoding="utf-8")
    head, people = text.split("# [[person]]\n")
    plain = "\n".join(line.removeprefix("# ") for line in people.splitlines())
    found = parse_dossier(f"{head}[[person]]\n{plain}\n", file="x.toml")
    assert found.people[0]["parts"] == ("decides",)


def test_a_dossier_that_is_there_is_never_replaced(folder: Path) -> None:
    with pytest.raises(BookError) as caught:
        new_dossier(folder, "MŁYN RÓŻANY", language="pl", opened_on=TODAY, rules=data_rules("pl"))
    assert caught.value.code == "dossier_exists"


@pytest.mark.parametrize("name", ["…", "../..", "  "])
def test_a_name_without_letters_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        file_name(name)
    assert caught.value.code == "dossier_name"


def test_a_list_fills_in_what_is_empty_with_its_name_and_day(folder: Path) -> None:
    enrich(folder)
    found = read_dossier(mill(folder))
    day = date(2026, 11, 20)
    assert found.facts["employees"] == Fact(value=120, source="lista.csv", found_on=day)
    turnover = found.facts["turnover"].value
    assert isinstance(turnover, Money) and str(turnover) == "34500000 PLN"
    assert found.facts["news"].value == ("Nowa hala",)
    assert found.people == (
        Entry(
            {
                "person": "Kazimiera Trzmiel",
                "role": "prezeska",
                "source": "lista.csv",
                "found_on": day,
            }
        ),
    )


def test_every_row_and_every_column_is_accounted_for(folder: Path) -> None:
    result = enrich(folder)
    assert result.rows == 4 == len(result.added) + 1 + 1
    assert [company for _, company in result.without_dossier] == ["Obca Firma"]
    assert result.without_company == (5,)
    assert [(cell.line, cell.value) for cell in result.bad_cells] == [(3, "dużo")]
    assert result.columns.unknown == ("Kolor",)
    assert result.columns.refused == {"Data urodzenia": "birthday"}
    assert "1970" not in mill(folder).read_text(encoding="utf-8")


def test_what_differs_stands_beside_what_was_there(folder: Path) -> None:
    result = enrich(folder)
    found = read_dossier(mill(folder))
    assert found.facts["employees"].value == 120
    assert [fact.value for fact in found.others["employees"]] == [130]
    assert result.added[1].person_differs == (("role", "prezeska", "księgowa"),)


def test_what_a_person_wrote_stays_with_its_comments(folder: Path) -> None:
    file = mill(folder)
    text = file.read_text(encoding="utf-8").replace(
        '[fact.employees]\nvalue = ""', "[fact.employees]\n# from the gate\nvalue = 99 # counted"
    )
    file.write_text(text, encoding="utf-8")
    enrich(folder)
    after = file.read_text(encoding="utf-8")
    assert "# from the gate\nvalue = 99 # counted\n" in after
    assert read_dossier(file).facts["employees"].value == 99
    assert [fact.value for fact in read_dossier(file).others["employees"]] == [120, 130]


def test_the_same_list_twice_changes_nothing_more(folder: Path) -> None:
    enrich(folder)
    before = mill(folder).read_bytes()
    again = enrich(folder)
    assert mill(folder).read_bytes() == before
    assert {fact.fate for one in again.added for fact in one.facts} == {"same"}


def test_what_somebody_notes_settles_what_sources_say_differently(folder: Path) -> None:
    enrich(folder)
    file = mill(folder)
    changed, copy = note_fact(file, "employees", 125, source="the owner", found_on=TODAY)
    assert changed == read_dossier(file)
    assert changed.facts["employees"] == Fact(value=125, source="the owner", found_on=TODAY)
    assert changed.others["employees"] == ()
    assert copy is not None and "value = 130" in copy.read_text(encoding="utf-8")
    assert "130" not in file.read_text(encoding="utf-8")
    assert changed.facts["turnover"] == read_dossier(copy).facts["turnover"]
    assert changed.people == read_dossier(copy).people


def test_a_note_into_an_empty_field_needs_no_copy_and_a_source(folder: Path) -> None:
    changed, copy = note_fact(mill(folder), "news", ("A", "B"), source="press", found_on=TODAY)
    assert copy is None and changed.facts["news"].value == ("A", "B")
    before = mill(folder).read_bytes()
    for key, value, source, code in (
        ("news", ("A",), " ", "dossier_source"),
        ("colour", "pink", "press", "dossier_field"),
        ("employees", -5, "press", "sheet_outside"),
    ):
        with pytest.raises(InvalidValue) as caught:
            note_fact(mill(folder), key, value, source=source, found_on=TODAY)
        assert caught.value.code == code
    assert mill(folder).read_bytes() == before


def test_line_ends_stay_as_the_editor_made_them(folder: Path) -> None:
    file = mill(folder)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    enrich(folder)
    after = file.read_bytes()
    assert b"120" in after and after.count(b"\n") == after.count(b"\r\n")


def test_a_broken_dossier_is_set_apart_and_the_others_are_read(folder: Path) -> None:
    (folder / "alfa.toml").write_text('[fact.color]\nvalue = "pink"\n', encoding="utf-8")
    (folder / "beta.before-1.toml").write_text("no dossier", encoding="utf-8")
    found = read_dossiers(folder)
    assert [path.name for path in found.read] == ["mlyn-rozany.toml"]
    (error,) = found.faults.values()
    assert (error.code, error.fields["line"], error.fields["key"]) == (
        "toml_unknown_key",
        1,
        "color",
    )


@pytest.mark.parametrize(
    "text",
    [
        'fact = { employees = { value = 5, source = "x" } }\n',
        'person = [{ person = "Anna" }]\n',
        "[fact.employees]\nvalue = 5\nother = [{ value = 6 }]\n",
    ],
)
def test_facts_on_one_line_are_refused_because_a_list_could_not_add_to_them(text: str) -> None:
    with pytest.raises(BookError) as caught:
        parse_dossier(text, file="x.toml")
    assert caught.value.code == "dossier_layout"


def test_a_list_without_companies_and_a_folder_without_dossiers_are_one_error(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(ImportFailed) as caught:
        enrich(folder, "Kolor;Smak\nróżowy;słodki\n")
    assert caught.value.code == "dossier_list_company"
    with pytest.raises(BookError) as missing:
        read_dossiers(tmp_path_factory.mktemp("empty"))
    assert missing.value.code == "dossier_none"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed_is_one_sentence(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(ImportFailed) as caught:
        new_dossier(folder, "Alfa", language="pl", opened_on=TODAY, rules=data_rules("pl"))
    folder.chmod(0o700)
    assert caught.value.code == "cannot_write"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Date of birth", "birthday"),
        ("Liczba dzieci", "family"),
        ("Stan cywilny", "family"),
        ("PESEL", "identity"),
        ("Wyznanie", "religion"),
        ("Adres zamieszkania", "private_address"),
        ("Telefon prywatny", "private_contact"),
        ("Facebook", "private_profile"),
        ("Company Facebook", None),
        ("Firma rodzinna", None),
        ("Stage", None),
    ],
)
def test_columns_about_private_life_are_told_from_those_about_the_company(
    header: str, reason: str | None
) -> None:
    assert sort_columns([header]).refused.get(header) == reason


def test_headers_are_read_in_either_language_and_a_market_is_known_or_named() -> None:
    found = sort_columns(["Company", "Number of employees", "Annual revenue"])
    assert (set(found.read), found.language) == ({"company", "employees", "turnover"}, "en")
    with pytest.raises(InvalidValue) as caught:
        data_rules("xx")
    assert caught.value.fields["allowed"] == "pl, uk, us"
