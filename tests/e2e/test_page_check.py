"""The check itself: each fault that it is there for is found, and a sound page passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHART = (
    '<svg width="300" height="100"><text x="5" y="20">Title</text>'
    '<path d="M5,30h100v20h-100Z" fill="navy"/>{more}</svg>'
)
SOUND = "<p>Some words that fit.</p>" + CHART.format(more='<text x="5" y="80">Axis</text>')


def write(folder: Path, body: str, style: str = "") -> Path:
    page = folder / "page.html"
    page.write_text(f"<!doctype html><style>{style}</style><body>{body}", encoding="utf-8")
    return page


def test_a_sound_page_passes(
    tmp_path: Path, open_file: Callable[..., list[dict[str, object]]]
) -> None:
    charts = open_file(write(tmp_path, SOUND), "desk")
    assert charts == [{"name": "Title", "texts": ["Title", "Axis"], "marks": 1}]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p style="width:3em;white-space:nowrap">much too long</p>', "wider than its box"),
        ('<p style="width:3em;overflow:hidden;white-space:nowrap">much too long</p>', "cut off"),
        ('<p style="height:1em;overflow:hidden;width:5em">one two three four</p>', "cut off"),
        ('<p style="position:absolute;left:-40px">out on the left</p>', "outside the page"),
        (
            '<p style="width:3em;overflow-wrap:anywhere">8\N{NO-BREAK SPACE}282\N{NO-BREAK SPACE}915</p>',
            "split over lines",
        ),
        ('<p style="width:2000px">wide</p>', "px wide in a window"),
        (CHART.format(more='<text x="8" y="22">Over it</text>'), "over"),
        (CHART.format(more='<text x="280" y="80">leaves the chart</text>'), "outside the chart"),
        (CHART.format(more='<text x="5" y="80" font-size="6">tiny</text>'), "too small"),
        ('<svg width="0" height="0"><text y="9">Title</text></svg>', "no room for the chart"),
        ("<script>console.error('broken')</script>", "console error"),
        ("<script>throw new Error('broken')</script>", "error: "),
        ("<script>alert(1)</script>", "dialog"),
        ('<img src="http://127.0.0.1:9/x.png">', "request"),
    ],
)
def test_each_fault_is_found(
    body: str, said: str, tmp_path: Path, open_file: Callable[..., object]
) -> None:
    with pytest.raises(AssertionError, match=said):
        open_file(write(tmp_path, SOUND + body), "desk")


def test_a_blank_chart_has_no_marks(
    tmp_path: Path, open_file: Callable[..., list[dict[str, object]]]
) -> None:
    blank = '<p>words</p><svg width="300" height="100"><text x="5" y="20">Title</text></svg>'
    assert open_file(write(tmp_path, blank), "desk")[0]["marks"] == 0
