"""What discounts went together with: counted from the log's first day, and never called an effect."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from salestoolkit.core.approval_log import ENOUGH, discounts_seen, latest, log_totals
from salestoolkit.core.approvals import Approval

START = date(2026, 3, 1)
AS_OF = date(2026, 10, 31)


def grant(deal: str, *, days: int = 0, discount: str = "0.1", in_return: str = "") -> Approval:
    return Approval(
        day=START + timedelta(days=days),
        deal=deal,
        asked_by="Ann",
        granted_by="Flora",
        discount=Decimal(discount),
        in_return=in_return,
    )


def deals(*rows: tuple[str, str, str, date | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["deal_id", "title", "fate", "closed_on"])
    return frame.assign(closed_on=pd.to_datetime(frame["closed_on"]))


def many(prefix: str, won: int, lost: int) -> list[tuple[str, str, str, date | None]]:
    fates = ["won"] * won + ["lost"] * lost
    return [(f"{prefix}{at}", f"{prefix} {at}", fate, AS_OF) for at, fate in enumerate(fates)]


def test_the_last_grant_of_a_deal_counts_and_of_one_day_the_later_line() -> None:
    log = [grant("A", days=5, discount="0.08"), grant("a ", days=2), grant("A", days=5)]
    assert [one.discount for one in latest(log).values()] == [Decimal("0.1")]
    totals = log_totals([*log, grant("B", discount="0.05", in_return="Two years")])
    assert (totals.grants, totals.deals, totals.with_return) == (4, 2, 1)
    assert (totals.mean, totals.largest) == (Decimal("0.075"), Decimal("0.1"))


def test_an_empty_log_has_no_mean() -> None:
    assert log_totals([]).mean is None
    assert discounts_seen([], deals(), as_of=AS_OF) is None
    assert discounts_seen([grant("A")], deals(), as_of=date(2026, 2, 28)) is None


def test_deals_that_closed_before_the_log_began_are_in_neither_side() -> None:
    before = START - timedelta(days=1)
    frame = deals(
        ("A", "Alfa", "won", START),
        ("B", "Beta", "won", before),
        ("C", "Gamma", "lost", START),
        ("D", "Delta", "open", None),
    )
    seen = discounts_seen([grant("A"), grant("D")], frame, as_of=AS_OF)
    assert seen is not None
    assert (seen.with_discount.won, seen.with_discount.open) == (1, 1)
    assert (seen.without.closed, seen.without.lost) == (1, 1)
    assert seen.difference is None


def test_a_deal_is_found_by_its_title_too_unless_several_bear_it() -> None:
    frame = deals(
        ("1", "Mill", "won", START), ("2", "Twin", "won", START), ("3", "Twin", "lost", START)
    )
    seen = discounts_seen([grant("mill"), grant("Twin")], frame, as_of=AS_OF)
    assert seen is not None
    assert seen.with_discount.closed == 1
    assert seen.unknown == ("Twin",)


def test_a_difference_needs_enough_closed_deals_on_both_sides() -> None:
    with_it, without = many("A", ENOUGH, 0), many("B", 10, 10)
    log = [grant(row[0]) for row in with_it]
    seen = discounts_seen(log, deals(*with_it, *without), as_of=AS_OF)
    assert seen is not None and seen.difference is not None
    assert 0 < seen.difference.low < 0.5 < seen.difference.high
    fewer = discounts_seen(log[1:], deals(*with_it[1:], *without), as_of=AS_OF)
    assert fewer is not None and fewer.difference is None


@pytest.mark.parametrize("won", [0, 7])
def test_each_deal_is_on_one_side(won: int) -> None:
    rows = many("A", won, 3) + many("B", 4, 4)
    log = [grant(row[0]) for row in rows[: won + 3]]
    seen = discounts_seen(log, deals(*rows), as_of=AS_OF)
    assert seen is not None
    assert seen.with_discount.closed + seen.without.closed == len(rows)
