"""A page's figures as a workbook."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from salestoolkit.reports.figures_xlsx import figures_as_xlsx
from salestoolkit.words import load_words

HOSTILE = '=HYPERLINK("http://example.com")'
PAGE = f"""
<dl class="stk figures"><div><dt>Wygrane</dt><dd>1 150</dd><dd>n = 3</dd></div></dl>
<table aria-label="Etapy / [wszystkie]"><tr><th>Etap</th><th>Konwersja</th></tr>
<tr><th>{HOSTILE}</th><td>21,5%</td></tr></table>
<table aria-label="Etapy / [wszystkie]"><tr><td>007</td></tr></table>
"""
RECORD: dict[str, Any] = {
    "title": "Analiza lejka",
    "notice": "Dane są stare.",
    "headline": "Wygrywamy 21% szans.",
    "as_of": "2026-10-30",
    "figures": {"won": {"value": 223, "low": None, "high": None, "n": 1150, "definition": None}},
}


def workbook(record: dict[str, Any] = RECORD) -> Any:
    return openpyxl.load_workbook(io.BytesIO(figures_as_xlsx(PAGE, record, load_words("pl"))))


def test_the_first_sheet_says_what_the_head_of_the_page_says() -> None:
    rows = list(workbook().worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[:4]] == [
        "Analiza lejka",
        "Dane są stare.",
        "Wygrywamy 21% szans.",
        "Stan na dzień",
    ]
    assert rows[4][:2] == ("Wygrane", 1150)


def test_exact_figures_have_a_sheet_under_the_names_that_people_know() -> None:
    rows = list(workbook()["Liczby"].iter_rows(values_only=True))
    assert rows[1][:2] == ("Wygrane", 223)
    assert "Liczby" not in workbook(RECORD | {"figures": {}}).sheetnames


def test_a_share_is_a_number_shown_in_percent_and_a_formula_is_text() -> None:
    sheet = workbook().worksheets[2]
    assert sheet["B2"].value == 0.215
    assert sheet["B2"].number_format == "0.0%"
    assert sheet["A2"].value == HOSTILE
    assert sheet["A2"].data_type == "s"


def test_two_tables_of_one_name_have_sheets_of_their_own_and_codes_keep_their_noughts() -> None:
    names = workbook().sheetnames[2:]
    assert names == ["Etapy wszystkie", "Etapy wszystkie 2"]
    assert workbook()[names[1]]["A1"].value == "007"
