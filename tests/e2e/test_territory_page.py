"""The page about territories as its readers open it: desk, phone, paper, both languages, with a map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from territory_files import import_team

from salestoolkit.reports.make import plan_report
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.samples import COMPANIES, FILES, Company

pytestmark = pytest.mark.slow

VIEWS = ("desk", "phone", "small phone", "paper")


def sample_book(company: Company, to: Path) -> Path:
    """A sample company's book with its accounts and visits."""
    export = packaged_path(f"data/{company.folder}")
    names = dict.fromkeys((*FILES, "accounts.csv", "visits.csv", "reps.csv"))
    import_files([export / name for name in names], to=to, timezone=company.timezone)
    return to


@pytest.mark.parametrize("company", COMPANIES, ids=lambda one: one.language)
def test_every_page_is_legible_in_every_view(
    company: Company, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book = sample_book(company, tmp_path / "book")
    options: dict[str, Any] = {"languages": [company.language], "for_leader": True}
    job = plan_report("territory", book=book, to=tmp_path / "pages", per="owner", **options)
    results = list(job.run())
    assert not [result.error for result in results if result.error]
    for result in results[:2]:
        for view in VIEWS:
            assert open_file(result.files["html"].path, view)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_page_with_bad_lists_and_a_map_of_points_is_legible(
    language: str, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book = import_team(tmp_path / "team")
    job = plan_report("territory", book=book, to=tmp_path / "pages", languages=[language])
    (result,) = job.run()
    assert result.error is None
    for view in VIEWS:
        assert len(open_file(result.files["html"].path, view)) == 2


def test_a_page_without_visits_is_legible(
    tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book = import_team(tmp_path / "team", visits=None, owners=None)
    (result,) = plan_report("territory", book=book, to=tmp_path / "pages").run()
    assert result.error is None
    open_file(result.files["html"].path, "phone")
