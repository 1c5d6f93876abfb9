"""CSV that a spreadsheet opens without running what stood in somebody's data."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.sources.safe_csv import as_written, safe_csv

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=12
)


def first_cell(text: str) -> str:
    lines = safe_csv(["a", "b"], [[text, "x"]]).decode("utf-8-sig")
    return next(iter(list(csv.reader(io.StringIO(lines)))[1:]))[0]


@settings(max_examples=100)
@given(CELLS.filter(lambda text: not text.startswith("'")))
def test_every_cell_reads_back_as_it_was(text: str) -> None:
    assert as_written(first_cell(text)) == text


@pytest.mark.parametrize("text", ["=1+1", " =1", "@SUM(A1)", "+cmd|x", "-2+3|y", "\t=1", "-a"])
def test_what_a_spreadsheet_would_compute_begins_with_an_apostrophe(text: str) -> None:
    assert first_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["+48 600 100 200", "-12,50", "(22) 100-20-30", "a=b", "1+1", ""])
def test_telephone_numbers_and_amounts_stay_as_they_are(text: str) -> None:
    assert first_cell(text) == text


def test_polish_letters_and_days_are_kept_and_nothing_is_empty() -> None:
    data = safe_csv(["Imię"], [["Żółć", date(2026, 9, 1), None, 1.5]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[1] == "Żółć,2026-09-01,,1.5"
