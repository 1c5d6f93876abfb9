"""A real browser: pages are opened as a reader would open them, and looked at."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

if TYPE_CHECKING:
    from running_lab import Lab

sys.path.insert(0, str(Path(__file__).parent))

expect.set_options(timeout=60_000)
"""Milliseconds: a slow machine is no failure."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWS: Mapping[str, tuple[int, str]] = {
    "desk": (1280, "screen"),
    "phone": (390, "screen"),
    "small phone": (320, "screen"),
    "paper": (695, "print"),
}
"""Width in pixels and medium; A4 with the page's margins is 695 pixels wide."""
CHECK = (Path(__file__).parent / "page_check.js").read_text(encoding="utf-8")
PICTURES = os.environ.get("SCREENSHOTS")
"""A folder: what was opened is kept there as a picture."""


def installed_browser() -> str:
    """A Chromium of this machine; a test skips without one, and fails in CI."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is not None:
        return found
    reason = "No Chromium is installed here, so pages were not opened: run make setup-browser."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with each module: its driver keeps an event loop running, which others trip over."""
    path = installed_browser()
    arguments = [*ARGUMENTS]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """A page and what happened on it that should not."""

    page: Page
    allowed: Callable[[str], bool]
    events: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.events.append(f"error: {error}"))
        self.page.on("request", self._ask)
        self.page.on(
            "dialog", lambda box: (self.events.append(f"dialog: {box.message}"), box.dismiss())
        )
        self.page.on("popup", lambda other: self.events.append(f"window: {other.url}"))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.events.append(f"console {kind}: {text}")

    def _ask(self, request: Request) -> None:
        if not self.allowed(request.url):
            self.events.append(f"request: {request.url}")

    def look(self) -> list[dict[str, Any]]:
        """The charts of the page; fails on anything that a reader would see go wrong."""
        found = self.page.evaluate(CHECK)
        assert not self.events
        assert not found["problems"]
        charts: list[dict[str, Any]] = found["charts"]
        return charts


Opened = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def open_file(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Open a file in a view of `VIEWS`, look at it, and give its charts.

    ``also`` is called with the page before it is closed.
    """
    contexts = []

    def opened(
        path: Path, view: str, *, also: Callable[[Page], None] | None = None
    ) -> list[dict[str, Any]]:
        width, medium = VIEWS[view]
        context = browser.new_context(
            viewport={"width": width, "height": 900}, device_scale_factor=1
        )
        contexts.append(context)
        page = context.new_page()
        url = path.resolve().as_uri()
        watched = Watched(page, lambda asked: asked == url)
        page.emulate_media(media=medium)  # type: ignore[arg-type]  # one of two literals
        page.goto(url)
        if view == "desk":
            # once is enough: half a second in which the page might still ask for something
            page.wait_for_load_state("networkidle")
        _keep_picture(page, f"{path.stem}_{view}")
        charts = watched.look()
        if also is not None:
            also(page)
            assert not watched.events
        return charts

    yield opened
    for context in contexts:
        context.close()


def _keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name.replace(' ', '_')}.png", full_page=True)


@pytest.fixture
def watch() -> Callable[..., Watched]:
    """Watch a page that a test opens by itself."""
    return Watched


@pytest.fixture
def keep_picture() -> Callable[[Page, str], None]:
    return _keep_picture


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab over a workshop in each language, for the tests of a lesson."""
    from lesson import lab_with_workshops

    with lab_with_workshops(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def language() -> str:
    """Of the lesson that hands are laid on; `test_all_lessons` lays them on the English ones."""
    return "pl"


@pytest.fixture(scope="module")
def page(
    lab: Lab, browser: Browser, language: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The module's ``LESSON``, all of whose cells have run."""
    from lesson import lesson_page

    with lesson_page(lab, browser, language, request.module.LESSON) as page:
        yield page
