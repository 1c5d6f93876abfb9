import csv
import hashlib
import io
import json
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.tables import RawTable, read_tables

POLISH = "Zażółć gęślą jaźń ŁÓDŹ Śląsk Ćma"
HEADER = "id,tytuł,wartość\n"


def written(folder: Path, content: bytes | str, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: bytes | str, name: str = "deals.csv") -> RawTable:
    (table,) = read_tables(written(folder, content, name))
    return table


def rows_of(table: RawTable) -> list[list[str | None]]:
    return [list(row) for row in zip(*(c.to_pylist() for c in table.columns.values()), strict=True)]


def fault(folder: Path, content: bytes | str, name: str = "deals.csv") -> ImportFailed:
    with pytest.raises(ImportFailed) as caught:
        read_tables(written(folder, content, name))
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1250", b"", "cp1250"),
        ("iso8859-2", b"", "iso8859-2"),
    ],
)
def test_polish_letters_survive_every_encoding(tmp_path, encoding, mark, name):
    table = read(tmp_path, mark + f"{HEADER}1,{POLISH},5\n2,zwykły,6\n".encode(encoding))
    assert list(table.columns) == ["id", "tytuł", "wartość"]
    assert rows_of(table) == [["1", POLISH, "5"], ["2", "zwykły", "6"]]
    assert table.encoding == name


@pytest.mark.parametrize(
    "word", ["Größe und Maße", "Negócio não é só preço", "Año señor, ¿qué más?"]
)
def test_western_letters_are_not_taken_for_polish_ones(tmp_path, word):
    table = read(tmp_path, f"id;name\n1;{word}\n".encode("cp1252"))
    assert table.columns["name"].to_pylist() == [word]


@given(text=st.text(alphabet="ąćęłńóśźżĄĆĘŁŃÓŚŹŻ abcXYZ", min_size=1).filter(lambda t: t.strip()))
@settings(max_examples=60, deadline=None)
def test_a_text_with_the_telling_letters_is_read_in_both_polish_code_pages(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("pages")
    told = f"{text} ąśź"
    for encoding in ("cp1250", "iso8859-2"):
        table = read(folder, f"id,name\n1,{told}\n".encode(encoding))
        assert table.columns["name"].to_pylist() == [told.strip()]


def test_bad_bytes_behind_a_mark_of_utf8_do_not_stop_the_reading(tmp_path):
    table = read(tmp_path, b"\xef\xbb\xbfid,name\n1,A\xb9B\n")
    assert table.columns["name"].to_pylist() == ["A�B"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    text = "\n".join(
        separator.join(row) for row in (["id", "a b", "c"], ["1", "x", "512.77"], ["2", "y", "3"])
    )
    table = read(tmp_path, text)
    assert table.separator == separator
    assert rows_of(table) == [["1", "x", "512.77"], ["2", "y", "3"]]


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    table = read(tmp_path, "id;wartość\n1;512,77\n2;1 234,50\n3;7,00\n")
    assert table.separator == ";"
    assert table.columns["wartość"].to_pylist() == ["512,77", "1 234,50", "7,00"]


def test_commas_in_texts_do_not_pass_for_separators(tmp_path):
    table = read(tmp_path, 'id|opis\n1|a, b, c\n2|a, b\n3|"x|y, z"\n')
    assert table.columns["opis"].to_pylist() == ["a, b, c", "a, b", "x|y, z"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_first_line_that_names_the_separator_is_no_data(tmp_path, separator):
    table = read(tmp_path, f"sep={separator}\nid{separator}b\n1{separator}2\n")
    assert rows_of(table) == [["1", "2"]]
    assert table.first_line == 3
    assert table.line(0) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path, end):
    table = read(tmp_path, end.join(["id,b", "1,2", "3,4", ""]))
    assert rows_of(table) == [["1", "2"], ["3", "4"]]
    assert [table.line(0), table.line(1)] == [2, 3]


def test_cells_are_trimmed_and_empty_ones_are_null(tmp_path):
    table = read(tmp_path, 'id , b\n 1 ,\u00a0x\u00a0\n2,"   "\n3,\n4,""\n5,None\n6,NA\n')
    assert list(table.columns) == ["id", "b"]
    assert table.columns["id"].to_pylist() == ["1", "2", "3", "4", "5", "6"]
    assert table.columns["b"].to_pylist() == ["x", None, None, None, "None", "NA"]


def test_headers_that_are_empty_or_repeated_are_made_unique(tmp_path):
    table = read(tmp_path, "id,,Value,Value\n1,2,3,4\n")
    assert list(table.columns) == ["id", "column 2", "Value", "Value (2)"]


def test_a_header_named_like_a_made_one_stays_apart(tmp_path):
    table = read(tmp_path, "Value,Value,Value (2)\n1,2,3\n")
    assert list(table.columns) == ["Value", "Value (2)", "Value (2) (2)"]


def test_rows_with_too_few_or_too_many_fields_are_kept_apart_with_their_lines(tmp_path):
    table = read(tmp_path, "id,a,b\n1,2,3\n4,5\n6,7,8,9\n10,11,12\nGrand Totals (3 records)\n")
    assert rows_of(table) == [["1", "2", "3"], ["10", "11", "12"]]
    assert table.broken == ((3, "4,5"), (4, "6,7,8,9"), (6, "Grand Totals (3 records)"))
    assert [table.line(0), table.line(1)] == [2, 5]


def test_lines_are_right_where_cells_hold_line_breaks_and_lines_are_blank(tmp_path):
    table = read(tmp_path, 'id,"no\nte"\n1,"a\nb\nc"\n\n2,x\n3\n4,"y\nz"\n5,w\n')
    assert list(table.columns) == ["id", "no te"]
    assert table.columns["id"].to_pylist() == ["1", "2", "4", "5"]
    assert [table.line(row) for row in range(4)] == [3, 7, 9, 11]
    assert table.broken == ((8, "3"),)


def test_a_quote_that_never_closes_breaks_its_own_row_only(tmp_path):
    lines = ["id,name,value", '1,"Rura 5 cali,10', "2,b,20", '3,"c ""d""",30', "4,e,40", ""]
    table = read(tmp_path, "\n".join(lines))
    assert rows_of(table) == [["2", "b", "20"], ["3", 'c "d"', "30"], ["4", "e", "40"]]
    assert table.broken == ((2, '1,"Rura 5 cali,10'),)
    assert [table.line(row) for row in range(3)] == [3, 4, 5]


def test_a_quote_inside_a_cell_is_a_letter(tmp_path):
    table = read(tmp_path, 'id,name\n1,rura 5" i 6"\n2,x\n')
    assert table.columns["name"].to_pylist() == ['rura 5" i 6"', "x"]


def test_rows_of_separators_alone_are_no_rows(tmp_path):
    table = read(tmp_path, "id;a;b\n1;2;3\n;;\n;;;;\n4;5;6\n   \n")
    assert table.columns["id"].to_pylist() == ["1", "4"]
    assert table.broken == ()
    assert table.line(1) == 5


def test_separators_behind_every_row_make_no_column(tmp_path):
    table = read(tmp_path, "id,a,\n1,2\n3,4\n")
    assert rows_of(table) == [["1", "2"], ["3", "4"]]
    wider = read(tmp_path, "id,a\n1,2,\n3,4,\n")
    assert rows_of(wider) == [["1", "2", None], ["3", "4", None]]


def test_title_lines_above_the_header_and_notes_below_are_no_data(tmp_path):
    text = (
        '"Szanse według handlowców"\n"As of 2026-11-23 10:00; generated by Anna"\n\n'
        '"Opportunity Name","Stage","Amount","Close Date"\n'
        '"A","Won","$1,234,567","2026-01-02"\n"B","Lost","$5","2026-01-03"\n\n'
        '"Grand Totals (2 records)"\n"Confidential Information"\n'
    )
    table = read(tmp_path, text)
    assert list(table.columns) == ["Opportunity Name", "Stage", "Amount", "Close Date"]
    assert table.columns["Amount"].to_pylist() == ["$1,234,567", "$5"]
    assert table.first_line == 5
    assert [line for line, _ in table.broken] == [8, 9]


def test_a_title_padded_to_full_width_is_no_header(tmp_path):
    table = read(tmp_path, "Raport;;;\n;;;\nid;a;b;c\n1;2;3;4\n")
    assert list(table.columns) == ["id", "a", "b", "c"]
    assert table.line(0) == 4


def test_the_hash_is_that_of_the_file(tmp_path):
    content = f"{HEADER}1,a,2\n".encode("cp1250")
    assert read(tmp_path, content).sha256 == hashlib.sha256(content).hexdigest()


def test_a_name_of_ten_thousand_letters_is_read_whole(tmp_path):
    name = "Ł" * 10_000
    assert read(tmp_path, f"id,name\n1,{name}\n2,b\n").columns["name"].to_pylist() == [name, "b"]


def test_a_cell_larger_than_a_block_of_the_reader_is_read(tmp_path):
    name = "x" * 900_000
    table = read(tmp_path, f'id,name\n1,"{name}\n{name}"\n2,b\n')
    assert table.num_rows + len(table.broken) == 2


cells = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"),
    max_size=12,
)


@given(
    rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=20),
    separator=st.sampled_from(",;\t|"),
)
@settings(max_examples=80, deadline=None)
def test_no_row_is_lost_whatever_its_cells_hold(tmp_path_factory, rows, separator):
    folder = tmp_path_factory.mktemp("any")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "first", "second"])
    writer.writerows([str(i), *row] for i, row in enumerate(rows))
    table = read(folder, stream.getvalue())
    expected = [[str(i), *(cell.strip() or None for cell in row)] for i, row in enumerate(rows)]
    assert table.broken == ()
    assert rows_of(table) == expected


@given(widths=st.lists(st.integers(1, 6), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_rows_read_and_rows_broken_add_up_to_the_rows_in_the_file(tmp_path_factory, widths):
    folder = tmp_path_factory.mktemp("ragged")
    lines = [",".join(["x"] * width) for width in (4, 4, 4, *widths)]
    table = read(folder, "\n".join(["a,b,c,d", *lines]))
    assert table.num_rows + len(table.broken) == len(lines)
    numbers = {table.line(row) for row in range(table.num_rows)} | {
        line for line, _ in table.broken
    }
    if max(widths.count(width) for width in widths) <= 3:
        assert numbers == set(range(2, len(lines) + 2))


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_cells_of_a_workbook_become_text(tmp_path):
    path = workbook(
        tmp_path / "deals.xlsx",
        (
            "Szanse",
            [
                ["ID", "Wartość", "Dnia", "O", "Czy", "Serial", "Godzina"],
                [
                    1,
                    512.77,
                    date(2024, 3, 1),
                    datetime(2024, 3, 1, 10, 5),
                    True,
                    45631,
                    time(9, 30),
                ],
                [2.0, 1e3, None, None, False, 45631.5, None],
            ],
        ),
    )
    (table,) = read_tables(path)
    assert table.sheet == "Szanse"
    assert rows_of(table) == [
        ["1", "512.77", "2024-03-01", "2024-03-01 10:05:00", "true", "45631", "09:30:00"],
        ["2", "1000", None, None, "false", "45631.5", None],
    ]
    assert table.line(1) == 3


def test_every_filled_sheet_is_a_table_and_a_note_is_none(tmp_path):
    path = workbook(
        tmp_path / "book.xlsx",
        ("Opis", []),
        ("Deals", [["Raport"], [], ["id", "stage"], [1, "A"], [None, None], [2, "B"]]),
        ("Reps", [["owner", "team"], ["Anna", "X"]]),
    )
    deals, reps = read_tables(path)
    assert [deals.sheet, reps.sheet] == ["Deals", "Reps"]
    assert deals.columns["id"].to_pylist() == ["1", "2"]
    assert [deals.line(0), deals.line(1)] == [4, 6]


def test_formulas_are_never_evaluated_and_never_lost(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx", ("S", [["id", "name"], [1, '=HYPERLINK("http://x","y")'], [2, "ok"]])
    )
    (table,) = read_tables(path)
    assert table.columns["name"].to_pylist() == ['=HYPERLINK("http://x","y")', "ok"]


def test_a_workbook_is_known_by_its_bytes_not_by_its_name(tmp_path):
    path = workbook(tmp_path / "deals.xlsx", ("S", [["id", "b"], [1, 2]]))
    (table,) = read_tables(path.rename(tmp_path / "deals.csv"))
    assert rows_of(table) == [["1", "2"]]


CHANGE = {
    "field_key": "stage_id",
    "old_value": "1",
    "new_value": 2,
    "actor_user_id": 7,
    "time": "2024-03-01 10:00:00",
    "change_source": "app",
    "is_bulk_update_flag": False,
}


def changelog(*changes: dict) -> dict:
    return {"success": True, "data": list(changes), "additional_data": {"next_cursor": None}}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("deal_123_changelog.json", changelog(CHANGE)),
        ("123.json", changelog(CHANGE)),
        ("all.json", {"123": changelog(CHANGE)}),
        ("all.json", [{**changelog(CHANGE), "deal_id": 123}]),
        ("all.json", changelog({**CHANGE, "deal_id": 123})),
        ("all.json", [{**CHANGE, "deal_id": 123}]),
    ],
)
def test_a_changelog_gets_its_deal_from_wherever_it_is_told(tmp_path, name, document):
    table = read(tmp_path, json.dumps(document), name)
    assert table.shape == "pipedrive_changelog"
    assert table.columns["deal_id"].to_pylist() == ["123"]
    assert table.columns["new_value"].to_pylist() == ["2"]
    assert table.columns["is_bulk_update_flag"].to_pylist() == ["false"]


def test_a_changelog_without_its_deal_is_an_error(tmp_path):
    assert (
        fault(tmp_path, json.dumps(changelog(CHANGE)), "changes.json").code
        == "changelog_without_deal_id"
    )


def test_answers_one_a_line_keep_their_lines(tmp_path):
    lines = [
        json.dumps({**changelog(CHANGE, CHANGE), "deal_id": 1}),
        "",
        json.dumps({**changelog(CHANGE), "deal_id": 2}),
    ]
    table = read(tmp_path, "\n".join(lines), "log.jsonl")
    assert table.columns["deal_id"].to_pylist() == ["1", "1", "2"]
    assert [table.line(row) for row in range(3)] == [1, 1, 3]


def test_a_flow_gives_the_changes_and_keeps_other_entries_without_a_field(tmp_path):
    data = {
        "item_id": 9,
        "user_id": 3,
        "field_key": "stage_id",
        "old_value": "1",
        "new_value": "2",
        "log_time": "2024-03-01 10:00:00",
    }
    document = changelog(
        {"object": "dealChange", "timestamp": "2024-03-01 10:00:00", "data": data},
        {
            "object": "activity",
            "timestamp": "2024-03-02 10:00:00",
            "data": {"id": 5, "subject": "x"},
        },
    )
    table = read(tmp_path, json.dumps(document), "flow.json")
    assert table.shape == "pipedrive_flow"
    assert table.num_rows == 2
    assert table.columns["deal_id"].to_pylist() == ["9", None]
    assert table.columns["field_key"].to_pylist() == ["stage_id", None]
    assert table.columns["time"].to_pylist() == ["2024-03-01 10:00:00", "2024-03-02 10:00:00"]
    assert table.columns["actor_user_id"].to_pylist() == ["3", None]


def test_a_deal_without_changes_is_an_empty_table_not_an_error(tmp_path):
    for data in ([], None):
        document = {"success": True, "data": data}
        table = read(tmp_path, json.dumps(document), "deal_7_changelog.json")
        assert (table.num_rows, table.shape) == (0, "pipedrive_changelog")


def test_deals_and_stages_of_the_interface_are_told_apart(tmp_path):
    deal = {
        "id": 1,
        "title": "A",
        "stage_id": 2,
        "user_id": {"id": 5, "name": "Anna"},
        "value": 1500.0,
        "won_time": None,
    }
    deals = read(tmp_path, json.dumps(changelog(deal)), "deals.json")
    assert deals.shape == "pipedrive_deals"
    assert deals.columns["user_id"].to_pylist() == ["Anna"]
    assert deals.columns["value"].to_pylist() == ["1500"]
    stages = read(
        tmp_path,
        json.dumps(changelog({"id": 2, "name": "Oferta", "pipeline_id": 1, "order_nr": 3})),
        "s.json",
    )
    assert stages.shape == "pipedrive_stages"


def test_a_zero_of_the_interface_is_a_value_not_nothing(tmp_path):
    rows = [{"id": 0, "done": False, "value": 0.0}]
    table = read(tmp_path, json.dumps(rows), "rows.json")
    assert rows_of(table) == [["0", "false", "0"]]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"\xef\xbb\xbf", "a.csv", "file_empty"),
        (b" \r\n\r\n ", "a.csv", "file_empty"),
        (b"id,name\n", "a.csv", "file_without_rows"),
        (b"id;name\r\n;\r\n", "a.csv", "file_without_rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.csv", "file_not_text"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "a.csv", "file_not_text"),
        (b"%PDF-1.7\n1 0 obj", "a.csv", "file_not_text"),
        (bytes(range(256)) * 4, "a.csv", "file_not_text"),
        (b"id,name\n1,a\x00b\n", "a.csv", "file_not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "file_encrypted",
        ),
        (b"PK\x03\x04 broken", "a.xlsx", "unreadable_workbook"),
        (b'{"success": true, "data": [', "a.json", "unreadable_json"),
        (b"[" * 100_000, "a.json", "unreadable_json"),
        (b'{"success": true, "data": []}', "a.json", "json_without_rows"),
        (b"{}", "a.json", "json_without_rows"),
        (b"[1, 2]", "a.json", "json_without_rows"),
        (b'{"success": false, "error": "unauthorized"}', "a.json", "failed_answer"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(tmp_path, content, name, code):
    error = fault(tmp_path, content, name)
    assert error.code == code
    assert error.fields["file"] == name


def test_a_workbook_without_rows_and_an_archive_of_other_things_are_refused(tmp_path):
    assert_code(workbook(tmp_path / "a.xlsx", ("S", [["id", "name"]])), "file_without_rows")
    assert_code(workbook(tmp_path / "b.xlsx", ("S", [])), "file_empty")
    with zipfile.ZipFile(tmp_path / "c.csv", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert_code(tmp_path / "c.csv", "unreadable_workbook")


def test_a_workbook_torn_inside_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("S", [["id", "name"], [1, "Acme"]]))
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    whole = path.read_bytes()
    inside = sheet.header_offset + 30 + len(sheet.filename)
    path.write_bytes(whole[:inside] + b"\xff" * 8 + whole[inside + 8 :])
    assert_code(path, "unreadable_workbook")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert_code(tmp_path / "nothing.csv", "file_missing")
    assert_code(tmp_path, "file_is_folder")


def assert_code(path: Path, code: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        read_tables(path)
    assert caught.value.code == code


@pytest.mark.skipif("REALDATA" not in os.environ, reason="REALDATA names no folder of real exports")
def test_every_real_file_is_read_with_all_its_rows():
    for path in sorted(Path(os.environ["REALDATA"]).glob("*/*.csv")):
        (table,) = read_tables(path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
        assert (table.num_rows, table.broken) == (len(rows) - 1, ()), path.name
        assert list(table.columns) == [" ".join(cell.split()) for cell in rows[0]], path.name
