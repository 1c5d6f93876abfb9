"""The listening drill: four steps in order, a promise as a calendar file, no objection twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.objections import Objection
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.objections import load_objections
from salestoolkit.widgets.objections_drill import ObjectionDrill, objections_drill
from salestoolkit.widgets.objections_drill_desk import DrillDesk

TODAY = date(2026, 12, 21)
CARDS = load_objections("en")[:3]


def desk_of(folder: Path, cards: tuple[Objection, ...] = CARDS) -> DrillDesk:
    return DrillDesk(cards, language="en", today=TODAY, country="PL", folder=folder)


@pytest.fixture
def drill(tmp_path: Path) -> ObjectionDrill:
    return objections_drill(CARDS, language="en", today=TODAY, country="PL", folder=tmp_path)


def walk(drill: ObjectionDrill) -> None:
    """Take the first three steps well."""
    assert drill.desk.current is not None
    drill.theme.value = drill.desk.current.theme
    drill.buttons["counted"].click()
    drill.question.value = "What matters most to you?"
    drill.buttons["ask"].click()
    drill.summary.value = "So you need to be sure of it. Is that right?"
    drill.buttons["sum_up"].click()


def test_steps_are_open_one_after_the_other(drill: ObjectionDrill) -> None:
    assert not drill.theme.disabled
    assert drill.question.disabled and drill.summary.disabled and drill.text.disabled
    walk(drill)
    assert not drill.text.disabled
    assert all("✔" in drill.notes[step].value for step in ("slow_down", "ask", "sum_up"))


def test_a_step_that_is_not_due_is_refused_and_moves_nothing(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    assert not desk.answer("Gladly.").done
    assert not desk.sum_up("So this is what it is. Right?").done
    assert not desk.promise("", date(2026, 12, 22)).done
    assert desk.step == "slow_down"
    assert not list(tmp_path.iterdir())


def test_another_theme_is_no_fault_and_goes_on(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    said = desk.heard("trust")
    assert (said.done, said.right) == (True, False)
    assert desk.step == "ask"
    assert not desk.heard("").done


def test_a_question_that_contradicts_is_sent_back(drill: ObjectionDrill) -> None:
    drill.theme.value = "price"
    drill.buttons["counted"].click()
    drill.question.value = "But why?"
    drill.buttons["ask"].click()
    assert "“But” contradicts" in drill.notes["ask"].value
    assert drill.summary.disabled


def test_after_the_answer_the_prepared_one_is_shown(drill: ObjectionDrill) -> None:
    walk(drill)
    drill.text.value = "You are right, let us look at it together."
    drill.buttons["finish"].click()
    assert drill.desk.step is None
    assert "What the team has prepared" in drill.card.value


def test_a_promise_is_a_calendar_file_on_a_working_day(
    drill: ObjectionDrill, tmp_path: Path
) -> None:
    walk(drill)
    drill.way.value = "promise"
    drill.day.value = date(2026, 12, 25)
    drill.buttons["finish"].click()
    assert "is a public holiday" in drill.notes["answer"].value
    assert not list(tmp_path.iterdir())
    drill.day.value = date(2026, 12, 28)
    drill.text.value = "I will ask our lawyer"
    drill.buttons["finish"].click()
    (file,) = tmp_path.glob("*.ics")
    text = file.read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20261228" in text
    assert "I will ask our lawyer" in text
    assert file.name in drill.notes["answer"].value


def test_the_day_that_the_form_proposes_is_a_working_day(drill: ObjectionDrill) -> None:
    assert drill.day.value == date(2026, 12, 23)


def test_none_comes_twice_until_all_have_been_there(drill: ObjectionDrill) -> None:
    seen = []
    while drill.desk.current is not None:
        seen.append(drill.desk.current.key)
        drill.buttons["next"].click()
    assert sorted(seen) == sorted(card.key for card in CARDS)
    assert "all 3 objections" in drill.quote.value
    assert drill.buttons["next"].disabled and drill.theme.disabled
    drill.buttons["again"].click()
    assert drill.desk.current is not None and not drill.theme.disabled


def test_a_new_objection_comes_with_empty_boxes(drill: ObjectionDrill) -> None:
    walk(drill)
    drill.buttons["next"].click()
    assert (drill.question.value, drill.summary.value, drill.theme.value) == ("", "", "")
    assert drill.question.disabled
    assert not any(note.value for note in drill.notes.values())


def test_what_a_team_wrote_runs_nothing(tmp_path: Path) -> None:
    nasty = Objection(key="x", theme="price", says="<script>x</script>", behind="<b>y")
    drill = objections_drill([nasty], language="pl", today=TODAY, country="PL", folder=tmp_path)
    walk(drill)
    drill.text.value = "Tak."
    drill.buttons["finish"].click()
    shown = drill.quote.value + drill.card.value + drill.notes["ask"].value
    assert "<script>" not in shown and "<b>" not in shown


def test_a_drill_without_objections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as raised:
        desk_of(tmp_path, ())
    assert raised.value.code == "drill_none"
