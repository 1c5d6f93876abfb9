"""A process goes to Excel and comes back to the last sign; what a person changed comes with it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.process import Activity, Handover, SalesProcess, Stage, Stakeholder
from salestoolkit.errors import ImportFailed, SalesToolkitError
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.process_excel import from_excel, to_excel
from salestoolkit.sources.process_excel.headers import COLUMNS, known_fields
from salestoolkit.sources.processes import dump_processes, parse_processes
from salestoolkit.words import load_words
from tests.process_strategies import process_lists

LANGUAGES = ("en", "pl")
REFUSED = {"xlsx_control_character", "xlsx_text_too_long"}
TEXT = """\
# Our process, agreed in May.
[[process]]
name = "Sprzedaż"
pipeline = "Sales"
language = "pl"

[[process.stage]]
key = "call"
name = "Rozmowa"
owner = "rep"
activities = ["phone", "Notatka"]
exit_criteria = ["Termin jest umówiony."]
target_days = 7   # was 5
win_probability = 0.2

# the one that takes long
[[process.stage]]
key = "offer"
name = "Oferta"
waiting = true
purpose = "Nie widać tego w arkuszu."

[[process.activity]]
key = "phone"
name = "Telefon"
responsible = ["rep"]
consulted = ["law"]

[[process.stakeholder]]
key = "rep"
name = "Handlowiec"

[[process.stakeholder]]
key = "law"
name = "Prawnik"

[[process.handover]]
giver = "marketing"
taker = "sales"
stage = "call"
what = "MQL"
"""
ODD_NAMES = [
    "=1+1",
    "@x",
    "+48",
    "-5",
    "'quoted",
    "007",
    "x" * 300,
    "Zażółć\ngęślą",
    "_x0041_",
    "a\rb",
    "#N/A",
    "R&D &L &P 12",
    "TRUE",
    "  spaces  ",
    "\tTab",
    "https://example.com",
    "1,5",
    "2026-01-31",
    "🙂" * 40,
]


def sales(text: str = TEXT) -> SalesProcess:
    return next(iter(parse_processes(text, file="t").values()))


def there_and_back(
    processes: Any, *, source_text: str | None = None, language: str = "en"
) -> tuple[list[SalesProcess], str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "process.xlsx"
        to_excel(processes, path, source_text=source_text, language=language)
        found, text = from_excel(path)
        return list(found.values()), text


def edited(
    change: Callable[[Any], None], *, text: str = TEXT, language: str = "pl"
) -> tuple[SalesProcess, str]:
    """Write, let a person change the workbook, read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "process.xlsx"
        processes = parse_processes(text, file="t")
        to_excel(processes, path, source_text=text, language=language)
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        found, new_text = from_excel(path)
        return next(iter(found.values())), new_text


def comes_back(listed: list[SalesProcess], language: str) -> None:
    """Hold that a workbook of these processes is read as what it was written from."""
    text = dump_processes(listed) + "# the end\n"
    try:
        found, back = there_and_back(listed, source_text=text, language=language)
    except ImportFailed as error:
        assert error.code in REFUSED
        return
    assert found == listed
    assert back == text


@settings(deadline=None, max_examples=8)
@given(process_lists(), st.sampled_from(LANGUAGES))
def test_any_process_comes_back_from_excel_to_the_last_sign(
    listed: list[SalesProcess], language: str
) -> None:
    comes_back(listed, language)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(process_lists(), st.sampled_from(LANGUAGES))
def test_many_processes_come_back_from_excel_to_the_last_sign(
    listed: list[SalesProcess], language: str
) -> None:
    comes_back(listed, language)


@settings(deadline=None, max_examples=8)
@given(st.data())
def test_what_a_person_changes_in_cells_comes_back_and_nothing_else(data: Any) -> None:
    number = data.draw(st.integers(2, 3))
    field, value, read = data.draw(
        st.sampled_from(
            [
                ("name", "Nowa nazwa", "Nowa nazwa"),
                ("target_days", 12, 12.0),
                ("target_days", "12,5", 12.5),
                ("target_days", None, None),
                ("win_probability", "35 %", 0.35),
                ("win_probability", 0.45, 0.45),
                ("waiting", "x", True),
                ("waiting", "nie", False),
                ("owner", "Prawnik", "law"),
                ("owner", "Ktoś inny", "Ktoś inny"),
                ("entry_criteria", "• a\n• b", ("a", "b")),
                ("activities", "Telefon\nWizyta", ("phone", "Wizyta")),
            ]
        )
    )
    before = sales()

    def change(book: Any) -> None:
        book.worksheets[0].cell(number, COLUMNS.index(field) + 1).value = value

    after, text = edited(change)
    stages = list(before.stages)
    stages[number - 2] = replace(stages[number - 2], **{field: read})
    assert after == before.with_stages(tuple(stages))
    for comment in ("# Our process, agreed in May.", "# the one that takes long"):
        assert comment in text
    if field != "target_days":
        assert "# was 5" in text


@settings(deadline=None, max_examples=8)
@given(process_lists(), st.data())
def test_one_edited_cell_of_any_process_changes_that_stage_and_nothing_else(
    listed: list[SalesProcess], data: Any
) -> None:
    places = [(i, k) for i, process in enumerate(listed) for k, _ in enumerate(process.stages)]
    if not places:
        return
    sheet, row = data.draw(st.sampled_from(places))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "process.xlsx"
        try:
            to_excel(listed, path, language="pl")
        except ImportFailed as error:
            assert error.code in REFUSED
            return
        book = openpyxl.load_workbook(path)
        book.worksheets[sheet].cell(row + 2, 6).value = 4711
        book.save(path)
        found, text = from_excel(path)
    changed = listed[sheet].change_stage(listed[sheet].stages[row].key, target_days=4711)
    expected = [*listed[:sheet], changed, *listed[sheet + 1 :]]
    assert list(found.values()) == expected
    assert list(parse_processes(text, file="t").values()) == expected


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_odd_names_are_texts_and_come_back(name: str, tmp_path: Path) -> None:
    stages = (
        Stage(key=name, name=name, owner=name, activities=(name,), exit_criteria=(name, name)),
    )
    process = SalesProcess(
        name=name, stages=stages, activities=(Activity(key="a", name=name, informed=(name,)),)
    )
    found, _ = there_and_back(
        [process, replace(process, pipeline="2", activities=())], language="pl"
    )
    assert found == [process, replace(process, pipeline="2", activities=())]
    path = tmp_path / "p.xlsx"
    to_excel([process], path, language="en")
    kinds = {c.data_type for s in openpyxl.load_workbook(path) for row in s for c in row if c.value}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 40_000, "xlsx_text_too_long"),
        ("bell\x07", "xlsx_control_character"),
        ("\uffff", "xlsx_control_character"),
    ],
)
def test_what_excel_cannot_hold_is_one_sentence(text: str, code: str, tmp_path: Path) -> None:
    process = SalesProcess(name="Sale", stages=(Stage(key="a", name="A", entry_criteria=(text,)),))
    with pytest.raises(ImportFailed) as caught:
        to_excel([process], tmp_path / "p.xlsx", language="pl")
    assert caught.value.code == code
    assert "Warunki wejścia" in load_words("pl").error(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_name_with_a_sign_that_only_the_printed_head_would_show_comes_back() -> None:
    process = SalesProcess(name="Sale\x00s", stages=())
    assert there_and_back([process])[0] == [process]


def test_a_long_purpose_that_no_sheet_shows_comes_back() -> None:
    process = SalesProcess(name="Sale", stages=(Stage(key="a", name="A", purpose="ż" * 70_000),))
    assert there_and_back([process])[0] == [process]


def test_forty_stages_and_none_come_back() -> None:
    many = SalesProcess(
        name="Many", stages=tuple(Stage(key=str(i), name=f"Etap {i % 7}") for i in range(40))
    )
    assert there_and_back([many])[0] == [many]
    assert there_and_back([SalesProcess(name="None", stages=())])[0][0].stages == ()
    assert there_and_back([])[0] == []


def test_rows_that_were_moved_inserted_deleted_and_renamed_are_found_again() -> None:
    text = TEXT.replace(
        "[[process.activity]]",
        '[[process.stage]]\nkey = "deal"\nname = "Umowa"\n'
        'purpose = "Podpis"\n\n[[process.activity]]',
        1,
    )

    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
        rows[0][0] = "Pierwsza rozmowa"
        new = ["Demo", "Pokaz", None, None, None, 3, None, None, None]
        for line, row in enumerate([rows[2], new, rows[0]], 2):
            for place, value in enumerate(row, 1):
                sheet.cell(line, place).value = value

    after, new_text = edited(change, text=text)
    assert [(s.key, s.name, s.purpose, s.passes) for s in after.stages] == [
        ("deal", "Umowa", "Podpis", "deal"),
        ("Demo", "Demo", None, "deal"),
        ("call", "Pierwsza rozmowa", None, "deal"),
    ]
    assert after.handovers == sales(text).handovers
    assert "# was 5" in new_text


def test_a_deleted_stage_takes_its_hand_overs_and_activities_along() -> None:
    after, _ = edited(lambda book: book.worksheets[0].delete_rows(2))
    assert [stage.key for stage in after.stages] == ["offer"]
    assert after.handovers == ()


def test_a_row_that_was_copied_with_its_hidden_key_is_a_new_stage() -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        for place in range(1, 10):
            sheet.cell(4, place).value = sheet.cell(2, place).value
        sheet.cell(4, 1).value = "Druga rozmowa"

    after, _ = edited(change)
    assert [(stage.key, stage.target_days) for stage in after.stages] == [
        ("call", 7.0),
        ("offer", None),
        ("Druga rozmowa", 7.0),
    ]


def test_an_activity_that_was_renamed_keeps_its_people() -> None:
    def change(book: Any) -> None:
        book.worksheets[0]["B2"] = "Zimny telefon\nNotatka"

    after, _ = edited(change)
    assert after.stages[0].activities == ("phone", "Notatka")
    assert after.activity("phone") == Activity(
        key="phone", name="Zimny telefon", responsible=("rep",), consulted=("law",)
    )


def test_several_activities_are_shown_with_bullets_and_read_with_any_or_none() -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        assert sheet["B2"].value == "• Telefon\n• Notatka"
        sheet["B2"] = "• Telefon\n• Notatka\nSpotkanie\n- Oferta"

    after, _ = edited(change)
    assert after.stages[0].activities == ("phone", "Notatka", "Spotkanie", "Oferta")


def test_letters_of_people_come_back_in_polish_ones_and_in_words_too() -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[1]
        assert [c.value for c in sheet[4]][:3] == ["Telefon", "R", "C"]
        sheet["B4"], sheet["C4"] = "W, O", "informowany"
        sheet["C5"] = "RA"
        sheet["E2"], sheet["E4"] = "Klient", "K"

    after, _ = edited(change)
    assert after.activity("phone") == Activity(
        key="phone",
        name="Telefon",
        responsible=("rep",),
        accountable=("rep",),
        consulted=("Klient",),
        informed=("law",),
    )
    assert after.activity("Notatka").accountable == ("law",)
    assert after.stakeholders[-1] == Stakeholder(key="Klient", name="Klient")


def test_a_person_whose_column_was_deleted_is_gone_from_activities() -> None:
    after, _ = edited(lambda book: book.worksheets[1].delete_cols(3))
    assert [item.key for item in after.stakeholders] == ["rep"]
    assert after.activity("phone").consulted == ()


def test_a_sheet_of_people_that_was_deleted_changes_nobody() -> None:
    after, text = edited(lambda book: book.remove(book.worksheets[1]))
    assert (after, text) == (sales(), TEXT)


def test_a_deleted_column_changes_nothing_and_a_renamed_sheet_renames_the_process() -> None:
    def change(book: Any) -> None:
        book.worksheets[0].delete_cols(6)
        book.worksheets[0].title = "Nowa sprzedaż"

    after, text = edited(change)
    assert after == replace(sales(), name="Nowa sprzedaż")
    assert 'name = "Nowa sprzedaż"' in text


def test_a_copied_sheet_is_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    to_excel([sales()], path, source_text=TEXT, language="pl")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[0]).title = "Serwis"
    book.save(path)
    found, _ = from_excel(path)
    assert list(found) == ["Sales", "Serwis"]
    assert [stage.key for stage in found["Serwis"].stages] == ["call", "offer"]


def test_two_processes_have_their_own_sheets_in_one_workbook() -> None:
    first, second = sales(), replace(sales(), name="sprzedaż", pipeline="Service")
    assert there_and_back([first, second])[0] == [first, second]


HEADERS = {
    "en": ["Step", "Owner", "Days", "Probability (%)", "Remarks"],
    "pl": ["Nazwa etapu", "Właściciel", "Dni", "Prawdopodobieństwo (%)", "Uwagi"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_s_own_sheet_is_read_by_its_headers(language: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Our sales in 2026"])
    sheet.append(HEADERS[language])
    sheet.append(["Call", "Anna", 3, 20, "=1/0"])
    sheet.append([])
    sheet.append(["Negocjacje", None, "=2*7", 50])
    path = tmp_path / "Nasz proces.xlsx"
    book.save(path)
    _with_stored_value(path, "=2*7", "14")
    found, text = from_excel(path)
    process = found[None]
    assert (process.name, process.language) == ("Nasz proces", language)
    assert [
        (s.key, s.owner, s.target_days, s.win_probability, s.universal) for s in process.stages
    ] == [
        ("Call", "Anna", 3.0, 0.2, "contact"),
        ("Negocjacje", None, 14.0, 0.5, "closing"),
    ]
    assert parse_processes(text, file="t") == found


def _with_stored_value(path: Path, formula: str, value: str) -> None:
    """Put a formula's result into the file, as Excel does when it saves."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            old = f"<f>{formula[1:]}</f><v></v>".encode(), f"<f>{formula[1:]}</f><v />".encode()
            for text in old:
                data = data.replace(text, f"<f>{formula[1:]}</f><v>{value}</v>".encode())
            archive.writestr(name, data)
    path.write_bytes(out.getvalue())


@pytest.mark.parametrize(
    ("cell", "value", "code", "named"),
    [
        ("F2", "ok. tygodnia", "xlsx_days", "F2"),
        ("F3", -1, "xlsx_days", "F3"),
        ("F2", True, "xlsx_days", "F2"),
        ("G2", 1.2, "xlsx_probability", "G2"),
        ("G2", "około połowy", "xlsx_probability", "G2"),
        ("G3", "120 %", "xlsx_probability", "G3"),
        ("H2", "czasem", "xlsx_yes_no", "H2"),
        ("A2", None, "xlsx_name_missing", "A2"),
        ("A4", "Rozmowa", "xlsx_stage_twice", "A4"),
        ("A4", "won", "xlsx_stage_key", "A4"),
        ("A1", "Uwagi", "xlsx_header_missing", "A1"),
        ("F1", "Ile dni?", "xlsx_header_renamed", "F1"),
        ("F2", "1_000", "xlsx_days", "F2"),
        ("B1", "Krok", "xlsx_header_twice", "B1"),
        ("F2", "=A1+1", "xlsx_formula", "F2"),
        ("B3", "#REF!", "xlsx_formula", "B3"),
    ],
)
def test_a_broken_sheet_gets_cell_and_reason(cell: str, value: Any, code: str, named: str) -> None:
    def change(book: Any) -> None:
        book.worksheets[0][cell] = value
        if code == "xlsx_stage_twice":
            book.worksheets[0]["I4"] = "call"

    with pytest.raises(ImportFailed) as caught:
        edited(change)
    assert (caught.value.code, caught.value.fields["cell"]) == (code, named)
    for language in LANGUAGES:
        sentence = load_words(language).error(caught.value)
        assert sentence.startswith(named) and "Sprzedaż" in sentence


def test_a_process_does_not_go_with_its_row_of_headers() -> None:
    with pytest.raises(ImportFailed) as caught:
        edited(lambda book: book.worksheets[0].delete_rows(1))
    assert (caught.value.code, caught.value.fields["cell"]) == ("xlsx_header_missing", "A1")


def test_a_workbook_without_any_sheet_of_stages_is_no_empty_process() -> None:
    with pytest.raises(ImportFailed, match="xlsx_no_stages"):
        edited(lambda book: book.remove(book.worksheets[0]))


def test_a_cell_merged_over_several_stages_holds_for_each() -> None:
    def merge(book: Any) -> None:
        book.worksheets[0]["F2"] = 21
        book.worksheets[0].merge_cells("F2:F3")

    assert [stage.target_days for stage in edited(merge)[0].stages] == [21, 21]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        (1, "B4", "Z", "xlsx_raci"),
        (1, "A5", "Telefon", "xlsx_activity_twice"),
        (1, "D2", None, "xlsx_people_header"),
        (2, "A4", '"broken', "xlsx_notes_broken"),
    ],
)
def test_a_fault_in_the_other_sheets_is_named(
    sheet: int, cell: str, value: str | None, code: str
) -> None:
    def change(book: Any) -> None:
        book.worksheets[sheet][cell] = value
        if code == "xlsx_activity_twice":
            book.worksheets[1]["D5"] = "phone"

    with pytest.raises(ImportFailed) as caught:
        edited(change)
    assert caught.value.code == code


def _png(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 60)


def _zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"\0" * 60)


def _other_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Title", "Value"])
    book.save(path)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_png, "xlsx_not_a_workbook"),
        (_zip, "unreadable_workbook"),
        (_other_workbook, "xlsx_no_stages"),
        (
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60),
            "old_excel",
        ),
        (lambda path: None, "file_missing"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_workbook_of_stages_is_one_sentence(
    make: Callable[[Path], None], code: str, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "process.xlsx"
    make(path)
    with pytest.raises(SalesToolkitError) as caught:
        from_excel(path)
    assert caught.value.code == code
    assert code not in load_words(language).error(caught.value)


def test_an_existing_file_is_copied_before_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "process.xlsx"
    path.write_bytes(b"mine")
    copy = to_excel([sales()], path, language="en")
    assert copy is not None and copy.read_bytes() == b"mine"
    assert from_excel(path)[0]["Sales"] == sales()


def test_a_newer_process_takes_the_comments_of_the_file_along() -> None:
    newer = sales().change_stage("call", target_days=9)
    found, text = there_and_back([newer], source_text=TEXT)
    assert found == [newer]
    assert "# the one that takes long" in text and "target_days = 9" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_headers_are_among_those_that_are_read(language: str) -> None:
    words = load_words(language)
    for column in COLUMNS:
        assert known_fields()[plain(words.text(f"exchange.columns.{column}"))] == column


def test_printed_on_a4_across_with_the_header_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    to_excel([sales()], path, language="pl")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "B2")
    assert sheet.column_dimensions["I"].hidden
    assert sheet["A2"].alignment.wrap_text


def test_a_handover_survives_a_stage_with_another_name() -> None:
    after, _ = edited(lambda book: book.worksheets[0].__setitem__("A2", "Telefon"))
    assert after.handovers == (
        Handover(giver="marketing", taker="sales", stage="call", what="MQL"),
    )
