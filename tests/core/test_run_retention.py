"""Which runs stay, and which one a week ago is compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.run_retention import DatedRun, Keep, run_a_week_before, runs_to_remove
from salestoolkit.errors import InvalidValue

NOW = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def run(days_ago: int, *, name: str | None = None, as_of: date | None = None) -> DatedRun:
    return DatedRun(name or f"{days_ago} days ago", NOW - timedelta(days=days_ago), as_of)


def names(runs: list[DatedRun]) -> list[str]:
    return [one.name for one in runs]


def test_the_last_runs_stay_and_older_ones_go_oldest_first() -> None:
    runs = [run(7), run(21), run(0), run(14)]
    gone = runs_to_remove(runs, keep=Keep(runs=2), latest="0 days ago", now=NOW)
    assert names(gone) == ["21 days ago", "14 days ago"]


def test_runs_older_than_the_days_go_and_the_latest_stays_however_old() -> None:
    runs = [run(90), run(61), run(60)]
    keep = Keep(days=60)
    assert names(runs_to_remove(runs, keep=keep, latest="60 days ago", now=NOW)) == [
        "90 days ago",
        "61 days ago",
    ]
    assert names(runs_to_remove(runs, keep=keep, latest="90 days ago", now=NOW)) == ["61 days ago"]


def test_the_latest_counts_among_those_that_stay_even_if_it_is_not_the_newest() -> None:
    runs = [run(0, name="never became the latest"), run(7, name="latest"), run(14)]
    gone = runs_to_remove(runs, keep=Keep(runs=2), latest="latest", now=NOW)
    assert names(gone) == ["14 days ago"]


@given(
    ages=st.lists(st.integers(0, 400), unique=True, max_size=30),
    keep=st.one_of(
        st.builds(Keep, runs=st.integers(1, 40)), st.builds(Keep, days=st.integers(1, 400))
    ),
    data=st.data(),
)
def test_a_rule_never_takes_the_latest_and_leaves_what_it_promises(
    ages: list[int], keep: Keep, data: st.DataObject
) -> None:
    runs = [run(age) for age in ages]
    latest = data.draw(st.sampled_from(runs)).name if runs else "none"
    gone = runs_to_remove(runs, keep=keep, latest=latest, now=NOW)
    stays = [one for one in runs if one not in gone]
    assert latest not in names(gone)
    if keep.runs is not None:
        assert len(stays) == min(len(runs), keep.runs)
    else:
        limit = timedelta(days=keep.days or 0)
        assert all(NOW - one.started <= limit or one.name == latest for one in stays)
        assert all(NOW - one.started > limit for one in gone)


@pytest.mark.parametrize("given", [{}, {"runs": 0}, {"days": -1}, {"runs": 2, "days": 3}])
def test_a_rule_says_either_runs_or_days_from_one_on(given: dict[str, int]) -> None:
    with pytest.raises(InvalidValue) as raised:
        Keep(**given)
    assert raised.value.code == "keep_rule"


def test_the_run_nearest_to_a_week_before_is_compared_with() -> None:
    runs = [run(0), run(1), run(6), run(9), run(30)]
    found = run_a_week_before(runs, NOW.date())
    assert found is not None
    assert found.name == "6 days ago"


def test_of_two_equally_near_the_later_one_and_of_one_day_the_last_run() -> None:
    found = run_a_week_before([run(6), run(8)], NOW.date())
    assert found is not None
    assert found.name == "6 days ago"
    morning = DatedRun("morning", NOW - timedelta(days=7, hours=2))
    found = run_a_week_before([run(7, name="noon"), morning], NOW.date())
    assert found is not None
    assert found.name == "noon"


def test_the_day_of_the_data_counts_not_the_day_of_the_run() -> None:
    late = run(1, name="old data, run yesterday", as_of=NOW.date() - timedelta(days=7))
    found = run_a_week_before([late, run(5)], NOW.date())
    assert found is late


def test_a_run_about_the_same_day_is_no_earlier_one() -> None:
    assert run_a_week_before([run(0), run(0, name="again")], NOW.date()) is None
