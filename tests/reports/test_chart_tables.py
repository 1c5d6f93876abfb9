"""The table folded away under a chart of a page."""

from __future__ import annotations

import pytest

from salestoolkit.reports.chart_tables import chart_table
from salestoolkit.words import load_words

DRAWN = {
    "title": "Dni",
    "mark": "bar",
    "data": {"values": [{"tip": "<img src=x onerror=alert(1)>: 4 & 5"}]},
    "encoding": {"description": {"field": "tip"}},
}


@pytest.mark.parametrize(
    ("language", "summary"), [("en", "As a\N{NO-BREAK SPACE}table"), ("pl", "Jako tabela")]
)
def test_a_table_is_named_after_its_chart_and_folded(language: str, summary: str) -> None:
    table = chart_table(DRAWN, load_words(language))
    assert table.startswith("<details class=") and " open>" not in table
    assert f"<summary>{summary}</summary>" in table
    assert '<table aria-label="Dni">' in table


def test_what_comes_from_data_runs_nothing() -> None:
    table = chart_table(DRAWN, load_words("pl"))
    assert "<img" not in table
    assert "4 &amp; 5" in table


def test_a_chart_without_rows_has_no_table() -> None:
    assert chart_table({"mark": "bar"}, load_words("pl")) == ""


def test_on_a_phone_each_cell_of_several_bears_the_name_of_its_column() -> None:
    cells = [["Telefon", "przeszło", "10"], ["Telefon", "przegrane", "3"]]
    drawn = {**DRAWN, "data": {"values": [{"told": cells}]}}
    table = chart_table(drawn, load_words("pl"))
    assert '<th scope="col">przegrane</th>' in table
    assert '<td data-label="przegrane"><span>3</span></td>' in table
