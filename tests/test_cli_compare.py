"""``salestoolkit compare`` holds two parts of the deals against each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.core import breakdown_groups
from salestoolkit.core.two_groups import permutation_p

NORTH, SOUTH = "Zespół Północ", "Zespół Południe"


@pytest.fixture(scope="module")
def book(sample_folder: Callable[[str], Path]) -> Path:
    return sample_folder("kwarcowa_sowa")


@pytest.fixture(autouse=True)
def few_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakdown_groups, "permutation_p", partial(permutation_p, shuffles=50))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["compare", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    plain = said.out.replace("\N{NO-BREAK SPACE}", " ")
    return int(caught.value.code or 0), plain, said.err


def test_two_teams_are_compared_and_like_is_held_against_like(book, capsys):
    code, out, _ = run(capsys, NORTH, SOUTH, "--book", book, "--within", "source")
    assert code == 0
    assert out.startswith(
        "“Zespół Południe”: 13% won within 120 days, “Zespół Północ”: 21%; a difference of "
        "−8.7 points (probably −14.1 to −3.3 points), more than chance alone could bring"
    )
    assert "With the same mix (Source): “Zespół Południe” 13%, “Zespół Północ” 22%" in out
    assert "random groups" in out


def test_it_is_said_in_polish_too(book, capsys):
    code, out, _ = run(
        capsys, "Polecenie", "Targi", "--book", book, "--by", "source", "--language", "pl"
    )
    assert code == 0
    assert out.startswith("„Targi”: w ciągu 120 dni wygrane 21%, „Polecenie”: 34%; różnica −13,0")


def test_an_age_that_nobody_was_watched_for_is_said(book, capsys):
    code, out, _ = run(capsys, NORTH, SOUTH, "--book", book, "--days", 900)
    assert code == 0
    assert "900 days" in out


def test_reps_are_compared_only_for_who_leads_them(book, capsys):
    pair = ("Żaneta Kałamarz", "Gniewomir Szuwarek")
    code, _, err = run(capsys, *pair, "--book", book, "--by", "owner")
    assert code != 0
    assert "--for leader" in err
    code, out, _ = run(capsys, *pair, "--book", book, "--by", "owner", "--for", "leader")
    assert code == 0
    assert "which chance alone could bring" in out


def test_an_unknown_part_names_those_there_are(book, capsys):
    code, _, err = run(capsys, NORTH, "East", "--book", book)
    assert code != 0
    assert SOUTH in err
