"""Filled sheets as files: read, kept with their comments, and said what is wrong with line and key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.core.sheets import Entry, Field, Money, Sheet
from salestoolkit.errors import BookError, ImportFailed, InvalidValue, SalesToolkitError
from salestoolkit.sources.sheets import (
    load_sheet,
    parse_sheet,
    read_sheet,
    save_sheet,
    sheet_names,
    sheet_text,
)

LETTERS = st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\"'\\#[]=")
TEXTS = st.text(LETTERS, max_size=60) | st.sampled_from(
    ["\n[[entry]]\n", '"""', "'''", "# a\n[[entry]]", "x\\", '\n\n"', "=HYPERLINK(", "<b>"]
)
MANY = Sheet(
    name="many",
    language="pl",
    title="Wszystko",
    repeats=True,
    fields=(
        Field(key="text", type="text", label="Tekst"),
        Field(key="long", type="long_text", label="Długi"),
        Field(key="items", type="list", label="Lista"),
        Field(key="pick", type="choice", label="Wybór", choices={"a": "A", "b": "B"}),
        Field(key="picks", type="choices", label="Wybory", choices={"a": "A", "b": "B"}),
        Field(key="number", type="number", label="Liczba"),
        Field(key="share", type="percent", label="Procent"),
        Field(key="money", type="money", label="Kwota"),
        Field(key="day", type="date", label="Dzień"),
        Field(key="answer", type="yes_no_unknown", label="Zgoda"),
        Field(key="person", type="person", label="Osoba"),
        Field(key="link", type="link", label="Plik"),
    ),
)
AMOUNTS = st.decimals(-(10**9), 10**9, places=2).map(lambda amount: Money(amount, "PLN"))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "long": TEXTS,
    "items": st.lists(TEXTS, max_size=4).map(tuple),
    "pick": st.sampled_from("ab"),
    "picks": st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
    "number": st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6),
    "share": st.floats(0, 1),
    "money": AMOUNTS,
    "day": st.dates(date(1000, 1, 1)),
    "answer": st.booleans(),
    "person": TEXTS,
    "link": st.just("https://example.com"),
}
ENTRIES = st.lists(st.fixed_dictionaries({}, optional=VALUES).map(Entry), max_size=4).map(tuple)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sheets" / "karta.toml"


def fault(text: str, sheet: Sheet = MANY) -> SalesToolkitError:
    with pytest.raises(BookError) as caught:
        parse_sheet(text, sheet, file="karta.toml")
    return caught.value


@given(entries=ENTRIES)
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back_equal(entries: tuple[Entry, ...]) -> None:
    assert parse_sheet(sheet_text(MANY, entries), MANY, file="") == entries


@given(former=ENTRIES, entries=ENTRIES)
@settings(max_examples=50, deadline=None)
def test_a_file_that_is_brought_up_to_date_holds_exactly_the_new_entries(
    former: tuple[Entry, ...], entries: tuple[Entry, ...]
) -> None:
    text = sheet_text(MANY, former)
    new = sheet_text(MANY, entries, former_text=text)
    assert parse_sheet(new, MANY, file="") == entries
    assert sheet_text(MANY, entries, former_text=new) == new


@given(entries=ENTRIES)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_saved_file_is_read_back_equal(entries: tuple[Entry, ...], tmp_path: Path) -> None:
    path = tmp_path / "karta.toml"
    save_sheet(path, MANY, entries)
    assert read_sheet(path, MANY) == entries


COMMENTED = """\
# nasze referencje
sheet = "many"
language = "pl"

# pierwszy, najlepszy
[[entry]]
text = "Alfa"      # tak chce być nazywana
answer = "unknown" # zapytać Annę

# drugi
[[entry]]
text = "Beta"
items = [
  "a", # ważne
  "b",
]
"""


def test_comments_and_layout_stay_where_a_value_changes(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(COMMENTED, encoding="utf-8")
    first, second = read_sheet(path, MANY)
    save_sheet(path, MANY, [first, second.with_value("text", "Gamma")])
    assert path.read_text(encoding="utf-8") == COMMENTED.replace("Beta", "Gamma")


def test_saving_what_is_there_leaves_the_file_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(COMMENTED, encoding="utf-8")
    before = path.stat().st_mtime_ns
    assert save_sheet(path, MANY, read_sheet(path, MANY)) is None
    assert path.stat().st_mtime_ns == before


def test_an_entry_that_is_taken_out_takes_its_comments_along_and_leaves_a_copy(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(COMMENTED, encoding="utf-8")
    _, second = read_sheet(path, MANY)
    copy = save_sheet(path, MANY, [second])
    left = path.read_text(encoding="utf-8")
    assert "pierwszy" not in left and "# drugi\n[[entry]]" in left and '"a", # ważne' in left
    assert copy == path.with_name("karta.before-1.toml")
    assert copy.read_text(encoding="utf-8") == COMMENTED


def test_a_value_that_is_emptied_leaves_a_copy_and_one_that_changes_does_not(path: Path) -> None:
    save_sheet(path, MANY, [Entry({"text": "Alfa", "number": 0})])
    assert save_sheet(path, MANY, [Entry({"text": "Beta", "number": 0})]) is None
    assert save_sheet(path, MANY, [Entry({"text": "Beta"})]) is not None
    assert [found.name for found in sorted(path.parent.iterdir())] == [
        "karta.before-1.toml",
        "karta.toml",
    ]


def test_a_text_that_says_unknown_can_be_taken_out_and_an_unknown_answer_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[entry]]\ntext = "unknown"\nanswer = "unknown"\n', encoding="utf-8")
    save_sheet(path, MANY, [Entry()])
    assert path.read_text(encoding="utf-8") == '[[entry]]\nanswer = "unknown"\n'


def test_an_order_that_changes_carries_the_entries_whole(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(COMMENTED, encoding="utf-8")
    first, second = read_sheet(path, MANY)
    save_sheet(path, MANY, [second, first])
    assert read_sheet(path, MANY) == (second, first)


def test_line_ends_of_windows_stay(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode())
    first, second = read_sheet(path, MANY)
    save_sheet(path, MANY, [first.with_value("long", "jeden\ndwa"), second])
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert read_sheet(path, MANY)[0]["long"] == "jeden\ndwa"


def test_a_new_file_says_what_may_stand_in_it(path: Path) -> None:
    save_sheet(path, load_sheet("evidence", "pl"), [])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Przypadki klientów i referencje. ")
    assert "#   consent: Zgoda udzielona (yes | no | unknown)" in text
    assert 'language = "pl"' in text


def test_both_languages_read_one_file(path: Path) -> None:
    entry = Entry({"question": "Ile to kosztuje?", "status": "ready"})
    save_sheet(path, load_sheet("questions", "pl"), [entry])
    assert read_sheet(path, load_sheet("questions", "en")) == (entry,)


def test_a_file_that_is_not_there_yet_holds_nothing(path: Path) -> None:
    assert read_sheet(path, MANY) == ()


def test_a_truth_value_of_toml_is_an_answer_too() -> None:
    text = "[[entry]]\nanswer = true\n[[entry]]\nanswer = false\n"
    assert [entry["answer"] for entry in parse_sheet(text, MANY, file="")] == [True, False]


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        ("text = 5", "sheet_file_not_text", "5"),
        ("items = 'a'", "sheet_file_not_texts", "a"),
        ("pick = 'A'", "sheet_file_not_choice", "A"),
        ("picks = ['c']", "sheet_file_not_choices", "['c']"),
        ("number = '12'", "sheet_file_not_number", "12"),
        ("share = 25", "sheet_file_outside", "25"),
        ("money = '12 zł'", "sheet_file_not_money", "12 zł"),
        ("day = '2026-11-26'", "sheet_file_not_date", "2026-11-26"),
        ("answer = 'tak'", "toml_not_choice", "tak"),
        ("link = 'javascript:x'", "sheet_file_bad_link", "javascript:x"),
        ("tekst = 'a'", "toml_unknown_key", "a"),
    ],
)
def test_a_wrong_value_is_named_with_file_line_and_key(line: str, code: str, value: str) -> None:
    error = fault(f"# a file\n[[entry]]\ntext = 'a'\n\n[[entry]]\n{line}\n")
    assert error.code == code
    assert error.fields["line"] == 6
    assert error.fields["file"] == "karta.toml"
    assert error.fields["key"] == line.split(" ")[0]
    assert error.fields["value"] == value


def test_another_sheets_file_and_a_second_card_are_refused() -> None:
    card = load_sheet("value_proposition", "en")
    assert fault('sheet = "persona"\n', card).code == "sheet_other"
    error = fault("[[entry]]\n[[entry]]\n", card)
    assert (error.code, error.fields["line"]) == ("sheet_one_card", 2)


def test_entries_that_are_no_sections_are_refused() -> None:
    error = fault('sheet = "many"\nentry = [{ text = "a" }]\n')
    assert (error.code, error.fields["line"]) == ("toml_not_entries", 2)


def test_a_text_of_several_lines_is_written_as_a_person_would(path: Path) -> None:
    save_sheet(path, MANY, [Entry({"long": 'Powiedział: "nie".\nA potem zapytał.'})])
    written = 'long = """\nPowiedział: "nie".\nA potem zapytał."""\n'
    assert path.read_text(encoding="utf-8").endswith(written)


def test_what_cannot_be_read_is_never_written_over(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("[[entry]\n", encoding="utf-8")
    with pytest.raises(BookError):
        save_sheet(path, MANY, [Entry({"text": "a"})])
    assert path.read_text(encoding="utf-8") == "[[entry]\n"


def test_a_value_that_does_not_fit_is_refused_before_anything_is_written(path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        save_sheet(path, MANY, [Entry({"share": 25})])
    assert caught.value.code == "sheet_outside"
    assert caught.value.fields["field"] == "Procent"
    assert not path.exists()


def test_a_folder_that_is_closed_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImportFailed) as caught:
        save_sheet(tmp_path / "file" / "karta.toml", MANY, [Entry({"text": "a"})])
    assert caught.value.code == "cannot_write"


@pytest.mark.parametrize("name", sheet_names())
def test_every_packaged_sheet_has_its_words_in_both_languages(name: str) -> None:
    english, polish = (load_sheet(name, language) for language in ("en", "pl"))
    assert english.keys == polish.keys
    for sheet in (english, polish):
        assert sheet.title and sheet.purpose and sheet.who and sheet.takes
        assert all(field.label and field.question for field in sheet)
        assert any(field.required for field in sheet)
        labels = [field.label for field in sheet]
        assert len(set(labels)) == len(labels)


def test_an_unknown_name_lists_the_sheets() -> None:
    with pytest.raises(InvalidValue) as caught:
        load_sheet("person", "en")
    assert "persona" in caught.value.fields["allowed"]


def test_money_keeps_its_cents(path: Path) -> None:
    amount = Money(Decimal("1200.50"), "PLN")
    save_sheet(path, MANY, [Entry({"money": amount})])
    assert 'money = "1200.50 PLN"' in path.read_text(encoding="utf-8")
    assert read_sheet(path, MANY)[0]["money"] == amount
