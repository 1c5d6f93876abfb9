"""The what-if page as a file: whole without a network, with today's figures for where scripts are blocked."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.errors import ReportError
from salestoolkit.reports.what_if_handout import LARGEST, sliders_of, what_if_page, write_what_if
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if


@pytest.fixture(scope="module")
def example() -> WhatIf:
    found = example_what_if(load_words("pl"))
    hostile = replace(found.stages[0], name="</script><script>alert(1)</script>")
    return replace(found, stages=(hostile, *found.stages[1:]))


@pytest.fixture(scope="module", params=["en", "pl"])
def page(example: WhatIf, request: pytest.FixtureRequest) -> str:
    return what_if_page(example, language=request.param)


def test_the_page_is_small_and_asks_nothing(page: str) -> None:
    assert len(page.encode()) <= LARGEST
    head = page[: page.index("<style>")]
    assert "default-src 'none'" in head and "http" not in head.replace("http-equiv", "")
    own = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(link|img|iframe|script)[^>]*(src|href)=", own)


def test_only_its_own_scripts_may_run(page: str) -> None:
    allowed = set(re.findall(r"sha256-([A-Za-z0-9+/=]+)", page[: page.index("<style>")]))
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = {
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    }
    assert len(scripts) == 2 and digests == allowed


def test_names_from_outside_end_neither_a_script_nor_the_page(page: str) -> None:
    assert "<script>alert" not in page
    data = re.search(r'id="page-data">(.*?)</script>', page, flags=re.DOTALL)
    assert data is not None
    spec = json.loads(data[1])["spec"]
    assert "</script><script>alert(1)</script>" in json.dumps(spec)


def test_the_picture_and_the_figures_are_in_the_page_itself(page: str) -> None:
    made = page[page.index('id="as-made"') : page.index('id="live"')]
    assert made.count("<svg") == 2 and "<dd>" in made and "25%" in made


def test_every_slider_has_a_label_and_begins_where_things_stand(example: WhatIf, page: str) -> None:
    for slider in sliders_of(example, load_words("en")):
        assert page.count(f'<label for="{slider.key}">') == 1
        steps = (slider.value - slider.low) / slider.step
        assert steps == pytest.approx(round(steps), abs=1e-6)
        assert slider.low <= slider.value <= slider.high


def test_a_file_that_was_there_is_kept(example: WhatIf, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("mine", encoding="utf-8")
    written = write_what_if(example, target, language="pl")
    assert written.copy is not None and written.copy.read_text(encoding="utf-8") == "mine"
    with pytest.raises(ReportError):
        write_what_if(example, tmp_path / "page.pdf")
