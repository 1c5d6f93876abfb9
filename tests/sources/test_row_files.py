"""Long tables are written whole, and nothing in them is computed by a spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salestoolkit.errors import ImportFailed
from salestoolkit.sources import row_files
from salestoolkit.sources.row_files import write_rows

HEADER = ["Deal", "Client", "Value", "Created"]
PIECES = [
    [["1", "=HYPERLINK(1)", 1250.5, date(2026, 1, 31)], ["2", "Łoś\x07 i syn", 7, None]],
    [["3", "+48 600", None, None]],
]


def test_a_csv_file_holds_every_piece_with_its_formulas_disarmed(tmp_path: Path) -> None:
    write_rows(tmp_path / "deals.csv", HEADER, PIECES, sheet="Deals")
    lines = (tmp_path / "deals.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Deal,Client,Value,Created"
    assert lines[1] == "1,'=HYPERLINK(1),1250.5,2026-01-31"
    assert len(lines) == 4


def test_a_workbook_keeps_numbers_as_numbers_and_texts_as_texts(tmp_path: Path) -> None:
    write_rows(tmp_path / "deals.xlsx", HEADER, PIECES, sheet="Deals")
    sheet = load_workbook(tmp_path / "deals.xlsx")["Deals"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == HEADER
    assert rows[1][1].data_type == "s"
    assert rows[1][2].value == 1250.5
    assert rows[1][3].value.date() == date(2026, 1, 31)
    assert [rows[2][1].value, rows[3][1].value] == ["Łoś i syn", "+48 600"]


def test_what_was_there_is_copied_before_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    assert write_rows(path, HEADER, PIECES, sheet="Deals") is None
    assert write_rows(path, HEADER, PIECES, sheet="Deals") is None
    copy = write_rows(path, HEADER, PIECES[:1], sheet="Deals")
    assert copy is not None
    assert len(copy.read_text(encoding="utf-8-sig").splitlines()) == 4


def test_a_table_that_breaks_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("mine", encoding="utf-8")

    def breaks():
        yield PIECES[0]
        raise ImportFailed("book_broken", value="book", reason="x")

    with pytest.raises(ImportFailed, match="book_broken"):
        write_rows(path, HEADER, breaks(), sheet="Deals")
    assert [one.name for one in tmp_path.iterdir()] == ["deals.csv"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_sheet_holds_only_so_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_files, "SHEET_ROWS", 2)
    with pytest.raises(ImportFailed, match="table_too_long"):
        write_rows(tmp_path / "deals.xlsx", HEADER, PIECES, sheet="Deals")
    assert list(tmp_path.iterdir()) == []


def test_the_ending_says_what_kind_of_file_it_is(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="table_ending"):
        write_rows(tmp_path / "deals.doc", HEADER, PIECES, sheet="Deals")
