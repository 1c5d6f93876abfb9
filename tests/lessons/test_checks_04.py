"""Lesson 04: each wrong answer is told what is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from salestoolkit.core.qualification import qualify
from salestoolkit.core.qualification_pipeline import Pipeline, PipelineDeal, TakenOff
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_04 import LEADS, smallest_change, what_comes_off, what_notes_say
from salestoolkit.sources.schemes import load_scheme

BANT = load_scheme("bant", "en")
TRUTH = dict(LEADS["first"])
SECOND = qualify(BANT, LEADS["second"])


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (TRUTH, "right"),
        ({key.upper(): value for key, value in TRUTH.items()}, "right"),
        ({**TRUTH, "authority": False}, "unknown_as_no"),
        ({**TRUTH, "authority": True}, "unknown_as_yes"),
        ({**TRUTH, "timing": None}, "no_as_unknown"),
        ({**TRUTH, "timing": True}, "no_as_yes"),
        ({**TRUTH, "budget": False}, "yes_as_no"),
        ({**TRUTH, "need": None}, "yes_as_unknown"),
        ({**TRUTH, "need": "yes"}, "not_answer"),
        ({"need": True}, "not_answers"),
        ([True, None, True, False], "not_answers"),
        (None, "unanswered"),
        ({}, "unanswered"),
    ],
)
def test_what_notes_say(answer: Any, code: str) -> None:
    assert what_notes_say(answer, TRUTH, BANT).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (["budget", "timing"], "right"),
        ({"timing", "budget"}, "right"),
        (("Timing", "Budget"), "right"),
        (["budget", "timing", "timing"], "right"),
        ("budget", "too_few"),
        (["budget", "timing", "need"], "too_many"),
        (["money"], "unknown_key"),
        ([1], "not_keys"),
        (3, "not_keys"),
        ([], "unanswered"),
    ],
)
def test_smallest_change(answer: Any, code: str) -> None:
    assert smallest_change(answer, SECOND, BANT).code == code


OFF = TakenOff(
    as_of=date(2026, 10, 30),
    currency="PLN",
    before=Pipeline(n=9, valued=9, value=9, chanced=9, wins=4.09, weighted=1),
    after=Pipeline(n=6, valued=6, value=6, chanced=6, wins=3.0, weighted=1),
    deals=tuple(
        PipelineDeal(deal_id=one, title="", organization="", stage="", value=1, chance=0.4)
        for one in "abc"
    ),
    by_stage=True,
    not_open=0,
    won=50,
)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((3, 1.09), "right"),
        (["3", "1,1"], "right"),
        ((3, 1.3), "wrong_wins"),
        ((3, 109), "in_percent"),
        ((4, 1.09), "wrong_count"),
        ((3,), "not_pair"),
        (("three", "one"), "not_pair"),
        (3, "not_pair"),
        (None, "unanswered"),
    ],
)
def test_what_comes_off(answer: Any, code: str) -> None:
    assert what_comes_off(answer, OFF).code == code


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_sum_that_a_participant_adds_up_from_the_table_is_right(
    workshops: dict[str, Workshop], language: str
) -> None:
    workshop = workshops[language]
    shown = [round(one.chance, 2) for one in workshop.taken_off.deals if one.chance is not None]
    answer = (len(workshop.taken_off.deals), round(sum(shown), 1))
    assert workshop.check("04.3", answer, note=False).right


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "pl"])
def test_cells_of_the_lesson_show_what_they_promise(
    workshops: dict[str, Workshop], language: str
) -> None:
    workshop = workshops[language]
    assert str(workshop.show_verdict("second")).count("\n") >= 6
    assert workshop.words.text("lead_score.useful") in str(workshop.show_score())
    refused = str(workshop.show_score(everything=True))
    assert workshop.words.text("lead_score.refused.why", fields="").split("{")[0][:40] in refused


def test_no_two_lessons_give_a_cell_the_same_name() -> None:
    names = [
        (name, base.__name__)
        for base in Workshop.__mro__[:-1]
        for name in vars(base)
        if not name.startswith("_")
    ]
    known = [name for name, _ in names]
    assert [one for one in names if known.count(one[0]) > 1] == []
