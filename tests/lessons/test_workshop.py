"""What a team fills in is there in the next lesson, and each call of a lesson shows what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.sheets import Entry
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.lessons import Workshop, open_workshop
from salestoolkit.lessons.desk import detours
from salestoolkit.sources.books.store import save_book
from salestoolkit.sources.processes import read_processes
from salestoolkit.sources.sheets import save_sheet

TODAY = date(2026, 11, 26)
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def workshop(new_workshop: Callable[..., Workshop]) -> Workshop:
    return new_workshop("pl", industry="real_estate")


def reopened(workshop: Workshop) -> Workshop:
    """The same folder in the next lesson."""
    return open_workshop(language=workshop.language, today=TODAY, folder=workshop.folder)


def test_before_a_team_saves_its_process_it_has_the_template_of_its_industry(
    workshop: Workshop,
) -> None:
    assert workshop.processes == workshop.templates()
    assert not workshop.process_file.exists()


def test_a_saved_process_is_there_in_the_next_lesson_and_the_other_pipeline_stays(
    workshop: Workshop,
) -> None:
    ours = workshop.process.with_stage(Stage(key="photos", name="Sesja zdjęciowa"))
    workshop.save_process(ours)
    later = reopened(workshop)
    assert later.process == ours
    assert later.processes[1:] == workshop.templates()[1:]
    again = workshop.save_process(ours.without_stage("photos"))
    assert again.copy is not None
    assert ours in read_processes(again.copy).values()


def test_the_editor_begins_with_the_template_and_goes_on_from_what_was_saved(
    workshop: Workshop,
) -> None:
    editor = workshop.edit_process()
    assert editor.desk.processes == workshop.templates()
    key = editor.desk.add_stage("Sesja zdjęciowa")
    editor.desk.save()
    assert reopened(workshop).edit_process().desk.process.stage(key).name == "Sesja zdjęciowa"


def test_a_process_file_that_a_hand_broke_is_named_with_its_line(workshop: Workshop) -> None:
    workshop.process_file.write_text("[[process]]\nname = 3\n", encoding="utf-8")
    with pytest.raises(BookError) as raised:
        workshop.show_map()
    assert raised.value.fields["line"] == 2


def test_what_a_form_saved_is_read_by_the_check_list(workshop: Workshop) -> None:
    form = workshop.form("presentation_plan")
    form.desk.set(0, "problem", "Za drogo")
    plan = reopened(workshop).entries("presentation_plan")[0]
    assert plan["problem"] == "Za drogo"
    assert "Problem nie jest zapisany" not in str(workshop.show_own_gaps())


def test_a_filled_goal_is_no_longer_missing(workshop: Workshop) -> None:
    words = workshop.words
    missing = words.text("process_checks.single.no_goal")
    assert missing in str(workshop.show_missing())
    goal = Entry({"metric": "Spotkania", "amount": 5, "who": "Ola", "until": date(2027, 1, 1)})
    save_sheet(workshop.sheet_file("smart_goal"), workshop.sheet("smart_goal"), [goal])
    assert missing not in str(workshop.show_missing())


def test_own_deals_take_the_place_of_the_samples(workshop: Workshop) -> None:
    assert workshop.own is workshop.sample
    few = workshop.sample.book.where(status="won")
    save_book(few, workshop.folder / "book")
    later = reopened(workshop)
    assert (later.own.tally.won, later.own.tally.lost) == (workshop.sample.tally.won, 0)
    assert later.sample.tally == workshop.sample.tally


def test_publishing_needs_a_name_a_reason_and_a_process(workshop: Workshop) -> None:
    assert "Niczego nie opublikowano" in str(workshop.publish(author="", reason="x"))
    assert "Nie ma jeszcze procesu" in str(workshop.publish(author="Ola", reason="Pierwsza mapa"))
    workshop.save_process(workshop.process)
    said = str(workshop.publish(author="Ola", reason="Pierwsza mapa"))
    assert "wersja 1" in said
    assert workshop.process.versions[-1].date == TODAY
    with pytest.raises(BookError) as raised:
        workshop.publish(author="Ola", reason="Jeszcze raz")
    assert raised.value.code == "process_unchanged"


def test_a_map_is_kept_for_wall_slides_and_intranet(workshop: Workshop) -> None:
    shown = str(workshop.save_map())
    for name in ("map.pdf", "map.png", "map.svg"):
        assert name in shown
        assert (workshop.team / name).stat().st_size > 1_000


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_view_shows_html_and_plain_lines(
    language: str, workshops: dict[str, Workshop]
) -> None:
    workshop = workshops[language]
    for shown in (
        workshop.show_rates(),
        workshop.show_files(),
        workshop.show_missing(),
        workshop.show_roles(),
        workshop.show_reality(),
        workshop.show_changes(*workshop.example_versions),
        workshop.show_dossier(),
        workshop.show_card("competitor"),
        workshop.show_cases(day=TODAY),
        workshop.show_gaps(workshop.example_plan),
        workshop.show_crm_changes(),
        workshop.show_practices(),
        workshop.show_remarks(),
    ):
        assert str(shown).strip()
        assert shown._repr_html_().startswith("<div")
        assert "None" not in str(shown)
        assert "nan" not in str(shown).split()


def test_names_that_a_team_wrote_run_nothing(workshops: dict[str, Workshop]) -> None:
    workshop = workshops["en"]
    nasty = SalesProcess(
        name=NASTY, stages=(Stage(key="a", name=NASTY, activities=(NASTY,)),), language="en"
    )
    plan = Entry({"client": NASTY, "next_step": [NASTY, NASTY]})
    for shown in (
        workshop.show_roles(nasty),
        workshop.show_missing(nasty),
        workshop.show_changes(workshop.template(), nasty),
        workshop.show_reality(nasty),
        workshop.show_card("presentation_plan", [plan]),
        workshop.show_gaps(plan),
    ):
        assert "<script" not in shown._repr_html_()


def test_the_handbook_has_a_stage_without_deals_and_the_deals_have_detours(
    workshops: dict[str, Workshop],
) -> None:
    for workshop in workshops.values():
        assert workshop.reality.never_entered == ("screening",)
        counts = sorted(detours(workshop.reality).values(), reverse=True)
        assert len(counts) > 3
        assert counts[0] > counts[1], "the exercise has one answer"


def test_an_unknown_example_or_sheet_names_those_there_are(
    workshops: dict[str, Workshop],
) -> None:
    with pytest.raises(InvalidValue) as raised:
        workshops["en"].example("castle")
    assert "case_study" in raised.value.fields["allowed"]
    with pytest.raises(InvalidValue):
        workshops["en"].sheet("castle")
    with pytest.raises(InvalidValue):
        open_workshop(language="de", today=TODAY, folder=Path())
