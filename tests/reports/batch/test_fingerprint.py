"""What a report is made from: a change of it, and of nothing else, makes the report anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from batch_notebooks import write_notebook

import salestoolkit
from salestoolkit.reports.batch import fingerprint
from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.digests import Digests
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.planning import plan_batch

FORECASTS = "as_of,start,value\n2026-10-23,2026-10-01,5\n"
GOAL = '[[goal]]\nname = "Year"\nmetric = "deals"\namount = 90\n'


@pytest.fixture
def batch(team_book: Path, tmp_path: Path) -> Path:
    """A batch with pages of three kinds and an own notebook, about a book that may be changed."""
    shutil.copytree(team_book, tmp_path / "book")
    write_notebook(tmp_path / "own.ipynb")
    (tmp_path / "goals.toml").write_text(GOAL, encoding="utf-8")
    text = (
        'book = "book"\nto = "out"\nlanguages = ["en", "pl"]\n[[report]]\nnotebook = "funnel_audit"\n'
        '[[report]]\nnotebook = "goal_check"\ngoals = "goals.toml"\n'
        '[[report]]\nnotebook = "forecast"\n[[report]]\nnotebook = "own.ipynb"\n'
    )
    (tmp_path / "batch.toml").write_text(text, encoding="utf-8")
    return tmp_path / "batch.toml"


def marks(batch: Path) -> dict[str, str | None]:
    read = read_batch(batch)
    plan = plan_batch(read, Sources(read.book, read.as_of, Digests()))
    return {one.key: one.fingerprint for one in plan}


def changed(before: dict[str, str | None], after: dict[str, str | None]) -> set[str]:
    return {key for key, mark in after.items() if mark != before[key]}


def test_nothing_changed_is_the_same(batch: Path) -> None:
    assert changed(marks(batch), marks(batch)) == set()


def test_a_file_of_the_book_changes_all_that_look_at_it(batch: Path) -> None:
    before = marks(batch)
    record = batch.parent / "book" / "import.json"
    record.write_text(record.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert changed(before, marks(batch)) == set(before)


def test_goals_change_the_page_about_them(batch: Path) -> None:
    before = marks(batch)
    (batch.parent / "goals.toml").write_text(GOAL.replace("90", "91"), encoding="utf-8")
    assert {key.split("_all")[0] for key in changed(before, marks(batch))} == {"goal_check"}


@pytest.mark.parametrize("name", ["own.ipynb", "helpers.py"])
def test_an_own_notebook_and_what_it_may_import_change_its_page(batch: Path, name: str) -> None:
    before = marks(batch)
    path = batch.parent / name
    path.write_text(path.read_text() + "\n" if path.exists() else "x = 1\n", encoding="utf-8")
    assert {key.split("_")[0] for key in changed(before, marks(batch))} == {"own"}


def test_forecasts_of_earlier_days_change_the_forecast_and_those_of_the_day_do_not(
    batch: Path,
) -> None:
    before = marks(batch)
    kept = batch.parent / "book" / "forecasts.csv"
    kept.write_text(FORECASTS.replace("-23", "-31"), encoding="utf-8")
    assert marks(batch) == before, "the day's own forecast has begun the file"
    kept.write_text(FORECASTS, encoding="utf-8")
    earlier = marks(batch)
    assert {key.split("_")[0] for key in changed(before, earlier)} == {"forecast"}
    kept.write_text(FORECASTS + "2026-10-31,2026-10-01,6\n", encoding="utf-8")
    assert marks(batch) == earlier


def test_words_of_a_language_change_its_pages(
    batch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = tmp_path / "package" / "content"
    shutil.copytree(Path(salestoolkit.__file__).parent / "content", content)
    (tmp_path / "package" / "code.py").write_text("x = 1\n")
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path / "package")
    before = marks(batch)
    words = content / "pl" / "report.toml"
    words.write_text(words.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    polish = marks(batch)
    assert changed(before, polish) == {key for key in before if key.endswith("_pl")}
    (tmp_path / "package" / "code.py").write_text("x = 2\n")
    assert changed(polish, marks(batch)) == set(before)


def test_a_database_has_no_fingerprint() -> None:
    sources = Sources("postgresql://host/base", None, Digests())
    given: dict[str, Any] = {"parameters": {}, "files": {}, "formats": ("html",)}
    assert sources.of(notebook=Path("x.ipynb"), kind=None, language="en", **given) is None


def test_hashes_are_kept_by_the_state_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a")
    os.utime(path, ns=(1_000_000_000, 1_000_000_000))
    digests = Digests(tmp_path)
    first = digests.file(path)
    digests.keep()
    again = Digests(tmp_path)
    path.write_text("b")
    os.utime(path, ns=(1_000_000_000, 1_000_000_000))
    assert again.file(path) == first, "a file that looks the same is not read again"
    path.write_text("bc")
    assert again.file(path) != first


def test_a_file_that_was_just_changed_is_read_each_time(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    digests = Digests(tmp_path)
    found = set()
    for letter in "abc":
        path.write_text(letter)
        found.add(digests.file(path))
    assert len(found) == 3
