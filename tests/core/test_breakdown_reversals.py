"""Like held against like: reversals that are told, those that are not, and two parts on request."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core import breakdown_groups
from salestoolkit.core.breakdown_groups import compare_groups
from salestoolkit.core.breakdown_reversals import reversals
from salestoolkit.core.breakdown_strata import within_p
from salestoolkit.core.ends import Tally
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.two_groups import permutation_p
from salestoolkit.errors import InvalidValue

AS_OF = date(2026, 6, 30)
DAYS = 40
KIDNEY = {"small": ((81, 87), (234, 270)), "large": ((192, 263), (55, 80))}
"""Treatments of kidney stones (Charig 1986): the second is better all in all, in neither stratum."""


def cell(
    team: str, source: str, won: int, n: int, start: int, span: int
) -> list[dict[str, object]]:
    """``n`` closed deals spread over days before ``AS_OF``, ``won`` of them won after up to `DAYS` days."""
    rows = []
    for at in range(n):
        began = AS_OF - timedelta(days=start + at % span)
        ended = began + timedelta(days=5 + at % (DAYS - 5))
        rows.append(
            {
                "source_name": "crm",
                "deal_id": f"{team}-{source}-{start}-{at}",
                "team": team,
                "source": source,
                "status": "won" if at < won else "lost",
                "created_at": datetime(began.year, began.month, began.day, tzinfo=UTC),
                "closed_at": datetime(ended.year, ended.month, ended.day, tzinfo=UTC),
            }
        )
    return rows


def closed_book(rows: list[dict[str, object]]) -> DealBook:
    log = [
        {
            "source_name": "crm",
            "deal_id": row["deal_id"],
            "seq": seq,
            "entry": entry,
            "entered_at": moment,
            "provenance": "observed",
        }
        for row in rows
        for seq, (entry, moment) in enumerate(
            (("S1", row["created_at"]), (row["status"], row["closed_at"]))
        )
    ]
    return DealBook(
        deals=pa.Table.from_pylist(rows, schema=DEALS),
        stage_log=pa.Table.from_pylist(log, schema=STAGE_LOG),
        processes={None: SalesProcess(name="sales", stages=(Stage(key="S1", name="S1"),))},
        as_of=AS_OF,
    )


@pytest.fixture(scope="module")
def turned() -> DealBook:
    """Team A wins more from each source, but has the harder one; team B all the other way."""
    return closed_book(
        [
            *cell("A", "easy", 81, 87, 100, 500),
            *cell("A", "hard", 150, 263, 100, 500),
            *cell("B", "easy", 210, 270, 100, 500),
            *cell("B", "hard", 33, 80, 100, 500),
        ]
    )


def test_a_reversal_is_told_with_the_shares_of_the_same_mix(turned):
    found = reversals(Source(turned, None), ["team"], 60)["team"]
    assert [(one.value, one.kind, one.stratifier) for one in found] == [
        ("A", "reversal", "source"),
        ("B", "reversal", "source"),
    ]
    first = found[0]
    assert first.crude[1] < first.crude[0]
    assert first.standardised[1] > first.standardised[0]
    assert first.n == 700
    assert {one.value for one in first.strata} == {"easy", "hard"}


def test_teams_that_differ_the_same_way_all_together_and_within_are_no_reversal():
    book = closed_book(
        [
            row
            for team, source, won in (
                ("A", "x", 60),
                ("A", "y", 60),
                ("B", "x", 30),
                ("B", "y", 30),
            )
            for row in cell(team, source, won, 100, 100, 500)
        ]
    )
    assert reversals(Source(book, None), ["team"], 60) == {"team": ()}


def test_two_periods_that_are_alike_together_may_differ_in_every_source():
    book = closed_book(
        [
            *cell("A", "easy", 90, 150, 360, 240),
            *cell("A", "hard", 10, 100, 360, 240),
            *cell("A", "easy", 75, 100, 75, 270),
            *cell("A", "hard", 32, 160, 75, 270),
        ]
    )
    (found,) = reversals(Source(book, None), ["created_month"], 60)["created_month"]
    assert (found.group, found.kind) == ("period", "hidden")
    assert found.difference > 0.1
    assert found.periods is not None
    assert found.periods[0][1] == found.periods[1][0]


def test_chance_within_strata_is_that_of_cochran_mantel_and_haenszel():
    from statsmodels.stats.contingency_tables import StratifiedTable

    pairs = {
        name: (Tally(n1, won1), Tally(n2, won2))
        for name, ((won1, n1), (won2, n2)) in KIDNEY.items()
    }
    tables = [
        np.array([[won1, n1 - won1], [won2, n2 - won2]])
        for (won1, n1), (won2, n2) in KIDNEY.values()
    ]
    expected = StratifiedTable(tables).test_null_odds(correction=True).pvalue
    assert within_p(pairs) == pytest.approx(expected)
    assert within_p({}) is None


def test_two_parts_are_compared_by_permutation_and_within_like(turned):
    found = compare_groups(Source(turned, None), "team", "A", "B", horizon=60, within="source")
    assert found is not None
    assert found.n == (350, 350)
    assert found.found.difference == pytest.approx(243 / 350 - 231 / 350)
    assert found.p_value is not None
    assert found.p_value > 0.2
    assert found.like is not None
    assert found.like.reversal
    assert found.within_p is not None
    assert found.within_p < 0.01


def test_the_permutation_is_used_where_groups_are_small(book_of, monkeypatch):
    monkeypatch.setattr(breakdown_groups, "permutation_p", partial(permutation_p, shuffles=50))
    found = compare_groups(Source(book_of(300, seed=5), None), "team", "A", "B", horizon=60)
    assert found is not None
    assert found.by_permutation
    assert 0 < found.p_value <= 1
    assert found.within is None


@pytest.mark.parametrize(
    ("first", "second", "horizon", "code"),
    [
        ("A", "Z", None, "unknown_part"),
        ("A", "A", None, "same_part_twice"),
        ("A", "B", 0, "horizon_outside"),
        ("A", "B", 99_999, "horizon_outside"),
    ],
)
def test_what_cannot_be_compared_is_refused(turned, first, second, horizon, code):
    with pytest.raises(InvalidValue) as caught:
        compare_groups(Source(turned, None), "team", first, second, horizon=horizon)
    assert caught.value.code == code
