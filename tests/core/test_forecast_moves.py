"""Why a forecast moved: every part is some deals' doing, and all of them add up."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.forecast_moves import KINDS, Move, Moves, forecast_moves
from salestoolkit.core.forecast_result import Done, Forecast, NewBusinessSeen, Prediction, Weighted

START, UNTIL, THEN, NOW = (
    date(2026, 10, 1),
    date(2026, 12, 31),
    date(2026, 10, 23),
    date(2026, 10, 30),
)
NOT_YET = "nothing"


def frame(rows: list[tuple[str, str, float]], day: date) -> pd.DataFrame:
    """Deals by id, fate and value; what is closed was closed on that day."""
    closed = [pd.NaT if fate == "open" else pd.Timestamp(day) for _, fate, _ in rows]
    return pd.DataFrame(
        {
            "source_name": ["crm"] * len(rows),
            "deal_id": [one for one, _, _ in rows],
            "fate": [fate for _, fate, _ in rows],
            "value": [value for _, _, value in rows],
            "closed_on": pd.Series(closed, dtype="datetime64[s]"),
        }
    )


def seen(
    as_of: date,
    rows: pd.DataFrame,
    chances: dict[str, float],
    *,
    metric: str = "deals",
    new: float = 2.0,
    model: str = "semi_markov",
) -> Forecast:
    still = rows[rows["fate"] == "open"]
    deals = still.assign(chance=[chances[deal] for deal in still["deal_id"]])
    worth = deals["value"].to_numpy() if metric == "revenue" else np.ones(len(deals))
    won = rows[rows["fate"] == "won"]
    done = Done(n=len(won), value=float(won["value"].sum()))
    mean = float(deals["chance"] @ worth) + new + (done.n if metric == "deals" else done.value or 0)
    total = Prediction.of(np.array([mean]))
    business = NewBusinessSeen(
        n=9, days=90, a_week=1, share=0.5, wins=new, value=new, overdispersed=False
    )
    more: dict[str, Any] = {"wins": total, "revenue": total, "new_business": business}
    return Forecast(
        as_of=as_of,
        start=START,
        until=UNTIL,
        metric=metric,
        pipeline=None,
        part=None,
        currency="PLN",
        done=done,
        n_open=len(deals),
        n_closed=len(won),
        weighted=Weighted(n=0, known=0, wins=None, value=None, basis=None),
        deals=deals,
        model=model,
        **more,
    )


def moved(
    then: list[tuple[str, str, float]],
    now: list[tuple[str, str, float]],
    p0: dict[str, float],
    p1: dict[str, float],
    *,
    metric: str = "deals",
    sizes: dict[tuple[str, str], float] | None = None,
) -> Any:
    first, second = frame(then, THEN), frame(now, NOW)
    return forecast_moves(
        seen(THEN, first, p0, metric=metric, new=3.0),
        seen(NOW, second, p1, metric=metric, new=2.5),
        frame_then=first,
        frame_now=second,
        sizes_then=sizes,
    )


def test_each_deal_moves_the_forecast_under_its_own_name() -> None:
    then = [
        ("a", "open", 10),
        ("b", "open", 20),
        ("c", "open", 30),
        ("d", "open", 5),
        ("e", "won", 9),
    ]
    now = [
        ("a", "won", 10),
        ("b", "lost", 20),
        ("c", "open", 30),
        ("d", "open", 5),
        ("e", "open", 9),
        ("f", "open", 7),
    ]
    p0 = {"a": 0.4, "b": 0.5, "c": 0.6, "d": 0.1}
    found = moved(then, now, p0, {"c": 0.3, "d": 0.2, "e": 0.5, "f": 0.25})
    told = {part.kind: (round(part.amount, 9), part.n) for part in found.parts}
    assert told == {
        "new": (0.25, 1),
        "won": (0.6, 1),
        "lost": (-0.5, 1),
        "reopened": (-0.5, 1),
        "sooner": (0.1, 1),
        "slipped": (-0.3, 1),
        "resized": (0.0, 0),
        "new_business": (-0.5, None),
        "rest": (0.0, None),
    }
    assert tuple(told) == KINDS


def test_a_change_of_size_is_told_apart_from_a_change_of_chance() -> None:
    row = [("a", "open", 300.0)]
    found = moved(row, row, {"a": 0.2}, {"a": 0.4}, metric="revenue", sizes={("crm", "a"): 100.0})
    assert found.amount("resized") == pytest.approx((300 - 100) * 0.3)
    assert found.amount("sooner") == pytest.approx((0.4 - 0.2) * 200)
    assert found.sizes_known


def test_where_earlier_sizes_are_not_known_nothing_is_resized() -> None:
    row = [("a", "open", 300.0)]
    found = moved(row, row, {"a": 0.2}, {"a": 0.4}, metric="revenue")
    assert not found.sizes_known
    assert found.amount("resized") == 0


def test_a_forecast_that_is_no_sum_of_deals_moves_by_what_was_won_and_the_rest() -> None:
    first, second = frame([("a", "open", 1)], THEN), frame([("a", "won", 1)], NOW)
    found = forecast_moves(
        seen(THEN, first, {"a": 0.5}, model="last_period"),
        seen(NOW, second, {}, model="last_period"),
        frame_then=first,
        frame_now=second,
    )
    assert found is not None
    assert [part.kind for part in found.parts] == ["won", "rest"]
    assert found.then + sum(part.amount for part in found.parts) == pytest.approx(found.now)


FATES = st.sampled_from(["open", "won", "lost", NOT_YET])
DEAL = st.tuples(FATES, st.sampled_from(["open", "won", "lost"]), st.floats(0, 1), st.floats(0, 1))


@settings(max_examples=15, deadline=None)
@given(
    deals=st.lists(st.tuples(DEAL, st.floats(1, 1e6), st.floats(1, 1e6)), max_size=8),
    metric=st.sampled_from(["deals", "revenue"]),
)
def test_the_parts_add_up_and_no_deal_is_left_to_the_rest(deals: list[Any], metric: str) -> None:
    then, now, p0, p1, sizes = [], [], {}, {}, {}
    for at, ((was, is_now, first, second), old, value) in enumerate(deals):
        name = str(at)
        now.append((name, is_now, value))
        p1[name] = second
        if was != NOT_YET:
            # the book knows only the present value of what is closed
            size = old if was == "open" else value
            then.append((name, was, size))
            p0[name], sizes["crm", name] = first, size
    found = moved(then, now, p0, p1, metric=metric, sizes=sizes)
    total = found.then + sum(part.amount for part in found.parts)
    assert total == pytest.approx(found.now, rel=1e-9, abs=1e-6)
    assert found.amount("rest") == pytest.approx(0, abs=1e-6 * max(1.0, abs(found.now)))


@settings(max_examples=15, deadline=None)
@given(
    then=st.floats(0, 1e7),
    amounts=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5),
    metric=st.sampled_from(["deals", "revenue"]),
)
def test_what_is_printed_adds_up_too(then: float, amounts: list[float], metric: str) -> None:
    kinds = [*KINDS[: len(amounts) - 1], "rest"]
    made = Moves(
        since=THEN,
        as_of=NOW,
        metric=metric,
        then=then,
        now=then + sum(amounts),
        parts=tuple(
            Move(kind=kind, amount=amount, n=None)
            for kind, amount in zip(kinds, amounts, strict=True)
        ),
        sizes_known=True,
    )
    shown = made.rounded()
    total = round(shown.then + sum(part.amount for part in shown.parts), 6)
    assert total == pytest.approx(shown.now, abs=1e-6)
    unit = (
        0.1
        if metric == "deals"
        else max(1.0, 10 ** len(str(int(max(abs(made.then), abs(made.now))))) / 1e4)
    )
    assert all(
        abs(one.amount - was.amount) <= unit * 4
        for one, was in zip(shown.parts, made.parts, strict=True)
    )
