"""When people are told that their data are kept, and when these are deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.data_duties import DataRules, Duty, data_duties, months_after, tell_by
from salestoolkit.core.dossier import Dossier
from salestoolkit.core.sheets import Entry

TODAY = date(2026, 11, 26)
POLAND = DataRules(market="pl", months_to_tell=1, months_kept=12)
STATES = DataRules(market="us", months_to_tell=None, months_kept=24)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def lead(*people: Entry, delete_on: date | None = date(2027, 11, 1)) -> Dossier:
    return Dossier(name="alfa", language="en", people=people, delete_on=delete_on)


def duties(*people: Entry, rules: DataRules = POLAND, within: int = 30) -> list[tuple[str, object]]:
    found = data_duties([lead(*people)], rules, as_of=TODAY, within_days=within)
    return [(duty.kind, duty.due) for duty in found]


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"found_on": date(2026, 11, 10)}, date(2026, 12, 10)),
        ({"found_on": date(2026, 1, 31)}, date(2026, 2, 28)),
        # the first talk comes before the month is over
        ({"found_on": date(2026, 11, 10), "spoken_on": date(2026, 11, 14)}, date(2026, 11, 14)),
        ({"found_on": date(2026, 11, 10), "spoken_on": date(2027, 1, 14)}, date(2026, 12, 10)),
        # art. 13: what the person gave, on the day itself
        ({"found_on": date(2026, 11, 10), "from_person": True}, date(2026, 11, 10)),
        ({"spoken_on": date(2026, 11, 14)}, date(2026, 11, 14)),
        ({}, None),
    ],
)
def test_a_person_is_told_within_a_month_and_at_the_first_contact_at_the_latest(
    values: dict[str, object], due: date | None
) -> None:
    assert tell_by(Entry({"person": "Anna", **values}), months=1) == due


@given(DAYS, st.integers(0, 40))
def test_months_later_is_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_who_was_told_is_due_no_more() -> None:
    told = Entry({"person": "A", "found_on": date(2026, 10, 1), "source": "x", "told_on": TODAY})
    assert duties(told) == []


def test_a_day_passed_is_overdue_and_the_last_day_is_not() -> None:
    duty = Duty(kind="tell", lead="Alfa", due=TODAY)
    assert not duty.overdue(TODAY) and duty.overdue(TODAY + timedelta(days=1))


def test_a_market_without_a_time_to_tell_asks_for_none() -> None:
    found = Entry({"person": "A", "found_on": date(2026, 10, 1), "source": "x"})
    assert duties(found) == [("tell", date(2026, 11, 1))]
    assert duties(found, rules=STATES) == []


def test_without_source_or_day_nobody_can_tell_and_that_comes_first() -> None:
    known = Entry({"person": "B", "found_on": date(2026, 10, 1), "source": "x"})
    assert [kind for kind, _ in duties(Entry({"person": "A"}), known)] == ["set_origin", "tell"]


def test_what_falls_due_later_than_asked_is_left_out_and_overdue_never() -> None:
    soon = Entry({"person": "A", "found_on": date(2026, 11, 20), "source": "x"})
    assert duties(soon, within=23) == [] and duties(soon, within=24) != []
    old = Entry({"person": "A", "found_on": date(2020, 1, 1), "source": "x"})
    assert duties(old, within=0) == [("tell", date(2020, 2, 1))]


def test_deletion_follows_the_person_where_one_is_set_and_else_the_dossier() -> None:
    own = Entry(
        {"person": "A", "found_on": TODAY, "source": "x", "told_on": TODAY, "delete_on": TODAY}
    )
    assert duties(own) == [("delete", TODAY)]
    bare = lead(own.with_value("delete_on", None), delete_on=None)
    found = data_duties([bare], POLAND, as_of=TODAY)
    assert [(duty.kind, duty.person) for duty in found] == [("set_deletion", "A")]
    empty = data_duties([lead(delete_on=None)], POLAND, as_of=TODAY)
    assert [(duty.kind, duty.person) for duty in empty] == [("set_deletion", "")]
