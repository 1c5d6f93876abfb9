"""How far a team has come is said at the start and in the end of a lesson, and begun again on request."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.lessons import Workshop, folder
from salestoolkit.lessons.progress import note_lesson, note_try, read_progress
from salestoolkit.lessons.start_over import start_over

from .conftest import TODAY

NAME = "00_start_here.ipynb"


def changed(path: Path) -> str:
    """A notebook somebody wrote into, as text."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "# Ours"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_a_lesson_begins_by_saying_what_is_solved(new_workshop: Callable[..., Workshop]) -> None:
    workshop = new_workshop("pl")
    workshop.check("00.1", workshop.sample.tally.open)
    said = str(workshop.begin("00"))
    assert "1 z 36" in said
    assert "1 z 3." in said
    assert len(said.splitlines()) == 1


def test_the_lesson_before_is_named_once_another_is_opened(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    assert "last in lesson" not in str(workshop.begin("03"))
    assert "last in lesson" not in str(workshop.begin("03"))
    assert "last in lesson 03" in str(workshop.begin("04"))


def test_the_lesson_that_was_open_and_the_tries_are_kept_side_by_side(tmp_path: Path) -> None:
    note_try(tmp_path, "01.2", right=False, answer=1)
    assert note_lesson(tmp_path, "01") is None
    note_try(tmp_path, "00.1", right=True, answer=2)
    assert note_lesson(tmp_path, "02") == "01"
    assert sorted(read_progress(tmp_path)) == ["00.1", "01.2"]


def test_no_try_is_lost_where_several_kernels_count_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        tries = [
            pool.submit(note_try, tmp_path, "00.1", right=False, answer=answer)
            for answer in range(40)
        ]
    assert sorted(done.result() for done in tries) == list(range(1, 41))
    assert read_progress(tmp_path)["00.1"]["tries"] == 40


def test_the_overview_has_every_lesson_and_what_was_tried(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("pl")
    workshop.check("00.1", workshop.sample.tally.open)
    for answer in (1, 2):
        workshop.check("00.2", answer)
    lines = str(workshop.show_progress()).splitlines()
    first = next(line for line in lines if line.startswith("00 "))
    assert first == "00 Zacznij tutaj | ✔ rozwiązane | 2 próby | –"
    assert len([line for line in lines if re.match(r"\d\d ", line)]) == 12


def test_a_folder_that_cannot_be_written_still_greets(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    (workshop.folder / "progress.toml").mkdir()
    assert "0 of 36" in str(workshop.begin("01"))


def test_a_lesson_begins_again_and_what_there_was_is_copied_first(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    fresh = (workshop.folder / NAME).read_bytes()
    ours = changed(workshop.folder / NAME)
    (workshop.team / "process.toml").write_text("# ours", encoding="utf-8")
    for number in ("00.1", "01.1"):
        workshop.check(number, 1)
    said = str(workshop.start_over("00"))
    copy = workshop.folder / "copies" / TODAY.isoformat()
    assert f"copies/{TODAY.isoformat()}" in said
    assert (copy / NAME).read_text(encoding="utf-8") == ours
    assert (copy / "team" / "process.toml").read_text(encoding="utf-8") == "# ours"
    assert sorted(read_progress(copy)) == ["00.1", "01.1"]
    assert (workshop.folder / NAME).read_bytes() == fresh
    assert (workshop.team / "process.toml").read_text(encoding="utf-8") == "# ours"
    assert list(read_progress(workshop.folder)) == ["01.1"]


def test_everything_begins_again_and_a_second_copy_leaves_the_first(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    for text in ("first", "second"):
        (workshop.team / "notes.txt").write_text(text, encoding="utf-8")
        workshop.check("00.1", text)
        workshop.start_over("all")
    copies = workshop.folder / "copies"
    day = TODAY.isoformat()
    assert (copies / day / "team" / "notes.txt").read_text(encoding="utf-8") == "first"
    assert (copies / f"{day}-2" / "team" / "notes.txt").read_text(encoding="utf-8") == "second"
    assert list(workshop.team.iterdir()) == []
    assert read_progress(workshop.folder) == {}


@pytest.mark.parametrize("full", ["copies", NAME])
def test_a_disk_that_is_full_meanwhile_takes_nothing_away(
    full: str, new_workshop: Callable[..., Workshop], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_copy(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse_lesson(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    workshop = new_workshop()
    ours = changed(workshop.folder / NAME)
    (workshop.team / "notes.txt").write_text("ours", encoding="utf-8")
    workshop.check("00.1", 1)
    if full == NAME:
        monkeypatch.setattr(folder, "write_whole", refuse_lesson)
    else:
        monkeypatch.setattr(shutil, "copy2", refuse_copy)
    with pytest.raises(ImportFailed, match="cannot_write"):
        start_over(workshop.folder, "all", today=TODAY)
    assert (workshop.folder / NAME).read_text(encoding="utf-8") == ours
    assert (workshop.team / "notes.txt").read_text(encoding="utf-8") == "ours"
    assert "00.1" in read_progress(workshop.folder)
    copies = list((workshop.folder / "copies").iterdir())
    assert [copy.name for copy in copies] == ([TODAY.isoformat()] if full == NAME else [])


def test_settings_that_no_lesson_can_be_made_of_take_no_lesson_away(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    ours = changed(workshop.folder / NAME)
    settings = 'language = "en"\nindustry = "circus"\n'
    (workshop.folder / "workshop.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(InvalidValue, match="template"):
        workshop.start_over("00")
    assert (workshop.folder / NAME).read_text(encoding="utf-8") == ours


@pytest.mark.parametrize(
    "kept",
    ["a = " + "[" * 60_000, '["00.1"]\nwrong = -99\n', '"00.1" = "x"\n', "[00.1]\ntries = 3\n"],
)
def test_progress_that_a_hand_broke_stops_no_exercise(
    kept: str, new_workshop: Callable[..., Workshop]
) -> None:
    workshop = new_workshop()
    (workshop.folder / "progress.toml").write_text(kept, encoding="utf-8")
    assert workshop.begin("00")
    assert not workshop.check("00.1", 1).right
    assert read_progress(workshop.folder)["00.1"]["wrong"] == 1


@pytest.mark.parametrize("lesson", ["", "12", "3", "0", "../team", "team"])
def test_a_lesson_that_there_is_not_changes_nothing(
    lesson: str, new_workshop: Callable[..., Workshop]
) -> None:
    workshop = new_workshop()
    with pytest.raises(InvalidValue) as raised:
        workshop.start_over(lesson)
    assert raised.value.code == "unknown_lesson"
    assert not (workshop.folder / "copies").exists()


def test_a_folder_that_is_no_workshop_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidValue) as raised:
        start_over(tmp_path, "all", today=TODAY)
    assert raised.value.code == "not_a_workshop"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
