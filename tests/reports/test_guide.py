"""The leader's guide on paper: every lesson, and no link to a file that paper does not have."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from salestoolkit.reports.guide import FOLDERS, guide_page
from salestoolkit.sources.packaged import packaged_path


@pytest.mark.parametrize("language", FOLDERS)
def test_the_guide_holds_every_page_once_and_leads_to_no_file(language: str) -> None:
    page = unescape(guide_page(language))
    pages = [*packaged_path(FOLDERS[language]).glob("*.md")]
    assert page.count("<article>") == len(pages) == 13
    for path in pages:
        title = Path(path).read_text("utf-8").partition("\n")[0].lstrip("# ")
        assert len(re.findall(rf"<h1[^>]*>{re.escape(title)}", page)) == 1, title
    assert f'lang="{language}"' in page
    # headings of a page may lead to themselves
    assert [link for link in re.findall(r'href="([^"]+)"', page) if not link.startswith("#")] == []
    assert "<script" not in page and ".md)" not in page
