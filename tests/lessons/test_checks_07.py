"""Lesson 07: each wrong answer is told what is wrong with it, and its views show what they say."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from salestoolkit.core.sheets import Entry
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_07 import chance_needed, path_mended, who_may_grant
from salestoolkit.lessons.closing import Closing, examples
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import load_words
from salestoolkit.words.negotiation import path_gap

WORDS = load_words("en")


def sheet(name: str) -> tuple[Entry, ...]:
    return examples(load_sheet(name, "en"), WORDS)


CLOSING = Closing.of(sheet("negotiation")[0], sheet("approval_ladder"))
PATH = sheet("purchase_path")
ROLES = ["Sales rep", "Head of sales", "Managing director", "nobody"]
MENDED = ["Invoice in January", date(2026, 12, 16), "Rose", date(2026, 12, 17)]
NONSENSE: list[Any] = [math.nan, {"a": 1}, object(), b"x"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (66.7, "right"),
        ("67 %", "right"),
        (2 / 3, "right"),
        (50, "ten_points"),
        (44, "of_price"),
        (44.4, "of_price"),
        (60, "too_low"),
        (80, "too_high"),
        ("high", "not_number"),
    ],
)
def test_the_chance_that_a_discount_must_bring(answer: Any, code: str) -> None:
    assert chance_needed(answer, CLOSING.case.discount).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (ROLES, "right"),
        (["ann moss", "FLORA QUILL", "Edwin Marsh", "Nobody"], "right"),
        ("Sales rep", "not_list"),
        ([1, 2, 3, 4], "not_list"),
        (ROLES[:3], "not_four"),
        ([*ROLES[:3], "the cat"], "unknown_role"),
        (["Head of sales", *ROLES[1:]], "too_much"),
        (["Sales rep", "Sales rep", *ROLES[2:]], "too_little"),
        ([*ROLES[:3], "Managing director"], "under_floor"),
        (["nobody", *ROLES[1:]], "not_nobody"),
    ],
)
def test_who_may_grant_what(answer: Any, code: str) -> None:
    assert who_may_grant(answer, CLOSING, nobody="nobody").code == code


def judge(answer: Any) -> Any:
    return path_mended(
        answer, PATH, signing="The owner signs", say=lambda gap: path_gap(WORDS, gap)
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (MENDED, "right"),
        (tuple(MENDED), "right"),
        ("Invoice in January", "not_list"),
        (MENDED[:3], "not_four"),
        ([1, *MENDED[1:]], "not_text"),
        ([MENDED[0], "16 December", *MENDED[2:]], "not_date"),
    ],
)
def test_what_the_path_lacks(answer: Any, code: str) -> None:
    assert judge(answer).code == code


@pytest.mark.parametrize(
    ("day", "step"), [(date(2026, 12, 15), "The owner signs"), (date(2026, 12, 19), "The order")]
)
def test_a_signature_comes_after_the_solicitor_and_before_the_order(day: date, step: str) -> None:
    found = judge([*MENDED[:3], day])
    assert found.code == "gap"
    assert step in found.fields["lacks"]


@pytest.mark.parametrize("number", ["07.1", "07.2", "07.3"])
@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_gets_a_sentence(number: str, answer: Any, workshops: dict[str, Workshop]) -> None:
    found = workshops["pl"].check(number, answer, note=False)
    assert not found.right and "✘" in str(found)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_view_of_the_lesson_shows_html_and_plain_lines(
    language: str, workshops: dict[str, Workshop]
) -> None:
    workshop = workshops[language]
    for shown in (
        workshop.show_closing("negotiation"),
        workshop.show_limits(),
        workshop.show_discount(),
        workshop.show_discounts(),
        workshop.show_requests(),
        workshop.show_returns(),
        workshop.show_hurdles(),
        workshop.show_without_pressure(),
        workshop.show_own_closing(),
    ):
        assert str(shown).strip() and shown._repr_html_().startswith("<div")
        assert "None" not in str(shown) and "nan" not in str(shown).split()


def test_each_role_of_the_ladder_is_the_answer_to_one_request() -> None:
    roles = [request.role for request in CLOSING.requests]
    assert roles == ["Sales rep", "Head of sales", "Managing director", None]


def test_what_a_team_filled_in_is_held_against_its_limits(new_workshop: Any) -> None:
    from salestoolkit.sources.sheets import save_sheet

    workshop: Workshop = new_workshop("pl")
    assert "nie ma jeszcze niczego" in str(workshop.show_own_closing())
    for name in ("negotiation", "approval_ladder", "purchase_path", "easy_yes"):
        entries = workshop.closing_entries(name)
        save_sheet(workshop.sheet_file(name), workshop.sheet(name), entries)
    said = str(workshop.show_own_closing())
    assert "nie ma jeszcze niczego" not in said
    assert "Nikt nie podpisuje." in said and "Oferta ma termin bez powodu" in said
    sliders = workshop.discount_whatif()
    assert "Prezes (do 15%)" in sliders.figures.value
    nasty = Entry({"step": "<script>", "who": "x"})
    save_sheet(workshop.sheet_file("purchase_path"), workshop.sheet("purchase_path"), [nasty])
    assert "<script" not in workshop.show_own_closing()._repr_html_()
