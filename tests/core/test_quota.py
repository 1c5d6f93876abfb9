"""Where teams and people stand with their quotas, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from salestoolkit.core.part import Part
from salestoolkit.core.quota import check_quota
from salestoolkit.core.quota_deals import amount_of, quota_deals
from salestoolkit.core.quota_factors import band_of, factors_of, spread_of
from salestoolkit.core.quota_frame import Beside, Frame, frame_of
from salestoolkit.core.quota_people import learned_ramp, people_of, ramp_curve
from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.core.quota_takes import what_it_takes
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

START, UNTIL = date(2026, 4, 1), date(2026, 9, 30)
# the simulated book ends on 30 June 2026


@pytest.fixture(scope="module")
def book(book_of: Callable[..., Any], simulated: Any) -> Any:
    funnel = simulated.Funnel(advance=(0.8, 0.8, 0.8, 0.8), history_days=500)
    plain = book_of(350, seed=5, funnel=funnel)
    n = plain.deals.num_rows
    teams = plain.deals["team"].to_pylist()
    owners = [f"{team}{place % 2}" for place, team in enumerate(teams)]
    columns: dict[str, list[Any]] = {
        "owner": owners,
        "organization": [f"Client {place % 200}" for place in range(n)],
        "product": ["Lamp" if place % 3 else "Desk" for place in range(n)],
    }
    deals = plain.deals
    for name, values in columns.items():
        place = deals.schema.get_field_index(name)
        deals = deals.set_column(place, name, pa.array(values, pa.string()))
    margin = pa.array([float(v) / 4 for v in deals["value"].to_pylist()]).cast(pa.decimal128(20, 4))
    deals = deals.set_column(deals.schema.get_field_index("margin"), "margin", margin)
    return Remembered(replace(plain, deals=deals))


def quotas(target: float = 10.0, metric: str = "deals", **more: float) -> pd.DataFrame:
    names = [f"{team}{place}" for team in "ABCD" for place in (0, 1)]
    rows = [{"owner": name, "target": more.get(name, target)} for name in names]
    return pd.DataFrame(rows).assign(
        starts=pd.Timestamp(START), ends=pd.Timestamp(UNTIL), metric=metric, currency="EUR"
    )


@pytest.fixture(scope="module")
def frame(book: Any) -> Frame:
    return made(book, Beside(quotas=quotas()))


def made(book: Any, beside: Beside, **more: Any) -> Frame:
    given: dict[str, Any] = {
        "start": START,
        "until": UNTIL,
        "pipeline": None,
        "currency": None,
        "metric": None,
    }
    given["models"] = ["semi_markov"]
    return frame_of(book, beside, calendar=WorkCalendar(country=None), **{**given, **more})


def checked(book: Any, frame: Frame, part: Part | None = None) -> QuotaCheck:
    return check_quota(book, frame.beside, start=START, until=UNTIL, part=part, frame=frame)


@pytest.fixture(scope="module")
def found(book: Any, frame: Frame) -> QuotaCheck:
    return checked(book, frame)


def test_teams_and_people_add_up_to_the_whole(found: QuotaCheck) -> None:
    for parts in (found.teams, found.people):
        assert sum(one.amount for one in parts) == found.whole.amount
        assert sum(one.quota or 0 for one in parts) == pytest.approx(found.whole.quota)
        assert sum(one.open.n for one in parts) == found.whole.open.n
        means = sum(one.expected.mean for one in parts if one.expected)
        assert means == pytest.approx(found.whole.expected.mean)  # type: ignore[union-attr]
    assert sum(one.closed.deals for one in found.products) == found.whole.closed.deals


def test_people_stand_in_alphabetical_order_and_teams_by_what_is_expected(
    found: QuotaCheck,
) -> None:
    assert [one.name for one in found.people] == sorted(one.name for one in found.people)
    shares = [one.final_share or 0 for one in found.teams]
    assert shares == sorted(shares, reverse=True)


def test_a_team_s_chance_is_neither_the_sum_nor_the_product_of_its_people_s(
    found: QuotaCheck, frame: Frame
) -> None:
    one = found.teams[0]
    people = [person.chance or 0 for person in found.people if person.name.startswith(one.name)]
    assert one.chance is not None and 0 < one.chance < 1
    assert one.chance not in (pytest.approx(sum(people)), pytest.approx(np.prod(people)))
    assert frame.draws is not None


def test_the_four_factors_multiply_to_what_was_closed(found: QuotaCheck, frame: Frame) -> None:
    for one in (*found.people, *found.teams):
        assert one.why is not None
        assert one.why.rep_revenue == pytest.approx(one.amount)
        assert sum(one.why.contributions.values()) == pytest.approx(one.why.gap)
    # the gaps of a team's people from its average add up to nothing
    gaps = [one.why.gap for one in found.people if one.name.startswith("A") and one.why]
    assert sum(gaps) == pytest.approx(0, abs=1e-9)


def test_a_quota_that_is_met_is_certain_and_one_of_zero_too(book: Any) -> None:
    frame = made(book, Beside(quotas=quotas(A0=0.0, A1=1.0, B0=10_000.0)))
    people = {one.name: one for one in checked(book, frame).people}
    assert (people["A0"].chance, people["A0"].attainment) == (1.0, None)
    assert people["A1"].chance == 1.0 and people["A1"].met
    assert people["B0"].chance == 0
    assert people["B0"].takes.reason == "too_many"  # type: ignore[union-attr]


def test_once_the_period_is_over_a_quota_is_made_or_not(book: Any) -> None:
    table = quotas().assign(starts=pd.Timestamp("2026-01-01"), ends=pd.Timestamp("2026-03-31"))
    over = {"start": date(2026, 1, 1), "until": date(2026, 3, 31)}
    frame = made(book, Beside(quotas=table), **over)
    found = checked(book, frame)
    assert found.over and found.limits[0] == "over"
    for one in found.people:
        assert one.chance == (1.0 if one.amount >= 10 else 0.0)
        assert one.takes is None


@pytest.mark.slow
def test_nothing_after_the_day_changes_what_is_said_of_it(book: Any) -> None:
    early = Remembered(book.book.at(date(2026, 5, 15)))
    frame = made(early, Beside(quotas=quotas()))
    deals = frame.deals
    assert (deals["closed"].dropna() <= pd.Timestamp("2026-05-15")).all()
    assert (deals["created"] <= pd.Timestamp("2026-05-15")).all()


def test_the_quota_of_someone_who_left_ends_with_them_and_their_deals_stay(book: Any) -> None:
    reps = pd.DataFrame(
        [
            {"owner": "A0", "team": "A", "started_at": None, "left_at": pd.Timestamp("2026-05-15")},
            {"owner": "B0", "team": "B", "started_at": pd.Timestamp("2026-05-01"), "left_at": None},
            {"owner": "C0", "team": "C", "started_at": None, "left_at": None},
            {"owner": "C0", "team": "D", "started_at": None, "left_at": None},
        ]
    )
    frame = made(book, Beside(quotas=quotas(), reps=reps))
    found = checked(book, frame)
    people = {one.name: one for one in found.people}
    left = people["A0"]
    # weekdays from 1 April to 15 May, and to 30 September
    assert left.quota == pytest.approx(10 * 33 / 131)
    assert left.ended == pytest.approx(10 - 10 * 33 / 131)
    assert (left.chance, left.expected, left.takes, left.reason) == (None, None, None, "left")
    assert left.attainment == pytest.approx(left.amount / (10 * 33 / 131))
    team = next(one for one in found.teams if one.name == "A")
    assert team.open.n == left.open.n + people["A1"].open.n
    assert frame.owners.get("A0") is None
    assert "two_teams" in found.limits and found.two_teams == ("C0",)
    # held against the team per working day: a short time is no small result
    new = people["B0"].why
    assert new is not None
    assert new.team["opps"] < sum(new.rep[name] for name in ("opps",)) + 100


@pytest.mark.slow
def test_only_what_those_with_a_quota_bring_is_held_against_it(book: Any) -> None:
    few = quotas()[lambda table: table["owner"].isin(["A0", "B1"])]
    found = checked(book, made(book, Beside(quotas=few)))
    mine = [one for one in found.people if one.name in ("A0", "B1")]
    assert found.whole.amount == sum(one.amount for one in mine)
    assert found.whole.quota == 20
    assert found.whole.outside.deals > 0
    assert "without_quota" in found.limits


@pytest.mark.slow
def test_days_for_which_nobody_has_a_quota_are_left_out(book: Any) -> None:
    table = quotas().assign(ends=pd.Timestamp("2026-07-31"))
    frame = made(book, Beside(quotas=table))
    found = check_quota(book, frame.beside, start=START, until=UNTIL, frame=frame)
    assert found.until == date(2026, 7, 31)
    assert "narrowed" in found.limits


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["revenue", "margin"])
def test_money_is_counted_in_revenue_or_margin(book: Any, metric: str) -> None:
    frame = made(book, Beside(quotas=quotas(100_000.0, metric)))
    found = checked(book, frame)
    closed = found.whole.closed
    assert found.whole.amount == (closed.value if metric == "revenue" else closed.margin)
    assert found.whole.takes.deals is not None  # type: ignore[union-attr]
    assert found.whole.new.deals + found.whole.existing.deals == closed.deals
    assert 0 < found.whole.existing.deals < closed.deals
    opened = frame.deals[frame.deals["fate"] == "open"]
    column = "value" if metric == "revenue" else "margin"
    left = (found.whole.quota or 0) - found.whole.amount
    assert found.whole.coverage == pytest.approx(opened[column].sum() / left)


def test_a_forecast_by_a_plain_rule_is_said_to_tell_another_total(book: Any, frame: Frame) -> None:
    assert "plain_total" not in checked(book, frame).limits
    other = checked(book, replace(frame, made=replace(frame.made, model="weighted")))
    assert "plain_total" in other.limits and other.model == "semi_markov"


def test_open_deals_add_up_in_the_metric_of_the_quota() -> None:
    rows = pd.DataFrame({"value": [100.0, 200.0, None], "margin": [40.0, None, None]})
    assert [amount_of(rows, metric, ratio=0.25) for metric in ("deals", "revenue", "margin")] == [
        3.0,
        300.0,
        90.0,
    ]
    assert amount_of(rows.iloc[2:], "margin", ratio=0.25) is None
    assert amount_of(rows.iloc[1:], "margin", ratio=0.0) is None


def test_an_existing_client_bought_before(book: Any) -> None:
    deals = quota_deals(book)
    won = deals[deals["fate"] == "won"].sort_values("closed")
    first = won.drop_duplicates("organization")
    assert set(first["client"]) == {"new"}
    contract = pd.DataFrame([{"customer": "CLIENT 7", "starts": pd.Timestamp("2000-01-01")}])
    known = quota_deals(book, contracts=contract)
    assert set(known.loc[known["organization"] == "Client 7", "client"]) == {"existing"}


def test_what_cannot_be_told_is_refused_in_a_sentence(book: Any) -> None:
    cases: list[tuple[str, Beside, dict[str, Any]]] = [
        ("quota_none", Beside(), {}),
        (
            "quota_not_then",
            Beside(quotas=quotas()),
            {"start": date(2020, 1, 1), "until": date(2020, 3, 1)},
        ),
        ("quota_metrics", Beside(quotas=quotas()), {"metric": "margin"}),
    ]
    two = quotas(metric="revenue")
    two.loc[0, "currency"] = "PLN"
    cases.append(("quota_currencies", Beside(quotas=two), {}))
    for code, beside, more in cases:
        with pytest.raises(InvalidValue) as caught:
            made(book, beside, **more)
        assert caught.value.code == code
    with pytest.raises(InvalidValue) as caught:
        checked(book, made(book, Beside(quotas=quotas())), Part(dimension="segment", value="x"))
    assert caught.value.code == "quota_dimension"


def test_what_it_takes_is_no_guess_where_nothing_is_known() -> None:
    none = what_it_takes(5, None, size=None, share=None, coming=0)
    assert (none.deals, none.new_deals, none.reason) == (None, None, "no_size")
    late = what_it_takes(5, np.zeros(10), size=1, share=0.0, coming=3)
    assert (late.deals, late.reason) == (5, "too_late")
    done = what_it_takes(-2, np.zeros(10), size=1, share=0.5, coming=3)
    assert (done.left, done.deals, done.new_deals) == (0, 0, 0)


def test_luck_alone_explains_people_who_are_equally_good() -> None:
    random = np.random.default_rng(4)
    seen = [
        spread_of(random.binomial(60, 0.25, 8).astype(float), np.full(8, 60.0)) for _ in range(300)
    ]
    told = np.array([one.chance < 0.05 for one in seen if one is not None])
    assert 0.01 < told.mean() < 0.1
    assert spread_of(np.array([1.0]), np.array([2.0])) is None
    assert spread_of(np.array([0.0, 0.0]), np.array([2.0, 5.0])) is None


def test_the_band_of_luck_holds_nine_in_ten_of_equally_good_people() -> None:
    random = np.random.default_rng(2)
    inside = []
    for _ in range(80):
        won = random.random(400) < 0.3
        rows = pd.DataFrame({"landed_wins": won.astype(float), "landed": won * 5.0, "size": 5.0})
        band = band_of(rows[:40], rows, pd.Series([5.0]))
        assert band is not None
        inside.append(band.inside)
    assert 0.84 <= np.mean(inside) <= 1
    assert band_of(rows[:0], rows, pd.Series([5.0])) is None


def test_no_deals_worked_on_make_no_rates() -> None:
    none = pd.DataFrame({"wins": [], "worth": [], "landed": []})
    assert factors_of(none) == {"opps": 0, "win": None, "size": None, "timing": None}


def test_a_ramp_counts_leavers_only_while_they_were_there(book: Any) -> None:
    deals = quota_deals(book)
    begun = {
        f"{team}{n}": date(2025, 1 + n + 2 * i, 1) for i, team in enumerate("ABCD") for n in (0, 1)
    }
    deals = deals[deals["created"] >= deals["owner"].map(begun).astype("datetime64[ns]")]
    rows = [
        {"owner": name, "team": name[0], "started_at": day, "left_at": None}
        for name, day in begun.items()
    ]
    people = people_of(deals, pd.DataFrame(rows))
    ramp = learned_ramp(deals, people, date(2026, 6, 30))
    assert ramp is not None and list(ramp.shares) == sorted(ramp.shares)
    assert max(ramp.shares) <= 1
    assert learned_ramp(deals, people_of(deals, None), date(2026, 6, 30)) is None
    # month 1 seen for one person only: the other one, gone, is no zero
    assert ramp_curve(np.array([2.0, 2.0, 4.0]), np.array([2.0, 1.0, 2.0])) == (0.5, 1.0)


def test_small_numbers_are_called_small(found: QuotaCheck) -> None:
    for one in found.people:
        assert isinstance(one, QuotaStanding)
        assert one.small == (one.expected is not None and one.expected.wins < 10)
