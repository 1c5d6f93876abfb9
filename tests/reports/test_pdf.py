"""Printing to PDF with an installed browser."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports import pdf
from salestoolkit.reports.pdf import PdfPrinter, find_browser


def test_without_a_browser_one_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(ReportError) as caught, PdfPrinter():
        pass
    assert caught.value.code == "pdf_no_browser"


def test_without_playwright_one_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(ReportError) as caught, PdfPrinter():
        pass
    assert caught.value.code == "pdf_not_installed"


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge is installed")
def test_pages_are_printed_one_after_another_and_run_nothing() -> None:
    page = "<!DOCTYPE html><title>T</title><p>text</p><script>document.body.remove()</script>"
    with PdfPrinter() as printer:
        made = [printer.print(page) for _ in range(2)]
    for content in made:
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
        assert b"/Count 1" in content


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge is installed")
def test_a_page_is_printed_also_where_an_event_loop_runs() -> None:
    async def inside() -> bytes:
        with PdfPrinter() as printer:
            return printer.print("<!DOCTYPE html><title>T</title><p>text</p>")

    with ThreadPoolExecutor() as thread:
        assert thread.submit(asyncio.run, inside()).result().startswith(b"%PDF-")
