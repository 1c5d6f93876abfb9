"""What changed between two periods: which deals are compared, and what the pieces are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel_changes import (
    FunnelChanges,
    around,
    what_changed,
    what_changed_between,
)
from salestoolkit.core.funnel_counts import Source
from salestoolkit.errors import BookError, InvalidValue

DAY_ZERO = date(2026, 1, 1)
STAGES = ("S1", "S2", "S3")
Group = tuple[int, str | None, str, int]
"""Day of creation, source, the stage where they stopped, won or late (a win), and how many."""
LATE_DAYS = 100


def day(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)


@pytest.fixture(scope="module")
def made(book_from) -> Callable[..., DealBook]:
    def make(groups: list[Group], *, as_of: int = 220, column: str = "source") -> DealBook:
        events: list[tuple[str, str, float]] = []
        parts = []
        for begun, part, end, n in groups:
            wins = end in {"won", "late"}
            steps = STAGES if wins else STAGES[: STAGES.index(end) + 1]
            took = LATE_DAYS if end == "late" else len(steps)
            for _ in range(n):
                name = f"d{len(parts)}"
                parts.append(part)
                events += [(name, stage, begun + at) for at, stage in enumerate(steps)]
                events.append((name, "won" if wins else "lost", begun + took))
        book = book_from([event for event in events if event[2] <= as_of], as_of=as_of)
        place = book.deals.column_names.index(column)
        return replace(
            book, deals=book.deals.set_column(place, column, pa.array(parts, pa.string()))
        )

    return make


def of_period(begun: int, counts: dict[str, tuple[int, int, int, int]]) -> list[Group]:
    """Deals of one period by source: how many stopped at each stage, and how many were won."""
    return [
        (begun, part, end, n)
        for part, stopped in counts.items()
        for end, n in zip((*STAGES, "won"), stopped, strict=True)
        if n
    ]


EARLY = {"web": (20, 10, 5, 5), "fair": (10, 10, 10, 30)}
LATE = {"web": (72, 36, 20, 32), "fair": (4, 4, 4, 18)}


@pytest.fixture(scope="module")
def two_periods(made) -> FunnelChanges:
    book = made([*of_period(10, EARLY), *of_period(110, LATE)])
    return what_changed_between(
        Source(book, None), first=(day(0), day(100)), second=(day(100), day(200))
    )


def test_both_periods_hold_their_own_deals_and_wins(two_periods):
    first, second = two_periods.first, two_periods.second
    assert (first.deals, first.won, second.deals, second.won) == (100, 35, 190, 50)
    assert two_periods.delta == 50 / 190 - 35 / 100
    assert (second.seen_at - second.span.end) == (first.seen_at - first.span.end)


def test_stage_rates_multiply_to_the_share_won(two_periods):
    stages = two_periods.pieces[two_periods.pieces["kind"] == "stage"]
    assert math.prod(stages["rate_before"]) == pytest.approx(0.35, abs=1e-12)
    assert stages["moved_before"].tolist()[:-1] == stages["reached_before"].tolist()[1:]
    assert stages["reached_after"].tolist() == [190, 114, 74]


def test_pieces_parts_and_stages_of_parts_add_up(two_periods):
    parts, pieces = two_periods.parts, two_periods.pieces
    delta = two_periods.delta
    assert math.fsum(pieces["effect"]) == pytest.approx(delta, abs=1e-15)
    assert math.fsum([*parts["mix"], *parts["rate"]]) == pytest.approx(delta, abs=1e-15)
    both = math.fsum([*parts["mix"], *two_periods.by_stage["effect"]])
    assert both == pytest.approx(delta, abs=1e-15)
    assert math.fsum(parts["mix"]) == pytest.approx(pieces["effect"].iloc[0], abs=1e-15)


def test_a_changed_mix_that_hides_better_sources_is_told(two_periods):
    assert two_periods.dimension == "source"
    assert two_periods.pieces.set_index("kind").loc["mix", "named"]
    assert two_periods.pieces["effect"].iloc[0] < 0 < two_periods.rate
    assert two_periods.reversal
    parts = two_periods.parts.set_index("part")
    assert (parts["rate_after"] > parts["rate_before"]).all()


def test_young_deals_are_in_neither_period_and_never_make_it_worse(made):
    groups = [
        *of_period(10, EARLY),
        *of_period(60, EARLY),
        *of_period(110, EARLY),
        *of_period(160, EARLY),
        # created yesterday, nobody can have won one yet
        (199, "web", "S1", 300),
    ]
    result = what_changed(Source(made(groups, as_of=200), None))
    assert result.second.span.end + timedelta(days=result.follow_up_days - 1) == day(200)
    assert result.second.seen_at == day(200)
    assert result.first.span.end == result.second.span.start
    assert result.first.span.days == result.second.span.days
    assert (result.first.rate, result.second.rate, result.delta) == (0.35, 0.35, 0.0)
    assert not result.named
    assert not result.pieces["named"].any()


def test_the_earlier_period_is_seen_as_it_was_after_the_same_time(made):
    """Wins that came late count in neither: the earlier deals have had longer by now."""
    groups = [*of_period(10, EARLY), *of_period(110, EARLY), (10, "web", "late", 20)]
    book = made([*groups, (110, "web", "late", 20)], as_of=140)
    result = what_changed_between(
        Source(book, None), first=(day(0), day(50)), second=(day(100), day(140))
    )
    assert book.counts(entered_before=day(50)).deals.set_index("fate").loc["won", "n"].sum() == 55
    assert (result.first.won, result.second.won) == (35, 35)
    assert result.delta == 0


def test_a_source_that_is_new_changes_the_mix_only(made):
    groups = [*of_period(10, {"web": (20, 0, 0, 20)}), *of_period(110, {"web": (20, 0, 0, 20)})]
    groups += of_period(110, {"new": (50, 0, 0, 10)})
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    parts = result.parts.set_index("part")
    assert parts.loc["new", "deals_before"] == 0
    assert parts["rate"].tolist() == pytest.approx([0, 0], abs=1e-15)
    assert math.fsum(parts["mix"]) == pytest.approx(result.delta, abs=1e-15)


def test_one_source_leaves_the_stages_alone(made):
    groups = [
        *of_period(10, {"web": (20, 10, 10, 20)}),
        *of_period(110, {"web": (20, 20, 10, 10)}),
    ]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert result.dimension is None
    assert result.pieces["kind"].tolist() == ["stage"] * 3
    assert result.limits == ("no_parts",)
    assert math.fsum(result.pieces["effect"]) == pytest.approx(-1 / 6, abs=1e-15)


def test_small_sources_are_told_together(made):
    small = {f"s{n}": (3, 0, 0, 1) for n in range(8)}
    groups = [
        *of_period(10, {"web": (20, 10, 10, 20), **small}),
        *of_period(110, {"web": (20, 10, 10, 20), **small}),
    ]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert result.parts[["part", "kind", "merged"]].values.tolist() == [
        ["web", "part", 0],
        ["", "others", 8],
    ]


def test_a_column_that_is_mostly_empty_is_not_told_apart(made):
    groups = [
        *of_period(10, {"web": (20, 0, 0, 20), None: (20, 0, 0, 20)}),
        *of_period(110, {"web": (20, 0, 0, 20), None: (20, 0, 0, 20)}),
    ]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert result.dimension is None


def test_without_deals_or_wins_or_history_it_says_why(made):
    lost = made([(10, "web", "S1", 5)])
    assert what_changed(Source(lost, None)).limits == ("none_won",)
    short = made([(10, "web", "won", 5)], as_of=30)
    assert what_changed(Source(short, None)).limits == ("short_history",)
    empty = what_changed_between(
        Source(made([(10, "web", "won", 5)]), None),
        first=(day(-90), day(0)),
        second=(day(0), day(90)),
    )
    assert empty.limits == ("no_deals_in_period",)
    assert (empty.first.deals, empty.first.rate, empty.delta) == (0, None, None)
    assert empty.second.rate == 1


def test_few_deals_are_told_but_nothing_is_called_more_than_chance(made):
    groups = [*of_period(10, {"web": (0, 0, 0, 20)}), *of_period(110, {"web": (20, 0, 0, 1)})]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert "few_deals" in result.limits
    assert result.delta < -0.9
    assert not result.named
    assert not result.pieces["named"].any()
    assert result.pieces["low"].isna().all()


def test_periods_that_overlap_or_are_empty_are_refused(made):
    source = Source(made([(10, "web", "won", 5)]), None)
    with pytest.raises(InvalidValue, match="periods_overlap"):
        what_changed_between(source, first=(day(0), day(50)), second=(day(40), day(90)))
    with pytest.raises(InvalidValue, match="period_empty"):
        what_changed_between(source, first=(day(0), day(0)), second=(day(40), day(90)))


def test_money_is_the_effect_times_the_deals_times_a_won_deal(two_periods):
    assert two_periods.worth(0.1) is None
    valued = replace(two_periods, mean_won_value=500.0)
    assert valued.worth(0.1) == pytest.approx(0.1 * 190 * 500)


def test_a_column_that_is_filled_in_as_deals_go_on_is_not_told_apart(made):
    groups = [
        *of_period(10, {"web": (20, 0, 0, 30), "fair": (20, 0, 0, 30), None: (20, 0, 0, 0)}),
        *of_period(110, {"web": (20, 0, 0, 30), "fair": (20, 0, 0, 30), None: (20, 0, 0, 0)}),
    ]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert result.dimension is None
    assert len(result.looked_at) == 0


def test_wins_that_were_not_noted_at_first_make_no_change(made):
    groups = [
        *of_period(10, {"web": (100, 0, 0, 0)}),
        (10, "web", "late", 5),
        *of_period(110, {"web": (50, 0, 0, 50)}),
    ]
    result = what_changed_between(
        Source(made(groups), None), first=(day(0), day(100)), second=(day(100), day(200))
    )
    assert "no_early_wins" in result.limits
    assert not result.named
    assert not result.pieces["named"].any()


def test_people_are_not_told_apart_and_an_unknown_column_is_refused(made):
    source = Source(made([*of_period(10, EARLY), *of_period(110, LATE)]), None)
    with pytest.raises(InvalidValue, match="owner_for_leader"):
        what_changed(source, dimension="owner")
    with pytest.raises(BookError, match="unknown_dimension"):
        what_changed_between(
            source,
            first=(day(0), day(100)),
            second=(day(100), day(200)),
            dimension="shoe size",
        )


def test_the_days_around_a_date_are_alike_and_leave_time_to_win(made):
    source = Source(made([*of_period(10, EARLY), *of_period(110, LATE)]), None)
    usual = source.usual_days("")
    (first, middle), (second, end) = around(source, day(110))
    assert middle == second == day(110)
    assert middle - first == end - second
    assert (source.book.as_of - end).days + 1 == usual
    with pytest.raises(InvalidValue, match="day_to_come"):
        around(source, source.book.as_of)
