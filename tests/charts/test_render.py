"""The three forms of a chart: JSON for JupyterLab, SVG for a page, PNG for a file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from salestoolkit.charts import render
from salestoolkit.charts.funnel import alt_text_funnel, funnel_chart
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

EN = load_words("en")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart(audit: FunnelAudit) -> alt.LayerChart:
    return funnel_chart(audit, EN)


def test_a_specification_is_vega_lite_5_and_plain_json(chart: alt.LayerChart) -> None:
    drawn = render.spec(chart)
    assert drawn["$schema"].endswith("/v5.json")
    assert json.loads(json.dumps(drawn)) == drawn


def test_the_same_chart_is_the_same_text_on_every_run(audit: FunnelAudit) -> None:
    once, again = (funnel_chart(audit, EN) for _ in range(2))
    assert json.dumps(render.spec(once)) == json.dumps(render.spec(again))
    assert render.svg(once) == render.svg(again)


@pytest.mark.slow
def test_a_specification_needs_no_converter(audit: FunnelAudit) -> None:
    program = (
        "import sys, altair as alt; from salestoolkit.charts.render import mime_bundle, spec;"
        "chart = alt.Chart(alt.InlineData(values=[{'a': 1}])).mark_bar().encode(x='a:Q');"
        "mime_bundle(spec(chart), static=False); print('vl_convert' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


def test_the_svg_is_a_picture_with_title_and_description(
    chart: alt.LayerChart, audit: FunnelAudit
) -> None:
    root = ET.fromstring(render.svg(chart))
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.tag, title.text) == (f"{SVG}title", "How far deals get")
    assert (description.tag, description.text) == (f"{SVG}desc", alt_text_funnel(audit, EN))


def test_another_alt_text_may_be_given(chart: alt.LayerChart) -> None:
    assert ET.fromstring(render.svg(chart, alt="Seen < heard"))[1].text == "Seen < heard"


def test_two_charts_on_a_page_share_no_id(chart: alt.LayerChart, audit: FunnelAudit) -> None:
    def ids(key: str, width: int) -> set[str]:
        picture = render.svg(funnel_chart(audit, EN, width=width), key=key)
        return {element.get("id", "") for element in ET.fromstring(picture).iter()} - {""}

    assert ids("", 720) and not ids("", 720) & ids("", 360)
    assert not ids("", 720) & ids("again", 720)


def test_a_bundle_holds_json_picture_and_words(chart: alt.LayerChart) -> None:
    bundle = render.mime_bundle(render.spec(chart))
    assert set(bundle) == {render.SPEC_MIME, "image/svg+xml", "text/html", "text/plain"}
    assert str(bundle["text/html"]).startswith("<figure")


def test_a_kernel_without_converter_keeps_json_and_words(chart: alt.LayerChart) -> None:
    bundle = render.mime_bundle(render.spec(chart), static=False)
    assert set(bundle) == {render.SPEC_MIME, "text/plain"}


def test_using_the_charts_is_a_choice_of_the_notebook(chart: alt.LayerChart) -> None:
    renderer = alt.renderers.active
    try:
        render.use_charts(static=False)
        data, metadata = alt.renderers.get()(chart.to_dict())
    finally:
        alt.renderers.enable(renderer)
    assert data[render.SPEC_MIME]["$schema"].endswith("/v5.json")
    assert metadata[render.SPEC_MIME]["embed_options"]["actions"] is False


def test_a_chart_of_the_user_s_own_is_shown_as_well() -> None:
    own = alt.Chart(alt.InlineData(values=[{"a": 3}])).mark_bar().encode(x="a:Q")
    root = ET.fromstring(render.svg(own, alt="One bar."))
    assert root[1].text == "One bar."
    assert root.findall(f".//{SVG}path")


def test_a_png_is_written(chart: alt.LayerChart, tmp_path: Path) -> None:
    path = render.png(chart, tmp_path / "funnel.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_no_data_is_fetched(tmp_path: Path) -> None:
    outside: dict[str, Any] = {
        "$schema": render.SCHEMA,
        "data": {"url": "http://127.0.0.1:9/data.csv"},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    with pytest.raises(ValueError, match="not allowed"):
        render.svg_from_spec(outside, alt="")


def test_no_mark_is_read_out_by_the_names_of_its_fields(audit: FunnelAudit) -> None:
    drawn = render.svg(funnel_chart(audit, load_words("pl")))
    tips = [part.text or "" for part in ET.fromstring(drawn).iter(f"{SVG}title")]
    assert len(tips) > 3
    assert not [tip for tip in tips if re.match(r"(from|to|at|y|text|top): ", tip)]
    assert not [tip for tip in tips if "itle text" in tip]
