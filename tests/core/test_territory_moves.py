"""What moving accounts would change: before, after, and back again."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_field import field_work
from salestoolkit.core.territory_moves import MovePlan, transfer
from salestoolkit.errors import InvalidValue

ACCOUNTS = pd.DataFrame(
    [
        ("a1", "North", "Ann", "A", 100.0),
        ("a2", "North", "Ann", "B", 60.0),
        ("a3", "North", "Ann", "C", 40.0),
        ("b1", "South", "Bob", "A", 50.0),
        ("b2", "South", "Bob", None, None),
        ("c1", "South", "Cid", "A", 50.0),
    ],
    columns=["account", "territory", "owner", "tier", "potential"],
)
VISITS = pd.DataFrame(
    [("a1", "Ann", date(2026, 3, 2)), ("b1", "Bob", date(2026, 3, 5))],
    columns=["account", "rep", "day"],
)
COVERAGE: TerritoryCoverage = cover_territories(
    field_work(ACCOUNTS, VISITS, as_of=date(2026, 3, 31)),
    start=date(2026, 3, 1),
    end=date(2026, 4, 1),
)


def test_before_and_after_say_what_each_would_have() -> None:
    plan = transfer(COVERAGE, ["a1", "a2"], to="Bob")
    before, after = plan.before.row("Ann"), plan.after.row("Ann")
    assert (before["accounts"], before["potential"], before["coverage"]) == (3, 200.0, 1 / 3)
    assert (after["accounts"], after["potential"], after["coverage"]) == (1, 40.0, 0.0)
    bob = plan.after.row("Bob")
    assert (bob["accounts"], bob["potential"], bob["coverage"]) == (4, 210.0, 0.5)
    assert bob["needed_a_week"] == pytest.approx(7 / 30 + 7 / 30 + 7 / 90)
    assert bob["room"] == 20
    assert plan.moved[["account", "from", "to"]].to_numpy().tolist() == [
        ["a1", "Ann", "Bob"],
        ["a2", "Ann", "Bob"],
    ]


def test_the_spread_of_potential_is_told_for_both() -> None:
    # 200, 50, 50 -> pairs differ by 150, 150, 0: 2 x 300 / (2 x 9 x 100)
    plan = transfer(COVERAGE, ["a1"], to="Cid")
    assert plan.before.gini == pytest.approx(600 / 1800)
    # 100, 50, 150
    assert plan.after.gini == pytest.approx(2 * 200 / 1800)


def test_territories_exchange_accounts_too_and_have_room_for_all_who_work_there() -> None:
    plan = transfer(COVERAGE, ["a1"], to="south", by="territory")
    assert plan.before.row("South")["room"] == 40
    assert plan.after.row("South")["accounts"] == 4
    assert plan.after.row("South")["room"] == 60
    assert list(plan.accounts.loc[plan.accounts["account"] == "a1", "owner"]) == ["Ann"]


def test_a_move_that_is_taken_back_leaves_no_trace() -> None:
    plan = MovePlan(coverage=COVERAGE).with_move(["a1"], "Bob").with_move(["b1"], "Cid")
    assert plan.undone().of("Cid") == ("c1",)
    back = plan.undone().undone()
    assert back.moved.empty
    pd.testing.assert_frame_equal(back.after.rows, back.before.rows)
    assert back.undone().moves == ()


def test_an_account_that_comes_back_is_not_in_the_plan() -> None:
    plan = MovePlan(coverage=COVERAGE).with_move(["a1"], "Bob").with_move(["A1"], "ann")
    assert len(plan.moves) == 2
    assert plan.moved.empty


def test_somebody_who_gives_all_away_stays_on_the_list_with_nothing() -> None:
    row = transfer(COVERAGE, ["c1"], to="Bob").after.row("Cid")
    assert (row["accounts"], row["coverage"], row["potential"]) == (0, None, None) or (
        row["accounts"] == 0 and pd.isna(row["coverage"])
    )


@pytest.mark.parametrize(
    ("accounts", "to", "code"),
    [
        ([], "Bob", "move_nothing"),
        (["zz"], "Bob", "move_account"),
        (["a1"], "Zed", "move_to"),
        (["a1"], "", "move_to"),
    ],
)
def test_what_cannot_be_moved_is_refused(accounts: list[str], to: str, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        transfer(COVERAGE, accounts, to=to)
    assert caught.value.code == code


def test_accounts_move_between_owners_or_territories_only() -> None:
    with pytest.raises(InvalidValue, match="territory_part"):
        MovePlan(coverage=COVERAGE, by="tier")


@settings(max_examples=15)
@given(
    moves=st.lists(
        st.tuples(
            st.sets(st.sampled_from(list(ACCOUNTS["account"])), min_size=1),
            st.sampled_from(["Ann", "Bob", "Cid"]),
        ),
        max_size=4,
    )
)
def test_nothing_gets_lost_however_often_accounts_move(
    moves: list[tuple[set[str], str]],
) -> None:
    plan = MovePlan(coverage=COVERAGE)
    for accounts, to in moves:
        plan = plan.with_move(sorted(accounts), to)
    for column in ("accounts", "covered", "visits", "needed_a_week"):
        assert plan.after.rows[column].sum() == pytest.approx(plan.before.rows[column].sum())
    total = plan.after.rows["potential"].astype(float).sum()
    assert total == plan.before.rows["potential"].astype(float).sum()
    assert sorted(name for one in plan.names for name in plan.of(one)) == sorted(
        ACCOUNTS["account"]
    )


@pytest.mark.parametrize("by", ["owner", "territory"])
def test_what_is_told_before_a_move_is_what_the_page_tells(by: str) -> None:
    plan = MovePlan(coverage=COVERAGE, by=by)
    told = {"owner": COVERAGE.gini_reps, "territory": COVERAGE.gini_territories}[by]
    assert plan.before.gini == told
    everything = plan.with_move(list(ACCOUNTS["account"]), plan.names[0])
    assert everything.after.gini == {"owner": None, "territory": 0.5}[by]
