"""`salestoolkit contacts` on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """The Polish sample's contacts, with nobody's objection beside them."""
    return Path(
        shutil.copy(packaged_path("data/kwarcowa_sowa/contacts.csv"), tmp_path / "contacts.csv")
    )


DAY = ("--as-of", "2026-11-26", "--language", "pl")


def test_a_list_names_those_left_out_and_writes_both_files(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = contacts.with_name("lista.csv")
    code, out, _ = run(
        capsys, "contacts", "list", "--contacts", contacts, "--channel", "email", "--to", to, *DAY
    )
    assert code == 0
    assert "Tomasz Guzik, Kraciasty Łabędź S.A.: brak informacji o zgodzie" in out
    assert "To nie jest porada prawna" in out and "Nie zapisano jeszcze żadnego sprzeciwu" in out
    kept = to.read_text("utf-8-sig").splitlines()
    left_out = to.with_name("lista.pominiete.csv").read_text("utf-8-sig").splitlines()
    assert len(kept) + len(left_out) == 60 + 2
    assert not any("Tomasz Guzik" in line for line in kept)


def test_an_objection_takes_its_person_off_the_next_list(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ("contacts", "object", "Anna Ogonek", "--contacts", contacts, "--on", "2026-11-20")
    assert "Zapisano 20 listopada 2026: Anna Ogonek" in run(capsys, *who, *DAY[2:])[1]
    assert "Taki wpis już jest" in run(capsys, *who, *DAY[2:])[1]
    lists = ("contacts", "list", "--contacts", contacts, "--channel", "email")
    _, out, _ = run(capsys, *lists, *DAY)
    assert "Anna Ogonek, Żwawy Dzięcioł sp. z o.o.: sprzeciw wobec marketingu, 20 listopada" in out


def test_an_objection_of_somebody_unknown_is_noted_as_given(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "contacts", "object", "x@y.example", "--contacts", contacts)
    assert code == 0 and "noted as given" in out
    assert "x@y.example" in contacts.with_name("objected.csv").read_text()


def test_dates_that_a_spreadsheet_rewrote_are_read_as_the_country_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contacts, objected = tmp_path / "c.csv", tmp_path / "objected.csv"
    contacts.write_text("Name,Email,Email consent,Consent date\nA B,a@x.example,yes,03/04/2026\n")
    objected.write_text("Objected on,Objected to,Name\n05/06/2026,all,C D\n")
    code, out, _ = run(capsys, "contacts", "object", "A B", "--contacts", contacts)
    assert code == 0 and "Noted on" in out
    lists = ("contacts", "list", "--contacts", contacts, "--channel", "email")
    assert "A B: objection to marketing" in run(capsys, *lists)[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list", "--channel", "email"), "--book"),
        (("list", "--contacts", "missing.csv", "--channel", "email"), "missing.csv"),
        (("list", "--contacts", "contacts.csv", "--channel", "event"), "event"),
        (("list", "--contacts", "contacts.csv", "--channel", "email", "--market", "xx"), "xx"),
        (
            ("list", "--contacts", "contacts.csv", "--channel", "email", "--objected", "o.csv"),
            "o.csv",
        ),
        (("object", "12", "--objected", "o.csv"), "12"),
        (("object", "a@x.example", "--objected", "o.csv", "--on", "2999-01-01"), "2999-01-01"),
        (("rules", "--market", "fr"), "fr"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    contacts: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.chdir(contacts.parent)
    code, _, err = run(capsys, "contacts", *arguments)
    assert code == 1 and says in err and err.count("\n") == 1


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("market", ["pl", "uk", "us", "de", "eu"])
def test_the_rules_of_each_market_name_their_articles(
    capsys: pytest.CaptureFixture[str], market: str, language: str
) -> None:
    code, out, _ = run(capsys, "contacts", "rules", "--market", market, "--language", language)
    assert code == 0 and len(out.splitlines()) >= 7
