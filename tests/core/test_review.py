"""The weekly review: what happened, what needs a word, and how far the open deals carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.review import review_pipeline
from salestoolkit.core.review_changes import changes_between
from salestoolkit.core.review_dates import close_dates
from salestoolkit.core.review_hand import expected_of
from salestoolkit.core.review_pace import luck_of
from salestoolkit.core.review_plan import goal_of_quotas
from salestoolkit.core.review_result import Review
from salestoolkit.errors import InvalidValue

Events = list[tuple[str, str, float]]


def after(book: Any, events: Events, **options: Any) -> Review:
    return review_pipeline(book(events), **options)


@pytest.fixture(scope="module")
def book(book_of: Callable[..., Any]) -> Any:
    return book_of(200, seed=3)


@pytest.fixture(scope="module")
def review(book: Any) -> Review:
    return review_pipeline(book)


@pytest.mark.parametrize("days", [7, 200])
def test_open_deals_then_plus_what_came_less_what_left_are_those_now(book: Any, days: int) -> None:
    counts = review_pipeline(book, since=book.as_of - timedelta(days=days)).changes.counts
    came, left = counts["new"] + counts["reopened"], counts["won"] + counts["lost"]
    assert counts["open_then"] + came - left == counts["open_now"]


def test_each_deal_is_told_by_what_happened_to_it(book_from: Callable[..., Any]) -> None:
    events: Events = [
        *[("won", "S1", 300.0), ("won", "S2", 350.0), ("won", "won", 398.0)],
        *[("lost", "S1", 300.0), ("lost", "lost", 399.0)],
        *[("on", "S1", 300.0), ("on", "S2", 397.0)],
        *[("back", "S1", 300.0), ("back", "S2", 350.0), ("back", "S1", 396.0)],
        *[("again", "S1", 300.0), ("again", "lost", 350.0), ("again", "S1", 398.0)],
        *[("new", "S1", 398.0)],
        *[("quick", "S1", 397.0), ("quick", "won", 399.0)],
        *[("same", "S1", 300.0)],
    ]
    changes = after(book_from, events).changes
    told = dict(zip(changes.rows["deal_id"], changes.rows["kind"], strict=True))
    assert told == {
        "won": "won",
        "quick": "won",
        "lost": "lost",
        "again": "reopened",
        "new": "new",
        "on": "moved",
        "back": "moved_back",
    }
    assert changes.counts["new"] == 2
    on = changes.of("moved").iloc[0]
    assert (on["from_stage"], on["to_stage"]) == ("S1", "S2")


def test_a_meeting_that_is_not_in_the_past_is_refused(book: Any) -> None:
    with pytest.raises(InvalidValue, match="review_since"):
        review_pipeline(book, since=book.as_of)


def test_the_same_book_gives_the_same_review(book: Any, review: Review) -> None:
    again = review_pipeline(book)
    assert again.hand == review.hand
    assert [t.row["deal_id"] for t in again.talk] == [t.row["deal_id"] for t in review.talk]


def test_stages_hold_all_open_deals_whose_stage_is_known(review: Review) -> None:
    assert review.stages["open_now"].sum() == review.hand.n
    assert review.stages["open_then"].sum() == review.changes.counts["open_then"]


def test_the_page_of_a_part_is_about_its_own_deals(book: Any) -> None:
    team = book.parts("team")[0]
    found = review_pipeline(book, part=Part(dimension="team", value=team))
    assert set(found.open.rows["team"].dropna()) <= {team}
    assert found.hand.n == len(book.where(team=team or None).deals_frame(fate="open"))


def test_what_is_expected_adds_up_and_lies_within_its_bounds() -> None:
    chance, value = np.array([0.2, 0.5, 0.9, np.nan]), np.array([10.0, 20.0, np.nan, 99.0])
    told = expected_of(chance, value, won=50, lost=150)
    assert told is not None
    assert told.wins == pytest.approx(1.6)
    assert told.value == pytest.approx(12.0)
    assert told.wins_low <= told.wins <= told.wins_high


def test_bounds_hold_nine_times_in_ten_where_the_chances_are_right() -> None:
    chance = np.linspace(0.05, 0.9, 60)
    told = expected_of(chance, np.full(60, np.nan), won=5000, lost=5000)
    assert told is not None and told.value is None
    rng = np.random.default_rng(8)
    wins = (rng.random((4000, 60)) < chance).sum(axis=1)
    held = ((wins >= told.wins_low) & (wins <= told.wins_high)).mean()
    assert 0.88 < held < 0.97


def test_few_past_wins_widen_the_bounds() -> None:
    chance, none = np.full(40, 0.3), np.full(40, np.nan)
    sure, unsure = (expected_of(chance, none, won=n, lost=2 * n) for n in (1000, 4))
    assert sure is not None and unsure is not None
    assert unsure.wins_high - unsure.wins_low > sure.wins_high - sure.wins_low


def test_no_chance_is_no_expectation() -> None:
    assert expected_of(np.array([np.nan]), np.array([5.0]), won=1, lost=1) is None


def test_a_goal_is_reached_by_what_is_won_and_the_rest_is_split(book: Any, review: Review) -> None:
    start = book.as_of - timedelta(days=100)
    goal = Goal(metric="deals", amount=40, start=start, until=book.as_of + timedelta(days=30))
    (need,) = review_pipeline(book, goals=[goal]).needs
    frame = book.deals_frame(fate="won")
    done = (frame["closed_on"] >= pd.Timestamp(start)).sum()
    assert (need.done, need.left) == (done, 40 - done)
    assert need.coming is not None and need.new == pytest.approx(max(0, need.left - need.coming))
    ever = review.hand.expected
    assert ever is not None and need.coming <= ever.wins + 1e-9


QUOTA = {"owner": None, "team": None, "territory": None, "starts": None, "ends": None}
QUOTA |= {"metric": None, "currency": "PLN"}


def quotas(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([QUOTA | row for row in rows])


def test_quotas_of_people_make_the_plan_of_their_team_and_of_all() -> None:
    table = quotas(
        {"owner": "Ala", "period": "2026-10", "target": 100.0},
        {"owner": "Ola", "period": "2026-10", "target": 50.0},
        {"team": "North", "period": "2026-Q4", "target": 999.0},
        {"owner": "Ala", "period": "2025-10", "target": 7.0},
    )
    as_of, teams = date(2026, 10, 15), {"Ala": "South", "Ola": "North"}
    everyone = goal_of_quotas(table, as_of=as_of)
    south = goal_of_quotas(
        table, as_of=as_of, part=Part(dimension="team", value="South"), teams=teams
    )
    north = goal_of_quotas(
        table, as_of=as_of, part=Part(dimension="team", value="North"), teams=teams
    )
    assert everyone is not None and south is not None and north is not None
    assert (everyone.amount, south.amount, north.amount) == (150.0, 100.0, 999.0)
    assert (everyone.start, everyone.until) == (date(2026, 10, 1), date(2026, 10, 31))
    assert north.until == date(2026, 12, 31)


def test_quotas_in_two_currencies_or_of_another_year_are_no_plan() -> None:
    two = quotas(
        {"owner": "Ala", "period": "2026-10", "target": 1.0},
        {"owner": "Ola", "period": "2026-10", "target": 1.0, "currency": "EUR"},
    )
    assert goal_of_quotas(two, as_of=date(2026, 10, 15)) is None
    old = quotas({"owner": "Ala", "period": "2026-01", "target": 1.0})
    assert goal_of_quotas(old, as_of=date(2026, 10, 15)) is None


def dated(**expected: str | None) -> pd.DataFrame:
    blank = dict.fromkeys(("title", "organization", "owner", "team", "stage_name", "currency"))
    rows = [
        {**blank, "source_name": "crm", "deal_id": deal, "value": 1.0, "expected_close": day}
        for deal, day in expected.items()
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(expected_close=pd.to_datetime(frame["expected_close"]))


def moved(*changes: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(changes, columns=["deal_id", "changed_on", "before", "after"])
    days = {name: pd.to_datetime(frame[name]) for name in ("changed_on", "before", "after")}
    return frame.assign(source_name="crm", **days)


def test_a_date_is_put_off_as_often_as_it_moved_to_a_later_day() -> None:
    found = close_dates(
        dated(a="2026-12-01", b="2026-11-15", c="2026-10-01", d=None),
        moved(
            ("a", "2026-09-01", "2026-10-01", "2026-11-01"),
            ("a", "2026-10-28", "2026-11-01", "2026-12-01"),
            ("b", "2026-10-01", "2026-11-30", "2026-11-15"),
        ),
        as_of=date(2026, 10, 30),
        since=date(2026, 10, 23),
        known_since=date(2026, 9, 1),
    )
    rows = found.rows.set_index("deal_id")
    assert list(rows.index) == ["a", "c"]
    assert rows.loc["a", ["times", "days_moved", "passed_days"]].tolist() == [2, 61, 0]
    assert bool(rows.loc["a", "moved_since"])
    assert rows.loc["c", ["times", "passed_days"]].tolist() == [0, 29]
    assert (found.told, found.passed, found.put_off, found.undated) == ("moves", 1, 1, 1)


def test_one_export_cannot_tell_how_often_a_date_was_put_off() -> None:
    options = {"as_of": date(2026, 10, 30), "since": date(2026, 10, 23), "known_since": None}
    found = close_dates(dated(a="2026-10-01"), None, **options)
    assert found.told == "one_export" and found.rows["times"].isna().all()
    assert close_dates(dated(a=None), None, **options).told == "no_dates"


def test_a_book_of_three_deals_gives_a_page_and_says_what_it_lacks(
    book_from: Callable[..., Any],
) -> None:
    found = after(book_from, [("a", "S1", 0.0), ("b", "S1", 390.0), ("b", "won", 399.0)])
    assert found.hand.n == 1 and found.hand.expected is None
    assert {"few_ended", "no_values", "no_next_steps", "no_plan"} <= set(found.limits)
    assert found.luck.wins == 1 and found.luck.small
    assert found.dates.told == "no_dates"


@settings(max_examples=20)
@given(st.integers(0, 60))
def test_the_bounds_of_a_quarter_s_wins_hold_the_number_itself(wins: int) -> None:
    frame = pd.DataFrame(
        {
            "fate": ["won"] * wins,
            "closed_on": pd.to_datetime(["2026-10-01"] * wins),
            "created_on": pd.to_datetime(["2026-01-01"] * wins),
        }
    )
    luck = luck_of(frame, date(2026, 10, 30))
    assert luck.wins == wins and luck.low <= wins <= luck.high


def test_a_deal_whose_day_of_creation_is_not_known_is_not_called_new() -> None:
    columns = ["source_name", "deal_id", "title", "organization", "owner", "team", "fate", "stage"]
    columns += ["value", "currency", "lost_reason"]
    days = ("created_on", "closed_on", "stage_entered")
    now = pd.DataFrame(
        [
            dict.fromkeys(columns) | {"deal_id": "open", "fate": "open"},
            dict.fromkeys(columns) | {"deal_id": "won", "fate": "won"},
        ]
    ).assign(source_name="crm", **dict.fromkeys(days, pd.NaT))
    now["closed_on"] = pd.to_datetime([None, "2026-10-28"])
    now = now.astype(dict.fromkeys(days, "datetime64[s]"))
    process = SalesProcess(name="p", stages=())
    found = changes_between(now[:0], now, process, since=date(2026, 10, 23))
    assert (found.counts["new"], found.counts["open_then"], found.counts["open_now"]) == (0, 2, 1)
    assert found.rows["kind"].tolist() == ["won"]
