"""The benchmark of the batch runs, and knows a page that is missing or another's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from salestoolkit.reports.batch.manifest import Entry, PageFile
from salestoolkit.reports.funnel_page import open_page

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "batch_speed.py"
TEAMS = ("Team 0000", "Team 0001")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARK.parent)
    import batch_checked

    return batch_checked


@pytest.fixture
def book(checked: ModuleType, tmp_path: Path) -> Path:
    from long_books import Kind, write_long_book

    write_long_book(tmp_path / "book", 400, Kind(teams=len(TEAMS)))
    return tmp_path / "book"


def entries(folder: Path, book: Path, says: dict[str, str]) -> list[Entry]:
    """The pages of some teams in a manifest, where each says what the page of a team says."""
    found = []
    for team, other in says.items():
        said = open_page(book, dimension="team", value=other).as_data()
        (folder / f"{team}.json").write_text(json.dumps(said))
        (folder / f"{team}.html").write_text(f"<title>{said['title']}</title>")
        files = tuple(
            PageFile(format=format, name=f"{team}.{format}", bytes=1, sha256="")
            for format in ("html", "json")
        )
        found.append(
            Entry(
                key=team,
                label=team,
                stem=team,
                notebook="funnel.ipynb",
                kind="funnel",
                language="en",
                values={"team": team},
                files=files,
            )
        )
    return found


def test_pages_that_say_what_was_worked_out_are_right_and_exchanged_ones_are_not(
    checked: ModuleType, book: Path, tmp_path: Path
) -> None:
    right = entries(tmp_path, book, dict(zip(TEAMS, TEAMS, strict=True)))
    assert checked.wrong_pages(right, tmp_path, book) == []
    wrong = entries(tmp_path, book, dict(zip(TEAMS, reversed(TEAMS), strict=True)))
    faults = checked.wrong_pages(wrong, tmp_path, book)
    assert [fault for fault in faults if fault.startswith("Team 0000: other title")]
    assert "Team 0001: another title" in faults


def run(*options: str) -> str:
    command = [sys.executable, str(BENCHMARK), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_the_benchmark_times_ours_and_its_peers() -> None:
    said = run("--quick")
    assert "4 pages" in said
    assert "papermill's command line in a loop" in said
    assert said.count("times faster") == 2


@pytest.mark.slow
def test_each_page_of_a_batch_has_its_own_figures() -> None:
    said = run("--thousand", "--pages", "6")
    assert "6 pages made, 0 of them in a second try" in said
    assert "each page is there, is its own, and has its figures" in said
