"""`salestoolkit cadence` on the command line."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from icalendar import Calendar

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path

LOG = packaged_path("data/kwarcowa_sowa/touches.csv")
FIELDS = """
sender = "Ewa Lis"
company = "Sowa"
phone = "+48 000 200 300"
topic = "terminowość dostaw"
problem = "spóźnione paczki"
result = "o połowę mniej spóźnień"
example = "Bóbr"
idea = "wypisać dziesięć spóźnień"
question = "ile paczek wychodzi po terminie?"
proof = "opis wdrożenia"
news = "nowy moduł"
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """The Polish sample's contacts and objections in a folder of their own."""
    for name in ("contacts.csv", "objected.csv"):
        shutil.copy(packaged_path(f"data/kwarcowa_sowa/{name}"), tmp_path / name)
    return tmp_path / "contacts.csv"


@pytest.fixture
def few(leads: Path) -> Path:
    """The first ten of them."""
    lines = leads.read_text("utf-8").splitlines(keepends=True)
    leads.write_text("".join(lines[:11]), "utf-8")
    return leads


def plan(leads: Path, *more: object) -> tuple[object, ...]:
    day = ("--from", "2026-12-01", "--as-of", "2026-11-26", "--language", "pl")
    return ("cadence", "plan", "--leads", leads, "--to", leads.with_name("plan"), *day, *more)


def test_replies_by_touch_with_a_conclusion(capsys: pytest.CaptureFixture[str]) -> None:
    worth = ("--chance", "20%", "--value", "5 000", "--cost", "30", "--currency", "PLN")
    code, out, _ = run(
        capsys, "cadence", "read", "--log", LOG, *worth, "--as-of", "2026-10-30", "--language", "pl"
    )
    assert code == 0 and out.startswith("Po 4. próbie warto przestać")
    assert "  1. próba: 54 odpowiedzi na 396 leadów" in out
    assert "Odpowiedź jest warta 1 000 zł" in out.replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_cost_only_the_replies_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "cadence", "read", "--log", LOG, "--as-of", "2026-10-30")
    assert code == 0 and "Give the cost of a touch" in out and "would be" not in out


def test_a_plan_holds_dates_calendar_and_fields_to_fill_in(
    leads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, *plan(leads, "--a-day", "10"))
    folder = leads.with_name("plan")
    assert code == 0 and "35 z 60 osób z listy" in out and "Zapisane sprzeciwy: 3" in out
    rows = list(csv.DictReader((folder / "plan.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 35 * 6 and sum(row["Data"] == "2026-12-01" for row in rows) == 10
    assert "Kinga Pobudka" not in {row["Imię i nazwisko"] for row in rows}
    events = Calendar.from_ical((folder / "kalendarz.ics").read_bytes()).events
    assert len(events) == len(rows) and len({event["UID"] for event in events}) == len(rows)
    assert "topic = " in (folder / "pola.toml").read_text("utf-8")


def test_with_fields_the_messages_stand_beside_the_dates(
    few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = few.with_name("pola.toml")
    fields.write_text(FIELDS, encoding="utf-8")
    code, _, _ = run(capsys, *plan(few, "--fields", fields, "--channels", "email"))
    texts = sorted((few.with_name("plan") / "wiadomosci").iterdir())
    assert code == 0 and len(texts) == 4
    text = texts[0].read_text("utf-8")
    assert "Dzień dobry, Pani Anno," in text and "Odezwę się w kwietniu" in text
    assert text.count("Z poważaniem") == 6


def test_planning_again_keeps_every_entrys_place_in_the_calendar(
    few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = few.with_name("plan") / "kalendarz.ics"
    run(capsys, *plan(few))
    before = {str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).events}
    run(capsys, *plan(few, "--gaps", "5,6"))
    after = {str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).events}
    assert before == after and path.with_name("kalendarz.before-1.ics").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("read",), "--log"),
        (("read", "--log", LOG, "--cost", "30"), "--chance"),
        (("read", "--log", LOG, "--cost", "30", "--chance", "2", "--value", "9"), "2"),
        (("read", "--log", LOG, "--cost", "dear", "--chance", "10%", "--value", "9"), "--cost"),
        (("read", "--log", LOG, "--cost", "3", "--cost-of", "fax=3"), "fax"),
        (("read", "--log", LOG, "--window", "0"), "0"),
        (("read", "--log", packaged_path("data/kwarcowa_sowa/reps.csv")), "reps.csv"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = run(capsys, "cadence", *arguments)
    assert (code, out) == (1, "") and says in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--touches", "0"), "liczba prób"),
        (("--gaps", "3,x"), "dni robocze"),
        (("--channels", "fax"), "fax"),
        (("--channels", "social"), "social"),
        (("--fields", "missing.toml"), "missing.toml"),
        (("--objected", "missing.csv"), "missing.csv"),
        (("--from", "1990-01-01"), "1990-01-01"),
        (("--from", "9999-12-30"), "9999-12-30"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence_and_nothing_is_written(
    leads: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], says: str
) -> None:
    code, out, err = run(capsys, *plan(leads, *more))
    assert (code, out) == (1, "") and says in err and err.count("\n") == 1
    assert not leads.with_name("plan").exists()
