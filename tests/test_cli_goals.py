"""`salestoolkit goals`: plan, check and week; one sentence for each fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

YEAR = ("--from", "2027-01-01", "--until", "2027-12-31", "--as-of", "2026-11-26")
GOALS = """
[[goal]]
name = "Północ 2026"
metric = "deals"
amount = 44
who = "Zespół Północ"
start = 2026-01-01
until = 2026-12-31
[[goal.stage]]
passed = 20
entered = 200
[goal.team]
country = "PL"
calls_per_day = 6
[[goal.team.rep]]
name = "Łucja Mżawka"
[[goal.team.rep]]
name = "Gniewomir Szuwarek"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books") / "sowa"
    export = packaged_path("data/kwarcowa_sowa")
    names = ("deals.csv", "stage_history.json", "stages.json", "activities.csv")
    import_files([export / name for name in names], to=folder, timezone="Europe/Warsaw")
    return folder


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    path = tmp_path / "goals.toml"
    path.write_text(GOALS, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["goals", *map(str, arguments), "--language", "pl"])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_a_plan_from_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "--deals", "90", "--rate", "10%", *YEAR) == 0
    out = said(capsys)
    assert "975 telefonów" in out
    months = [int(n) for n in re.findall(r"(?m)^  \w+ 2027: (\d+)", out)]
    assert (len(months), sum(months)) == (12, 975)


def test_a_plan_from_a_file(goals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "--goals", goals, "--as-of", "2026-01-01") == 0
    assert "Cel: Północ 2026" in said(capsys)


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [
        ("--deals", "abc", "Cel"),
        ("--deals", "-3", "Cel"),
        ("--rate", "1.5", "Konwersja"),
        ("--reps", "0", "Handlowcy"),
        ("--country", "XX", "Kraj"),
        ("--until", "2020-01-01", "Ostatni dzień"),
        ("--chance", "NaN", "Planowane prawdopodobieństwo"),
    ],
)
def test_each_fault_is_one_sentence_that_names_the_field(
    option: str, value: str, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("plan", "--deals", "90", *YEAR, option, value) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"„{field}”" in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_goals_are_held_against_the_letters_and_against_the_deals(
    goals: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--goals", goals, "--as-of", "2026-01-01") == 0
    assert "Konkretny: tak." in said(capsys)
    assert run("check", "--goals", goals, "--book", book) == 0
    assert "osiągnięto 36 z 44" in said(capsys)


def test_each_person_gets_a_card_in_a_file_of_its_own(
    goals: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "cards"
    arguments = ("week", "--goals", goals, "--book", book, "--to", to)
    assert run(*arguments) == 1
    assert "--for leader" in capsys.readouterr().err
    assert not to.exists()
    assert run(*arguments, "--for", "leader", "--week", "2026-10-28") == 0
    out = said(capsys)
    assert "Łucja Mżawka, tydzień od 26 października 2026" in out
    pages = sorted(to.glob("*.html"))
    assert len(pages) == 2
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert all("<script" not in text for text in texts)
    assert not any("Łucja" in text and "Gniewomir" in text for text in texts)
    planned, done, left = (int(n) for n in re.findall(r"<dd>(\d+)</dd>", texts[1]))
    assert left == max(0, planned - done)


def test_what_the_week_cannot_be_made_of_is_said(
    goals: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ("week", "--goals", goals, "--book", book, "--to", tmp_path / "x", "--for", "leader")
    for more, text in (
        (("--goal", "Nic"), "Północ 2026"),
        (("--type", "Taniec"), "Telefon"),
        (("--week", "2031-01-01"), "2031-01-01"),
        (("--format", "doc"), "html, pdf"),
    ):
        assert run(*base, *more) == 1
        error = capsys.readouterr().err
        assert text in error
        assert len(error.strip().splitlines()) == 1
