"""`salestoolkit territory`: coverage, visits and transfer; one sentence for each fault."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from territory_files import ACCOUNTS, VISITS, import_team

from salestoolkit.cli import main


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_team(tmp_path_factory.mktemp("territory"))


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["territory", *map(str, arguments)])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def out(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def err(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip().replace("\N{NO-BREAK SPACE}", " ")
    assert "\n" not in said
    assert "Traceback" not in said
    return said


def test_coverage_is_told_by_territory_with_what_was_set_apart(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("coverage", "--book", book, "--from", "2026-03-01") == 0
    said = out(capsys)
    assert "1 of 5 accounts got a visit (20%), with 43% of the potential." in said
    assert "North: 50% (1 of 2)" in said
    assert "South: 0% (0 of 3)" in said
    for line in (
        "accounts listed a second time (the first row counts): 1",
        "potentials below 0: 1",
        "visits dated after the day of the book (they count as planned): 1",
        "visits to nobody (no account named): 1",
        "visits that did not take place: 1",
        "accounts whose latitude and longitude seem swapped: 1",
    ):
        assert line in said
    assert "Ann Hill" not in said


def test_coverage_is_told_in_polish(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coverage", "--book", book, "--language", "pl") == 0
    assert "odwiedzono 1 z 5 firm (20%)" in out(capsys)


def test_each_person_gets_a_list_and_a_calendar(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("visits", "--book", book, "--rep", "all", "--to", tmp_path) == 0
    said = out(capsys)
    assert said.index("Ann Hill: week from 6 April 2026") < said.index("Bob Dale: week from")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "visits-ann-hill-2026-04-06.csv",
        "visits-ann-hill-2026-04-06.ics",
        "visits-bob-dale-2026-04-06.csv",
        "visits-bob-dale-2026-04-06.ics",
    ]
    with (tmp_path / names[2]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Account"] for row in rows] == ["<b>Dairy</b> Ltd", "Pottery Ltd", "Forge Ltd"]
    assert rows[0]["Value at risk"] == "7000"
    calendar = (tmp_path / names[3]).read_text(encoding="utf-8")
    assert calendar.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20260406" in calendar
    before = (tmp_path / names[2]).read_bytes()
    assert run("visits", "--book", book, "--rep", "bob dale", "--to", tmp_path) == 0
    assert (tmp_path / names[2]).read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 4


def test_the_team_s_rules_count(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("visits_a_day = 0.2\n[cadence]\nA = 20\n", encoding="utf-8")
    assert run("visits", "--book", book, "--rep", "Bob Dale", "--rules", rules) == 0
    assert "1 visit of 1 possible; due: 1" in out(capsys)


def test_a_transfer_says_before_and_after_and_changes_nothing(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("transfer", "--book", book, "--account", "pottery ltd", "--to", "Ann Hill")
    assert run(*arguments, "--for", "leader") == 0
    said = out(capsys)
    assert "1 account, potential £800" in said
    assert "2 → 3" in said
    assert run(*arguments) == 1
    assert "--for leader" in err(capsys)
    assert run(*arguments[:-1], "North", "--by", "territory") == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("visits", "--rep", "Nobody"), "Nobody called “Nobody” looks after an account"),
        (("visits",), "More than one person looks after accounts"),
        (("visits", "--rep", "Ann Hill", "--week", "2026-03-02"), "was over on the day"),
        (("visits", "--rep", "Ann Hill", "--week", "soon"), "is not a date"),
        (("coverage", "--from", "2026-05-01"), "No past day lies in"),
        (("coverage", "--from", "2026-03-10", "--until", "2026-03-01"), "No past day lies in"),
        (("coverage", "--as-of", "2027-01-01"), "2026-03-31"),
        (("coverage", "--rules", "missing.toml"), "missing.toml"),
        (("transfer", "--account", "X", "--to", "North", "--by", "territory"), "not in the list"),
        (("transfer", "--account", "Mill Ltd", "--to", "Y", "--by", "territory"), "“Y”"),
        (("transfer", "--account", "Mill Ltd", "--to", "Y", "--by", "team"), "“team”"),
    ],
)
def test_what_cannot_be_gets_one_sentence(
    arguments: tuple[str, ...], sentence: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments[0], "--book", book, *arguments[1:]) == 1
    assert sentence in err(capsys)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[cadence]\nA = 0\n", "“A” cannot be 0"),
        ("[cadence]\nA = 'often'\n", "“A” cannot be often"),
        ("visits_a_day = 99\n", "“visits_a_day” cannot be 99"),
        ("cadence = 3\n", "“cadence” must be a section"),
        ("km = 3\n", "“km”"),
        ("[cadence\n", "cannot be read"),
    ],
)
def test_rules_that_mean_nothing_get_one_sentence(
    text: str, sentence: str, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(text, encoding="utf-8")
    assert run("coverage", "--book", book, "--rules", rules) == 1
    assert sentence in err(capsys)


def test_a_book_without_visits_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = import_team(tmp_path, visits=None, owners=None)
    assert run("coverage", "--book", bare) == 0
    said = out(capsys)
    assert "Nobody has noted visits" in said
    assert "0%" not in said


def test_visits_and_accounts_are_read_from_polish_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = ACCOUNTS.replace(
        "Account,Territory,Owner,Tier,Potential,Currency,Existing client,Latitude,Longitude,Country",
        "Firma,Województwo,Opiekun,Klasa,Potencjał,Waluta,Obecny klient,Szerokość,Długość,Kraj",
    )
    accounts = accounts.replace(",yes,", ",tak,").replace(",no,", ",nie,")
    visits = VISITS.replace(
        "Visit date,Account,Rep,Planned date,Outcome",
        "Data wizyty,Firma,Handlowiec,Planowana data,Wynik",
    ).replace("cancelled", "odwołana")
    book = import_team(tmp_path, accounts=accounts, visits=visits)
    assert run("coverage", "--book", book, "--language", "pl") == 0
    said = out(capsys)
    assert "odwiedzono 1 z 5 firm (20%)" in said
    assert "wizyty, które się nie odbyły: 1" in said
