"""Open deals with their chances, and which of them have stalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salestoolkit.core.counts import Counts
from salestoolkit.core.deal_chances import DealChances
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.part import Part
from salestoolkit.core.stalled import COLUMNS, Stalled, stalled_deals

Events = list[tuple[str, str, float]]


def finished(n: int, *, every: int = 2) -> Events:
    """Deals that stayed 1 to n days in the first stage; one of ``every`` was won, the others lost."""
    events: Events = []
    for place in range(n):
        end = "won" if place % every == 0 else "lost"
        events += [(f"d{place}", "S1", 0.0), (f"d{place}", end, 1.0 + place)]
    return events


@pytest.fixture(scope="module")
def book(book_of: Callable[..., Any]) -> Any:
    return book_of(400, seed=7)


@pytest.fixture(scope="module")
def found(book: Any) -> Stalled:
    return stalled_deals(book)


def test_a_chance_is_that_of_the_deals_before_at_the_same_age(book: Any, found: Stalled) -> None:
    assert found.open == len(book.deals_frame(fate="open"))
    chances = DealChances(Source(book, None))
    for row in found.rows.to_dict("records"):
        clock = chances.of_stage(row["stage"])
        assert clock is not None and row["basis"] == "stage"
        expected = clock.chance(row["stage_days"])
        assert row["beyond"] == (expected is None)
        assert expected is None or row["chance"] == pytest.approx(expected)
        assert row["chance_entry"] == pytest.approx(clock.chance_at_entry)


def test_a_deal_stalls_below_half_of_its_chance_past_the_usual_time_or_beyond_all(
    found: Stalled,
) -> None:
    for row in found.rows.to_dict("records"):
        half = row["chance"] < row["chance_entry"] / 2
        late = row["stage_days"] > row["usual_days"]
        assert (row["below_half"], row["past_usual"]) == (half, late)
        assert row["beyond"] == (row["chance"] != row["chance"])
        assert row["stalled"] == (half or late or row["beyond"])


def test_what_a_call_could_save_is_neither_gone_already_nor_more_than_waiting_took(
    found: Stalled,
) -> None:
    rows = found.rows
    known = rows.dropna(subset=["saves"])
    assert len(known) > 5
    assert (known["saves"] >= 0).all()
    assert (known["saves"] <= known["worth"] + 1e-9).all()
    falling = known[known["chance"] <= known["chance_entry"]]
    assert (falling["saves"] <= falling["worth_entry"] - falling["worth"] + 1e-9).all()
    assert known["saves"].is_monotonic_decreasing


def test_a_deal_older_than_any_that_ended_has_no_chance_and_has_stalled(
    book_from: Callable[..., Any],
) -> None:
    found = stalled_deals(book_from([*finished(40), ("old", "S1", 0.0), ("new", "S1", 399.0)]))
    old = found.rows.set_index("deal_id").loc["old"]
    assert old["chance"] != old["chance"] and old["beyond"] and old["stalled"]
    assert not found.rows.set_index("deal_id").loc["new", "stalled"]


def test_under_thirty_visits_the_clock_of_whole_deals_tells(
    book_from: Callable[..., Any],
) -> None:
    few = [("a", "S1", 380.0), ("a", "S2", 390.0)]
    rows = stalled_deals(book_from([*finished(40), *few])).rows
    assert rows.loc[0, ["basis", "n"]].tolist() == ["deal", 41]
    assert rows.loc[0, "chance_entry"] == pytest.approx(0.5, abs=0.02)


def test_of_a_handful_of_deals_no_chance_is_made_up(book_from: Callable[..., Any]) -> None:
    found = stalled_deals(book_from([("a", "S1", 0.0), ("a", "won", 5.0), ("b", "S1", 100.0)]))
    assert found.rows["chance"].isna().all() and not found.rows["stalled"].any()
    assert {"few_ended", "no_values", "no_next_steps"} <= set(found.limits)


def test_without_values_the_chance_that_could_be_saved_comes_first(
    book_from: Callable[..., Any],
) -> None:
    opened: Events = [(f"o{day}", "S1", 400.0 - day) for day in (1, 20, 30)]
    rows = stalled_deals(book_from([*finished(40), *opened])).rows
    assert rows["saves"].isna().all()
    assert rows["saved_chance"].is_monotonic_decreasing


def test_a_book_without_open_deals_says_so(book_from: Callable[..., Any]) -> None:
    found = stalled_deals(book_from(finished(3)))
    assert (found.open, found.reason, len(found.stalled)) == (0, "none_open", 0)


def test_a_book_that_only_counts_gives_no_rows(book: Any) -> None:
    class OnlyCounts:
        as_of = book.as_of
        process_of = book.process_of

        def where(self, **values: str | None) -> OnlyCounts:
            return self

        def counts(self, **options: Any) -> Counts:
            counted: Counts = book.counts(**options)
            return counted

    found = stalled_deals(OnlyCounts())  # type: ignore[arg-type]
    assert (found.reason, list(found.rows)) == ("no_deal_list", list(COLUMNS))


def test_the_page_of_a_part_lists_its_own_deals_alone(book: Any) -> None:
    team = book.parts("team")[0]
    found = stalled_deals(book, part=Part(dimension="team", value=team))
    own = book.where(team=team or None).deals_frame(fate="open")
    assert sorted(found.rows["deal_id"]) == sorted(own["deal_id"])
