"""A workshop opened in a real browser: the first lesson with a token, and tools that answer without code."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from keyboard import walk
from playwright.sync_api import Browser, Page, ViewportSize, expect
from views import VIEWS, overflows_at, violations

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.lessons.room.apps import CALLS, apps
from salestoolkit.lessons.room.making import make_room
from salestoolkit.lessons.room.network import HERE, free_ports
from salestoolkit.lessons.room.opening import opened
from salestoolkit.lessons.room.serving import LINKS, Serving, served
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

ALL = os.environ.get("SALESTOOLKIT_ALL_APPS") == "1"
"""Every app in both languages: minutes; else a handful in one."""
CUT_OFF = """
node => [...node.querySelectorAll('td, th, p, li, h4, label, button')].filter(
  // a label of no width is for those who hear the page
  part => part.clientWidth > 2 && part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)
"""
HANDFUL = ("pl", ("funnel_what_if", "process", "role_play", "sheet_persona"))
ENGLISH = re.compile(
    r"\b(the|and|with|from|deals?|stages?|won|lost|open|save|undo|row|value|is|are|not|of|loading)\b",
    re.I,
)
NAMES = r"\S+\.toml|follow-up|commit|best case|Pipeline|open source"
READY_SECONDS = 90
DESK: ViewportSize = {"width": 1280, "height": 1000}


@dataclass
class Tools:
    """The tools of a workshop in one language, and the page on which they are looked at."""

    page: Page
    address: str
    language: str
    server: int
    asked_elsewhere: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def open(self, name: str) -> None:
        self.page.goto(f"{self.address}/voila/render/{name}.ipynb", wait_until="commit")
        shown = self.page.locator("#rendered_cells")
        expect(shown).to_be_visible(timeout=READY_SECONDS * 1000)
        # of the server itself no widget is left that is still to come
        expect(self.page.locator(".widget-box, .jupyter-widgets").first).to_be_visible(
            timeout=READY_SECONDS * 1000
        )


def languages() -> tuple[str, ...]:
    return ("en", "pl") if ALL else (HANDFUL[0],)


@pytest.fixture(scope="module", params=languages())
def tools(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tools]:
    language = str(request.param)
    folder = tmp_path_factory.mktemp("tools") / language
    make_workshop(folder, language=language)
    with opened(folder, app=True) as server:
        context = browser.new_context(viewport=DESK)
        page = context.new_page()
        page.set_default_navigation_timeout(READY_SECONDS * 1000)
        found = Tools(page, server.wanted.address, language, server.process.pid)
        page.on("request", lambda asked: _note(found, asked.url))
        page.on("pageerror", lambda error: found.failed.append(str(error)))
        page.on("response", lambda said: _refused(found, said.status, said.url))
        page.goto(server.wanted.link)
        yield found
        context.close()


def _note(tools: Tools, url: str) -> None:
    if not url.startswith((tools.address, tools.address.replace("http", "ws"), "data:", "blob:")):
        tools.asked_elsewhere.append(url)


def _refused(tools: Tools, status: int, url: str) -> None:
    if status >= 400:
        tools.failed.append(f"{status} {url}")


def named() -> list[str]:
    return [app.name for app in apps(load_words("en"))] if ALL else list(HANDFUL[1])


@pytest.mark.parametrize("name", named())
def test_a_tool_is_shown_without_code_and_answers(
    tools: Tools, name: str, keep_picture: Callable[[Page, str], None]
) -> None:
    tools.open(name)
    page = tools.page
    title = next(a.title for a in apps(load_words(tools.language)) if a.name == name)
    expect(page.locator("h1")).to_have_text(re.compile(re.escape(title)))
    keep_picture(page, f"tool_{tools.language}_{name}")
    assert page.locator("html").get_attribute("lang") == tools.language
    said = page.locator("body").inner_text()
    assert "show_app" not in said and "Traceback" not in said
    shown = page.locator("#rendered_cells")
    assert not shown.evaluate(CUT_OFF)
    for view in ("200 %", "projector"):
        width, height = VIEWS[view]
        assert overflows_at(page, width, height) == [], view
        assert violations(page) == []
    assert walk(page, shown)
    page.set_viewport_size(DESK)
    if tools.language == "pl":
        plain = re.sub(NAMES, " ", said)
        assert not ENGLISH.search(plain), ENGLISH.findall(plain)
    _answers(page, name)
    assert tools.asked_elsewhere == []
    assert tools.failed == []


def _answers(page: Page, name: str) -> None:
    """Moving a slider changes what is shown; what is typed on a sheet is said to be saved."""
    shown = page.locator("#rendered_cells")
    sliders = page.locator(".noUi-handle:visible")
    if name in CALLS and sliders.count():
        before = shown.inner_text()
        sliders.first.focus()
        page.keyboard.press("ArrowLeft" if name == "luck" else "ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "before => document.querySelector('#rendered_cells').innerText !== before",
            arg=before,
            timeout=READY_SECONDS * 1000,
        )
        return
    box = page.locator(".widget-input:enabled:visible, input[type=text]:enabled:visible").first
    if not box.count():
        expect(page.locator("button:visible, select:visible").first).to_be_enabled()
        return
    before = page.content()
    box.fill("7")
    box.press("Tab")
    page.wait_for_function(
        "before => document.documentElement.outerHTML !== before",
        arg=before,
        timeout=READY_SECONDS * 1000,
    )


def test_a_page_that_is_left_ends_its_kernel(tools: Tools) -> None:
    tools.open("luck")
    assert _kernels(tools.server)
    tools.page.goto(f"{tools.address}/")
    _wait_for_no_kernel(tools.page, tools.server)


def _wait_for_no_kernel(page: Page, server: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while _kernels(server):
        assert time.monotonic() < deadline
        page.wait_for_timeout(200)


def _kernels(server: int) -> list[psutil.Process]:
    below = psutil.Process(server).children(recursive=True)
    return [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_the_list_of_tools_fits_a_phone(
    tools: Tools, keep_picture: Callable[[Page, str], None]
) -> None:
    page = tools.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{tools.address}/")
    keep_picture(page, f"tools_{tools.language}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("main a").count() == len(apps(load_words("en")))
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_without_the_token_no_tool_is_shown(tools: Tools, browser: Browser) -> None:
    context = browser.new_context()
    stranger = context.new_page()
    for path in ("/", "/voila/render/luck.ipynb", "/voila/tree"):
        stranger.goto(f"{tools.address}{path}")
        assert "/login" in stranger.url
    context.close()


def test_a_link_of_the_room_opens_the_first_lesson_which_draws(
    browser: Browser, tmp_path: Path, keep_picture: Callable[[Page, str], None]
) -> None:
    room = make_room(tmp_path / "room", language="pl", names=["Północ"]).room
    serving = Serving(host=HERE, port=free_ports(HERE, 1)[0])
    with served(room, serving, load_words("pl")) as (server,):
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.goto((room.folder / LINKS).as_uri())
        keep_picture(page, "room_links")
        assert page.locator("article svg").count() == 1
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto(server.wanted.link)
        expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text("Zacznij tutaj")
        # JupyterLab offers no news and no extensions, both of which would ask the network
        expect(page.locator(".Toastify__toast")).to_have_count(0)
        keep_picture(page, "room_lab")
        strangers = [url for url in asked if not url.startswith((server.wanted.address, "data:"))]
        assert strangers == []
        context.close()


def test_the_first_chart_comes_soon_and_a_closed_lesson_gives_its_memory_back(
    browser: Browser, tmp_path: Path
) -> None:
    make_workshop(tmp_path, language="en")
    with opened(tmp_path) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.goto(
            f"{server.wanted.address}/lab/tree/00_start_here.ipynb?token={server.wanted.token}"
        )
        expect(page.get_by_text("| Idle")).to_be_visible(timeout=READY_SECONDS * 1000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        chart = page.locator(".jp-OutputArea-output svg").first
        expect(chart).to_be_visible(timeout=READY_SECONDS * 1000)
        assert not page.locator('.jp-OutputArea-output[data-mime-type*="error"]').count()
        page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabCloseIcon").first.click()
        page.get_by_role("button", name="Save", exact=True).last.click()
        _wait_for_no_kernel(page, server.process.pid)
        context.close()
