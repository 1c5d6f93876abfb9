"""The editor of a process, used without a screen and with one that nobody sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from salestoolkit.core.process import Activity, SalesProcess, Stage, Stakeholder
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.processes import dump_processes, read_processes
from salestoolkit.widgets.process import ProcessEditor, process_editor
from salestoolkit.widgets.process_desk import ProcessDesk

PROCESS = SalesProcess(
    name="Sprzedaż",
    language="pl",
    stages=(
        Stage(key="contact", name="Kontakt", activities=("calls", "mails"), target_days=5),
        Stage(key="offer", name="Oferta", win_probability=0.29, owner="rep"),
        Stage(key="closing", name="Finalizacja"),
    ),
    activities=(
        Activity(key="calls", name="Telefony", responsible=("rep",)),
        Activity(key="mails", name="Listy"),
    ),
    stakeholders=(Stakeholder(key="rep", name="Handlowiec"), Stakeholder(key="boss", name="Szef")),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "process.toml"
    file.write_text("# Uwaga zespołu.\n" + dump_processes([PROCESS]), encoding="utf-8")
    return file


@pytest.fixture
def desk(path: Path) -> ProcessDesk:
    return ProcessDesk(path)


@pytest.fixture
def editor(path: Path) -> ProcessEditor:
    return process_editor(path, language="pl")


def names(process: SalesProcess) -> list[str]:
    return [stage.name for stage in process.stages]


def test_a_stage_is_added_moved_renamed_removed_and_every_step_taken_back(
    desk: ProcessDesk,
) -> None:
    key = desk.add_stage("Negocjacje", after="offer")
    assert names(desk.process) == ["Kontakt", "Oferta", "Negocjacje", "Finalizacja"]
    desk.shift_stage(key, -1)
    desk.change_stage(key, name="Rozmowy o warunkach")
    desk.remove_stage("contact")
    assert names(desk.process) == ["Rozmowy o warunkach", "Oferta", "Finalizacja"]
    for _ in range(4):
        desk.undo()
    assert desk.process == PROCESS and not desk.unsaved
    for _ in range(4):
        desk.redo()
    assert names(desk.process) == ["Rozmowy o warunkach", "Oferta", "Finalizacja"]


def test_a_new_step_forgets_what_was_taken_back(desk: ProcessDesk) -> None:
    desk.add_stage("Próbki")
    desk.undo()
    desk.remove_stage("offer")
    desk.redo()
    assert names(desk.process) == ["Kontakt", "Finalizacja"]


def test_an_activity_is_added_renamed_moved_and_assigned(desk: ProcessDesk) -> None:
    key = desk.add_activity("offer", "Próbki produktu")
    desk.rename_activity(key, "Próbki i katalog")
    desk.move_activity(key, "offer", "contact")
    desk.shift_activity("contact", key, -9)
    desk.assign(key, "boss", "A")
    desk.assign(key, "rep", "RA")
    desk.assign(key, "boss", "")
    assert desk.process.stage("contact").activities == (key, "calls", "mails")
    made = desk.process.activity(key)
    assert (made.name, made.responsible, made.accountable) == (
        "Próbki i katalog",
        ("rep",),
        ("rep",),
    )
    assert desk.part_of(key, "rep") == "RA"


def test_an_activity_of_a_known_name_is_the_same_one(desk: ProcessDesk) -> None:
    assert desk.add_activity("offer", "Telefony") == "calls"
    desk.remove_activity("contact", "calls")
    assert desk.process.activity("calls").responsible == ("rep",)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "process_name_length"),
        ({"name": "x" * 201}, "process_name_length"),
        ({"name": "oferta"}, "process_name_taken"),
        ({"target_days": "około tygodnia"}, "process_days"),
        ({"target_days": "-3"}, "process_days"),
        ({"target_days": "nan"}, "process_days"),
        ({"win_probability": "120"}, "process_percent"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: ProcessDesk, values: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidValue, match=code):
        desk.change_stage("contact", **values)
    assert desk.process == PROCESS


def test_numbers_are_read_as_people_type_them(desk: ProcessDesk) -> None:
    desk.change_stage("contact", target_days="7,5", win_probability="30 %")
    assert desk.process.stage("contact").target_days == 7.5
    assert desk.process.stage("contact").win_probability == 0.3
    desk.change_stage("contact", target_days="")
    assert desk.process.stage("contact").target_days is None


def test_saving_keeps_comments_and_the_former_file(desk: ProcessDesk, path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    desk.add_stage("Negocjacje", after="offer")
    assert path.read_text(encoding="utf-8") == before
    written = desk.save()
    assert path.read_text(encoding="utf-8").startswith("# Uwaga zespołu.\n")
    assert names(read_processes(path)[None]) == names(desk.process)
    assert written.copy is not None and written.copy.read_text(encoding="utf-8") == before
    assert not desk.unsaved


def test_a_new_file_is_written_from_a_template(tmp_path: Path) -> None:
    desk = ProcessDesk(tmp_path / "new.toml", [PROCESS])
    assert desk.unsaved and not desk.path.exists()
    assert desk.save().copy is None
    assert tuple(read_processes(desk.path).values()) == (PROCESS,)


def test_the_editor_shows_what_is_chosen(editor: ProcessEditor) -> None:
    assert [label for label, _ in editor.stages.options] == [
        "1. Kontakt",
        "2. Oferta",
        "3. Finalizacja",
    ]
    editor.stages.value = "offer"
    assert editor.fields.boxes["owner"].value == "Handlowiec"
    assert editor.fields.boxes["win_probability"].value == "29"
    assert editor.activities.list.options == ()
    editor.stages.value = "contact"
    assert [label for label, _ in editor.activities.list.options] == ["Telefony", "Listy"]


def test_the_editor_s_boxes_and_buttons_change_the_process(editor: ProcessEditor) -> None:
    editor.stages.value = "offer"
    editor.new_stage.value = "Negocjacje"
    editor.stage_parts[-2].click()
    assert editor.stage == "negocjacje" and "Negocjacje" in editor.picture.value
    editor.fields.boxes["target_days"].value = "14"
    editor.fields.boxes["owner"].value = "Szef"
    editor.fields.boxes["waiting"].value = True
    stage = editor.desk.process.stage("negocjacje")
    assert (stage.target_days, stage.owner, stage.waiting) == (14, "boss", True)
    assert "(czekanie)" in editor.stages.options[2][0]
    editor.undo.click()
    assert not editor.desk.process.stage("negocjacje").waiting
    assert editor.stage == "negocjacje"


def test_a_fault_is_said_in_place_and_the_box_shows_the_last_good_value(
    editor: ProcessEditor,
) -> None:
    editor.fields.boxes["target_days"].value = "wkrótce"
    assert "wkrótce" in editor.message.value and 'role="alert"' in editor.message.value
    assert editor.fields.boxes["target_days"].value == "5"
    editor.fields.boxes["target_days"].value = "6"
    assert "alert" not in editor.message.value


def test_a_part_is_given_in_the_editor(editor: ProcessEditor) -> None:
    editor.activities.list.value = "mails"
    editor.activities.people["rep"].value = "RA"
    assert editor.desk.process.activity("mails").accountable == ("rep",)


def test_a_hostile_name_does_nothing(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    process = SalesProcess(name=hostile, stages=(Stage(key="a", name=hostile),))
    editor = process_editor(tmp_path / "p.toml", language="en", processes=[process])
    editor.fields.boxes["target_days"].value = hostile
    assert "<img" not in editor.message.value


@pytest.mark.parametrize("name", ["Won", "Lost", "Open", "Reopened"])
def test_a_stage_named_like_an_outcome_is_saved_so_that_it_can_be_read(
    tmp_path: Path, name: str
) -> None:
    desk = ProcessDesk(tmp_path / "new.toml", [SalesProcess(name="Sale", stages=())])
    desk.add_stage(name)
    desk.save()
    assert names(read_processes(tmp_path / "new.toml")[None]) == [name]


def test_a_file_without_a_process_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("# nothing yet", encoding="utf-8")
    with pytest.raises(BookError, match="process_none"):
        process_editor(tmp_path / "empty.toml")


def test_a_part_that_only_a_file_can_give_is_shown_and_stays(tmp_path: Path) -> None:
    asked = Activity(key="calls", name="Telefony", responsible=("rep",), consulted=("rep",))
    process = replace(PROCESS, activities=(asked, PROCESS.activities[1]))
    editor = process_editor(tmp_path / "p.toml", processes=[process])
    assert editor.activities.people["rep"].value == "RC"
    assert editor.desk.process == process


def test_an_empty_process_can_be_begun(tmp_path: Path) -> None:
    empty = SalesProcess(name="Nowy", stages=())
    editor = process_editor(tmp_path / "p.toml", language="pl", processes=[empty])
    assert editor.stage is None and editor.fields.layout.display == "none"
    editor.new_stage.value = "Pierwszy"
    editor.stage_parts[-2].click()
    assert editor.stage == "pierwszy" and editor.fields.layout.display == ""
