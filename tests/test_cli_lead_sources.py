"""``salestoolkit leads`` ranks sources, moves hours and holds answers against outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.importer import import_files

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("books") / "owl"
    folder = ROOT / "data" / "kwarcowa_sowa"
    names = ("deals.csv", "stage_history.json", "stages.json", "activities.csv", "costs.csv")
    import_files([folder / name for name in names], to=to, timezone="Europe/Warsaw")
    import_files([folder / "pilot_sources.csv"], to=to, source="pilot")
    return to


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["leads", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_the_ranking_says_what_a_source_brings_and_costs_and_that_few_leads_have_no_place(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "sources", "--book", book, "--hour-cost", 120)
    assert code == 0
    first, *lines = out.splitlines()
    assert first.startswith("The best leads come from Polecenie: we win 4")
    assert "  1. Polecenie (inbound): 127 leads, 48 won so far" in out
    # the lucky source is told of, and has no number
    assert any(line.startswith("  Podcast (inbound): only 7 leads, 4 won") for line in lines)
    assert (
        "Each hour is included in the costs at PLN" in out
        or "Each hour is included in the costs at zł" in out
    )
    assert "ten of them bring" in out


def test_the_same_in_polish(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "sources", "--book", book, "--language", "pl", "--own", "Newsletter")
    assert out.startswith("Najlepsze leady daje źródło Polecenie")
    assert "Newsletter (szukamy sami): 34 leady" in out
    assert "podaj cenę godziny opcją --hour-cost" in out


def test_moving_hours_is_answered_with_what_it_assumes(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--book", book, "--from", "formularz www", "--to", "polecenie", "--hours")
    code, out, _ = run(capsys, "move", *options, 20)
    assert code == 0
    assert out.startswith(
        "On past figures, 20 hours spent on “Polecenie” instead of “Formularz WWW” would bring more"
    )
    assert "Assumed: one more hour" in out
    assert "more than a quarter" not in out
    _, out, _ = run(capsys, "move", *options, 100)
    assert "more than a quarter of the 167 hours" in out


def test_hours_that_are_not_there_are_refused_in_a_sentence(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(
        capsys, "move", "--book", book, "--from", "Targi", "--to", "Polecenie", "--hours", 9000
    )
    assert code == 1
    assert "9,000 hours cannot be taken from “Targi”" in err
    code, _, err = run(capsys, "response", "--book", book, "--source", "Nikt")
    assert code == 1
    assert "Nikt" in err and "Polecenie" in err


def test_answers_are_held_against_outcomes_as_an_association(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "response", "--book", book, "--all", "--as-of", "2026-09-30")
    assert code == 0
    assert "This is an association, not an effect." in out
    assert "30 September 2026" in out
    assert "After more than 7 days:" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--hour-cost", "-5"), "An hour cannot cost -5.0"),
        (("--hour-cost", "nan"), "An hour cannot cost nan"),
        (("--inbound", "Fax"), "of the source “Fax”"),
        (("--own", "targi", "--inbound", "Targi"), "“Targi” is given with"),
    ],
)
def test_a_wrong_option_of_the_ranking_is_one_sentence(
    book: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "sources", "--book", book, *options)
    assert (code, out) == (1, "") and said in err and err.count("\n") == 1
