"""Which lines of a table of quotas count, and how they make the quota of a period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.part import Part
from salestoolkit.core.quota_commits import commit_of, read_commits
from salestoolkit.core.quota_table import Quotas, lines_of, read_quotas
from salestoolkit.core.quota_target import target_in
from salestoolkit.core.work_calendar import WorkCalendar

POLAND = WorkCalendar(country="PL")
Q4 = date(2026, 10, 1), date(2026, 12, 31)


def quotas(*rows: dict[str, Any], **more: Any) -> Quotas:
    return read_quotas(pd.DataFrame(list(rows)), **more)


def amount(found: Quotas, start: date, until: date, part: Part | None = None) -> float | None:
    target = target_in(lines_of(found.lines, part, {}), start, until, calendar=POLAND)
    return None if target is None else target.amount


def test_each_line_counts_or_is_set_apart_with_its_reason() -> None:
    found = quotas(
        {"owner": "Ala", "period": "2026-10", "target": 5.0, "currency": "PLN"},
        {"owner": "Ala", "period": "2026-10", "target": 5.0, "currency": "PLN"},
        {"owner": "Ola", "period": "2026-10", "target": 5.0, "currency": "PLN"},
        {"owner": "Ola", "period": "2026-10", "target": 6.0, "currency": "PLN"},
        {"owner": "Ala", "period": "2026-11", "target": -1.0, "currency": "PLN"},
        {"owner": "Ala", "period": "2026-12", "target": None, "currency": "PLN"},
        {"owner": "Ala", "period": "soon", "target": 1.0, "currency": "PLN"},
        {"owner": "Nobody", "period": "2026-10", "target": 1.0, "currency": "PLN"},
        {"owner": "Ala", "period": "2026-10", "target": 1.0, "currency": "EUR"},
        {"owner": "Ala", "period": "2026-10", "target": 1.0, "metric": "calls"},
        owners=["Ala", "Ola"],
        currency="PLN",
    )
    assert found.lines["target"].tolist() == [5.0]
    assert found.apart_counts == {
        "no_period": 1,
        "missing": 1,
        "negative": 1,
        "unknown_owner": 1,
        "unknown_metric": 1,
        "other_currency": 1,
        "repeated": 1,
        "contradictory": 2,
    }
    assert len(found.lines) + len(found.apart) == 10


def test_names_are_those_of_the_book_whatever_their_case_and_spaces() -> None:
    found = quotas({"owner": " ANNA  kos", "period": "2026", "target": 1.0}, owners=["Anna Kos"])
    assert found.lines["owner"].tolist() == ["Anna Kos"]


def test_a_table_with_hardly_a_column_is_read_too() -> None:
    assert quotas({"target": 1.0}).apart_counts == {"no_period": 1}
    assert quotas({"team": "N", "period": "2026", "target": 1.0}).metrics == ("revenue",)


def test_a_quarter_is_the_sum_of_its_months_to_the_last_digit() -> None:
    rows = [{"owner": "Ala", "period": f"2026-{m}", "target": 0.1} for m in (10, 11, 12)]
    assert amount(quotas(*rows), *Q4) == pytest.approx(0.3, abs=1e-15)


def test_a_year_is_shared_out_by_working_days_and_gives_way_to_its_months() -> None:
    year = {"owner": "Ala", "period": "2026", "target": 251.0}
    # Poland 2026: 251 working days, 62 of them in the last quarter
    assert amount(quotas(year), *Q4) == pytest.approx(62)
    october = {"owner": "Ala", "period": "2026-10", "target": 100.0}
    # November and December have 20 and 20 working days
    assert amount(quotas(year, october), *Q4) == pytest.approx(100 + 40)


def test_a_period_without_a_line_has_no_quota() -> None:
    found = quotas({"owner": "Ala", "period": "2026-01", "target": 1.0})
    assert amount(found, *Q4) is None


def test_part_of_the_days_is_told() -> None:
    found = quotas({"owner": "Ala", "period": "2026-12", "target": 1.0})
    target = target_in(found.lines, *Q4, calendar=POLAND)
    assert target is not None
    assert target.covered == pytest.approx(31 / 92)


@given(st.lists(st.integers(1, 27), max_size=4), st.floats(1, 1e6))
@settings(max_examples=15, deadline=None)
def test_the_pieces_of_a_year_add_up_to_it(cuts: list[int], target: float) -> None:
    found = quotas({"owner": "Ala", "period": "2026", "target": target})
    edges = sorted(
        {date(2026, 1, 1) + timedelta(days=13 * cut) for cut in cuts} | {date(2026, 1, 1)}
    )
    ends = [edge - timedelta(days=1) for edge in edges[1:]] + [date(2026, 12, 31)]
    parts = [amount(found, start, end) or 0.0 for start, end in zip(edges, ends, strict=True)]
    assert sum(parts) == pytest.approx(target)


def test_a_team_s_own_quota_is_not_counted_beside_those_of_its_people() -> None:
    found = quotas(
        {"owner": "Ala", "team": "North", "period": "2026-Q4", "target": 3.0},
        {"owner": "Ola", "period": "2026-Q4", "target": 4.0},
        {"team": "North", "period": "2026-Q4", "target": 99.0},
    )
    assert amount(found, *Q4) == 7
    assert amount(found, *Q4, part=Part(dimension="team", value="North")) == 99
    south = lines_of(found.lines, Part(dimension="team", value="South"), {"Ola": "South"})
    assert south["target"].tolist() == [4.0]
    assert lines_of(found.lines, Part(dimension="owner", value=""), {}).empty


def test_a_person_s_quotas_in_two_teams_are_added_and_kept_apart_by_team() -> None:
    found = quotas(
        {"owner": "Ala", "team": "North", "period": "2026-Q4", "target": 3.0},
        {"owner": "Ala", "team": "South", "period": "2026-Q4", "target": 4.0},
    )
    assert amount(found, *Q4, part=Part(dimension="owner", value="Ala")) == 7
    assert amount(found, *Q4, part=Part(dimension="team", value="South")) == 4


def test_quotas_of_single_products_do_not_come_on_top_of_that_of_all() -> None:
    found = quotas(
        {"owner": "Ala", "period": "2026-Q4", "target": 10.0},
        {"owner": "Ala", "product": "Lamp", "period": "2026-Q4", "target": 4.0},
        {"owner": "Ola", "product": "Lamp", "period": "2026-Q4", "target": 2.0},
    )
    assert amount(found, *Q4) == 12
    assert amount(found, *Q4, part=Part(dimension="product", value="Lamp")) == 6


def test_the_last_word_before_the_day_is_the_commit() -> None:
    table = pd.DataFrame(
        [
            {"owner": "Ala", "period": "2026-Q4", "committed": 5.0, "said_on": "2026-10-01"},
            {"owner": "Ala", "period": "2026-Q4", "committed": 4.0, "said_on": "2026-11-01"},
            {"owner": "Ala", "period": "2026-Q4", "committed": 1.0, "said_on": "2026-12-30"},
            {"owner": "Ola", "period": "2026-10", "committed": 9.0, "said_on": "2026-10-01"},
        ]
    )
    lines = read_commits(table, date(2026, 11, 30), ["Ala", "Ola"], "revenue", None)
    found = commit_of(lines, *Q4, calendar=POLAND)
    assert found is not None
    # Ola spoke of one month only
    assert (found.amount, found.people, found.times) == (4.0, 1, 2)
    assert found.said_on == date(2026, 11, 1)
    assert commit_of(lines[:0], *Q4, calendar=POLAND) is None
