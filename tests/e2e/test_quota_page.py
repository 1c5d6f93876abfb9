"""The quota page and a person's own as their readers open them: desk, phone, paper, both languages."""

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
def test_every_page_is_legible_in_every_view(
    company: Company, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book = tmp_path / "book"
    import_sample(company, to=book)
    job = plan_report(
        "quota",
        book=book,
        to=tmp_path / "pages",
        per="owner",
        languages=[company.language],
        for_leader=True,
        period="2026-Q3",
        as_of=None,
    )
    results = list(job.run())
    assert not [result.error for result in results if result.error]
    for result in results[:3]:
        for view in VIEWS:
            assert open_file(result.files["html"].path, view)
