"""A what-if that starts from a deal book whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import prod
from typing import Any

import pytest

from salestoolkit.core.goal_history import coming_deals, open_deals, win_rate, won_sizes
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.part import Part
from salestoolkit.core.what_if_book import what_if_from_book
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage
from salestoolkit.core.what_if_simulation import turnout
from salestoolkit.errors import BookError, InvalidValue


@pytest.fixture(scope="module")
def book(simulated: Any) -> Any:
    return simulated.simulate(simulated.Funnel(), 800, seed=1)


@pytest.fixture(scope="module")
def found(book: Any) -> WhatIf:
    return what_if_from_book(book, until=date(book.as_of.year + 1, 12, 31))


def test_the_rates_multiply_to_the_share_of_deals_ever_won(book: Any, found: WhatIf) -> None:
    learned = win_rate(book)
    mean = learned.beta[0] / sum(learned.beta)
    assert prod(stage.rate for stage in found.stages) == pytest.approx(mean, rel=0.02)
    assert [stage.name for stage in found.stages] == [
        stage.name for stage in book.process_of(None).deal_stages
    ]
    assert all(stage.counted for stage in found.stages)


def test_open_deals_pace_sizes_and_dates_are_the_books(book: Any, found: WhatIf) -> None:
    until = date(book.as_of.year + 1, 12, 31)
    goal = Goal(metric="deals", until=until)
    assert found.volume == coming_deals(book, goal)
    assert found.horizon_days == (until - book.as_of).days
    assert len(found.open_deals) == len(open_deals(book, until=until))
    assert found.as_of == book.as_of
    sizes = won_sizes(book)
    if sizes:
        assert found.value is not None and found.value.counted == len(sizes)
    assert sum(found.pattern) / len(found.pattern) == pytest.approx(1, abs=0.01)
    assert 0 < found.in_time < 1


def test_the_period_is_the_quarter_where_none_is_named(book: Any) -> None:
    found = what_if_from_book(book)
    assert found.horizon_days is not None and 1 <= found.horizon_days <= 92
    with pytest.raises(InvalidValue) as caught:
        what_if_from_book(book, until=book.as_of)
    assert caught.value.fields["field"] == "until"


def test_a_part_has_its_own_rates_and_is_held_against_the_best(book: Any) -> None:
    frame = book.deals_frame()
    dimension = next(name for name in ("team", "segment", "owner") if frame[name].notna().any())
    value = str(frame[dimension].dropna().value_counts().index[0])
    part = what_if_from_book(book, part=Part(dimension=dimension, value=value))
    assert part.name == value
    assert part.volume <= what_if_from_book(book).volume
    for stage in part.stages:
        assert stage.best is None or stage.best >= stage.rate
    with pytest.raises(BookError):
        what_if_from_book(book, part=Part(dimension="nothing", value="x"))


def test_what_the_book_does_not_tell_is_noted(book_from: Any) -> None:
    never = book_from([("A", "S1", 0), ("B", "S1", 1), ("B", "lost", 30)])
    found = what_if_from_book(never)
    assert found.value is None
    assert "no_wins" in found.notes
    assert turnout(replace(found, goal=1)).chance is not None


def test_few_cases_leave_much_doubt() -> None:
    sure = WhatIfStage(name="Offer", rate=0.3, counted=3000)
    unsure = replace(sure, counted=10)
    wide, narrow = (
        turnout(WhatIf(stages=(stage,), volume=1000)).deals.interval(0.8)
        for stage in (unsure, sure)
    )
    assert wide[1] - wide[0] > 3 * (narrow[1] - narrow[0])
