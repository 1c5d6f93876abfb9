"""`salestoolkit qualify`: lists of leads, a filled sheet, the pipeline, a score."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.samples import company, import_sample

DATA = packaged_path("data/kwarcowa_sowa")
LEADS, PAST, ICP = (str(DATA / name) for name in ("leads.csv", "qualified.csv", "icp.toml"))


def run(*arguments: str, language: str = "pl") -> int:
    with pytest.raises(SystemExit) as caught:
        main(["qualify", *arguments, "--language", language])
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("book") / "book"
    import_sample(company("kwarcowa_sowa"), to=folder)
    return str(folder)


def test_a_table_has_every_lead_and_the_rest_is_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "out.csv"
    assert run("table", LEADS, "--icp", ICP, "--to", str(to), "--discount-limit", "10%") == 0
    said = capsys.readouterr().out
    rows = list(csv.DictReader(to.open(encoding="utf-8-sig")))
    apart = list(csv.DictReader((tmp_path / "out.set-apart.csv").open(encoding="utf-8-sig")))
    assert (len(rows), len(apart)) == (88, 3)
    assert f"Ocenione: {len(rows)} leadów, wierszy w pliku: 91" in said
    assert {row["Ocena"] for row in rows} == {"gorący", "rozmawiać dalej", "odpada"}
    no_money = next(row for row in rows if "zmienić: Budżet" in row["Czego brakuje do gorącego"])
    assert "najwyżej 10%" in no_money["Co zrobić"]
    assert "Najczęściej nie wiadomo: Decyzyjność" in said
    assert "„Nie wiadomo” to nie „nie”." in said


def test_what_stood_there_is_kept_and_the_list_itself_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("Company,Need\n=1+1,yes\n", encoding="utf-8")
    to = tmp_path / "out.csv"
    to.write_text("mine", encoding="utf-8")
    assert run("table", str(leads), "--to", str(to), language="en") == 0
    assert (tmp_path / "out.before-1.csv").read_text(encoding="utf-8") == "mine"
    assert "'=1+1" in to.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run("table", str(leads), "--to", str(leads), language="en") == 1
    assert "is the list itself" in capsys.readouterr().err
    assert leads.read_text(encoding="utf-8").startswith("Company")


def test_a_list_of_which_nothing_can_be_judged_fails_with_the_first_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("Firma,Budżet\nAlfa,50 tys.\n,tak\n", encoding="utf-8")
    assert run("summary", str(leads)) == 1
    err = capsys.readouterr().err
    assert "50 tys." in err and "2 wiersze" in err and "Traceback" not in err


def test_which_no_ends_it_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("summary", LEADS, "--out-if-no", "need,budget", "--as-of", "2026-10-30") == 0
    said = capsys.readouterr().out
    assert (
        "odpowiedź „nie” padła przy: Budżet, Potrzeba." in said and "30 października 2026" in said
    )
    assert run("summary", LEADS, "--out-if-no", "money") == 1
    assert "nie ma kryterium „money”" in capsys.readouterr().err


def test_deals_of_leads_that_are_out_are_listed_with_what_the_forecast_loses(
    book: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "off.csv"
    assert run("take-off", LEADS, "--icp", ICP, "--book", book, "--to", str(to)) == 0
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Do zdjęcia: 11 szans z 67 otwartych (16%)" in said
    assert "(o 3,1% mniej)" in said and "W danych nic się nie zmieniło" in said
    assert len(list(csv.reader(to.open(encoding="utf-8-sig")))) == 12


def test_a_filled_sheet_is_judged_lead_by_lead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "bant.toml"
    sheet.write_text(
        '[[entry]]\ncompany = "Alfa"\nneed = "yes"\nbudget = "no"\n[[entry]]\nneed = "no"\n',
        encoding="utf-8",
    )
    assert run("lead", str(sheet), "--discount-limit", "0") == 0
    said = capsys.readouterr().out
    assert "Alfa: rozmawiać dalej." in said and "Nr 2: odpada." in said
    assert "Najpierw mniejszy zakres" in said and "Rabat" not in said
    assert run("lead", str(tmp_path / "none.toml")) == 1
    assert run("lead", str(sheet), "--discount-limit", "dużo") == 1
    assert "dużo" in capsys.readouterr().err


def test_a_score_is_learned_from_answers_and_written_for_open_deals(
    book: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "scores.csv"
    lists = ("--leads", LEADS, "--leads", PAST, "--icp", ICP)
    fields = ("--fields", "source,budget,authority,need,timing")
    assert run("score", "--book", book, *lists, *fields, "--to", str(to)) == 0
    said = capsys.readouterr().out
    assert said.startswith("Scoring pomaga") and "nieużyte: 16" in said
    assert "gorący: wygrane" in said and "Potrzeba – nie" in said
    rows = list(csv.DictReader(to.open(encoding="utf-8-sig")))
    assert rows and all(row["Prawdopodobieństwo na starcie"].endswith("%") for row in rows)


def test_too_many_fields_are_refused_and_what_to_leave_out_is_said(
    book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("score", "--book", book, "--leads", LEADS, "--leads", PAST, "--icp", ICP) == 1
    said = capsys.readouterr().out
    assert said.startswith("Za mało na scoring: wygranych jest 172, a dla 30 liczb trzeba 300")
    assert "Pominąć: region, Branża. Wtedy wystarczy." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fields", "lost_reason"), "dopiero, gdy szansa się skończy"),
        (("--fields", "owner"), "kto sprzedaje"),
        (("--fields", "colour"), "Nie ma pola „colour”"),
        (("--order", "alphabet"), "do wyboru: companies, time"),
        (("--within", "0"), "--within"),
        (("--icp", ICP), "--leads"),
    ],
)
def test_a_wrong_option_of_a_score_is_one_sentence(
    book: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert run("score", "--book", book, *arguments) == 1
    assert said in capsys.readouterr().err


def test_a_score_that_does_not_help_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "book"
    import_sample(company("marmalade_lighthouse"), to=folder)
    to = tmp_path / "scores.csv"
    assert run("score", "--book", str(folder), "--to", str(to), language="en") == 1
    found = capsys.readouterr()
    assert found.out.startswith("The score does not help") and "Nothing was written" in found.err
    assert not to.exists()


def test_the_schemes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schemes") == 0
    said = capsys.readouterr().out
    assert "bant: BANT" in said and "  pain: Problem." in said
