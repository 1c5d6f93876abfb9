"""Process maps in a real browser: the wall on a desk, the phone on a phone, as SVG and in a page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1] / "charts"))

from process_map_makers import made_numbers, made_process

from salestoolkit.charts.process_map import ProcessMap, process_map
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

OVERFLOW = """() => {
  const svg = document.querySelector("svg"), room = svg.getBoundingClientRect();
  const out = [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.left < room.left - 1 || box.right > room.right + 1
        || box.top < room.top - 1 || box.bottom > room.bottom + 1;
  });
  const smallest = Math.min(...[...svg.querySelectorAll("text")].map(
    (text) => parseFloat(text.getAttribute("font-size")) * room.width / svg.viewBox.baseVal.width));
  const bent = [...svg.querySelectorAll("g > g")].flatMap((card) => {
    const border = card.querySelector("rect").getBoundingClientRect();
    return [...card.querySelectorAll("text")].filter((text) => {
      const box = text.getBoundingClientRect();
      return box.left < border.left || box.right > border.right;
    });
  });
  return { out: out.length, bent: bent.map((text) => text.textContent), smallest, width: room.width };
}"""


def drawn(n: int, layout: str) -> ProcessMap:
    process = made_process(n)
    numbers = made_numbers(process)
    return process_map(process, load_words("pl"), numbers=numbers, layout=layout)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [1, 7, 12, 20])
@pytest.mark.parametrize(
    ("layout", "width", "least"), [("wall", 1280, 9.3), ("phone", 360, 11.9), ("phone", 320, 10)]
)
def test_in_a_page_no_text_leaves_its_card_and_nothing_scrolls_sideways(
    n: int, layout: str, width: int, least: float, tmp_path: Path, browser: Browser
) -> None:
    page_file = tmp_path / "map.html"
    figure = drawn(n, layout).figure
    page_file.write_text(
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<body style="margin:0">{figure}</body>',
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    found = page.evaluate(OVERFLOW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide <= width
    assert found["out"] == 0 and found["bent"] == []
    assert found["smallest"] >= least
    assert asked == [page_file.as_uri()]


@pytest.mark.parametrize("layout", ["wall", "phone"])
def test_the_svg_file_opens_by_itself(layout: str, tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / f"map_{layout}.svg"
    file.write_text(drawn(12, layout).svg, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280 if layout == "wall" else 360, "height": 900})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.evaluate("document.querySelectorAll('text').length") > 50
    page.close()


@pytest.mark.parametrize(("layout", "view"), [("wall", "desk"), ("phone", "phone")])
def test_the_check_of_pages_finds_nothing_to_mend(
    layout: str, view: str, tmp_path: Path, open_file: Callable[..., list[dict[str, object]]]
) -> None:
    page = tmp_path / "map.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><body><p>Mapa</p>{drawn(12, layout).figure}',
        encoding="utf-8",
    )
    (chart,) = open_file(page, view)
    assert int(str(chart["marks"])) > 24
