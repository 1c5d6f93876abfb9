"""Lesson 03: each wrong answer is told what is wrong with it, and its cells say what is so."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.core.channel_test import Arm
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_03 import (
    SmallTest,
    best_source,
    drawn_shares,
    may_be_called,
    three_verdicts,
    told,
)
from salestoolkit.lessons.exercises import check
from salestoolkit.lessons.outreach_examples import CALL_DAY, small_tests, sources
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.words import load_words
from salestoolkit.words.messages import message_names, month_of

ODD = (None, ..., "", [], 7, math.nan, {"a": 1}, object(), ["x", None], "?" * 500)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        ("referral", "right"),
        ("Newsletter", "lucky"),
        ("Web form", "many"),
        ("Webinar", "weaker"),
        ("Fax", "unknown_name"),
        (3, "not_name"),
    ],
)
def test_three_lucky_leads_do_not_win_the_ranking(answer: Any, code: str) -> None:
    assert best_source(answer, sources(load_words("en"))).code == code


def test_the_lucky_source_is_drawn_furthest_and_stays_the_least_certain() -> None:
    listed = sources(load_words("en"))
    drawn = drawn_shares(listed)
    widths = {name: one.high - one.low for name, one in drawn.items()}
    assert max(widths, key=lambda name: widths[name]) == "Newsletter"
    assert min(one.weight for one in drawn.values()) == drawn["Newsletter"].weight


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_be_called_follows_the_market(
    workshops: dict[str, Workshop], language: str
) -> None:
    found = workshops[language].may_call
    allowed = set(found.allowed["name"])
    assert len(allowed) == {"pl": 3, "en": 4}[language]
    assert len(found.allowed) + len(found.left_out) == 8
    assert found.reasons["objected"] == 1
    assert found.as_of == CALL_DAY


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["Bonifacy Pióro", "Cecylia Zięba", "Hiacynta Mirabelka"], "right"),
        (["bonifacy  PIÓRO"], "missing"),
        (["Jagna Jeżyna"], "objected"),
        (["Dobiesław Kabaczek"], "withdrawn"),
        (["Eulalia Kiełek"], "refused"),
        (["Filip Gąsior"], "unknown"),
        (["Ignacy Wątek"], "no_address"),
        (["Jan Nowak"], "unknown_name"),
        ("Jagna Jeżyna", "objected"),
        ([3], "not_names"),
        (3, "not_names"),
    ],
)
def test_each_reason_to_leave_somebody_out_has_its_sentence(
    workshops: dict[str, Workshop], names: Any, code: str
) -> None:
    assert may_be_called(names, workshops["pl"].may_call).code == code


@pytest.mark.parametrize(
    ("answer", "code", "place"),
    [
        (["?", "B", "?"], "right", None),
        ("?B?", "right", None),
        (["B", "B", "?"], "chance", 1),
        (["?", "?", "?"], "missed", 2),
        (["?", "A", "?"], "other_way", 2),
        (["?", "B", "B"], "blocked", 3),
        (["?", "B", "C"], "unknown_verdict", 3),
        (["?", "B"], "not_three", None),
        (5, "not_three", None),
    ],
)
def test_a_test_is_read_as_what_it_says(answer: Any, code: str, place: int | None) -> None:
    found = three_verdicts(answer, small_tests())
    assert (found.code, found.fields.get("place")) == (code, place)


def test_a_test_that_stopped_before_its_plan_does_not_tell() -> None:
    early = SmallTest(planned=2_000, arms=(Arm("A", 600, 48), Arm("B", 600, 84)))
    assert told(early)[1] == "?"


@pytest.mark.parametrize("number", ["03.1", "03.2", "03.3"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_answered_there_is_a_sentence(
    workshops: dict[str, Workshop], number: str, language: str
) -> None:
    for answer in ODD:
        assert str(check(number, answer, workshops[language], note=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_show_what_the_lesson_speaks_of(
    workshops: dict[str, Workshop], language: str
) -> None:
    workshop = workshops[language]
    polish = language == "pl"
    assert ("Apolonia Rozmaryn" if polish else "Augusta Rosemary") in str(workshop.show_lead())
    asked = str(workshop.show_next_questions())
    assert ("źródła się różnią" if polish else "the sources differ") in asked
    assert "25%" in str(workshop.show_looking())
    assert ("Telefon | 23%" if polish else "Phone | 22%") in str(workshop.show_form())
    assert "/" not in str(workshop.show_consent("email")).replace("data/", "")
    letter = str(workshop.show_message("final"))
    assert ("Pani Cecylio" if polish else "Ms Finch") in letter
    for name in message_names(workshop.words, "email"):
        assert len(str(workshop.show_message(name)).splitlines()) > 5
    said = str(workshop.show_test_verdict())
    assert ("Lepiej działa „Pytanie”" if polish else "Cannot tell yet") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_message_names_the_month_to_which_the_sliders_were_moved(
    new_workshop: Callable[..., Workshop], language: str
) -> None:
    workshop = new_workshop(language=language)
    sliders = workshop.plan_follow_up()
    before = workshop.follow_up.steps()[-1].on
    assert month_of(workshop.words, before) in str(workshop.show_message("final"))
    sliders.controls["months"].value += 2
    after = workshop.follow_up.steps()[-1].on
    assert after > before
    assert month_of(workshop.words, after) in str(workshop.show_message("final"))


def test_a_lead_of_ones_own_is_begun_once_and_then_shown(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop("pl")
    assert "`lead`" in str(workshop.open_lead(" "))
    assert "Alfa" in str(workshop.open_lead("Alfa"))
    path: Path = workshop.team / "leads" / "alfa.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[fact.news]", "# moje\n[fact.news]"),
        encoding="utf-8",
    )
    kept = path.read_bytes()
    workshop.open_lead("ALFA")
    assert path.read_bytes() == kept
