"""The form of a sheet, driven without a browser: it saves as it is filled in, and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest

from salestoolkit.core.sheets import Entry
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.sheets import load_sheet, read_sheet, sheet_names
from salestoolkit.widgets.sheet_desk import SheetDesk
from salestoolkit.widgets.sheets import SheetForm, sheet_form

NOON = datetime(2026, 11, 26, 10, 31, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dowody.toml"


@pytest.fixture
def form(path: Path) -> SheetForm:
    return SheetForm(SheetDesk("evidence", path, language="pl"), now=lambda: NOON)


def fill(form: SheetForm, key: str, value: Any) -> None:
    form.boxes[key].box.value = value


def kept(form: SheetForm) -> tuple[Entry, ...]:
    return read_sheet(form.desk.path, form.desk.sheet)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sheet_names())
def test_every_box_has_its_label(name: str, language: str, tmp_path: Path) -> None:
    form = sheet_form(name, tmp_path / "sheet.toml", language=language)
    for field in load_sheet(name, language):
        label = form.boxes[field.key].box.description
        assert label.removesuffix(" *") == field.label
        assert len(label) <= 60, "a longer label takes more than two lines beside its box"
        assert label.endswith(" *") == field.required


def test_each_kind_of_box_is_saved_when_it_is_left(form: SheetForm) -> None:
    fill(form, "name", "Alfa")
    fill(form, "kind", "pilot")
    fill(form, "figure", "0")
    fill(form, "consent", "yes")
    fill(form, "consent_until", date(2026, 12, 31))
    assert kept(form) == (
        Entry(
            {
                "name": "Alfa",
                "kind": "pilot",
                "figure": 0,
                "consent": True,
                "consent_until": date(2026, 12, 31),
            }
        ),
    )
    assert "Zapisano o 10:31:05." in form.status.value


def test_an_entry_is_listed_by_what_is_in_it(form: SheetForm) -> None:
    assert [text for text, _ in form.chosen.options] == ["1. (pusty)"]
    fill(form, "name", "Alfa")
    assert [text for text, _ in form.chosen.options] == ["1. Alfa"]


def test_what_is_not_known_is_shown_as_a_choice_and_can_be_chosen_again(form: SheetForm) -> None:
    kind, consent = form.boxes["kind"].box, form.boxes["consent"].box
    assert (kind.label, consent.label) == ("(nie wybrano)", "nie wiadomo")
    fill(form, "kind", "pilot")
    fill(form, "consent", "no")
    assert kept(form) == (Entry({"kind": "pilot", "consent": False}),)
    form.buttons["reload"].click()
    assert (kind.label, consent.label) == ("wynik pilotażu", "nie")
    fill(form, "kind", "")
    fill(form, "consent", "unknown")
    assert kept(form) == (Entry(),)


def test_a_fault_stands_in_its_place_and_the_last_good_file_stays(form: SheetForm) -> None:
    fill(form, "figure", "12")
    before = form.desk.path.read_bytes()
    fill(form, "figure", "<b>dużo</b>")
    note = form.boxes["figure"].note.value
    assert 'role="alert"' in note and "„Liczba”: „&lt;b&gt;dużo&lt;/b&gt;” nie jest liczbą" in note
    assert "Nie zapisano." in form.status.value
    assert form.desk.path.read_bytes() == before
    fill(form, "figure", "13")
    assert "alert" not in form.boxes["figure"].note.value
    assert kept(form)[0]["figure"] == 13


def test_one_boxs_fault_keeps_no_other_box_from_being_saved(form: SheetForm) -> None:
    fill(form, "figure", "dużo")
    fill(form, "client", "Alfa")
    assert kept(form) == (Entry({"client": "Alfa"}),)
    assert form.boxes["figure"].box.value == "dużo"


def test_entries_are_chosen_added_doubled_removed_and_brought_back(form: SheetForm) -> None:
    fill(form, "name", "Alfa")
    form.buttons["add"].click()
    assert (form.row, form.boxes["name"].box.value) == (1, "")
    fill(form, "name", "Beta")
    form.chosen.value = 0
    assert form.boxes["name"].box.value == "Alfa"
    form.buttons["duplicate"].click()
    assert [entry["name"] for entry in kept(form)] == ["Alfa", "Alfa", "Beta"]
    form.chosen.value = 2
    form.buttons["remove"].click()
    assert "dowody.before-1.toml" in form.status.value
    form.buttons["undo"].click()
    assert [entry["name"] for entry in kept(form)] == ["Alfa", "Alfa", "Beta"]
    assert [text for text, _ in form.chosen.options] == ["1. Alfa", "2. Alfa", "3. Beta"]


def test_a_form_shows_what_the_file_holds(path: Path) -> None:
    SheetForm(SheetDesk("evidence", path)).desk.set(0, "figure", "1,234.5")
    form = sheet_form("evidence", path, language="pl")
    assert form.boxes["figure"].box.value == "1234,5"
    assert form.buttons["undo"].disabled


def test_showing_a_file_writes_nothing(form: SheetForm) -> None:
    assert not form.desk.path.exists()
    fill(form, "name", "Alfa")
    before = form.desk.path.stat().st_mtime_ns
    form.buttons["reload"].click()
    assert form.desk.path.stat().st_mtime_ns == before


def test_the_next_question_is_asked_until_all_is_there(path: Path) -> None:
    form = sheet_form("smart_goal", path, language="pl")
    assert "Która liczba ma się zmienić" in form.progress.value
    for field in form.desk.sheet:
        fill(form, field.key, date(2026, 12, 31) if field.type == "date" else "0")
    assert "Wszystkie wymagane pola są wypełnione." in form.progress.value


def test_a_card_has_no_buttons_for_more_entries(path: Path) -> None:
    form = sheet_form("value_proposition", path)
    shown = {button.description for button in form.children[1].children}
    assert shown == {"Undo", "Load the file again"}


def test_what_people_wrote_never_becomes_markup(form: SheetForm) -> None:
    fill(form, "name", "<img src=x onerror=y>")
    for part in [form.status, form.progress, *(box.note for box in form.boxes.values())]:
        assert "<img" not in part.value
    assert not any(getattr(box.box, "description_allow_html", False) for box in form.boxes.values())


def test_a_change_from_elsewhere_is_shown_with_ones_own(form: SheetForm) -> None:
    fill(form, "name", "Alfa")
    SheetDesk("evidence", form.desk.path).set(0, "industry", "transport")
    fill(form, "client", "Alfa SA")
    assert form.boxes["industry"].box.value == "transport"
    assert kept(form)[0]["client"] == "Alfa SA"


def test_several_choices_are_kept_by_key(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[field]]\nkey = "days"\ntype = "choices"\nchoices = ["mon", "tue"]\n'
        '[words.en]\ntitle = "Days"\n[words.en.fields.days]\nlabel = "Days"\n'
        'choices = { mon = "Monday", tue = "Tuesday" }\n',
        encoding="utf-8",
    )
    form = sheet_form(own, tmp_path / "days.toml")
    assert isinstance(form.boxes["days"].box, w.SelectMultiple)
    fill(form, "days", ("mon", "tue"))
    assert kept(form) == (Entry({"days": ("mon", "tue")}),)
