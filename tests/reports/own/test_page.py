"""An own page shows its figures with what they rest on, in either language."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import jsonschema
import pandas as pd
import pytest

import salestoolkit
from salestoolkit.charts.render import SPEC_MIME
from salestoolkit.errors import BookError, InvalidValue, ReportError
from salestoolkit.reports.blocks import NARROW_MIME, RECORD_MIME
from salestoolkit.reports.own.page import open_own_page
from salestoolkit.reports.own.sections import OwnPage

SCHEMA = Path(salestoolkit.__file__).parent / "content/schemas/own_report.schema.json"
TEXTS = {
    "en": {"title": "Mix", "new": "New deals", "new_rule": "All of them.", "said": "{n} on {day}"},
    "pl": {"title": "Miks", "new": "Nowe", "new_rule": "Wszystkie.", "said": "{n}, {day}"},
}
SOUTH = "Zespół Południe"


@pytest.fixture(scope="module")
def book(sample_folder: Callable[[str], Path]) -> Path:
    return sample_folder("kwarcowa_sowa")


@pytest.fixture(scope="module")
def page(book: Path) -> OwnPage:
    return opened(book)


def opened(book: Path, **more: Any) -> OwnPage:
    return open_own_page(book, name="mix", texts=TEXTS, **{"language": "pl", **more})


def test_a_page_of_all_deals_and_one_of_a_team_say_what_they_are_about(book, page):
    said = page.headline("Tak").html
    assert "<h1>Tak</h1>" in said and "Wszystkie szanse" in said and "Miks" in said
    assert len(page.deals) == 1150
    team = opened(book, only={"team": SOUTH})
    assert f"Zespół: {SOUTH}" in team.headline("Tak").html
    assert set(team.deals["team"]) == {SOUTH}


def test_none_is_all_deals_and_an_empty_text_those_without_one(book, page):
    assert len(opened(book, only={"source": None}).deals) == len(page.deals)
    without = opened(book, only={"source": ""})
    assert without.deals["source"].isna().all() and len(without.deals) == 3


@pytest.mark.parametrize(
    ("more", "kind", "code"),
    [
        ({"only": {"team": "Nord"}}, BookError, "unknown_part"),
        ({"only": {"teem": "x"}}, BookError, "unknown_dimension"),
        ({"language": "de"}, InvalidValue, "unknown_language"),
        ({"as_of": "monday"}, InvalidValue, "not_a_date"),
        ({"as_of": "2030-01-01"}, ReportError, "as_of_after_export"),
    ],
)
def test_what_is_wrong_with_what_was_given_is_said(book, more, kind, code):
    with pytest.raises(kind) as caught:
        opened(book, **more)
    assert caught.value.code == code


def test_a_language_without_texts_is_named(book):
    with pytest.raises(ReportError) as caught:
        open_own_page(book, name="mix", texts={"en": {}}, language="pl")
    assert caught.value.code == "own_texts_missing"


def test_numbers_and_dates_in_a_text_are_written_as_the_language_does(page, book):
    assert page.say("said", n=12345.5, day=page.as_of) == "12\u00a0345,5, 30.10.2026"
    assert opened(book, language="en").say("said", n=12345.5, day="x") == "12,345.5 on x"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda page: page.say("other"), "own_text_missing"),
        (lambda page: page.say("said", n=1), "own_text_field"),
        (lambda page: page.figure("title", 1, n=1), "own_text_missing"),
    ],
)
def test_a_text_that_is_missing_or_cannot_be_filled_in_is_named(page, call, code):
    with pytest.raises(ReportError) as caught:
        call(page)
    assert caught.value.code == code


def test_a_figure_is_shown_with_its_interval_n_and_date(page):
    share = page.figure("new", 0.25, n=40, unit="share", low=0.1, high=0.4)
    said = page.figures(share, page.figure("new", 1, n=1), page.figure("new", None, n=0)).html
    assert "25%" in said and "prawdopodobnie od 10% do 40%" in said
    assert "n = 40 · 30.10.2026" in said
    assert "policzone, a\u00a0nie oszacowane" in said
    assert "nie wiadomo" in said


def test_a_table_is_written_as_the_language_does_and_escapes_what_comes_from_data(page):
    frame = pd.DataFrame({"Kto": ["<b>", "B"], "Ile": [1234.5, float("nan")]})
    said = page.table(frame, title="T").html
    assert "&lt;b&gt;" in said and "1\u00a0234,5" in said and "–" in said


def test_a_chart_is_drawn_for_paper_and_for_a_phone_under_a_whole_title(page):
    chart = alt.Chart(pd.DataFrame({"a": [1], "b": ["x"]})).mark_bar().encode(x="a:Q", y="b:N")
    title = "Nowe szanse z ostatnich czterech tygodni według źródła i regionu"
    (drawn,) = page.chart(chart, title=title).blocks
    data, _ = drawn.bundle()
    assert data[SPEC_MIME]["width"] == 720 and data[NARROW_MIME]["width"] == 340
    assert len(data[NARROW_MIME]["title"]["text"]) == 2
    assert data["text/plain"] == title


def test_the_record_holds_the_figures_with_all_that_they_rest_on(page):
    new = page.figure("new", 12, n=1150)
    told = page.record(new, headline="Tak", mix=[{"source": "x", "n": 3}])
    data, _ = told.blocks[0].bundle()
    record = data[RECORD_MIME]
    assert (record["title"], record["language"], record["report"]) == ("Miks", "pl", "mix")
    jsonschema.validate(json.loads(json.dumps(record)), json.loads(SCHEMA.read_text()))
    assert record["headline"] == "Tak"
    assert (record["figures"]["new"]["label"], record["figures"]["new"]["value"]) == ("Nowe", 12)
    assert record["figures"]["new"]["definition"] == {"key": "new", "text": "Wszystkie."}
    assert record["more"] == {"mix": [{"source": "x", "n": 3}]}
    assert "Wszystkie." in page.definitions(new).html
