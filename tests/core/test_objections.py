"""Cards, their tally, and drawing one that was not there yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.objections import (
    PARTS,
    SMALL,
    THEMES,
    Note,
    Objection,
    Tally,
    by_theme,
    draw,
    select,
    tally_of,
)

DAY = date(2026, 11, 26)


def cards(n: int) -> list[Objection]:
    return [
        Objection(
            key=f"card_{place}",
            theme=THEMES[place % len(THEMES)],
            says=f"No. {place}",
            stages=("contact",) if place % 2 else ("closing",),
        )
        for place in range(n)
    ]


def notes(*worked: bool, key: str = "a") -> list[Note]:
    return [
        Note(objection=key, on=DAY - timedelta(days=place), worked=one)
        for place, one in enumerate(worked)
    ]


def test_a_tally_counts_only_the_notes_of_its_card() -> None:
    tally = tally_of("a", [*notes(True, False, True), *notes(True, key="b")])
    assert (tally.tried, tally.worked, tally.last) == (3, 2, DAY)
    assert tally.share == pytest.approx(2 / 3)


def test_what_was_never_tried_has_no_share_and_the_widest_interval() -> None:
    tally = tally_of("a", [])
    assert tally.share is None
    assert tally.interval == (0.0, 1.0)
    assert tally.last is None


def test_wilsons_interval_of_seven_of_ten() -> None:
    # Wilson 1927; R: prop.test(7, 10, correct = FALSE)$conf.int
    low, high = Tally(tried=10, worked=7).interval
    assert (low, high) == pytest.approx((0.3967781, 0.8922087), abs=1e-6)


def test_few_tries_are_small() -> None:
    assert Tally(tried=SMALL - 1, worked=1).small
    assert not Tally(tried=SMALL, worked=1).small


def test_an_empty_card_lacks_every_part_and_a_full_one_none() -> None:
    empty = Objection(key="a", theme="price", says="No.")
    assert empty.gaps == PARTS
    full = Objection(
        key="a",
        theme="price",
        says="No.",
        behind="x",
        questions=("x?",),
        answer="x",
        proof="x",
        next_step="x",
        owner="rep",
    )
    assert full.gaps == ()


def test_choices_narrow_and_an_empty_choice_leaves_all() -> None:
    listed = cards(16)
    assert select(listed) == tuple(listed)
    chosen = select(listed, themes=["price", "trust"], stages=["closing"])
    assert {card.theme for card in chosen} <= {"price", "trust"}
    assert all("closing" in card.stages for card in chosen)


@given(st.integers(1, 30), st.integers(0, 1_000))
def test_every_card_comes_once_before_any_comes_twice(n: int, seed: int) -> None:
    listed, seen = cards(n), []
    while (card := draw(listed, seen=seen, seed=seed)) is not None:
        assert card.key not in seen
        seen.append(card.key)
    assert sorted(seen) == sorted(card.key for card in listed)


def test_the_same_seed_draws_the_same_and_another_seed_another_order() -> None:
    listed = cards(30)

    def order(seed: int) -> list[str]:
        seen: list[str] = []
        while (card := draw(listed, seen=seen, seed=seed)) is not None:
            seen.append(card.key)
        return seen

    assert order(1) == order(1) != order(2)


@given(st.integers(0, 40))
def test_grouping_by_theme_loses_no_card(n: int) -> None:
    listed = cards(n)
    grouped = by_theme(listed)
    assert sum(map(len, grouped.values())) == n
    assert list(grouped) == [theme for theme in THEMES if theme in grouped]
