"""Coverage of territories: the definitions, the edges of a window, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from territory_fields import AS_OF, a_field, accounts_of, owners_of, visits_of

from salestoolkit.core.part import Part
from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_parts import FieldWork, VisitRules, coverage, gini
from salestoolkit.errors import InvalidValue

MARCH = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}


def march(work: FieldWork | None = None, **options: object) -> TerritoryCoverage:
    return cover_territories(work or a_field(), **MARCH, **options)  # type: ignore[arg-type]


def test_several_visits_count_once_and_an_unknown_account_not_at_all() -> None:
    found = march()
    rows = found.territories.set_index("territory")
    assert rows.loc["T1", "coverage"] == 0.75
    assert rows.loc["T2", "coverage"] == 0
    assert rows.loc["T1", "value_coverage"] == pytest.approx(190 / 230)
    assert rows.loc["T1", "visits_per_covered"] == pytest.approx(4 / 3)
    assert pd.isna(rows.loc["T2", "visits_per_covered"])
    assert found.whole.rate == pytest.approx(3 / 7)
    assert list(found.off_list["account"]) == ["zz"]
    assert list(found.by_others["account"]) == ["a4"]


def test_the_first_day_of_the_window_is_in_and_the_day_after_its_last_is_out() -> None:
    visits = visits_of([("a1", "rep1", "2026-03-01"), ("a2", "rep1", "2026-03-31")])
    found = cover_territories(a_field(visits=visits), start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert found.whole.covered == 1


def test_what_happens_after_the_day_of_the_book_is_not_known_yet() -> None:
    visits = visits_of([("a1", "rep1", "2026-03-20"), ("a2", "rep1", "2026-04-02")])
    found = march(a_field(visits=visits, as_of=date(2026, 3, 25)))
    assert found.whole.covered == 1
    assert found.apart == {"visit_future": 1}
    assert found.planned == 1


def test_the_target_day_is_in_time_and_the_next_is_overdue() -> None:
    rules = VisitRules(cadence={"A": 30})
    visits = visits_of([("a1", "rep1", "2026-03-01"), ("a2", "rep1", "2026-02-28")])
    late = march(a_field(visits=visits), rules=rules).overdue
    # 30 days from 1 March are in time, 31 from 28 February are not; b1 was never visited
    assert list(late["account"]) == ["a2", "b1"]


def test_an_account_without_a_target_is_never_overdue() -> None:
    found = march(rules=VisitRules(cadence={}))
    assert found.overdue.empty
    assert "no_tiers" in found.limits
    assert set(found.accounts["overdue"]) == {None}


def test_white_space_has_potential_and_neither_visit_nor_deal() -> None:
    deals = pd.DataFrame(
        {
            "account": ["a3"],
            "created": pd.to_datetime(["2026-01-05"]),
            "fate": ["lost"],
            "value": [10.0],
            "closed": pd.to_datetime(["2026-02-01"]),
            "territory": ["T1"],
            "owner": ["rep1"],
        }
    )
    assert list(march().white["account"]) == ["a3", "b2", "b3"]
    assert list(march(a_field(deals=deals)).white["account"]) == ["b2", "b3"]


def test_an_account_that_moved_counts_for_its_last_territory_and_its_visits_for_the_first() -> None:
    owners = owners_of(
        [
            ("a1", "rep1", "T1", "2026-01-01", None),
            ("a1", "rep2", "T2", "2026-03-15", None),
        ]
    )
    visits = visits_of([("a1", "rep1", "2026-03-10"), ("a2", "rep1", "2026-03-20")])
    found = march(a_field(visits=visits, owners=owners))
    rows = found.territories.set_index("territory")
    assert (rows.loc["T1", "accounts"], rows.loc["T2", "accounts"]) == (3, 4)
    assert rows.loc["T2", "covered"] == 1
    assert found.credited == {"T1": 2}
    assert found.made == {"rep1": 2}
    assert found.by_others.empty
    assert found.moves.to_dict("records")[0]["to_territory"] == "T2"


def test_a_visit_of_a_territory_is_anybodys_and_that_of_a_rep_is_the_reps() -> None:
    territory = march(part=Part(dimension="territory", value="T1"))
    assert territory.whole.accounts == 4
    assert territory.credited == {"T1": 4}
    rep = march(part=Part(dimension="owner", value="rep2"))
    assert rep.whole.accounts == 3
    assert rep.whole.covered == 0
    assert rep.made == {"rep2": 2}


def test_a_page_can_only_be_about_a_territory_or_an_owner() -> None:
    with pytest.raises(InvalidValue) as caught:
        march(part=Part(dimension="segment", value="x"))
    assert caught.value.code == "territory_part"


def test_accounts_whose_owner_left_are_nobody_s_and_counted() -> None:
    owners = owners_of([("a1", "rep1", "T1", "2026-01-01", "2026-03-10")])
    found = march(a_field(owners=owners))
    assert list(found.unowned["account"]) == ["a1"]
    assert found.whole.accounts == 7
    nobody = accounts_of().assign(owner=None)
    assert march(a_field(accounts=nobody)).unowned.empty


def test_a_territory_without_an_account_has_no_coverage() -> None:
    found = march(a_field(territories=["T3"]))
    row = found.territories.set_index("territory").loc["T3"]
    assert row["accounts"] == 0
    assert pd.isna(row["coverage"])
    assert found.gini_territories == pytest.approx(gini([230, 95, 0]))


def test_without_a_list_of_visits_nothing_is_covered_missed_or_overdue() -> None:
    found = march(a_field(visits=None))
    assert found.whole.rate is None
    assert found.whole.covered is None
    assert found.overdue.empty
    assert found.never.empty
    assert "no_visits" in found.limits


def test_an_empty_list_of_visits_says_that_nobody_was_visited() -> None:
    found = march(a_field(visits=visits_of([])))
    assert found.whole.rate == 0
    assert len(found.never) == 7


def test_no_account_at_all_is_no_error() -> None:
    found = march(a_field(accounts=accounts_of([]), visits=visits_of([])))
    assert found.whole.rate is None
    assert found.whole.value_rate is None
    assert found.gini_territories is None


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (40, 50)])
def test_a_window_that_holds_no_day_is_refused(start: int, end: int) -> None:
    first = date(2026, 3, 1)
    with pytest.raises(InvalidValue) as caught:
        cover_territories(
            a_field(), start=first + timedelta(days=start), end=first + timedelta(days=end)
        )
    assert caught.value.code == "territory_window"


def test_polish_letters_stand_beside_their_plain_ones() -> None:
    rows = [
        (name, name, "A", 1.0, "x") for name in ("śląskie", "łódzkie", "mazowieckie", "lubuskie")
    ]
    found = march(a_field(accounts=accounts_of(rows), visits=visits_of([])))
    assert list(found.territories["territory"]) == ["lubuskie", "łódzkie", "mazowieckie", "śląskie"]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 30)), max_size=25))
def test_territories_and_tiers_add_up_to_the_whole(
    drawn: list[tuple[int, int, int]],
) -> None:
    names = [row[1] for row in accounts_of().itertuples(index=False)]
    rows = [
        (names[one], ("rep1", "rep2")[rep], str(date(2026, 3, 1) + timedelta(days=day)))
        for one, rep, day in drawn
    ]
    found = march(a_field(visits=visits_of(rows)))
    for frame in (found.territories, found.tiers, found.reps):
        assert frame["accounts"].sum() == found.whole.accounts
        assert frame["covered"].sum() == found.whole.covered
        assert frame["visits"].sum() == found.whole.visits == len(drawn)
    assert sum(found.credited.values()) == sum(found.made.values()) == len(drawn)
    assert 0 <= (found.whole.value_rate or 0) <= 1


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_gini_lies_between_zero_and_one_and_knows_no_scale(values: list[float]) -> None:
    found = gini(values)
    if found is None:
        assert sum(values) == 0
        return
    assert -1e-9 <= found < 1
    assert gini([2 * value for value in values]) == pytest.approx(found, abs=1e-9)
    pairs = sum(abs(one - other) for one in values for other in values)
    mean = sum(values) / len(values)
    assert found == pytest.approx(pairs / (2 * len(values) ** 2 * mean), abs=1e-6)


def test_a_potential_that_is_not_known_is_left_out_of_the_share_by_value() -> None:
    told = coverage(pd.DataFrame({"visits": [1, 1, 0], "potential": [10.0, None, 30.0]}))
    assert told.value_rate == 0.25
    assert told.rate == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"cadence": {"A": 0}}, "visit_days"),
        ({"cadence": {"A": 1.5}}, "visit_days"),
        ({"other": True}, "visit_days"),
        ({"visits_a_day": 0}, "visits_a_day"),
        ({"visits_a_day": float("nan")}, "visits_a_day"),
        ({"km_a_day": -1}, "km_a_day"),
    ],
)
def test_rules_that_mean_nothing_are_refused(options: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        VisitRules(**options)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_the_book_s_day_is_the_end_of_the_window_where_that_lies_later() -> None:
    found = cover_territories(a_field(), start=date(2026, 3, 1), end=date(2026, 5, 1))
    assert "window_open" in found.limits
    assert found.as_of == AS_OF
