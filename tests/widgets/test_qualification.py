"""The form for a lead in conversation: what is answered is judged and kept at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from salestoolkit.core.ideal_profile import Profile, Rule
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.widgets.qualification import QualificationForm, qualification_form
from salestoolkit.widgets.qualification_desk import QualificationDesk

PROFILE = Profile(
    name="Ours",
    rules=(Rule(field="staff", operator="at_least", values=(10,), label="Staff", hard=True),),
)
NOON = datetime(2026, 11, 26, 12, 0, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "team" / "bant.toml"


def kept(path: Path) -> list[tuple[str, object]]:
    return [
        (one.text("company"), one["need"]) for one in read_sheet(path, load_sheet("bant", "en"))
    ]


def test_an_answer_is_judged_and_in_the_file_at_once(path: Path) -> None:
    desk = QualificationDesk("bant", path)
    assert desk.found(0).verdict == "nurture" and not path.exists()
    for key in desk.scheme.keys:
        found = desk.answer(0, key, True)
    assert found.verdict == "hot"
    assert QualificationDesk("bant", path).found(0).verdict == "hot"
    assert desk.answer(0, "need", False).verdict == "out"
    assert desk.answer(0, "need", None).next_question == "need"
    with pytest.raises(InvalidValue):
        desk.answer(0, "company", True)


def test_what_is_known_of_the_company_counts_too(path: Path) -> None:
    facts = {"Alfa  Ltd": {"staff": 3.0}}
    desk = QualificationDesk("bant", path, profile=PROFILE, facts=facts)
    assert desk.told(0).fit[0].startswith("Fit with the profile “Ours”: nothing is known")
    desk.sheet.set(0, "company", "alfa ltd")
    told = desk.told(0)
    assert told.verdict == "out" and "Staff: at least 10" in told.sentence


def test_the_form_follows_the_answers_and_says_that_it_saved(path: Path) -> None:
    form = QualificationForm(QualificationDesk("bant", path), now=lambda: NOON)
    assert "bant.toml" in form.status.value
    form.company.value = "Alfa"
    form.answers["need"].value = "no"
    assert "Saved 12:00:00." in form.status.value
    assert "Alfa: out." in form.verdict.value and "#6b4f00" in form.verdict.value
    form.answers["need"].value = "unknown"
    assert "Next question: “What happens if everything stays as it is?”" in form.verdict.value
    form.said["need"].value = "They <b>wait</b>"
    entry = read_sheet(path, load_sheet("bant", "en"))[0]
    assert entry["need_said"] == "They <b>wait</b>"


def test_leads_are_added_chosen_and_taken_back(path: Path) -> None:
    form = qualification_form("bant", path, language="pl")
    form.company.value = "Alfa"
    form.add.click()
    assert form.row == 1 and form.company.value == ""
    form.company.value = "Beta"
    form.answers["need"].value = "yes"
    form.chosen.value = 0
    assert form.company.value == "Alfa" and form.answers["need"].value == "unknown"
    assert kept(path) == [("Alfa", None), ("Beta", True)]
    form.undo.click()
    assert kept(path) == [("Alfa", None), ("Beta", None)]


def test_every_box_has_a_label_and_the_verdict_is_announced(path: Path) -> None:
    form = qualification_form("meddic", path, language="pl")
    boxes = [form.chosen, form.company, *form.answers.values(), *form.said.values()]
    assert all(box.description for box in boxes)
    assert 'role="status"' in form.verdict.value


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(path: Path) -> None:
    form = qualification_form("bant", path)
    form.company.value = "Alfa"
    path.write_text("[[entry]]\nneed = 7\n", encoding="utf-8")
    form.answers["need"].value = "yes"
    assert 'role="alert"' in form.status.value and "Not saved." in form.status.value
    assert form.answers["need"].value == "unknown"
    assert path.read_text(encoding="utf-8") == "[[entry]]\nneed = 7\n"


def test_names_are_shown_as_written_and_run_nothing(path: Path) -> None:
    form = qualification_form("bant", path)
    form.company.value = "<script>alert(1)</script>"
    assert "<script>" not in form.verdict.value
