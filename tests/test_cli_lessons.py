"""`salestoolkit lessons` makes a workshop folder and says what it did, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    return int(exit_.value.code or 0)


def test_a_workshop_is_made_and_brought_up_to_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "warsztat"
    assert run("lessons", str(folder), "--language", "pl", "--industry", "real_estate") == 0
    said = capsys.readouterr().out
    assert "Zapisano: 00_start_here.ipynb, 01_map_your_process.ipynb" in said
    assert f"jupyter lab {folder}" in said
    assert (folder / "team").is_dir()
    lesson = folder / "00_start_here.ipynb"
    lesson.write_text(lesson.read_text("utf-8").replace("# Zacznij tutaj", "# Nasze"), "utf-8")
    assert run("lessons", str(folder)) == 0
    said = capsys.readouterr().out
    assert "zostają bez zmian: 00_start_here.ipynb." in said
    assert "Już aktualne: 01_map_your_process.ipynb" in said
    assert "# Nasze" in lesson.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--market", "fr"), "“fr”"),
        (("--industry", "circus"), "“circus”"),
        (("--language", "de"), "“de”"),
    ],
)
def test_a_wrong_choice_is_one_sentence_and_nothing_is_made(
    arguments: tuple[str, str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("lessons", str(tmp_path / "w"), *arguments) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.strip().splitlines()) == 1
    assert not (tmp_path / "w").exists()


def test_a_file_in_the_folders_place_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "w").write_text("", encoding="utf-8")
    assert run("lessons", str(tmp_path / "w")) == 1
    assert "is a file" in capsys.readouterr().err
