"""`salestoolkit what-if`, as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.core.scenarios import Scenario
from salestoolkit.sources.samples import company, import_sample
from salestoolkit.sources.scenarios import save_scenarios
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["what-if", *arguments])
    return int(caught.value.code or 0)


def test_without_anything_it_makes_the_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert run("--to", str(page), "--language", "pl") == 0
    assert "Co, jeśli? Przykład" in page.read_text(encoding="utf-8")
    assert str(page) in capsys.readouterr().out


def test_a_file_without_scenarios_and_a_goal_that_is_no_number_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, page = tmp_path / "s.toml", tmp_path / "page.html"
    file.touch()
    assert run("--to", str(page), "--scenario", str(file)) == 1
    assert "no scenario in" in capsys.readouterr().err
    assert run("--to", str(page), "--goal", "many") != 0
    assert "must be a number, such as 12" in capsys.readouterr().err
    assert not page.exists()


def test_a_scenario_is_handed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, page = tmp_path / "s.toml", tmp_path / "page.html"
    example = example_what_if(load_words("en"))
    save_scenarios(file, [Scenario(name=name, what_if=example) for name in ("First", "Second")])
    assert run("--to", str(page), "--scenario", str(file), "--name", "Second") == 0
    assert "What if? Second" in page.read_text(encoding="utf-8")
    assert run("--to", str(page), "--scenario", str(file), "--name", "Third") == 1
    assert "First, Second" in capsys.readouterr().err


def test_a_book_is_where_a_team_stands(tmp_path: Path) -> None:
    book, page = tmp_path / "book", tmp_path / "page.html"
    import_sample(company("kwarcowa_sowa"), to=book)
    options = ("--book", str(book), "--part", "team=Zespół Centrum", "--goal", "20")
    assert run("--to", str(page), *options, "--until", "2026-12-31", "--language", "pl") == 0
    text = page.read_text(encoding="utf-8")
    assert "Co, jeśli? Zespół Centrum" in text and "Pierwszy kontakt" in text
    assert "Stan na 30 października 2026" in text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--goal", "-1"), "below 0"),
        (("--goal", "5", "--revenue", "6"), "exactly one"),
        (("--scenario", "nowhere.toml"), "nowhere.toml"),
        (("--scenario", "a.toml", "--book", "b"), "exactly one"),
        (("--book", "nowhere"), "nowhere"),
    ],
)
def test_a_fault_is_one_sentence(
    options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--to", str(tmp_path / "page.html"), *options) == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error
    assert not (tmp_path / "page.html").exists()
