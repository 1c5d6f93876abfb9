"""Who buys together: what a committee lacks, most important first."""

from __future__ import annotations

from datetime import date
from typing import Any

from salestoolkit.core.buying_committee import CommitteeGap, committee_gaps
from salestoolkit.core.sheets import Entry

TODAY = date(2026, 11, 26)
MET = date(2026, 11, 20)


def person(name: str, *parts: str, **values: Any) -> Entry:
    step = {"next_step": "Call", "next_step_on": date(2026, 12, 1), "stance": "neutral"}
    return Entry({"person": name, "parts": parts, **step, **values})


def codes(*people: Entry) -> list[str]:
    return [gap.code for gap in committee_gaps(people, as_of=TODAY)]


def test_an_empty_committee_is_one_gap() -> None:
    assert codes() == codes(Entry({"person": " "})) == ["nobody"]


def test_two_met_people_one_of_whom_decides_and_one_speaks_for_us_lack_nothing() -> None:
    decider = person("Anna", "decides", "pays", spoken_on=MET)
    champion = person("Jan", "uses", spoken_on=MET, stance="champion")
    assert codes(decider, champion) == []


def test_a_decider_whom_nobody_met_is_named_before_the_missing_champion() -> None:
    found = committee_gaps(
        [person("Anna", "decides"), person("Jan", "uses", spoken_on=MET)], as_of=TODAY
    )
    assert found[:3] == (
        CommitteeGap(code="decider_not_spoken", names=("Anna",)),
        CommitteeGap(code="single_threaded", names=("Jan",)),
        CommitteeGap(code="no_champion"),
    )


def test_a_talk_planned_for_later_is_no_talk_yet() -> None:
    later = person("Anna", "decides", spoken_on=date(2026, 11, 27))
    assert "decider_not_spoken" in codes(later)


def test_who_can_stop_the_purchase_must_have_been_heard() -> None:
    people = (person("Anna", "decides", spoken_on=MET), person("Bea", "blocks"))
    assert CommitteeGap(code="blocker_not_spoken", names=("Bea",)) in committee_gaps(
        people, as_of=TODAY
    )


def test_a_missing_and_a_past_next_step_are_told_apart() -> None:
    people = (
        person("Anna", "decides", spoken_on=MET, next_step=None),
        person("Jan", "uses", spoken_on=MET, next_step_on=date(2026, 11, 25), stance="champion"),
    )
    assert committee_gaps(people, as_of=TODAY) == (
        CommitteeGap(code="step_missing", names=("Anna",)),
        CommitteeGap(code="step_past", names=("Jan",)),
    )


def test_somebody_met_whose_stance_is_unknown_is_a_gap() -> None:
    met = person("Anna", "decides", spoken_on=MET, stance="unknown")
    assert "stance_unknown" in codes(met) and "stance_unknown" not in codes(
        person("Anna", "decides", stance="unknown")
    )
