"""An executed notebook as HTML that runs nothing and fetches nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import nbformat
import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports import publish
from salestoolkit.reports.blocks import (
    NARROW_MIME,
    ONLY_IN_NOTEBOOK,
    OURS,
    RECORD_MIME,
    Chart,
    Html,
    Record,
    Section,
    html,
)
from salestoolkit.reports.publish import Publisher

RECORD = {"title": "A <b>title</b> & more", "language": "pl", "version": "1.2"}


def chart(text: str) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": f"says {text}",
        "width": 100,
        "data": {"values": [{"a": 1, "name": text}]},
        "mark": {"type": "text"},
        "encoding": {"text": {"field": "name"}},
    }


def notebook(*outputs: tuple[dict[str, Any], dict[str, Any]], record: bool = True) -> Any:
    shown = [*outputs, *([({RECORD_MIME: RECORD}, {})] if record else [])]
    cells = [
        nbformat.v4.new_code_cell("secret_code = 1"),
        *(
            nbformat.v4.new_code_cell(
                "page.part()",
                outputs=[nbformat.v4.new_output("display_data", data=data, metadata=metadata)],
            )
            for data, metadata in shown
        ),
    ]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def publisher() -> Publisher:
    return Publisher()


def test_a_page_names_its_language_title_and_policy(publisher: Publisher) -> None:
    text = publisher.page(notebook(({"text/html": "<p>Words</p>"}, {}))).html
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="pl">' in text
    assert "<title>A &lt;b&gt;title&lt;/b&gt; &amp; more</title>" in text
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert policy in text
    assert "<p>Words</p>" in text


def test_a_page_holds_no_code_no_script_and_no_address(publisher: Publisher) -> None:
    text = publisher.page(
        notebook(({"text/html": "<p>Words</p>"}, {}), (chart_bundle("x"), {}))
    ).html
    assert "secret_code" not in text
    assert "page.part" not in text
    assert "<script" not in text
    assert "<link" not in text
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def chart_bundle(text: str, narrow: str | None = None) -> dict[str, Any]:
    data, _ = Chart(chart(text), chart(narrow) if narrow else None).bundle()
    return data


def test_a_chart_becomes_a_picture_that_says_what_it_shows(publisher: Publisher) -> None:
    text = publisher.page(notebook((chart_bundle("broad", "slim"), {}))).html
    assert text.count("<svg") == 2
    assert "says broad" in text
    assert "says slim" in text
    assert text.index('class="chart wide"') < text.index('class="chart narrow"')
    assert "<!--" not in text


def test_a_name_in_a_chart_cannot_become_markup(publisher: Publisher) -> None:
    text = publisher.page(notebook((chart_bundle("<img src=x onerror=alert(1)>"), {}))).html
    assert "<img" not in text
    assert "&lt;img src=x" in text


def test_what_only_the_notebook_shows_stays_there(publisher: Publisher) -> None:
    style = ({"text/html": "<style>.x{}</style>"}, {ONLY_IN_NOTEBOOK: True})
    stream = nbformat.v4.new_output("stream", name="stderr", text="a warning")
    made = notebook(style)
    made.cells[0].outputs.append(stream)
    text = publisher.page(made).html
    assert ".x{}" not in text
    assert "a warning" not in text


def test_a_notebook_without_a_record_is_no_page(publisher: Publisher) -> None:
    with pytest.raises(ReportError) as caught:
        publisher.page(notebook(record=False))
    assert caught.value.code == "page_without_record"


def test_a_page_that_cannot_be_mailed_is_refused(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "LARGEST_PAGE", 2_000)
    with pytest.raises(ReportError) as caught:
        publisher.page(notebook(({"text/html": f"<p>{'x' * 2_000}</p>"}, {})))
    assert caught.value.code == "page_too_large"
    assert caught.value.fields["allowed"] == 2_000


def test_templates_escape_whatever_they_are_given() -> None:
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} \"'"
    shown = html("list", title=hostile, items=[hostile]).text
    assert "<img" not in shown
    assert shown.count("&lt;img") == 2
    assert "{{ 7*7 }}" in shown


def test_a_lone_letter_is_tied_to_the_word_after_it() -> None:
    shown = html("list", title="Szanse i etapy", items=["w lejku", "Z czego"]).text
    assert "i\N{NO-BREAK SPACE}etapy" in shown
    assert "w\N{NO-BREAK SPACE}lejku" in shown
    assert "Z\N{NO-BREAK SPACE}czego" in shown


def test_a_section_shows_its_blocks_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[dict[str, Any], dict[str, Any]]] = []
    monkeypatch.setattr(
        "IPython.display.display",
        lambda data, *, metadata, raw: shown.append((data, metadata)),
    )
    Section((Html("<p>a</p>"), Chart(chart("b"), chart("c")), Record(RECORD)))._ipython_display_()
    assert shown[0] == ({"text/html": "<p>a</p>"}, {OURS: True})
    assert shown[1][0][NARROW_MIME]["description"] == "says c"
    assert shown[1][0]["text/plain"] == "says b"
    assert shown[2][0][RECORD_MIME] == RECORD


def test_a_notice_stands_above_all_else_and_in_the_record(publisher: Publisher) -> None:
    page = publisher.page(notebook(({"text/html": "<h1>Words</h1>"}, {})), notice="Old <data>")
    assert '<p class="notice" role="note">Old &lt;data&gt;</p>' in page.html
    assert page.html.index("Old &lt;data&gt;") < page.html.index("<h1>Words</h1>")
    assert page.record["notice"] == "Old <data>"


def test_a_page_without_notice_has_no_place_for_one(publisher: Publisher) -> None:
    page = publisher.page(notebook(({"text/html": "<h1>Words</h1>"}, {})))
    assert 'class="notice"' not in page.html
    assert "notice" not in page.record


def test_who_publishes_loads_neither_what_draws_charts_nor_a_grammar_of_addresses() -> None:
    code = (
        "import sys; from salestoolkit.reports.publish import Publisher; Publisher();"
        "print([one for one in ('altair', 'rfc3987_syntax', 'nbformat') if sys.modules.get(one)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
