"""Sequences as dates: working days, the final message, the revisit, only allowed channels."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.cadence_people import PlannedLead, plan_people
from salestoolkit.core.cadence_plan import (
    Rhythm,
    months_later,
    plan_steps,
    starts,
    working_days_later,
)
from salestoolkit.core.calendars import public_holidays
from salestoolkit.core.contact_rules import ChannelRule, ContactRules
from salestoolkit.core.marketing_objections import MarketingObjection
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

POLAND = WorkCalendar(country="PL")
TODAY = date(2026, 11, 26)
RULE = ChannelRule(person="consent", company="consent")
RULES = ContactRules(
    market="pl", checked_on=TODAY, channels={"email": RULE, "phone": RULE, "sms": RULE}
)


def test_steps_follow_each_other_by_working_days_of_the_country() -> None:
    steps = plan_steps(Rhythm(gaps=(3, 4, 5)), start=date(2026, 12, 19), calendar=POLAND)
    # 19 December is a Saturday; 24 to 26 December, 28 (in lieu of the 26th), 1 and 6 January are free
    assert [str(step.on) for step in steps] == [
        *("2026-12-21", "2026-12-29", "2027-01-05", "2027-01-13", "2027-01-20", "2027-05-20"),
    ]
    assert [step.message for step in steps] == [
        *("first", "follow_1", "follow_2", "follow_3", "final", "revisit"),
    ]
    assert [step.channel for step in steps] == [*("email", "phone") * 2, "email", "email"]


def test_touches_beyond_our_messages_have_none() -> None:
    steps = plan_steps(Rhythm(touches=6), start=TODAY, calendar=POLAND)
    assert [step.message for step in steps[3:6]] == ["follow_3", None, None]


def test_only_allowed_channels_are_planned_and_none_is_no_plan() -> None:
    rhythm = Rhythm(channels=("email", "phone"))
    only = plan_steps(rhythm, start=TODAY, calendar=POLAND, allowed={"phone", "sms"})
    assert {step.channel for step in only} == {"phone"}
    assert plan_steps(rhythm, start=TODAY, calendar=POLAND, allowed={"sms"}) == ()


def test_leads_begin_so_many_a_day() -> None:
    days = starts(5, start=date(2026, 12, 31), calendar=POLAND, a_day=2)
    assert [str(day) for day in days] == [*["2026-12-31"] * 2, *["2027-01-04"] * 2, "2027-01-05"]
    assert set(starts(5, start=TODAY, calendar=POLAND, a_day=None)) == {TODAY}


@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(1, 12),
    st.lists(st.integers(1, 10), min_size=1, max_size=4),
    st.integers(1, 24),
)
def test_every_step_is_a_working_day_and_comes_after_the_one_before(
    start: date, touches: int, gaps: list[int], months: int
) -> None:
    rhythm = Rhythm(touches=touches, gaps=tuple(gaps), revisit_months=months)
    steps = plan_steps(rhythm, start=start, calendar=POLAND)
    days = [step.on for step in steps]
    assert len(steps) == touches + 2 and days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    assert not any(day in public_holidays("PL", day.year) for day in days)
    assert days[-1] >= months_later(days[-2], months)


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(
    day: date, months: int, there: date
) -> None:
    assert months_later(day, months) == there


@pytest.mark.parametrize(
    "given_rhythm",
    [
        {"touches": 0},
        {"touches": 13},
        {"gaps": ()},
        {"gaps": (0,)},
        {"revisit_months": 25},
        {"a_day": 0},
        {"channels": ()},
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(given_rhythm: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as caught:
        Rhythm(**given_rhythm)
    assert caught.value.fields["field"] in given_rhythm


def test_a_country_without_working_days_ends_in_a_sentence() -> None:
    off = tuple(pd.date_range("2026-11-26", "2028-02-01").date)
    with pytest.raises(InvalidValue, match="cadence_no_working_day"):
        working_days_later(TODAY, 1, WorkCalendar(days_off=off))


PEOPLE = pd.DataFrame(
    {
        "name": ["Anna Lis", "Jan Bąk", "Ewa Kos", "Ola Sowa"],
        "email": ["a@x.example", "j@x.example", "e@x.example", "o@x.example"],
        "phone": ["600100201", "600100202", "600100203", "600100204"],
        "consent_email": ["yes", "no", "yes", "yes"],
        "consent_phone": ["yes", "yes", "", ""],
    }
)


def planned(**options: Any) -> Any:
    given_options = {"rules": RULES, "as_of": TODAY, "start": TODAY, "calendar": POLAND}
    return plan_people(PEOPLE, options.pop("rhythm", Rhythm()), **(given_options | options))


def test_each_person_is_planned_by_what_that_person_allows() -> None:
    found = planned(objections=[MarketingObjection(noted_on=TODAY, name="Ola Sowa")])
    channels = {lead.contact["name"]: {s.channel for s in lead.steps} for lead in found.leads}
    assert channels == {"Anna Lis": {"email", "phone"}, "Jan Bąk": {"phone"}, "Ewa Kos": {"email"}}
    assert [row["name"] for row in found.left_out] == ["Ola Sowa"]
    assert found.reasons == ({"email": "objected", "phone": "objected"},)
    assert found.n == len(PEOPLE)


def test_nobody_to_contact_is_a_sentence_and_no_empty_plan() -> None:
    with pytest.raises(InvalidValue, match="cadence_nobody"):
        planned(rhythm=Rhythm(channels=("sms",)))


def test_a_person_is_the_same_in_every_plan() -> None:
    lead = PlannedLead({"name": "Anna Lis", "email": "A@x.example"}, ())
    assert lead.identity == PlannedLead({"name": "A. Lis", "email": "a@X.example "}, ()).identity
    nameless = PlannedLead({"name": "Lis Anna", "organization": "Sowa"}, ())
    assert (
        nameless.identity == PlannedLead({"name": "anna lis", "organization": "sowa"}, ()).identity
    )
