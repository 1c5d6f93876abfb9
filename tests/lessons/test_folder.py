"""A workshop folder can be made, brought up to date, and never loses what a team wrote."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.lessons import folder as folders
from salestoolkit.lessons.folder import language_of, make_workshop
from salestoolkit.lessons.notebooks import lesson_files, sources_digest
from salestoolkit.sources.books.store import open_book
from salestoolkit.words import load_words
from salestoolkit.words.glossary import glossary

LESSONS = ("00_start_here.ipynb", "01_map_your_process.ipynb")


@pytest.fixture
def workshop(made_folders: dict[str, Path], tmp_path: Path) -> Path:
    folder = tmp_path / "workshop"
    shutil.copytree(made_folders["pl"], folder)
    return folder


def source(path: Path, tag: str) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(cell["source"] for cell in cells if tag in cell["metadata"].get("tags", ()))


def edit(path: Path, change: Any) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_new_folder_holds_lessons_a_sample_and_a_place_for_the_team(workshop: Path) -> None:
    assert all((workshop / name).is_file() for name in LESSONS)
    assert (workshop / "team").is_dir()
    assert "Warsztat" in (workshop / "README.md").read_text(encoding="utf-8")
    assert open_book(workshop / "samples" / "kwarcowa_sowa").deals.num_rows > 1_000


def test_the_choices_stand_in_the_parameters_of_each_lesson(tmp_path: Path) -> None:
    make_workshop(tmp_path / "w", language="pl", market="us", industry="real_estate")
    for path in (tmp_path / "w").glob("*.ipynb"):
        assert 'market = "us"' in source(path, "parameters")
        assert 'language = "pl"' in source(path, "parameters")
    assert 'industry = "real_estate"' in source(tmp_path / "w" / LESSONS[1], "parameters")


def test_a_second_run_changes_nothing(workshop: Path) -> None:
    before = {path: path.read_bytes() for path in workshop.rglob("*") if path.is_file()}
    made = make_workshop(workshop, language="pl")
    assert (made.written, made.kept) == ((), ())
    assert {path: path.read_bytes() for path in workshop.rglob("*") if path.is_file()} == before


def test_a_later_run_keeps_to_what_the_folder_was_made_with(tmp_path: Path) -> None:
    make_workshop(tmp_path, language="pl", market="us", industry="real_estate")
    assert language_of(tmp_path) == "pl"
    assert make_workshop(tmp_path, language="pl").written == ()
    made = make_workshop(tmp_path, language="pl", industry="trade")
    assert 'market = "us"' in source(tmp_path / LESSONS[1], "parameters")
    assert LESSONS[1] in made.written


@pytest.mark.parametrize(
    "broken", ["= broken", 'language = "xx"\nwritten = 3', "\udcff", "a = " + "[" * 60_000]
)
def test_settings_that_a_hand_broke_stop_nothing(broken: str, workshop: Path) -> None:
    path = workshop / "workshop.toml"
    path.write_bytes(broken.encode("utf-8", "surrogateescape"))
    assert language_of(workshop) is None
    assert make_workshop(workshop, language="pl").kept == ()


def test_a_lesson_that_was_changed_stays_and_is_named(workshop: Path) -> None:
    path = workshop / LESSONS[0]
    edit(path, lambda notebook: notebook["cells"][0].update(source="# Ours"))
    before = path.read_bytes()
    made = make_workshop(workshop, language="pl", market="uk")
    assert made.kept == (LESSONS[0],)
    assert path.read_bytes() == before
    assert LESSONS[1] in made.written


def test_running_a_lesson_is_no_change_to_it(workshop: Path) -> None:
    def run(notebook: Any) -> None:
        for number, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code":
                cell["execution_count"] = number
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "42"}]
                cell["source"] = cell["source"].splitlines(keepends=True)

    edit(workshop / LESSONS[0], run)
    made = make_workshop(workshop, language="pl", market="uk")
    assert made.kept == ()
    assert LESSONS[0] in made.written


def test_what_the_team_wrote_is_never_touched(workshop: Path) -> None:
    ours = workshop / "team" / "process.toml"
    ours.write_text("# ours\n", encoding="utf-8")
    (workshop / "progress.toml").write_text('["00.1"]\ntries = 1\n', encoding="utf-8")
    make_workshop(workshop, language="en", industry="trade")
    assert ours.read_text(encoding="utf-8") == "# ours\n"
    assert (workshop / "progress.toml").read_text(encoding="utf-8") == '["00.1"]\ntries = 1\n'


def test_a_file_of_the_same_name_that_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("our project", encoding="utf-8")
    made = make_workshop(tmp_path, language="en")
    assert made.kept == ("README.md",)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "our project"


def test_a_lesson_that_was_removed_comes_back(workshop: Path) -> None:
    (workshop / LESSONS[0]).unlink()
    assert make_workshop(workshop, language="pl").written == (LESSONS[0],)


def test_an_interrupted_run_is_taken_up_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = folders.write_whole

    def interrupted(path: Path, content: bytes) -> None:
        if path.name == LESSONS[1]:
            raise KeyboardInterrupt
        written(path, content)

    monkeypatch.setattr(folders, "write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_workshop(tmp_path / "w", language="en")
    monkeypatch.undo()
    made = make_workshop(tmp_path / "w", language="en")
    assert made.unchanged == (LESSONS[0],)
    assert made.kept == ()


def test_a_broken_settings_file_loses_no_lesson(workshop: Path) -> None:
    path = workshop / LESSONS[0]
    edit(path, lambda notebook: notebook["cells"][0].update(source="# Ours"))
    (workshop / "workshop.toml").write_text("= broken", encoding="utf-8")
    made = make_workshop(workshop, language="pl")
    assert made.kept == (LESSONS[0],)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"language": "de"}, "unknown_language"),
        ({"language": "en", "market": "fr"}, "template_market"),
        ({"language": "en", "industry": "circus"}, "template_unknown"),
    ],
)
def test_what_is_not_known_is_refused_before_anything_is_made(
    chosen: dict[str, str], code: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue) as raised:
        make_workshop(tmp_path / "w", **chosen)
    assert raised.value.code == code
    assert not (tmp_path / "w").exists()


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("", encoding="utf-8")
    with pytest.raises(InvalidValue) as raised:
        make_workshop(tmp_path / "w", language="en")
    assert raised.value.code == "workshop_is_file"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ImportFailed) as raised:
        make_workshop(tmp_path / "file" / "w", language="en")
    assert raised.value.code == "cannot_write"


def test_a_digest_sees_every_change_of_a_cell_and_no_output() -> None:
    content = lesson_files({"language": "en"})[LESSONS[0]]
    notebook = json.loads(content)
    notebook["cells"][2]["source"] += " "
    assert sources_digest(json.dumps(notebook).encode()) != sources_digest(content)
    assert sources_digest(b"no notebook") != sources_digest(b"another")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_glossary_lies_beside_the_lessons(made_folders: dict[str, Path], language: str) -> None:
    said = (made_folders[language] / "glossary.md").read_text(encoding="utf-8")
    assert said == glossary(load_words(language))
