"""Print pages to PDF with a browser that is already installed."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from salestoolkit.errors import ReportError

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("chrome", "msedge", "microsoft-edge"),
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find_browser() -> Path | None:
    """An installed Chromium, Chrome or Edge."""
    on_path = (shutil.which(name) for name in BROWSERS)
    candidates = [Path(path) for path in (*on_path, *PLACES) if path]
    return next((path for path in candidates if path.exists()), None)


class PdfPrinter:
    """A browser that prints any number of pages; use it in a ``with`` block.

    It is driven from a thread of its own: the driver refuses one in which an event loop runs, as
    in a notebook.

    Raises
    ------
    ReportError
        ``pdf_not_installed`` or ``pdf_no_browser``.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Any = None
        self._thread = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> PdfPrinter:
        try:
            self._thread.submit(self._open).result()
        except BaseException:
            self._thread.shutdown()
            raise
        return self

    def _open(self) -> None:
        browser = find_browser()
        try:
            from playwright.sync_api import Error, sync_playwright
        except ImportError as error:
            raise ReportError("pdf_not_installed") from error
        if browser is None:
            raise ReportError("pdf_no_browser")
        driver = self._stack.enter_context(sync_playwright())
        # A browser started as root refuses its sandbox; the page it shows runs nothing anyway.
        root = getattr(os, "geteuid", lambda: 1)() == 0
        try:
            self._browser = driver.chromium.launch(
                executable_path=str(browser), args=["--no-sandbox"] if root else []
            )
        except Error as error:
            self._stack.close()
            raise ReportError("pdf_no_browser") from error
        self._stack.callback(self._browser.close)

    def print(self, html: str) -> bytes:
        """A page as PDF, on A4."""
        return self._thread.submit(self._print, html).result()

    def _print(self, html: str) -> bytes:
        context = self._browser.new_context(offline=True, java_script_enabled=False)
        try:
            page = context.new_page()
            page.set_content(html)
            return bytes(page.pdf(prefer_css_page_size=True, print_background=True, tagged=True))
        finally:
            context.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._thread.submit(self._stack.close).result()
        finally:
            self._thread.shutdown()
