"""``salestoolkit deals`` shows or saves the deals behind a number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.cli import main

OFFER = "Oferta wysłana"
SOUTH = "Zespół Południe"


@pytest.fixture(scope="module")
def book(sample_folder: Callable[[str], Path]) -> Path:
    return sample_folder("kwarcowa_sowa")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["deals", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_options_and_the_text_of_a_selection_give_the_same_deals(book, capsys):
    code, out, _ = run(
        capsys, "--book", book, "--stage", OFFER, "--what", "lost_here", "--team", SOUTH
    )
    assert code == 0
    assert out.startswith("137 deals: lost deals whose last stage was “Oferta wysłana”;")
    assert "The first 20 of 137 deals are shown" in out
    text = f"what=lost_here,stage={OFFER},team={SOUTH}"
    assert run(capsys, "--book", book, "--select", text)[1] == out


def test_the_columns_are_named_in_the_readers_language(book, capsys):
    _, out, _ = run(capsys, "--book", book, "--what", "won", "--rows", 1, "--language", "pl")
    assert out.splitlines()[0].startswith("223 szanse: szanse wygrane")
    assert "Handlowiec" in out
    assert "Pokazano pierwsze 1 z 223 szans" in out


@pytest.mark.parametrize("name", ["won.csv", "won.xlsx"])
def test_all_of_them_are_saved_and_what_was_there_is_kept(book, capsys, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"mine")
    code, out, _ = run(capsys, "--book", book, "--what", "won", "--to", path)
    assert code == 0
    assert f"223 deals written to {path}." in out
    assert (tmp_path / name.replace(".", ".before-1.")).read_bytes() == b"mine"
    if name.endswith("csv"):
        assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 224


def test_where_may_be_given_more_than_once(book, capsys):
    _, out, _ = run(
        capsys, "--book", book, "--where", "source=Targi", "--where", f"team={SOUTH}", "--rows", 1
    )
    both = out.split(" deals")[0]
    _, out, _ = run(capsys, "--book", book, "--where", "source=Targi", "--rows", 1)
    assert 0 < int(both) < int(out.split(" deals")[0])


def test_nobody_is_said_in_a_sentence(book, capsys):
    code, out, _ = run(capsys, "--book", book, "--team", SOUTH, "--before", "2020-01-01")
    assert code == 0
    assert out.startswith("No deal matches: all deals;")


def test_a_value_that_no_deal_has_is_refused_with_those_there_are(book, capsys):
    code, out, error = run(capsys, "--book", book, "--team", "Nobody")
    assert (code, out) == (1, "")
    assert "“Nobody”" in error and SOUTH in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "what=won", "--team", "x"], "not with both"),
        (["--stage", "Nowhere"], "There is no stage “Nowhere”"),
        (["--what", "lost_here"], "name one, for example --stage"),
        (["--where", "team"], "is not a pair of name and value"),
        (["--what", "won", "--to", "won.doc"], ".csv, .xlsx"),
        (["--from", "soon"], "is not a date"),
        (["--from", "2026-03-01", "--before", "2026-03-01"], "No day lies from 2026-03-01 on"),
    ],
)
def test_what_makes_no_sense_gets_one_sentence(book, capsys, arguments, said):
    code, _, err = run(capsys, "--book", book, *arguments)
    assert code == 1
    assert said in err
    assert "Traceback" not in err
