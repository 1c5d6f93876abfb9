"""Lesson 02: each wrong answer is told what is wrong with it, and what a team saves is found again."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.core.goal_evidence import Realism
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.sheets import Entry
from salestoolkit.lessons import Workshop, open_workshop
from salestoolkit.lessons.checks_02 import calls_a_week, calls_needed, goal_to_believe
from salestoolkit.lessons.exercises import said
from salestoolkit.lessons.goal_desk import merged, year_of
from salestoolkit.reports.sheets import write_sheet
from salestoolkit.sources.sheets import save_sheet

NONSENSE: list[Any] = [math.nan, {"a": 1}, object(), b"x", "many"]
YEAR = {"start": date(2027, 1, 1), "until": date(2027, 12, 31)}


def goal(**values: Any) -> Goal:
    return Goal(**{"metric": "deals", "amount": 100, "who": "Ann", **YEAR, **values})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (975, "right"),
        ("975", "right"),
        (974, "too_few"),
        (976, "too_many"),
        (900, "division"),
        (1165, "learned"),
        (0, "too_few"),
        (97500, "far_too_many"),
        (974.5, "not_whole"),
        (-5, "not_whole"),
        (None, "unanswered"),
    ],
)
def test_calls_needed(answer: Any, code: str) -> None:
    assert calls_needed(answer).code == code


@pytest.mark.parametrize("market", ["pl", "uk", "us"])
def test_the_same_week_is_right_in_every_market(market: str) -> None:
    year = year_of(market)
    assert calls_a_week(22, year, 975).right
    assert 20 <= year.a_week(900, year.days_at_work) <= 21
    assert year.days_at_work == pytest.approx(year.working_days - 26, abs=0.01)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (21.67, "round_up"),
        (21, "rounded_down"),
        (19, "all_weeks"),
        (20, "no_leave"),
        (18, "too_few"),
        (30, "too_many"),
        (20.5, "not_whole"),
        (None, "unanswered"),
    ],
)
def test_calls_a_week(answer: Any, code: str) -> None:
    assert calls_a_week(answer, year_of("pl"), 975).code == code


@pytest.mark.parametrize(
    ("answer", "found", "code"),
    [
        (goal(), Realism(chance=0.7, n=900), "right"),
        (goal(), Realism(chance=0.2, n=900, amount=90), "unlikely"),
        (goal(), Realism(chance=0.99, n=900), "too_easy"),
        (goal(), Realism(reason="ended", chance=0.0), "over"),
        (goal(), Realism(reason="no_history"), "no_chance"),
        (goal(who=" "), Realism(chance=0.7), "lacks"),
        (goal(amount=None), Realism(chance=0.7), "lacks"),
        (goal(start=None), Realism(chance=0.7), "lacks"),
        (goal(metric="calls"), Realism(chance=0.7), "other_metric"),
        ("100 deals", Realism(), "not_goal"),
        (None, Realism(), "unanswered"),
    ],
)
def test_goal_to_believe(answer: Any, found: Realism, code: str) -> None:
    assert goal_to_believe(answer, lambda _: found).code == code


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_said_to_be_nonsense(answer: Any) -> None:
    assert calls_needed(answer).code == "not_number"
    assert calls_a_week(answer, year_of("pl"), 975).code == "not_number"
    assert goal_to_believe(answer, lambda _: Realism()).code == "not_goal"


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_verdict_has_its_sentence(language: str, workshops: dict[str, Workshop]) -> None:
    words = workshops[language].words
    found = [
        *(
            ("02.1", calls_needed(answer))
            for answer in (None, "x", -1, 900, 1165, 97500, 1, 999, 975)
        ),
        *(
            ("02.2", calls_a_week(a, year_of("pl"), 975))
            for a in (None, "x", 21.67, 21, 19, 20, 9, 30, 22)
        ),
        *(
            ("02.3", goal_to_believe(a, lambda _: Realism(chance=0.7)))
            for a in (None, 3, goal(), goal(who=None), goal(start=None), goal(metric="calls"))
        ),
        ("02.3", goal_to_believe(goal(), lambda _: Realism(chance=0.2, amount=90.0))),
        ("02.3", goal_to_believe(goal(), lambda _: Realism(chance=0.99))),
        ("02.3", goal_to_believe(goal(), lambda _: Realism(reason="ended", chance=0.0))),
    ]
    for number, one in found:
        for line in said(number, one, words):
            assert "{" not in line
            assert "None" not in line.replace("`None`", "")


def test_the_sample_companies_take_a_goal_that_can_be_believed(
    workshops: dict[str, Workshop],
) -> None:
    for language, amount in (("en", 132), ("pl", 105)):
        assert workshops[language].check("02.3", goal(amount=amount), note=False).right
        assert not workshops[language].check("02.3", goal(amount=400), note=False).right


@pytest.fixture
def saved(new_workshop: Callable[..., Workshop]) -> Workshop:
    workshop = new_workshop("pl")
    form = workshop.goal_form()
    form.boxes["who"].value = "Ewa Lis"
    form.save.click()
    return open_workshop(language="pl", today=workshop.today, folder=workshop.folder)


def test_before_a_goal_is_saved_each_cell_says_what_to_do(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("pl")
    for shown in (workshop.show_goals(), workshop.fill_goal_sheet()):
        assert "Nie ma jeszcze zapisanego celu" in str(shown)
    assert not workshop.sheet_file("smart_goal").exists()


def test_a_saved_goal_is_seen_by_the_four_steps_and_by_its_letters(saved: Workshop) -> None:
    missing = saved.words.text("process_checks.single.no_goal")
    assert missing not in str(saved.show_missing())
    said = str(saved.show_goals())
    assert "Konkretny | tak" in said
    assert "Mierzalny | tak" in said


def test_the_sheet_is_filled_once_and_keeps_what_people_wrote(saved: Workshop) -> None:
    saved.fill_goal_sheet()
    (entry,) = saved.entries("smart_goal")
    assert (entry["amount"], entry["who"], entry["until"]) == (90, "Ewa Lis", date(2027, 12, 31))
    own = entry.with_value("achievable", "W 2025 roku też się udało.").with_value(
        "first_step", "Lista"
    )
    save_sheet(saved.sheet_file("smart_goal"), saved.sheet("smart_goal"), [own])
    saved.fill_goal_sheet()
    (again,) = saved.entries("smart_goal")
    assert (again["achievable"], again["first_step"]) == ("W 2025 roku też się udało.", "Lista")


def test_another_persons_goal_gets_a_card_of_its_own() -> None:
    first, other = Entry({"metric": "m", "who": "Ewa"}), Entry({"metric": "m", "who": "Jan"})
    assert merged((first,), other) == (first, other)


def test_the_card_is_printed_into_the_teams_folder(saved: Workshop) -> None:
    saved.fill_goal_sheet()
    page = write_sheet(
        saved.sheet("smart_goal"), saved.team / "cel.html", saved.entries("smart_goal")
    )
    assert "Ewa Lis" in page.path.read_text(encoding="utf-8")
    assert str(Path("team") / "cel.html") in str(saved.say_printed(page.path))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_the_cells_show_is_said_in_words_too(
    language: str, workshops: dict[str, Workshop]
) -> None:
    workshop = workshops[language]
    percent = {"en": "51.6%", "pl": "51,6%"}[language]
    assert percent in str(workshop.show_chance(900))
    assert percent in str(workshop.show_chances((10, 100)))
    for strange in (-1, "x", 2.5, 10**9):
        assert "950" in str(workshop.show_chance(strange))  # type: ignore[arg-type]
    assert "20" in str(workshop.show_weeks(900))
    assert "975" in str(workshop.show_team_plan()).replace("\N{NO-BREAK SPACE}", "")
    rows = str(workshop.show_parts()).splitlines()
    assert len(rows) == 6
    assert workshop.show_own_rate()
