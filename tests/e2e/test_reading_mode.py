"""Reading mode in a real browser: a lesson without its code, large enough for a projector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.lessons.room.opening import opened

HEIGHTS = """
() => [...document.querySelectorAll('.jp-CodeCell > .jp-Cell-inputWrapper')]
  .map((code) => code.getBoundingClientRect().height)
"""
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
HEADINGS = """
() => [...document.querySelectorAll('.jp-MarkdownCell')]
  .filter((cell) => cell.querySelector('h1, h2, h3')).length
"""
ON_TOP = """
place => {
  const cells = [...document.querySelectorAll('.jp-MarkdownCell')]
    .filter((cell) => cell.querySelector('h1, h2, h3'));
  const edge = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().top;
  return Math.abs(cells[place].getBoundingClientRect().top - edge) < 3
    && cells[place].classList.contains('jp-mod-active');
}
"""
CUT = """
() => [...document.querySelectorAll('.jp-OutputArea *, .jp-RenderedMarkdown *')]
  .filter((part) => part.clientWidth > 2 && part.scrollWidth > part.clientWidth + 1
    && getComputedStyle(part).overflowX !== 'visible')
  .map((part) => part.textContent.slice(0, 60))
"""
SIZES = ((1024, 768), (1280, 720), (1920, 1080))
KERNEL = ".jp-Notebook-ExecutionIndicator[data-status='idle']"


@pytest.fixture
def slides(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """The first lesson on a projector, at its first cell, with nothing asked of any other machine."""
    make_workshop(tmp_path / "sala", language="pl")
    with opened(tmp_path / "sala", reading=True) as server:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto(server.wanted.link)
        expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text(
            "Zacznij tutaj", timeout=60_000
        )
        # in the toolbar, which is hidden
        page.wait_for_selector(KERNEL, state="attached", timeout=60_000)
        page.locator(".jp-MarkdownCell").first.click()
        page.keyboard.press("Escape")
        yield page
        context.close()
    strangers = [url for url in asked if not url.startswith((server.wanted.address, "data:"))]
    assert strangers == []


@pytest.mark.slow
def test_a_lesson_is_read_without_code_and_the_keyboard_goes_through_it(
    slides: Page, keep_picture: Callable[[Page, str], None]
) -> None:
    assert set(slides.evaluate(HEIGHTS)) == {0}
    _choose(slides, "Run|Uruchom", "menuitem", "Run All Cells|Uruchom wszystkie komórki")
    chart = slides.locator(":is(figure.chart, .vega-embed) > svg").first
    expect(chart).to_be_visible(timeout=180_000)
    keep_picture(slides, "reading_mode")
    box = chart.bounding_box()
    # as large as the screen lets it be: its width or its height is nearly the screen's
    assert box and max(box["width"] / 1920, box["height"] / 1080) > 0.75
    assert slides.evaluate(FITS)
    slides.wait_for_selector(KERNEL, state="attached", timeout=180_000)
    slides.locator(".jp-MarkdownCell").first.click()
    slides.keyboard.press("Escape")
    for width, height in SIZES:
        _goes_through(slides, width, height)

    code = slides.locator(".jp-CodeCell.jp-mod-active")
    for _ in range(slides.locator(".jp-Cell").count()):
        if code.count():
            break
        slides.keyboard.press("ArrowDown")
    slides.keyboard.press("Enter")
    expect(slides.locator(".jp-CodeCell.jp-mod-active .cm-content")).to_be_visible()
    assert max(slides.evaluate(HEIGHTS)) > 20
    slides.keyboard.press("Escape")
    slides.wait_for_function(f"() => Math.max(...({HEIGHTS})()) === 0")

    _choose(slides, "View|Widok", "menuitemcheckbox", "Widok na rzutnik")
    expect(slides.locator(".jp-CodeCell .cm-content").first).to_be_visible()
    expect(slides.locator(".jp-NotebookPanel-toolbar")).to_be_visible()


def _choose(
    slides: Page, menu: str, kind: Literal["menuitem", "menuitemcheckbox"], entry: str
) -> None:
    """An entry of a menu, in English or, where the language pack is installed, in Polish."""
    slides.get_by_role("menuitem", name=re.compile(f"^({menu})$")).click()
    slides.get_by_role(kind, name=re.compile(f"^({entry})$")).click()


def _goes_through(slides: Page, width: int, height: int) -> None:
    """Each heading comes to the top and back, nothing is cut, text is a thirtieth of the height."""
    slides.set_viewport_size({"width": width, "height": height})
    slides.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    last = slides.evaluate(HEADINGS) - 1
    places = [*range(1, last + 1), *range(last - 1, -1, -1)]
    for step, place in enumerate(places):
        slides.keyboard.press("ArrowRight" if step < last else "ArrowLeft")
        slides.wait_for_function(ON_TOP, arg=place)
    assert slides.evaluate(CUT) == []
    assert slides.evaluate(FITS)
    size = slides.locator(".jp-RenderedMarkdown p").first.evaluate(
        "text => parseFloat(getComputedStyle(text).fontSize)"
    )
    assert size >= height / 33
    slides.keyboard.press("PageDown")
    slides.wait_for_function(
        "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop > 0"
    )
    slides.keyboard.press("PageUp")
    slides.wait_for_function(ON_TOP, arg=0)
