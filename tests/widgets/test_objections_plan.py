"""Planning answers, driven without a browser: collect, group, agree, script, library."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.sources.objections import load_objections
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.widgets.objection_plan_desk import ObjectionPlanDesk
from salestoolkit.widgets.objections_plan import ObjectionPlanForm

NOON = datetime(2026, 11, 26, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def form(tmp_path: Path) -> ObjectionPlanForm:
    desk = ObjectionPlanDesk(
        tmp_path / "sheets" / "objection_plan.toml",
        library=tmp_path / "objections.toml",
        cards=load_objections("pl", market="pl"),
        language="pl",
    )
    return ObjectionPlanForm(desk, now=lambda: NOON)


def collect(form: ObjectionPlanForm, *lines: str) -> None:
    form.lines.value = "\n".join(lines)
    form.buttons["add"].click()


def agree(form: ObjectionPlanForm, card: str) -> None:
    form.library.value = card
    form.buttons["take_over"].click()
    form.boxes["agreed"].box.value = "yes"


def test_an_empty_form_has_nothing_to_group_and_no_script(form: ObjectionPlanForm) -> None:
    assert not form.which.options
    assert form.boxes["answer"].box.disabled
    assert "Nie ma jeszcze uzgodnionej odpowiedzi" in form.script.value
    assert not form.desk.path.exists()


def test_what_was_collected_is_listed_once_and_kept(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo", "Później", "za drogo!")
    assert "Dodane: 2. Na liście: 2." in form.status.value
    assert form.lines.value == ""
    kept = read_sheet(form.desk.path, load_sheet("objection_plan", "pl"))
    assert [entry.text("says") for entry in kept] == ["Za drogo", "Później"]
    collect(form, "Za drogo")
    assert "Nic nowego" in form.status.value


def test_a_theme_narrows_the_cards_to_begin_with(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo")
    assert len(form.library.options) == len(form.desk.cards)
    form.groups.children[0].value = "price"
    assert form.desk.groups == {"price": (0,)}
    assert {form.desk.cards[key].theme for _, key in form.library.options} == {"price"}
    form.buttons["take_over"].click()
    assert form.desk.entries[0]["card"] == "too_expensive", "the first card is chosen already"


def test_an_agreed_answer_is_in_the_script_and_goes_into_the_library(
    form: ObjectionPlanForm,
) -> None:
    collect(form, "Za drogo", "Gdzie zaparkujemy?")
    agree(form, "too_expensive")
    assert "Jeśli klient powie: „Za drogo”" in form.script.value
    assert "Gdzie zaparkujemy" not in form.script.value
    form.buttons["keep"].click()
    assert "W bibliotece zespołu: 1 (objections.toml)." in form.status.value
    card = {one.key: one for one in load_objections("pl", team=form.desk.library)}["too_expensive"]
    assert card.own and card.says == "Za drogo"


def test_an_answer_of_the_teams_own_gets_a_key_and_keeps_it(form: ObjectionPlanForm) -> None:
    collect(form, "Gdzie zaparkujemy?")
    form.groups.children[0].value = "effort"
    form.boxes["questions"].box.value = "Ile aut?"
    form.boxes["answer"].box.value = "Na dziedzińcu."
    form.boxes["agreed"].box.value = "yes"
    assert form.desk.keep_agreed().keys == ("gdzie_zaparkujemy",)
    form.boxes["answer"].box.value = "Pod oknem."
    again = form.desk.keep_agreed()
    assert again.keys == ("gdzie_zaparkujemy",)
    assert again.copy is not None and "Na dziedzińcu." in again.copy.read_text(encoding="utf-8")
    own = [card for card in load_objections("pl", team=form.desk.library) if card.own]
    assert [card.answer for card in own] == ["Pod oknem."]


def test_nothing_agreed_nothing_kept(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo")
    form.buttons["keep"].click()
    assert "do biblioteki nic nie trafiło" in form.status.value
    assert not form.desk.library.exists()


def test_choosing_another_sentence_shows_its_own_answer(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo", "Później")
    form.boxes["answer"].box.value = "Policzmy."
    form.which.value = 1
    assert form.boxes["answer"].box.value == ""
    form.which.value = 0
    assert form.boxes["answer"].box.value == "Policzmy."
    assert [entry.text("answer") for entry in form.desk.entries] == ["Policzmy.", ""]


def test_a_change_is_undone(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo")
    form.boxes["answer"].box.value = "Policzmy."
    form.buttons["undo"].click()
    assert form.boxes["answer"].box.value == ""
    assert "Zapisano o 12:00:05" in form.status.value


def test_what_somebody_typed_runs_nothing(form: ObjectionPlanForm) -> None:
    collect(form, "<script>x</script>")
    agree(form, "too_expensive")
    assert "<script>" not in form.script.value + form.status.value


def test_a_card_that_there_is_not_cannot_be_taken_over(form: ObjectionPlanForm) -> None:
    collect(form, "Za drogo")
    with pytest.raises(InvalidValue) as raised:
        form.desk.take_over(0, "weather")
    assert raised.value.code == "objection_unknown"
