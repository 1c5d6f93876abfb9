"""A page that says its data are old, in a browser: on a desk, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page, expect

from salestoolkit.core.freshness import Freshness
from salestoolkit.reports.blocks import RECORD_MIME, html
from salestoolkit.reports.delivery.freshness import notice, stale_export
from salestoolkit.reports.publish import Publisher
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow


def page_with_notice(language: str, to: Path) -> Path:
    stale = stale_export(Freshness(days=8), exported=date(2026, 11, 20), today=date(2026, 11, 30))
    head = html(
        "headline", kicker="Kicker", headline="Headline", facts=["n = 5"], leader="", small=""
    )
    outputs = [
        {"text/html": head.text},
        {RECORD_MIME: {"title": "Title", "language": language, "version": "1"}},
    ]
    cells = [
        nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data=data)])
        for data in outputs
    ]
    made = Publisher().page(
        nbformat.v4.new_notebook(cells=cells), notice=notice(stale, load_words(language))
    )
    to.write_text(made.html, encoding="utf-8")
    return to


@pytest.mark.parametrize("view", ["desk", "small phone", "paper"])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_banner_stands_above_the_headline_and_can_be_read(
    open_file: Callable[..., list[dict[str, Any]]], tmp_path: Path, language: str, view: str
) -> None:
    def above(page: Page) -> None:
        banner = page.get_by_role("note")
        expect(banner).to_contain_text("10")
        box, head = banner.bounding_box(), page.locator("h1").bounding_box()
        assert box is not None and head is not None
        assert box["y"] + box["height"] < head["y"]

    open_file(page_with_notice(language, tmp_path / f"old_{language}.html"), view, also=above)
