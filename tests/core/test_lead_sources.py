from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from salestoolkit.core.lead_hours import move_hours
from salestoolkit.core.lead_response import lead_response
from salestoolkit.core.lead_source_parts import Estimate, SourceCost, cost_of, per_hour
from salestoolkit.core.lead_source_view import warm_stage_of
from salestoolkit.core.lead_sources import lead_sources
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.shrinkage import shrink
from salestoolkit.errors import BookError, InvalidValue

ZERO = date(2026, 1, 1)


@pytest.fixture(scope="module")
def book_of_sources(book_from):
    """Makes a book from {source: (won, lost at once, lost after the second stage, open)}."""

    def make(sources, *, as_of=400):
        events, names = [], {}
        for source, (won, lost, late, still) in sources.items():
            for place in range(won + lost + late + still):
                deal, day = f"{source}{place}", place % 40
                names[deal] = source or None
                events.append((deal, "S1", day))
                if place < won:
                    events += [
                        (deal, "S2", day + 2),
                        (deal, "S3", day + 5),
                        (deal, "won", day + 30),
                    ]
                elif place < won + lost:
                    events.append((deal, "lost", day + 10))
                elif place < won + lost + late:
                    events += [(deal, "S2", day + 3), (deal, "lost", day + 20)]
        book = book_from(events, as_of=as_of)
        column = pa.array([names[deal] for deal in book.deals["deal_id"].to_pylist()], pa.string())
        place = book.deals.column_names.index("source")
        return replace(book, deals=book.deals.set_column(place, "source", column))

    return make


def costs(**spent):
    return [
        SourceCost(source=name, first=ZERO, last=ZERO + timedelta(days=59), amount=amount, hours=h)
        for name, (amount, h) in spent.items()
    ]


def test_three_lucky_leads_do_not_win_the_ranking(book_of_sources):
    book = book_of_sources(
        {"Fair": (60, 90, 50, 0), "Form": (30, 200, 70, 0), "Luck": (3, 0, 0, 0)}
    )
    found = lead_sources(book)
    assert [one.source for one in found.ranked] == ["Fair", "Form"]
    luck = found.named("luck")
    assert luck.own.value == 1
    assert luck.rank is None and luck.few
    assert luck.drawn.value < 0.75
    assert found.sources[-1] is luck
    assert found.clear_first


def test_each_source_is_counted_and_leads_without_a_source_stay_out_of_the_ranking(book_of_sources):
    found = lead_sources(
        book_of_sources({"A": (10, 20, 10, 0), "B": (5, 30, 5, 0), "": (9, 1, 0, 0)})
    )
    by_name = {one.source: one for one in found.sources}
    assert [(one.leads, one.won) for one in by_name.values()] == [(40, 10), (40, 5), (10, 9)]
    assert by_name[""].drawn is None and by_name[""].rank is None
    assert by_name["A"].warm == 20
    expected = shrink([10, 5], [40, 40]).groups[0].value
    assert by_name["A"].drawn.value == pytest.approx(expected, abs=1e-3)


def test_open_leads_are_not_lost_leads(book_of_sources):
    book = book_of_sources({"A": (10, 10, 0, 0), "B": (10, 10, 0, 20)}, as_of=30)
    found = {one.source: one for one in lead_sources(book, horizon_days=30).sources}
    assert found["B"].open > found["A"].open
    assert found["B"].own.value > 10 / 40


def test_a_won_deal_costs_what_was_spent_on_all_leads(book_of_sources):
    book = book_of_sources({"A": (20, 60, 0, 0), "B": (20, 20, 0, 0)})
    found = lead_sources(book, costs=costs(A=(8000, 40), B=(None, 10), Idle=(500, 5)))
    one = found.named("A")
    assert one.cost_per_lead == 100
    assert one.cost_per_win.value == pytest.approx(8000 / (80 * one.drawn.value))
    assert one.cost_per_win.low < one.cost_per_win.value < one.cost_per_win.high
    assert found.named("B").cost is None
    assert found.named("B").wins_per_hour.value == pytest.approx(
        40 * found.named("B").drawn.value / 10
    )
    idle = found.named("Idle")
    assert (idle.leads, idle.cost, idle.cost_per_lead, idle.rank) == (0, 500, None, None)
    dear = lead_sources(book, costs=costs(A=(8000, 40), B=(None, 10)), hour_cost=50)
    assert dear.named("A").cost == 10_000
    assert dear.named("B").cost == 500


def test_costs_and_leads_are_those_of_one_period(book_of_sources):
    book = book_of_sources({"A": (10, 30, 0, 0), "B": (5, 15, 0, 0)})
    spent = [SourceCost(source="A", first=ZERO, last=ZERO + timedelta(days=9), amount=1000)]
    found = lead_sources(book, costs=spent)
    assert (found.since, found.until) == (ZERO, ZERO + timedelta(days=10))
    assert found.named("A").leads == 10
    half = cost_of("a", spent, ZERO, ZERO + timedelta(days=5), None)
    assert half == (500, None)
    with pytest.raises(InvalidValue, match="period_reversed"):
        lead_sources(book, since=date(2030, 1, 1))


def test_a_book_without_sources_says_so(book_of_sources):
    with pytest.raises(BookError, match="no_lead_sources"):
        lead_sources(book_of_sources({"": (3, 3, 0, 0)}))


def test_where_nothing_is_won_nothing_is_ranked(book_of_sources):
    found = lead_sources(book_of_sources({"A": (0, 30, 0, 0), "B": (0, 20, 0, 0)}))
    assert found.horizon_days is None
    assert found.ranked == ()
    assert {one.drawn for one in found.sources} == {None}


def test_the_warm_stage_is_qualification_or_the_second_one():
    stages = [Stage(key="new", name="New"), Stage(key="call", name="Call")]
    later = Stage(key="fit", name="Fit", universal="qualification")
    assert warm_stage_of(SalesProcess(name="P", stages=tuple(stages)), None) == "call"
    process = SalesProcess(name="P", stages=(*stages, later))
    assert warm_stage_of(process, None) == "fit"
    assert warm_stage_of(process, "call") == "call"
    assert warm_stage_of(SalesProcess(name="P", stages=(later,)), None) is None
    with pytest.raises(InvalidValue, match="unknown_warm_stage"):
        warm_stage_of(process, "nothing")


def test_moving_hours_changes_wins_by_what_an_hour_brings(book_of_sources):
    book = book_of_sources({"Good": (60, 60, 0, 0), "Poor": (20, 180, 0, 0), "C": (30, 70, 0, 0)})
    spent = costs(Good=(0, 60), Poor=(0, 400), C=(0, 100))
    found = lead_sources(book, costs=spent)
    moved = move_hours(found, from_="poor", to="GOOD", hours=10)
    good, poor = found.named("Good").wins_per_hour, found.named("Poor").wins_per_hour
    assert moved.wins.value == pytest.approx(10 * (good.value - poor.value))
    assert moved.clear and not moved.stretched
    back = move_hours(found, from_="Good", to="Poor", hours=10)
    assert back.wins.value == pytest.approx(-moved.wins.value)
    assert (back.wins.low, back.wins.high) == pytest.approx((-moved.wins.high, -moved.wins.low))
    assert move_hours(found, from_="Poor", to="Good", hours=16).stretched


@pytest.fixture(scope="module")
def three_alike(book_of_sources):
    book = book_of_sources({"A": (5, 15, 0, 0), "B": (5, 15, 0, 0), "C": (5, 15, 0, 0)})
    return lead_sources(book, costs=costs(A=(1, 40), B=(1, None), C=(1, 10)))


@pytest.mark.parametrize(
    ("from_", "to", "hours", "code"),
    [
        ("Nobody", "A", 5, "source_without_hours"),
        ("A", "B", 5, "source_without_hours"),
        ("A", "A", 5, "same_source"),
        ("A", "C", 50, "hours_outside"),
        ("A", "C", 0, "hours_outside"),
    ],
)
def test_hours_that_cannot_be_moved_are_refused(three_alike, from_, to, hours, code):
    with pytest.raises(InvalidValue, match=code):
        move_hours(three_alike, from_=from_, to=to, hours=hours)


def test_nothing_is_said_an_hour_without_hours_or_leads():
    drawn = shrink([5, 5, 5], [20, 20, 20]).groups[0]
    assert per_hour(20, drawn, None) is None
    assert per_hour(20, drawn, 0) is None
    assert per_hour(0, drawn, 10) is None
    assert isinstance(per_hour(20, drawn, 10), Estimate)


def answers(rows):
    """Activities from (deal, hours after midnight of day 0)."""
    base = datetime.combine(ZERO, datetime.min.time(), UTC)
    return pd.DataFrame(
        {
            "source_name": "log",
            "deal_id": [deal for deal, _ in rows],
            "type": "call",
            "at": pd.to_datetime([base + timedelta(hours=hours) for _, hours in rows], utc=True),
        }
    )


def test_the_clock_of_a_lead_starts_with_its_answer(book_of_sources):
    book = book_of_sources({"Form": (20, 20, 0, 4)})
    created = {f"Form{place}": place % 40 for place in range(44)}
    # answered after 6 hours where won, after 3 days where lost; four open ones not at all
    rows = [
        (deal, 24 * day + (6 if int(deal[4:]) < 20 else 72))
        for deal, day in created.items()
        if int(deal[4:]) < 40
    ]
    rows += [("Form0", 24 * 5)]
    found = lead_response(book, answers(rows))
    assert (found.leads, found.answered, found.unanswered) == (44, 40, 4)
    assert found.in_days  # the book knows only days
    assert found.within_day.leads == 20 and found.within_day.share == 1
    assert found.later.share == 0
    assert found.difference == 1 and found.p_value < 0.001
    assert sum(band.leads for band in found.bands) == 40


def test_answers_before_the_lead_or_after_its_end_are_set_apart_and_counted(book_of_sources):
    book = book_of_sources({"Form": (5, 15, 0, 0)})
    rows = [(f"Form{place}", 24 * (place + 1)) for place in range(18)]
    rows[0] = ("Form0", -30)
    rows[10] = ("Form10", 24 * 100)
    found = lead_response(book, answers(rows), sources=["Form"])
    assert found.before == 1
    # one was answered after its end, two that are closed were never answered
    assert found.ended == 3
    assert found.answered + found.before + found.ended + found.unanswered == found.leads == 20


class OneAfternoon:
    """A book of leads that all came on one day at 15:00."""

    as_of = ZERO + timedelta(days=90)

    def pipeline_or_largest(self, pipeline):
        return pipeline

    def deals_frame(self, *, pipeline=None):
        return pd.DataFrame(
            {
                "source_name": "log",
                "deal_id": [str(one) for one in range(40)],
                "source": "Form",
                "created_at": pd.Timestamp(ZERO, tz="UTC") + pd.Timedelta(hours=15),
                "closed_on": pd.Timestamp(ZERO) + pd.Timedelta(days=20),
                "fate": ["won", "lost"] * 20,
            }
        )


def test_an_answer_of_the_same_day_without_a_time_is_no_negative_wait():
    rows = [(str(one), 0 if one < 10 else 15.5 if one < 30 else 50) for one in range(40)]
    found = lead_response(OneAfternoon(), answers(rows))
    assert not found.in_days and found.answered == 40
    assert [band.leads for band in found.bands][:4] == [20, 0, 10, 10]
    assert found.within_day.leads + found.later.leads == 40


def test_without_activities_nothing_is_said_of_answers(book_of_sources):
    with pytest.raises(BookError, match="no_activities"):
        lead_response(book_of_sources({"A": (3, 3, 0, 0)}), answers([("other", 5)]))


def test_young_leads_that_are_not_warm_yet_do_not_lower_the_share_that_becomes_warm(
    book_of_sources,
):
    sources = {"A": (20, 20, 0, 40), "B": (20, 20, 0, 0), "C": (20, 20, 0, 0)}
    old, young = (lead_sources(book_of_sources(sources, as_of=day)) for day in (400, 45))
    assert young.horizon_days is not None
    warm = young.named("A").warm_drawn
    assert warm.n < 80
    assert young.named("A").warm == old.named("A").warm == 20
