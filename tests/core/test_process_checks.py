"""A map says what it lacks, and where it contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from salestoolkit.core.mapping_steps import MAPPING_STEPS, mapping_steps
from salestoolkit.core.process import Activity, Handover, SalesProcess, Stage, Stakeholder, Version
from salestoolkit.core.process_checks import (
    check_people,
    check_process,
    check_stages,
    passings,
)

TODAY = date(2026, 11, 26)
REP = Stakeholder(key="rep", name="Sales rep", department="sales")
WRITER = Stakeholder(key="writer", name="Copywriter", department="marketing")
BUYER = Stakeholder(key="buyer", name="Buyer", side="client", buying_part="decides")


def whole_stage(key: str, owner: str = "rep", **changes: object) -> Stage:
    stage = Stage(
        key=key,
        name=key.title(),
        purpose="Why",
        owner=owner,
        target_days=5,
        activities=(f"do {key}",),
        entry_criteria=(f"{key} may begin",),
        exit_criteria=(f"{key} is done",),
        metrics=("Days",),
        client_steps=("Reads",),
    )
    return replace(stage, **changes)  # type: ignore[arg-type]


def whole() -> SalesProcess:
    """A process that lacks nothing."""
    stages = tuple(whole_stage(key) for key in ("contact", "offer", "closing"))
    activities = tuple(
        Activity(key=f"do {stage.key}", name="Do", responsible=("rep",), accountable=("rep",))
        for stage in stages
    )
    return SalesProcess(
        name="Sale",
        stages=stages,
        activities=activities,
        stakeholders=(REP, WRITER, BUYER),
        versions=(Version(date=date(2026, 9, 1), author="A", reason="First"),),
    )


def codes(checks: object) -> set[str]:
    return {check.code for check in checks}  # type: ignore[attr-defined]


def test_a_whole_process_lacks_nothing() -> None:
    goal = {"metric": "deals", "amount": 90, "who": "team", "until": date(2027, 1, 1)}
    assert check_process(whole()) == ()
    assert all(step.done for step in mapping_steps(whole(), goals=[goal], today=TODAY))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": None}, "no_purpose"),
        ({"activities": ()}, "no_activities"),
        ({"entry_criteria": ()}, "no_entry"),
        ({"exit_criteria": ()}, "no_exit"),
        ({"owner": None}, "no_stage_owner"),
        ({"target_days": None}, "no_target_days"),
        ({"metrics": ()}, "no_metrics"),
        ({"name": " CLOSING "}, "name_twice"),
    ],
)
def test_each_gap_of_a_stage_is_found_there(change: dict[str, object], code: str) -> None:
    found = check_stages(whole().change_stage("offer", **change))
    assert codes(found) == {code}
    assert "offer" in {check.stage for check in found}


def test_a_waiting_stage_needs_no_activity_and_a_lead_stage_no_days() -> None:
    process = whole().change_stage("offer", activities=(), waiting=True)
    assert check_stages(process.change_stage("contact", passes="lead", target_days=None)) == ()


def test_criteria_in_a_circle_are_said_once_for_each_stage_that_waits() -> None:
    process = whole().change_stage("contact", entry_criteria=("Offer is done",))
    process = process.change_stage("offer", entry_criteria=("contact is done.",))
    found = check_stages(process)
    assert [(check.code, check.stage) for check in found] == [("criterion_too_late", "contact")]
    assert found[0].fields["later"] == "Offer"


def test_a_stage_that_asks_for_its_own_result_is_told() -> None:
    process = whole().change_stage("offer", entry_criteria=("offer is done",))
    assert codes(check_stages(process)) == {"criterion_too_late"}


def test_a_chance_that_falls_along_the_funnel_is_told() -> None:
    process = whole().change_stage("contact", win_probability=0.5)
    process = process.change_stage("closing", win_probability=0.4)
    assert codes(check_stages(process)) == {"chance_falls"}


def test_owners_none_and_two_are_found() -> None:
    none = whole().assign("do offer", accountable=())
    two = whole().assign("do offer", accountable=("rep", "writer"))
    idle = whole().assign("do offer", responsible=())
    assert codes(check_people(none)) == {"no_owner"}
    assert codes(check_people(two)) == {"two_owners"}
    assert codes(check_people(idle)) == {"nobody_does"}


def test_who_is_in_everything_is_named_only_where_there_is_much_to_be_in() -> None:
    process = whole()
    for number in range(5):
        extra = Activity(
            key=f"more {number}",
            name="More",
            responsible=("writer",),
            accountable=("writer",),
            informed=("rep",),
        )
        process = process.with_activity("offer", extra)
    found = check_people(process)
    assert [(check.code, dict(check.fields)) for check in found] == [
        ("in_everything", {"person": "Sales rep", "n": 8, "all": 8})
    ]


def test_each_hand_over_is_found_also_the_one_back_to_the_first_stage() -> None:
    process = whole().change_stage("contact", owner="writer")
    found = passings(process)
    assert [(item.giver, item.taker, item.stage) for item in found] == [
        ("marketing", "sales", "offer"),
        ("sales", "marketing", "contact"),
    ]
    agreed = Handover(giver="marketing", taker="sales", stage="offer", what="A lead")
    described = passings(process.with_handover(agreed))
    assert [item.described for item in described] == [agreed, None]
    assert len([c for c in check_people(process) if c.code == "silent_handover"]) == 2


def test_an_agreed_hand_over_is_listed_also_where_owners_stay() -> None:
    agreed = Handover(giver="marketing", taker="sales", stage="offer", what="A lead")
    assert [item.described for item in passings(whole().with_handover(agreed))] == [agreed]


def test_an_empty_process_lacks_everything_and_says_so_once() -> None:
    empty = SalesProcess(name="", stages=())
    assert codes(check_process(empty)) == {"no_stages"}
    steps = mapping_steps(empty, today=TODAY)
    assert [step.step for step in steps] == list(MAPPING_STEPS)
    assert not any(step.done for step in steps)


def test_goals_and_versions_grow_old() -> None:
    goal = {"metric": "deals", "amount": 0, "who": "", "until": date(2026, 11, 25)}
    aged = replace(whole(), versions=(Version(date=date(2026, 1, 1), author="A", reason="B"),))
    steps = {step.step: step for step in mapping_steps(aged, goals=[goal], today=TODAY)}
    lacking = [(check.code, check.fields.get("field")) for check in steps["metrics"].missing]
    assert lacking == [("goal_lacks", "who"), ("goal_over", None)]
    assert codes(steps["track"].missing) == {"old_version"}
    assert codes(mapping_steps(replace(aged, versions=()), today=TODAY)[3].missing) == {
        "no_version"
    }
