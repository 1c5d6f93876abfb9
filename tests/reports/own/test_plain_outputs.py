"""What any notebook shows comes to the page as it is, and runs or fetches nothing there."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.reports.own.plain_outputs import plain_output, prose
from salestoolkit.reports.publish import Publisher
from salestoolkit.words import load_words

PL = load_words("pl")
PICTURE = "iVBORw0KGgo="
DANGEROUS = re.compile(
    r"<(?:script|style|iframe|link|object|embed|svg|form|input|base|meta|video|audio)\b"
    r"|\son\w+\s*=|javascript:|\ssrc=\"(?!data:image/)|srcset|url\(|@import|formaction",
    re.IGNORECASE,
)


def output(**data: str) -> Any:
    named = {kind.replace("_", "/"): content for kind, content in data.items()}
    return nbformat.v4.new_output("display_data", data=named)


def shown(**data: str) -> str:
    return plain_output(output(**data), PL) or ""


def test_a_table_of_pandas_keeps_its_cells_and_loses_its_style_sheet():
    import pandas as pd

    frame = pd.DataFrame({"Źródło": ["Targi <b>"], "n": [3]})
    said = shown(text_html=frame._repr_html_())
    assert "<th>Źródło</th>" in said and "<td>Targi &lt;b&gt;</td>" in said and "<td>3</td>" in said
    assert "<style" not in said and "scoped" not in said and ".dataframe" not in said


def test_a_picture_is_shown_in_itself_under_a_name():
    assert f'src="data:image/png;base64,{PICTURE}" alt="Obraz"' in shown(image_png=PICTURE + "\n")
    said = shown(**{"image_svg+xml": "<svg onload='x()'/>", "text_plain": "<Figure>"})
    assert 'src="data:image/svg+xml;base64,' in said and "onload" not in said


def test_of_several_forms_the_best_is_shown_and_plain_text_where_there_is_no_other():
    assert "img" in shown(image_png=PICTURE, text_plain="<Figure size 1x1>")
    assert shown(text_plain="a < b") == '<div class="stk plain"><pre>a &lt; b</pre></div>'
    assert "<strong>yes</strong>" in shown(text_markdown="**yes**", text_plain="x")


def test_what_is_printed_is_shown_and_warnings_are_not():
    new = nbformat.v4.new_output
    assert "<pre>12 &amp; 3</pre>" in str(
        plain_output(new("stream", name="stdout", text="12 & 3"), PL)
    )
    assert plain_output(new("stream", name="stderr", text="Warning"), PL) is None
    assert plain_output(new("stream", name="stdout", text=" \n"), PL) is None


def test_a_slider_and_an_empty_place_for_a_script_leave_nothing():
    widget = output(text_plain="IntSlider()")
    widget.data["application/vnd.jupyter.widget-view+json"] = {}
    assert plain_output(widget, PL) is None
    assert shown(text_html='<div id="x"></div><script>draw()</script>', text_plain="Chart") == ""


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<script src=//x.test/a.js></script >",
        "<img src=x onerror=alert(1)>",
        '<img src="https://x.test/a.png">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>1</script>">x</a>',
        '<p style="background:url(https://x.test/a)">x</p>',
        '<p style="background-color:expression(1);color:red">x</p>',
        "<svg><script>1</script></svg>",
        "<iframe src='https://x.test'></iframe><form action='https://x.test'><input></form>",
        "<style>@import url(https://x.test)</style>",
        "<scr<script></script>ipt>alert(1)</script>",
        '<td onclick="x()" background="https://x.test">1</td>',
        "<!--[if IE]><script>1</script><![endif]-->",
        '<base href="https://x.test/"><meta http-equiv="refresh" content="0;url=https://x.test">',
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(html):
    assert not DANGEROUS.search(shown(text_html=html))
    assert not DANGEROUS.search(prose(html) or "")


@given(st.text(alphabet="<>/\"'= acdegiklmnoprstuvx!-:()&;#", max_size=60))
def test_no_text_becomes_a_tag_that_runs(text):
    assert not DANGEROUS.search(re.sub(r">[^<]*<", "><", f">{shown(text_html=text)}<"))


def test_a_heading_has_no_sign_for_a_link_behind_it():
    assert "<h1>Miks</h1>" in str(prose("# Miks"))


def test_a_link_that_a_person_may_click_stays():
    assert '<a href="https://example.com/">manual</a>' in str(
        prose("[manual](https://example.com/)")
    )


def page_of(*cells: Any, name: str = "weekly_mix") -> Any:
    return Publisher().page(nbformat.v4.new_notebook(cells=list(cells)), name=name)


def test_a_notebook_without_a_record_is_called_by_its_heading_or_its_name():
    new = nbformat.v4.new_code_cell
    told = new("language = 'en'\nteam = None", metadata={"tags": ["parameters"]})
    given_ = new("language = 'pl'", metadata={"tags": ["injected-parameters"]})
    heading = nbformat.v4.new_markdown_cell("# Miks <tygodnia>\n\nCo *nowego*.")
    table = new("frame", outputs=[output(text_html="<table><tr><td>12</td></tr></table>")])
    page = page_of(told, given_, heading, table)
    assert page.record["title"] == "Miks <tygodnia>"
    assert (page.record["language"], page.record["report"]) == ("pl", "weekly_mix")
    assert '<html lang="pl">' in page.html and "<em>nowego</em>" in page.html
    assert "<td>12</td>" in page.html and "team" not in page.html
    assert page_of(table).record["title"] == "Weekly mix"
    assert page_of(table).record["language"] == "en"


def test_a_record_that_leaves_something_out_is_completed():
    from salestoolkit.reports.blocks import RECORD_MIME

    cell = nbformat.v4.new_code_cell("x", outputs=[output(text_plain="x")])
    cell.outputs[0].data[RECORD_MIME] = {"title": "Mine"}
    page = page_of(cell)
    assert (page.record["title"], page.record["language"]) == ("Mine", "en")
