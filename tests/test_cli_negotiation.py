"""`salestoolkit negotiate`, as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.approvals import read_approvals
from salestoolkit.sources.samples import company, import_sample

LADDER = """
sheet = "approval_ladder"
[[entry]]
role = "Handlowiec"
people = ["Anna"]
up_to = 0.05
[[entry]]
role = "Szef sprzedaży"
people = ["Flora"]
up_to = 0.1
"""
SHEET = """
sheet = "negotiation"
[[entry]]
deal = "Młyn"
price = "120000 PLN"
cost = "90000 PLN"
net_or_gross = "net"
least_margin = 0.2
chance_now = 0.4
walk_away = "Dwie inne firmy czekają"
discount = 0.08
chance_low = 0.5
chance_high = 0.6
in_return = ["Umowa na dwa lata"]
time_limit = "yes"
time_limit_on = 2027-01-15
"""
SWAPS = """
sheet = "give_and_take"
[[entry]]
give = "Start w styczniu"
worth_to_them = "much"
take = "Umowa na dwa lata"
worth_to_us = "7500 PLN"
"""
OFFER = ("--price", "12000", "--cost", "9000", "--chance", "40%")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {"ladder": LADDER, "sheet": SHEET, "swaps": SWAPS}.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["negotiate", *arguments])
    return int(caught.value.code or 0)


def output(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_a_discount_is_judged(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--discount", "10%", "--with", "50-60%", "--margin", "12%", "--currency", "PLN")
    limits = ("--ladder", str(files / "ladder.toml"), "--give-and-take", str(files / "swaps.toml"))
    assert run("discount", *OFFER, *asked, *limits, "--language", "pl") == 0
    said = output(capsys)
    assert "Rabat 10% (1 200 zł) się nie opłaca" in said
    assert "Cena minimalna: 10 227,28 zł, żeby została marża 12%; to rabat najwyżej 14,7%." in said
    assert "Może go przyznać: Szef sprzedaży (do 10%): Flora." in said
    assert "Umowa na dwa lata: dla nas warte 7 500 zł" in said


def test_without_a_discount_several_stand_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("discount", *OFFER, "--markup", "20%") == 0
    said = output(capsys)
    assert "Discount 10%. Price: 10,800; Margin left: 1,800; Chance needed: 66.7%" in said
    assert "so that 20% is put on the cost" in said


def test_a_sheet_is_held_against_its_limits(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--sheet", str(files / "sheet.toml"), "--ladder", str(files / "ladder.toml"))
    assert run("check", *options, "--as-of", "2026-11-26", "--language", "pl") == 0
    said = output(capsys)
    assert said.startswith("Młyn\n")
    assert "to poniżej ceny minimalnej" in said.lower()
    assert "Oferta ma termin bez powodu" in said


def test_a_grant_is_noted_and_shown(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = ("log", "--file", str(files / "log.csv"), "--ladder", str(files / "ladder.toml"))
    grant = ("--deal", "Młyn", "--asked-by", "Anna", "--granted-by", "Flora", "--on", "2026-11-20")
    day = ("--as-of", "2026-11-26")
    assert run(*log, *grant, *day, "--discount", "6%", "--in-return", "Dwa lata") == 0
    assert run(*log, *grant, *day, "--discount", "6%") == 0
    assert "Nothing in return is noted" in output(capsys)
    assert run(*log, "--language", "pl") == 0
    said = output(capsys)
    assert "„Młyn”, 6%, prośba: Anna, zgoda: Flora; w zamian: Dwa lata" in said
    assert "Z rabatem: 1 szansa (wpisy w dzienniku: 2)" in said
    assert len(read_approvals(files / "log.csv").approvals) == 2


@pytest.mark.parametrize(
    ("who", "discount", "said"),
    [
        ("Anna", "6%", "Szef sprzedaży, Flora"),
        ("Flora", "12%", "nie może przyznać nikt"),
        ("Ktoś", "3%", "Handlowiec, Szef sprzedaży"),
    ],
)
def test_a_grant_beyond_the_limit_is_refused_with_who_may(
    files: Path, who: str, discount: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log = ("log", "--file", str(files / "log.csv"), "--ladder", str(files / "ladder.toml"))
    grant = ("--deal", "Młyn", "--asked-by", "Anna", "--granted-by", who, "--discount", discount)
    assert run(*log, *grant, "--language", "pl") == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error
    assert not (files / "log.csv").exists()


def test_a_grant_below_the_floor_of_its_sheet_is_refused(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = ("log", "--file", str(files / "log.csv"), "--ladder", str(files / "ladder.toml"))
    grant = ("--deal", "młyn", "--asked-by", "Anna", "--granted-by", "Flora", "--discount", "7%")
    assert run(*log, *grant, "--sheet", str(files / "sheet.toml")) == 1
    assert "below the floor" in capsys.readouterr().err


def test_the_log_is_held_against_a_book(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, log = files / "book", files / "log.csv"
    import_sample(company("kwarcowa_sowa"), to=book)
    log.write_text(
        "date,deal,asked_by,granted_by,discount,in_return\n"
        "2025-01-02,1002,Anna,Flora,8%,\n2025-01-03,999999,Anna,Flora,8%,\nkaput\n",
        encoding="utf-8",
    )
    assert run("log", "--file", str(log), "--book", str(book)) == 0
    said = output(capsys)
    assert "line 4: too few cells" in said
    assert "Too few to compare" in said and "does not show what discounts achieve" in said
    assert "Not in the deal book: 999999" in said


def test_a_deal_that_cannot_be_judged_does_not_keep_the_others_from_it(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = SHEET.split("[[entry]]")[1].replace('cost = "90000 PLN"', 'cost = "190000 PLN"')
    first = f'sheet = "negotiation"\n[[entry]]{wrong}'
    (files / "sheet.toml").write_text(
        first + "[[entry]]" + SHEET.split("[[entry]]")[1].replace("Młyn", "Ul"), encoding="utf-8"
    )
    assert run("check", "--sheet", str(files / "sheet.toml"), "--as-of", "2026-11-26") == 0
    said = output(capsys)
    assert "above the price" in said and "Ul" in said and "a discount of 8%" in said
    (files / "sheet.toml").write_text(first, encoding="utf-8")
    assert run("check", "--sheet", str(files / "sheet.toml")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("discount", *OFFER, "--discount", "110%"), "--discount “110%”"),
        (("discount", *OFFER, "--with", "50%"), "--discount SHARE"),
        (("discount", "--price", "1", "--cost", "2", "--chance", "40%"), "above the price"),
        (("discount", "--price", "1", "--cost", "1", "--chance", "140%"), "--chance “140%”"),
        (("discount", *OFFER, "--currency", "zloty"), "“zloty”"),
        (("check",), "--sheet FILE.toml"),
        (("check", "--sheet", "nowhere.toml"), "nowhere.toml"),
        (("log", "--deal", "A"), "--asked-by"),
    ],
)
def test_a_fault_is_one_sentence(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error


def test_a_deal_that_the_sheet_does_not_have_names_those_it_has(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--sheet", str(files / "sheet.toml"), "--deal", "Inna") == 1
    assert "Młyn" in capsys.readouterr().err
    (files / "sheet.toml").write_text('sheet = "negotiation"\n', encoding="utf-8")
    assert run("check", "--sheet", str(files / "sheet.toml")) == 1
    assert "Nothing is filled in" in capsys.readouterr().err
