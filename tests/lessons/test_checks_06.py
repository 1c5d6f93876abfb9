"""Lesson 06: each wrong answer is told what is wrong with it, and its cells show what they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_06 import dated_promise, question_first, theme_behind
from salestoolkit.sources.books.store import save_book
from salestoolkit.words import load_words
from salestoolkit.words.listening import listening_words

THEMES = {"price": "Price", "trust": "Trust", "effort": "Effort of changing"}
SENTENCES, RIGHT = ("“Dear!”", "“Who are you?”"), ("price", "trust")
NONSENSE: list[Any] = [3, math.nan, {"a": 1}, object(), b"x", [[1]], datetime(2026, 12, 29)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (["price", "trust"], "right"),
        (("Price", " trust "), "right"),
        (["price", "effort"], "wrong_theme"),
        (["price"], "other_count"),
        (["price", "weather"], "unknown_theme"),
        (["price", 3], "unknown_theme"),
        ("price", "not_list"),
        (None, "unanswered"),
        ([], "unanswered"),
    ],
)
def test_the_theme_behind(answer: Any, code: str) -> None:
    assert theme_behind(answer, SENTENCES, RIGHT, THEMES).code == code


def test_the_first_wrong_sentence_is_named() -> None:
    found = theme_behind(["effort", "effort"], SENTENCES, RIGHT, THEMES)
    assert (found.fields["n"], found.fields["value"]) == (2, "“Dear!”")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("What happened then?", "right"),
        ("I am sorry.", "no_question"),
        ("But what happened then?", "but"),
        ("Why didn't you ask us?", "accusing"),
        ("Really so?", "too_short"),
        (7, "not_text"),
        (" ", "unanswered"),
    ],
)
def test_the_question_first(answer: Any, code: str) -> None:
    assert question_first(answer, listening_words(load_words("en"))).code == code


@pytest.mark.parametrize(
    ("answer", "country", "code"),
    [
        (date(2026, 12, 29), "PL", "right"),
        ("2026-12-29", "GB", "right"),
        (date(2026, 12, 28), "US", "right"),
        (date(2026, 12, 24), "PL", "holiday"),
        (date(2026, 12, 24), "GB", "too_early"),
        (date(2026, 12, 27), "PL", "weekend"),
        (date(2026, 12, 23), "PL", "past"),
        (date(2026, 12, 30), "PL", "too_late"),
        (date(2027, 5, 4), "PL", "too_late"),
        ("Tuesday", "PL", "not_date"),
        (datetime(2026, 12, 29), "PL", "not_date"),
        (None, "PL", "unanswered"),
    ],
)
def test_the_dated_promise(answer: Any, country: str, code: str) -> None:
    assert dated_promise(answer, country=country).code == code


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("number", ["06.1", "06.2", "06.3"])
@pytest.mark.parametrize("answer", NONSENSE, ids=lambda value: type(value).__name__)
def test_nonsense_gets_a_sentence(
    number: str, answer: Any, language: str, workshops: dict[str, Workshop]
) -> None:
    said = str(workshops[language].check(number, answer, note=False))
    assert "{value}" not in said and len(said.splitlines()) >= 2


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_cell_shows_html_and_plain_lines(
    language: str, workshops: dict[str, Workshop]
) -> None:
    workshop = workshops[language]
    assert len(workshop.heard[0]) == len(workshop.heard[1])
    for shown in (
        workshop.show_objections(),
        workshop.show_objections("timing"),
        workshop.show_objection("think_about_it"),
        workshop.show_sentences(),
        workshop.show_listening(),
        workshop.show_script(),
    ):
        assert str(shown).strip()
        assert shown._repr_html_().startswith("<div")


def test_a_team_keeps_notes_and_plans_where_the_next_lesson_finds_them(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("pl", industry="real_estate")
    assert "prices_will_fall" in str(workshop.show_objections("timing"))
    said = str(workshop.note_objection("prices_will_fall", worked=True))
    assert "Próby: 1" in said
    assert "Próby: 1" in str(workshop.show_objection("prices_will_fall"))
    form = workshop.plan_answers()
    form.desk.brainstorm("Za drogo")
    form.desk.take_over(0, "too_expensive")
    form.desk.set(0, "agreed", "yes")
    assert "Za drogo" in str(workshop.show_script())


def test_scenes_lie_outside_the_folder_that_the_team_shares(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("en")
    assert workshop.team not in workshop.role_play().desk.path.parents
    assert workshop.listening_drill().desk.folder.parent == workshop.team


@pytest.mark.slow
def test_a_teams_own_letters_are_read_where_it_has_some(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("en")
    save_book(workshop.sample.book.where(status="won"), workshop.folder / "book")
    assert workshop.data_of_letters is workshop.sample
    letters = workshop.folder / "letters"
    letters.mkdir()
    (letters / "one.txt").write_text("This is too expensive for us.\n", encoding="utf-8")
    mined = workshop.mine_letters()
    assert "“This is too expensive for us.” (one.txt" in str(workshop.show_mined(mined))
    assert str(workshop.show_objection_cost(mined)).strip()
    assert workshop.data_of_letters.tally.lost == 0
