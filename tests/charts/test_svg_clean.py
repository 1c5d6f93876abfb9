from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from salestoolkit.charts.svg_clean import clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def cleaned(inside: str, **more: str) -> str:
    words = {"title": "T", "description": "D", "prefix": "p", **more}
    return clean_svg(f"{HEAD}{inside}</svg>", **words)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<image xlink:href="http://x/y.png"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<rect onload="alert(1)" onclick="alert(1)"/>',
        '<use href="#x"/>',
        "<style>@import url(http://x)</style>",
        '<rect style="background:url(http://x)"/>',
        '<rect fill="url(http://x/y.svg#z)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
    ],
)
def test_nothing_that_runs_or_fetches_is_kept(hostile: str) -> None:
    text = cleaned(hostile)
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}
    assert names <= {"svg", "title", "desc", "rect"}
    for word in ("script", "alert", "http://x", "onload", "onclick", "href", "url("):
        assert word not in text


def test_text_stays_text() -> None:
    text = cleaned("<text>&lt;img src=x onerror=alert(1)&gt;</text>", title="</title><b>")
    root = ET.fromstring(text)
    assert "<img" not in text and "<b>" not in text
    assert root[2].text == "<img src=x onerror=alert(1)>"


def test_own_references_are_renamed_with_their_ids() -> None:
    text = cleaned('<clipPath id="clip0"/><g clip-path="url(#clip0)"/>')
    assert 'id="p-clip0"' in text and 'clip-path="url(#p-clip0)"' in text


def test_what_a_mark_says_becomes_its_tooltip() -> None:
    root = ET.fromstring(cleaned('<path aria-label="Offer: 12 &lt;b&gt;"/>'))
    assert root[2][0].tag.endswith("title") and root[2][0].text == "Offer: 12 <b>"


def test_long_decimals_are_shortened() -> None:
    assert 'd="M1.23,-4L10,6"' in cleaned('<path d="M1.23456,-4.0001L10,6"/>')


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        clean_svg("<html/>", title="", description="", prefix="p")


def test_a_title_gets_no_tooltip_in_vegas_english() -> None:
    raw = """<text aria-roledescription="title" aria-label="Title text 'Lejek'">Lejek</text>"""
    assert "Title text" not in cleaned(raw)
