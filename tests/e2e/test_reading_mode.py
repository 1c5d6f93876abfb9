"""Reading mode in a real browser: a lesson without its code, large enough for a projector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.lessons.room.opening import opened

HEIGHTS = """
() => [...document.querySelectorAll('.jp-CodeCell > .jp-Cell-inputWrapper')]
  .map((code) => code.getBoundingClientRect().height)
"""
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
KERNEL = (
    ".jp-Notebook-ExecutionIndicator[data-status='idle'], .jp-StatusBar-TextItem:has-text('Idle')"
)


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
        expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text("Zacznij tutaj")
        expect(page.locator(KERNEL).first).to_be_visible(timeout=60_000)
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
    for _ in range(8):
        slides.keyboard.press("Shift+Enter")
    chart = slides.locator("figure.chart svg").nth(1)
    expect(chart).to_be_visible(timeout=60_000)
    keep_picture(slides, "reading_mode")
    box = chart.bounding_box()
    assert box and box["width"] > 1.4 * float(chart.get_attribute("width") or 0)
    assert slides.evaluate(FITS)
    before = slides.locator(".jp-Cell.jp-mod-active").inner_text()
    slides.keyboard.press("ArrowRight")
    heading = slides.locator(".jp-MarkdownCell.jp-mod-active").locator("h1, h2, h3")
    assert heading.inner_text() not in before

    slides.keyboard.press("ArrowUp")
    while "jp-CodeCell" not in (slides.locator(".jp-mod-active").last.get_attribute("class") or ""):
        slides.keyboard.press("ArrowUp")
    slides.keyboard.press("Enter")
    expect(slides.locator(".jp-CodeCell.jp-mod-active .cm-content")).to_be_visible()
    assert max(slides.evaluate(HEIGHTS)) > 20
    slides.keyboard.press("Escape")
    slides.wait_for_function(f"() => Math.max(...({HEIGHTS})()) === 0")
