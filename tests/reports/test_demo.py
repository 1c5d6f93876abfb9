"""The demonstration, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.reports.demo import demo_jobs
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.samples import COMPANIES


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def test_both_companies_are_imported_and_planned_in_their_language(demo: Path) -> None:
    jobs = list(demo_jobs(demo))
    assert [job.pages[0].language for job in jobs] == ["en", "pl"]
    for job in jobs:
        assert job.pages[0].dimension is None
        assert {page.dimension for page in job.pages[1:]} == {"team"}
        assert len(job.pages) > 2


def test_a_second_run_changes_no_book(demo: Path) -> None:
    list(demo_jobs(demo))
    books = [demo / f"{company.folder}_book" for company in COMPANIES]
    before = [(book / "import.json").read_bytes() for book in books]
    list(demo_jobs(demo))
    assert [(book / "import.json").read_bytes() for book in books] == before
    assert all(open_book(book).deals.num_rows > 1_000 for book in books)


@pytest.mark.slow
def test_its_pages_tell_the_planted_stories(demo: Path) -> None:
    for job in demo_jobs(demo):
        results = list(job.run())
        assert [result.error for result in results] == [None] * len(job.pages)
        leaks = {result.record["leak_stage"] for result in results}
        assert leaks - {None}, "no page names a leak"
