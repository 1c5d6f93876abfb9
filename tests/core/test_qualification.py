"""Verdicts of leads, and the smallest set of changes that makes one hot."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.ideal_profile import Profile, Rule
from salestoolkit.core.qualification import (
    Answer,
    Criterion,
    Scheme,
    Step,
    qualify,
    steps,
)
from salestoolkit.errors import InvalidValue

STEPS = (
    Step(key="less", text="less"),
    Step(key="pilot", text="pilot"),
    Step(key="discount", text="at most {limit}", is_discount=True),
)


def scheme(*keys: str, out: str = "need", hot_from: int | None = None) -> Scheme:
    criteria = tuple(
        Criterion(
            key=key, name=key, question=f"{key}?", counts="", when_no=STEPS, out_if_no=key in out
        )
        for key in keys
    )
    return Scheme(name="s", language="en", title="S", criteria=criteria, hot_from=hot_from)


BANT = scheme("budget", "authority", "need", "timing")
ANSWERS = st.sampled_from([True, False, None])
HARD = Profile(
    name="P",
    rules=(Rule(field="staff", operator="at_least", values=(10,), label="Staff", hard=True),),
)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((True, True, True, True), "hot"),
        ((True, True, True, None), "nurture"),
        ((True, True, True, False), "nurture"),
        ((False, False, True, False), "nurture"),
        ((None, None, None, None), "nurture"),
        ((True, True, False, True), "out"),
        ((None, None, False, None), "out"),
    ],
)
def test_four_yes_are_hot_no_need_is_out_and_everything_else_is_kept(
    answers: tuple[Answer, ...], verdict: str
) -> None:
    assert qualify(BANT, dict(zip(BANT.keys, answers, strict=True))).verdict == verdict


def test_unknown_is_not_no_neither_of_answers_nor_of_the_company() -> None:
    found = qualify(BANT, {}, profile=HARD, facts={})
    assert (found.verdict, found.unknown) == ("nurture", BANT.keys)
    assert found.fit is not None and found.fit.unknown == HARD.rules
    yes = dict.fromkeys(BANT.keys, True)
    assert qualify(BANT, yes, profile=HARD, facts={"staff": None}).verdict == "hot"
    assert qualify(BANT, yes, profile=HARD, facts={"staff": 9.0}).verdict == "out"


def test_which_no_puts_a_lead_out_can_be_chosen() -> None:
    stern = BANT.out_on(["budget", "need"])
    assert qualify(stern, {"budget": False}).verdict == "out"
    assert qualify(BANT.out_on([]), {"need": False}).verdict == "nurture"
    with pytest.raises(InvalidValue) as caught:
        BANT.out_on(["money"])
    assert caught.value.code == "qualify_criterion"


def test_questions_come_before_changes_and_first_the_one_that_may_end_the_matter() -> None:
    found = qualify(BANT, {"budget": False})
    assert [(one.key, one.kind) for one in found.changes] == [
        ("need", "ask"),
        ("authority", "ask"),
        ("timing", "ask"),
        ("budget", "mend"),
    ]
    assert found.next_question == "need"
    assert qualify(BANT, {"need": False}).next_question is None


def test_a_company_outside_the_profile_is_told_what_only_it_can_change() -> None:
    found = qualify(BANT, dict.fromkeys(BANT.keys, True), profile=HARD, facts={"staff": 3.0})
    assert [(one.key, one.kind) for one in found.changes] == [("staff", "profile")]
    assert found.changes[0].rule == HARD.rules[0]


def test_where_fewer_yes_are_enough_a_tie_is_told() -> None:
    some = scheme("a", "b", "c", "d", out="", hot_from=2)
    found = qualify(some, {"a": True, "c": False})
    assert [one.key for one in found.changes] == ["b"]
    assert found.ties == ("d",)
    assert qualify(some, {"a": True, "b": True, "c": False}).verdict == "hot"


def apply_changes(chosen: Scheme, answers: dict[str, Answer], keys: Any) -> str:
    changed = {**answers, **dict.fromkeys(keys, True)}
    return qualify(chosen, changed).verdict


@given(st.lists(ANSWERS, min_size=4, max_size=4), st.integers(1, 4), st.booleans())
def test_the_changes_make_a_lead_hot_and_no_smaller_set_does(
    drawn: list[Answer], hot_from: int, ending: bool
) -> None:
    chosen = scheme("a", "b", "c", "d", out="b" if ending else "", hot_from=hot_from)
    answers = dict(zip(chosen.keys, drawn, strict=True))
    found = qualify(chosen, answers)
    keys = [one.key for one in found.changes]
    assert (found.verdict == "hot") == (not keys)
    assert apply_changes(chosen, answers, keys) == "hot"
    for smaller in combinations(chosen.keys, max(len(keys) - 1, 0)):
        assert not keys or apply_changes(chosen, answers, smaller) != "hot"
    for tie in found.ties:
        kind = {one.key: one.kind for one in found.changes}
        same = [
            key for key in keys if answers[key] is answers[tie] and key not in found.no_for_good
        ]
        assert tie not in kind and same
        swapped = [*(key for key in keys if key != same[0]), tie]
        assert apply_changes(chosen, answers, swapped) == "hot"


@given(st.lists(ANSWERS, min_size=4, max_size=4), st.integers(0, 3))
def test_a_yes_more_never_makes_a_lead_worse(drawn: list[Answer], place: int) -> None:
    order = ["out", "nurture", "hot"]
    answers = dict(zip(BANT.keys, drawn, strict=True))
    before = qualify(BANT, answers)
    after = qualify(BANT, {**answers, BANT.keys[place]: True})
    assert order.index(after.verdict) >= order.index(before.verdict)
    assert len(after.changes) <= len(before.changes)


def test_a_discount_comes_last_and_not_at_all_where_none_was_agreed() -> None:
    budget = BANT.criterion("budget")
    assert [one.key for one in steps(budget)] == ["less", "pilot", "discount"]
    assert [one.key for one in steps(budget, discount_limit=0.1)][-1] == "discount"
    assert "discount" not in [one.key for one in steps(budget, discount_limit=0)]
    with pytest.raises(InvalidValue) as caught:
        steps(budget, discount_limit=10)
    assert caught.value.code == "qualify_limit"


@pytest.mark.parametrize("value", ["yes", 1, 0])
def test_an_answer_is_true_false_or_none(value: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        qualify(BANT, {"need": value})
    assert (caught.value.code, caught.value.fields["field"]) == ("qualify_answer", "need")


def test_an_answer_to_something_else_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        qualify(BANT, {"neeed": True})
    assert caught.value.fields["allowed"] == "budget, authority, need, timing"
