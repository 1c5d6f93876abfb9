"""The page of a channel test as its readers open it: desk, phone, paper, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.reports.make import plan_report
from salestoolkit.sources.packaged import packaged_path

pytestmark = pytest.mark.slow

VIEWS = ("desk", "phone", "small phone", "paper")


@pytest.mark.parametrize("company", ["kwarcowa_sowa", "marmalade_lighthouse"])
def test_the_page_is_legible_in_every_view(
    company: str, tmp_path: Path, open_file: Callable[..., list[dict[str, Any]]]
) -> None:
    job = plan_report(
        "channel_test",
        to=tmp_path,
        languages=["en", "pl"],
        formats=["html", "json", "pdf"],
        about={"test": packaged_path(f"data/{company}/channel_test")},
    )
    results = list(job.run())
    assert not [result.error for result in results if result.error]
    for result in results:
        assert result.files["pdf"].path.read_bytes().startswith(b"%PDF")
        for view in VIEWS:
            assert open_file(result.files["html"].path, view)
