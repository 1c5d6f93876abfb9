"""``salestoolkit retention`` on a list of contracts as a company keeps one: with all that is wrong in it."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from salestoolkit.cli import main
from salestoolkit.sources.importer import import_files

DEALS = """ID szansy,Tytuł,Etap,Status,Wartość,Waluta,Data utworzenia,Data zamknięcia,Firma,Handlowiec,Segment
1,A,Oferta,wygrana,1000,PLN,2024-01-05,2024-02-01,Młyn,Ewa Lis,Małe
2,B,Oferta,przegrana,1000,PLN,2024-01-06,2024-02-02,Inny,Ewa Lis,Małe
3,C,Oferta,otwarta,1000,PLN,2026-10-06,,Inny,Jan Kos,Duże
"""
CONTRACTS = """Nr umowy,Klient,Od,Do,Kwota,Waluta,Decyzja,Data decyzji,Data odejścia,Opiekun,Segment
1,Młyn,2024-11-15,2025-11-14,12000,PLN,przedłużona,2025-10-01,,Ewa Lis,Małe
2,Młyn,2025-11-15,2026-11-14,14000,PLN,w toku,,,Ewa Lis,Małe
3,Piekarnia,2024-03-01,2025-02-28,6000,PLN,odeszła,2025-01-15,,Jan Kos,Małe
4,Tartak,2025-01-01,2026-01-10,9000,EUR,przedłużona,2025-12-01,,Jan Kos,Duże
5,Tartak,2026-01-01,2026-12-31,9000,EUR,,,,Jan Kos,Duże
6,Kuźnia,2025-05-01,2026-04-30,5000,PLN,przedłużona,2026-03-01,,Jan Kos,Duże
7,Cieśla,2026-02-01,,8000,PLN,,,,Jan Kos,Duże
8,Wikt,2025-06-01,2026-05-31,3000,PLN,odeszła,2025-06-01,2025-06-01,Jan Kos,Małe
9,Zegar,2025-06-01,2026-05-31,3000,PLN,odeszła,2025-04-01,2025-04-01,Jan Kos,Małe
10,Zegar,2025-06-01,2025-05-31,3000,PLN,,,,Jan Kos,Małe
11,=1+1,2025-12-20,2026-12-19,700,PLN,może,,,"<b>Zła</b>",Małe
11,=1+1,2025-12-20,2026-12-19,700,PLN,może,,,"<b>Zła</b>",Małe
12,,2025-12-20,2026-12-19,700,PLN,,,,Jan Kos,Małe
13,Nakło,2025-02-01,2026-01-31,-700,PLN,,,,Jan Kos,Małe
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    plain = said.out.replace("\N{NO-BREAK SPACE}", " ")
    return int(caught.value.code or 0), plain, said.err


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    names = {"deals.csv": DEALS, "contracts.csv": CONTRACTS}
    for name, text in names.items():
        (folder / name).write_text(text, encoding="utf-8")
    import_files(
        [folder / name for name in names],
        to=folder / "book",
        timezone="Europe/Warsaw",
        exported_at=date(2026, 10, 31),
    )
    return folder / "book"


def test_all_that_is_wrong_with_a_list_is_told_and_counted(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, "retention", "--book", book, "--language", "pl")
    assert (code, error) == (0, "")
    for said in (
        "bez klienta: 1",
        "z końcem przed początkiem: 1",
        "z odejściem przed początkiem: 1",
        "z kwotą poniżej zera: 1",
        "powtórzone: 1",
        "potraktowane jako brak decyzji: 1",
        "przyjęto jeszcze jeden taki sam okres z tą samą kwotą: 1",
        "Umowy bez daty końca, nigdy do przedłużenia: 1",
        "Umowy w innych walutach, są w liczbie umów, nie ma ich w sumach: 2",
    ):
        assert said in out
    # 14,000 of Młyn and 700 of =1+1; Tartak's euros are in the count only
    assert "15 000 zł" in out
    assert "3 umowy" in out


def test_one_currency_and_one_part_can_be_asked_for(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, euro, _ = run(capsys, "retention", "--book", book, "--currency", "EUR")
    assert "€9,000" in euro
    _, small, _ = run(capsys, "retention", "--book", book, "--part", "segment=Duże")
    assert "3 customers" in small


def test_contacts_are_written_as_csv_and_calendar_and_nothing_in_them_runs(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("retention", "contacts", "--book", book, "--to", tmp_path / "out", "--language", "pl")
    code, out, _ = run(capsys, *given, "--month", "2026-Q4")
    assert code == 0
    assert "01.10.2026 – 31.12.2026: 2 kontakty, 2 klienci" in out
    text = (tmp_path / "out" / "contacts_2026-10_pl.csv").read_text(encoding="utf-8-sig")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text)))
    assert ("'=1+1", "Rozmowa o przedłużeniu") in {(row["Klient"], row["Kontakt"]) for row in rows}
    events = Calendar.from_ical((tmp_path / "out" / "contacts_2026-10_pl.ics").read_bytes()).events
    assert len(events) == len(rows) == 2
    code, out, _ = run(capsys, *given, "--month", "2031-01")
    assert (code, out) == (0, "Na styczeń 2031 nie przypada żaden kontakt.\n")


def test_each_owner_can_have_their_own_files(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("retention", "contacts", "--book", book, "--to", tmp_path / "out")
    run(capsys, *given, "--month", "2026-Q4", "--per", "owner")
    names = sorted(path.name for path in (tmp_path / "out").glob("*.csv"))
    assert [name.split("_")[2] for name in names] == ["b-zla-b", "jan-kos"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--book BOOK is missing"),
        (("--book", "nowhere"), "There is no deal book"),
        (("--book", None, "--part", "owner=Ewa Lis"), "--for leader"),
        (("--book", None, "--part", "segment"), "a column and its value"),
        (("--book", None, "--as-of", "31.10.2026"), "31.10.2026"),
        (("--book", None, "--as-of", "2027-10-31"), "2027"),
        (("--book", None, "--for", "everybody"), "everybody"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(
    options: tuple[str | None, ...],
    said: str,
    book: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [book if option is None else option for option in options]
    code, _, error = run(capsys, "retention", *given)
    assert code != 0
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_a_wrong_month_or_split_is_one_sentence(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("retention", "contacts", "--book", book, "--to", tmp_path / "out")
    for option, value in (("--month", "2026-13"), ("--per", "team")):
        code, _, error = run(capsys, *given, option, value)
        assert code != 0
        assert value in error
        assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
