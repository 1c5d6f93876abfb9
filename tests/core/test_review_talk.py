"""Five deals to talk about: one reason each, and always the same ones."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salestoolkit.core.review_talk import deals_to_talk_about

BLANK: dict[str, Any] = {
    "source_name": "crm",
    "value": 10.0,
    "chance": 0.3,
    "saves": 0.0,
    "saved_chance": 0.0,
    "stalled": False,
    "beyond": False,
    "next_step": "planned",
    "times": 0,
    "passed_days": 0,
    "is_new": False,
}


def talk(**deals: dict[str, Any]) -> list[tuple[str, str]]:
    rows = pd.DataFrame([BLANK | {"deal_id": name} | deal for name, deal in deals.items()])
    return [(found.row["deal_id"], found.reason) for found in deals_to_talk_about(rows)]


def test_each_reason_names_its_deal_in_turn() -> None:
    assert talk(
        a={"stalled": True, "saves": 5.0, "saved_chance": 0.2},
        b={"times": 3},
        c={"next_step": "none", "value": 50.0},
        d={"chance": 0.9},
        e={"is_new": True, "value": 90.0},
        f={"passed_days": 9},
        g={"beyond": True},
    ) == [
        ("a", "saves"),
        ("b", "put_off"),
        ("c", "no_next_step"),
        ("d", "nearly_won"),
        ("e", "new_large"),
    ]


def test_a_deal_is_named_once_and_further_ones_fill_the_places() -> None:
    found = talk(
        a={"stalled": True, "saves": 5.0, "saved_chance": 0.2, "next_step": "none"},
        b={"stalled": True, "saves": 4.0, "saved_chance": 0.2},
        c={"next_step": "overdue"},
    )
    assert found == [("a", "saves"), ("b", "saves"), ("c", "no_next_step")]


def test_a_deal_as_good_as_lost_is_only_asked_whether_it_is_alive() -> None:
    hopeless = {"chance": 0.0, "next_step": "none", "passed_days": 300, "stalled": True}
    assert talk(a=hopeless) == [("a", "old")]


def test_a_call_that_could_save_hardly_anything_is_no_reason() -> None:
    assert talk(a={"stalled": True, "saves": 0.4, "saved_chance": 0.01}) == []


def test_ties_go_to_the_larger_deal_and_then_to_the_smaller_id() -> None:
    found = talk(b={"times": 2}, a={"times": 2}, c={"times": 2, "value": 11.0})
    assert [deal for deal, _ in found] == ["c", "a", "b"]
