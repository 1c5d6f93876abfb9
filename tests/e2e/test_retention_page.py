"""The page about customers that stay as its readers open it: desk, phone, paper, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.reports.make import plan_report
from salestoolkit.sources.samples import COMPANIES, Company, import_sample

pytestmark = pytest.mark.slow

VIEWS = ("desk", "phone", "small phone", "paper")


@pytest.mark.parametrize("company", COMPANIES, ids=lambda one: one.language)
def test_the_leaders_page_is_legible_in_every_view(
    company: Company, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book = tmp_path / "book"
    import_sample(company, to=book)
    job = plan_report(
        "retention",
        book=book,
        to=tmp_path / "pages",
        languages=[company.language],
        for_leader=True,
    )
    (result,) = job.run()
    assert result.error is None
    for view in VIEWS:
        assert len(open_file(result.files["html"].path, view)) == 3
