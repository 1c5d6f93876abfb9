"""Lesson 10: each wrong answer is told what is wrong with it, and its cells show what the data hold."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from salestoolkit.core.nps import net_promoter_score
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_10 import kept_gross, left_at_renewal, loop_in_the_end
from salestoolkit.lessons.retention_story import few_answers

NONSENSE: list[Any] = [math.nan, {"a": 1}, object(), b"x", [], True]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (20, "right"),
        (0.2, "right"),
        ("20 %", "right"),
        (12, "of_all"),
        (30, "of_young"),
        (80, "stayed"),
        (25, "too_high"),
        (2, "too_low"),
        (150, "not_share"),
        (-1, "not_share"),
        ("a fifth", "not_share"),
    ],
)
def test_only_those_who_could_leave_are_counted(answer: Any, code: str) -> None:
    assert left_at_renewal(answer).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (80, "right"),
        ("80%", "right"),
        (0.8, "right"),
        (110, "net"),
        (1.1, "net"),
        ("110%", "net"),
        (20, "lost"),
        (100, "too_high"),
        (50, "too_low"),
        (-5, "not_share"),
        ("much", "not_share"),
    ],
)
def test_gross_lets_nobody_cover_those_who_left(answer: Any, code: str) -> None:
    assert kept_gross(answer).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (166.7, "right"),
        (167, "right"),
        ("166,67", "right"),
        (140, "first"),
        (156, "second"),
        (67, "others"),
        (40, "first_others"),
        (300, "introduced"),
        (200, "too_high"),
        (120, "too_low"),
        (-1, "not_number"),
        ("many", "not_number"),
    ],
)
def test_a_loop_below_one_comes_to_an_end(answer: Any, code: str) -> None:
    assert loop_in_the_end(answer).code == code


@pytest.fixture(params=["en", "pl"])
def workshop(workshops: dict[str, Workshop], request: pytest.FixtureRequest) -> Workshop:
    return workshops[request.param]


@pytest.mark.parametrize("number", ["10.1", "10.2", "10.3"])
def test_nothing_that_may_be_typed_breaks_a_check(workshop: Workshop, number: str) -> None:
    for answer in NONSENSE:
        assert not workshop.check(number, answer, note=False).right


def test_twenty_answers_with_the_same_shares_have_a_wider_interval() -> None:
    many = net_promoter_score([10] * 50 + [8] * 30 + [3] * 20)
    few = few_answers(many)
    assert (few.promoters, few.passives, few.detractors) == (10, 6, 4)
    assert few.value == many.value
    assert few.high - few.low > 2 * (many.high - many.low)


def test_those_who_joined_lately_could_not_leave_yet(workshop: Workshop) -> None:
    kept = workshop.kept.found
    shown = str(workshop.show_leavers()).splitlines()
    assert len(kept.customers) > 200
    assert shown[3].split(" | ")[1].startswith("0%")
    assert workshop.words.percent(kept.churn.left / len(kept.customers)) in shown[2]


def test_a_whole_above_a_hundred_per_cent_hides_a_segment_that_shrinks(workshop: Workshop) -> None:
    whole = workshop.kept.found.revenue.decided
    segments = next(one for one in workshop.kept.found.parts if one.dimension == "segment")
    nets = [row.revenue.decided.net or 0 for row in segments.rows]
    assert whole.net is not None
    assert min(nets) < 0.8 < 1 < whole.net < max(nets)
    shown = str(workshop.show_revenue())
    assert workshop.words.percent(min(nets)) in shown
    assert workshop.words.percent(whole.net) in shown


def test_a_loop_above_one_is_given_no_end(workshop: Workshop) -> None:
    *_, below, above = str(workshop.show_rounds()).splitlines()
    assert below.endswith(workshop.words.number(1000, digits=0))
    assert above.endswith(workshop.words.text("lesson_10.rounds.none"))


def test_the_first_contacts_of_each_kind_are_told_and_how_many_more_there_are(
    workshop: Workshop,
) -> None:
    contacts = workshop.kept.found.contacts
    kinds = Counter(one.kind for one in contacts)
    shown = str(workshop.show_moments())
    for kind, n in kinds.items():
        name = workshop.words.text(f"retention.moment.{kind}")
        assert shown.count(f"| {name} |") == min(n, 3)
    rest = len(contacts) - sum(min(n, 3) for n in kinds.values())
    assert rest > 0
    assert workshop.words.text("lesson_10.contacts.more", n=rest) in shown


def test_the_sliders_begin_where_the_sample_company_stands(workshop: Workshop) -> None:
    start = workshop.kept.start
    assert start is not None
    assert workshop.growth_whatif().desk.now == start.cycle


def test_a_team_without_a_book_is_told_that_it_sees_the_sample(workshop: Workshop) -> None:
    said = str(workshop.show_own_customers())
    assert workshop.words.text("lesson_10.own.sample") in said
    assert len(said.splitlines()) == 6
