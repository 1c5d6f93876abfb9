"""The page about goals and the weekly card as their readers open them: desk, phone, paper, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.reports.make import plan_report
from salestoolkit.sources.samples import COMPANIES, Company, import_sample

pytestmark = pytest.mark.slow

VIEWS = ("desk", "phone", "small phone", "paper")
GOALS = """
[[goal]]
name = "2026"
metric = "deals"
amount = 125
who = "<img src=x onerror=alert(1)>"
start = 2026-01-01
until = 2026-12-31

[[goal]]
name = "{team}"
metric = "deals"
amount = 44
who = "{team}"
start = 2026-01-01
until = 2026-12-31
"""
TEAMS = {"marmalade_lighthouse": "Field", "kwarcowa_sowa": "Zespół Północ"}


@pytest.mark.parametrize("company", COMPANIES, ids=lambda one: one.language)
def test_every_page_is_legible_in_every_view(
    company: Company, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    book, goals = tmp_path / "book", tmp_path / "goals.toml"
    import_sample(company, to=book)
    goals.write_text(GOALS.format(team=TEAMS[company.folder]), encoding="utf-8")
    job = plan_report(
        "goal_check",
        book=book,
        to=tmp_path / "pages",
        per="team",
        languages=[company.language],
        about={"goals": goals},
    )
    results = list(job.run())
    assert not [result.error for result in results if result.error]
    own = [result for result in results if result.record["goals"]]
    assert len(own) == 2
    for result in results:
        for view in VIEWS:
            charts = open_file(result.files["html"].path, view)
            assert bool(charts) == (result in own)
