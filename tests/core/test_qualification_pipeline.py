"""What comes off the pipeline, and what that does to the forecast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_value import onward_chances
from salestoolkit.core.qualification_pipeline import pipeline_deals, take_off
from salestoolkit.errors import InvalidValue


@pytest.fixture(scope="module")
def book(book_of: Callable[..., Any]) -> Any:
    return book_of(600, seed=7)


def test_before_less_what_comes_off_is_after(book: Any) -> None:
    deals, _, _ = pipeline_deals(book)
    ids = [one.deal_id for one in deals[::3]]
    off = take_off(book, [*ids, "no such deal"])
    gone = off.deals
    assert len(gone) == len(ids) and off.not_open == 1
    assert off.before.n - len(gone) == off.after.n
    lost = sum(one.weighted or 0 for one in gone)
    assert off.before.weighted - lost == pytest.approx(off.after.weighted)
    assert off.before.wins - sum(one.chance or 0 for one in gone) == pytest.approx(off.after.wins)


def test_taking_nothing_off_changes_nothing(book: Any) -> None:
    off = take_off(book, [])
    assert off.before == off.after
    assert (off.share_of_deals, off.share_of_weighted) == (0, 0)


def test_the_book_itself_stays_as_it_is(book: Any) -> None:
    before = book.deals
    take_off(book, [one.deal_id for one in pipeline_deals(book)[0]])
    assert book.deals is before


def test_a_chance_is_that_to_leave_the_stage_times_that_to_win_from_there(book: Any) -> None:
    deals, _, by_stage = pipeline_deals(book)
    assert by_stage
    source = Source(book, book.pipeline_or_largest(None))
    onward = onward_chances(source)
    frame = book.deals_frame(fate="open").set_index("deal_id")
    for one in deals:
        assert one.chance is None or 0 <= one.chance <= 1
        row = frame.loc[one.deal_id]
        days = (book.as_of - row["stage_entered"].date()).days
        moves = source.ends(row["stage"]).curve.chance_at_age(days)
        expected = None if moves is None else moves * onward[row["stage"]]
        assert one.chance == pytest.approx(expected)


def test_a_deal_past_all_follow_up_has_no_chance_and_is_counted(
    book_from: Callable[..., Any],
) -> None:
    young: list[tuple[str, str, float]] = []
    for place in range(40):
        young += [(f"d{place}", "S1", 300.0), (f"d{place}", "won" if place % 2 else "lost", 310.0)]
    old = [("old", "S1", 0.0)]
    deals, _, _ = pipeline_deals(book_from([*young, *old]))
    assert [one.deal_id for one in deals] == ["old"]
    assert deals[0].chance is None or deals[0].chance == 0
    off = take_off(book_from([*young, *old]), ["old"])
    assert off.after.n == 0 and off.after.wins == 0


def test_an_empty_pipeline_is_no_error(book_from: Callable[..., Any]) -> None:
    off = take_off(book_from([("a", "S1", 0.0), ("a", "won", 5.0)]), ["a"])
    assert (off.before.n, off.not_open, off.share_of_deals) == (0, 1, None)


def test_a_currency_that_no_open_deal_has_is_refused(book: Any) -> None:
    with pytest.raises(InvalidValue, match="unknown_currency"):
        take_off(book, [], currency="XXX")
