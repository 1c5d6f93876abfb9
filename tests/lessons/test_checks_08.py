"""Lesson 08: each wrong answer is told what is wrong with it, and its cells show what the data hold."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from salestoolkit.core.luck import spread_by_luck
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_08 import sentence, spread, youngest_month
from salestoolkit.lessons.funnel_story import Leak, Month, Months

NONSENSE: list[Any] = [math.nan, {"a": 1}, object(), b"x"]
MONTHS = Months(
    as_of=date(2026, 10, 30),
    days=90,
    months=tuple(
        Month(first=date(2026, month, 1), deals=40, open=2, won=8, in_time=8 if month < 8 else None)
        for month in range(5, 11)
    ),
)
LEAK = Leak(
    stage="Oferta wysłana",
    stages=("Prezentacja", "Oferta wysłana", "Negocjacje"),
    rate=0.327,
    reference=0.567,
    deals=205,
    cost=1_706_922.0,
    team="Zespół Południe",
    people=("Żaneta Kałamarz",),
)
WHOLE = "W zespole Południe po wysłaniu oferty przechodzi dalej 33% z 205 szans, a u innych 57%: {}"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        ("2026-07", "right"),
        ("7.2026", "right"),
        (date(2026, 7, 31), "right"),
        ("2026-08", "too_young"),
        ("2026-06", "too_old"),
        ("2025-01", "not_month"),
        ("2026-13", "not_month"),
        ("July", "not_month"),
        (7, "not_month"),
    ],
)
def test_the_youngest_month_that_may_be_compared(answer: Any, code: str) -> None:
    assert youngest_month(answer, MONTHS).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (12.6, "right"),
        ("13", "right"),
        ("12,6", "right"),
        ("13 %", "right"),
        (0, "none"),
        (5, "too_low"),
        (25, "too_high"),
        (-3, "not_number"),
        ("many", "not_number"),
    ],
)
def test_what_luck_puts_between_the_best_and_the_worst(answer: Any, code: str) -> None:
    assert spread(answer, spread_by_luck([100] * 11, 0.2)).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (WHOLE.format("to kosztuje 1,7 mln zł"), "right"),
        (WHOLE.format("to kosztuje 1 700 000 zł"), "right"),
        (WHOLE.format("to kosztuje 1.700.000 zł"), "right"),
        (WHOLE.format("to kosztuje 1700 tys. zł").replace("33%", "32,7%"), "right"),
        (WHOLE.format("to dużo"), "no_cost"),
        (WHOLE.format("to kosztuje 1,7 mln zł").replace("z 205", "z wielu"), "no_deals"),
        (WHOLE.format("to kosztuje 1,7 mln zł").replace("57", "sporo"), "no_reference"),
        (WHOLE.format("to kosztuje 1,7 mln zł").replace("33", "mało"), "no_rate"),
        (WHOLE.format("to kosztuje 1,7 mln zł").replace("W zespole Południe", "U nas"), "no_part"),
        ("W zespole Południe tracimy 1,7 mln zł", "no_stage"),
        ("W zespole Południe po prezentacji tracimy 1,7 mln zł", "other_stage"),
        (WHOLE.format("przez to, co robi Żaneta Kałamarz"), "person"),
        ("oferta", "not_text"),
        (33, "not_text"),
    ],
)
def test_a_sentence_has_place_share_number_comparison_and_price_and_no_name(
    answer: Any, code: str
) -> None:
    assert sentence(answer, LEAK).code == code


@pytest.mark.parametrize("number", ["08.1", "08.2", "08.3"])
def test_nothing_that_may_be_typed_breaks_a_check(number: str, workshops: Any) -> None:
    for answer in NONSENSE:
        assert not workshops["en"].check(number, answer, note=False).right


@pytest.mark.parametrize(("language", "month"), [("en", "July 2026"), ("pl", "czerwiec 2026")])
def test_months_that_are_too_young_look_bad_and_are_not_compared(
    workshops: dict[str, Workshop], language: str, month: str
) -> None:
    workshop = workshops[language]
    last = workshop.months.months[-1]
    assert (last.of_all, last.of_closed) == (0.0, 0.0)
    assert last.in_time is None
    naive, right = str(workshop.show_months()), str(workshop.show_months(in_time=True))
    assert month in right.splitlines()[-1]
    assert len(right.splitlines()[2].split(" | ")) == len(naive.splitlines()[2].split(" | ")) + 1


def test_the_story_of_each_company_is_told_by_its_own_leak(workshops: dict[str, Workshop]) -> None:
    english, polish = workshops["en"], workshops["pl"]
    assert (english.leak.stage, english.leak.deals, english.leak.team) == ("Demo", 361, None)
    assert (polish.leak.stage, polish.leak.deals) == ("Oferta wysłana", 205)
    south = str(polish.show_leak(team="Zespół Południe"))
    assert "przechodzi dalej w ciągu 45 dni 33% z 205 szans wobec 57%" in south


@pytest.mark.slow
def test_where_no_stage_stands_out_it_is_said_why(workshops: dict[str, Workshop]) -> None:
    english, polish = workshops["en"], workshops["pl"]
    assert "At “Demo” 43% of 361 deals move on" in str(english.show_leak())
    assert "No stage stands out" in str(english.show_leak(team="Field"))
    assert "tłumaczy zmiana struktury szans" in str(polish.show_leak())


def test_the_lucky_rep_is_told_as_luck(workshops: dict[str, Workshop]) -> None:
    said = str(workshops["pl"].show_reps())
    assert "Żaneta Kałamarz | 89 | 30% | 22%" in said
    assert "najlepszy wynik wynosiłby średnio 27%, a najsłabszy 14%" in said


def test_stages_stand_with_what_a_crm_shows_beside_what_is_right(
    workshops: dict[str, Workshop],
) -> None:
    line = next(line for line in str(workshops["en"].show_stages()).splitlines() if "Demo" in line)
    assert line == "Demo | 690 | 18 | 60% | 60% (56% to 63%) | 55% of 664 (21 days)"


@pytest.mark.slow
def test_what_changed_names_the_mix_in_one_company_and_a_stage_in_the_other(
    workshops: dict[str, Workshop],
) -> None:
    assert "At “Demo” 54% moved on, against 74%" in str(workshops["en"].show_what_changed())
    assert "maskuje poprawę" in str(workshops["pl"].show_what_changed())


def test_deals_that_stand_still_come_with_what_is_at_stake(workshops: dict[str, Workshop]) -> None:
    lines = str(workshops["pl"].show_stalled()).splitlines()
    assert lines[1].startswith("35 z 67 otwartych szans")
    assert lines[3].startswith("Rozmarzony Łabędź sp.k. | Umowa u prawnika | 32 | 21 | 70% | 88%")


@pytest.mark.slow
def test_without_a_book_of_its_own_a_team_is_told_so(workshops: dict[str, Workshop]) -> None:
    said = str(workshops["en"].show_own_funnel())
    assert "no book of your own yet" in said
    assert "At “Demo” 43% of 361 deals move on" in said


def test_the_sliders_begin_elsewhere_than_the_exercise_asks(workshops: dict[str, Workshop]) -> None:
    sliders = workshops["en"].luck_whatif()
    assert (sliders.desk.people, sliders.desk.deals, sliders.desk.rate) == (11, 60, 20)
    sliders.sliders["deals"].value = 100
    assert "12.6 points apart" in sliders.said.value
