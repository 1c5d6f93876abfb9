"""Every verb of a process returns a new one and leaves the old one alone."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_strategies import processes

from salestoolkit.core.process import (
    Activity,
    Handover,
    Move,
    SalesProcess,
    Stage,
    Stakeholder,
    Version,
)
from salestoolkit.errors import InvalidValue

DAY = date(2026, 5, 4)
SALE = SalesProcess(
    name="Sale",
    stages=(
        Stage(key="lead", name="Lead", passes="lead"),
        Stage(key="contact", name="Contact", activities=("calls", "letters"), owner="rep"),
        Stage(key="offer", name="Offer", activities=("calls", "proposal")),
    ),
    activities=(
        Activity(key="calls", name="Cold calls", responsible=("rep",), informed=("boss",)),
        Activity(key="proposal", name="Proposal", accountable=("boss",)),
    ),
    stakeholders=(
        Stakeholder(key="rep", name="Sales rep"),
        Stakeholder(key="boss", name="Sales manager"),
    ),
    handovers=(Handover(giver="marketing", taker="sales", stage="contact", what="MQL"),),
    moves=(Move(start="lead", end="offer"), Move(start="offer", end="contact", reason="again")),
    versions=(Version(date=DAY, author="Ola", reason="first"),),
)
EMPTY = SalesProcess(name="Empty", stages=())

VERBS: dict[str, Callable[[SalesProcess], SalesProcess]] = {
    "with_stages": lambda p: p.with_stages(p.stages[:1]),
    "with_stage": lambda p: p.with_stage(Stage(key="new", name="New"), after="lead"),
    "without_stage": lambda p: p.without_stage("offer"),
    "move_stage": lambda p: p.move_stage("offer", before="lead"),
    "change_stage": lambda p: p.change_stage("offer", key="bid", name="Bid"),
    "with_activity": lambda p: p.with_activity("lead", Activity(key="ads", name="Ads")),
    "without_activity": lambda p: p.without_activity("calls"),
    "replace_activity": lambda p: p.replace_activity("calls", "Samples"),
    "change_activity": lambda p: p.change_activity("calls", name="Warm calls"),
    "assign": lambda p: p.assign("proposal", responsible="rep"),
    "with_stakeholder": lambda p: p.with_stakeholder(Stakeholder(key="law", name="Law")),
    "without_stakeholder": lambda p: p.without_stakeholder("rep"),
    "with_handover": lambda p: p.with_handover(
        Handover(giver="sales", taker="support", stage="offer", what="contract")
    ),
    "with_move": lambda p: p.with_move("contact", "lead"),
    "with_version": lambda p: p.with_version(Version(date=DAY, author="Jan", reason="second")),
}


def keys(process: SalesProcess) -> list[str]:
    return [stage.key for stage in process.stages]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_verb_returns_a_new_process_and_leaves_the_old_one_alone(
    verb: Callable[[SalesProcess], SalesProcess],
) -> None:
    before = copy.deepcopy(SALE)
    after = verb(SALE)
    assert after is not SALE
    assert after != SALE
    assert before == SALE


def test_every_verb_is_tried() -> None:
    verbs = ("with_", "without_", "move_", "change_", "replace_", "assign")
    assert {name for name in vars(SalesProcess) if name.startswith(verbs)} == set(VERBS)


def test_a_process_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        SALE.name = "Other"  # type: ignore[misc]
    assert hash(SALE) == hash(copy.deepcopy(SALE))


@pytest.mark.parametrize(
    "call",
    [
        lambda p: p.stage("x"),
        lambda p: p.without_stage("x"),
        lambda p: p.move_stage("x"),
        lambda p: p.move_stage("offer", after="x"),
        lambda p: p.change_stage("x", name="y"),
        lambda p: p.with_stage(Stage(key="n", name="n"), before="x"),
        lambda p: p.with_activity("x", "calls"),
        lambda p: p.without_activity("calls", stage="x"),
        lambda p: p.with_handover(Handover(giver="a", taker="b", stage="x", what="c")),
        lambda p: p.with_move("lead", "x"),
        lambda p: p.with_move("x", "lead"),
    ],
)
def test_an_unknown_stage_is_named_with_those_there_are(
    call: Callable[[SalesProcess], object],
) -> None:
    with pytest.raises(InvalidValue) as caught:
        call(SALE)
    assert caught.value.code == "process_no_stage"
    assert caught.value.fields == {"value": "x", "allowed": "lead, contact, offer"}


def test_unknown_activities_and_stakeholders_are_named_too() -> None:
    for call in (
        lambda: SALE.activity("x"),
        lambda: SALE.without_activity("x"),
        lambda: SALE.replace_activity("x", "y"),
        lambda: SALE.assign("x", responsible="rep"),
        lambda: SALE.stages_of("x"),
    ):
        with pytest.raises(InvalidValue) as caught:
            call()
        assert caught.value.code == "process_no_activity"
        assert caught.value.fields["allowed"] == "calls, letters, proposal"
    with pytest.raises(InvalidValue) as caught:
        SALE.without_stakeholder("x")
    assert caught.value.fields["allowed"] == "rep, boss"


def test_stages_are_put_before_or_after_another_by_key_or_name() -> None:
    new = Stage(key="new", name="New")
    assert keys(SALE.with_stage(new)) == ["lead", "contact", "offer", "new"]
    assert keys(SALE.with_stage(new, before="lead"))[0] == "new"
    assert keys(SALE.with_stage(new, after="Contact")) == ["lead", "contact", "new", "offer"]
    assert keys(SALE.move_stage("lead")) == ["contact", "offer", "lead"]
    assert keys(SALE.move_stage("Offer", before="Contact")) == ["lead", "offer", "contact"]
    with pytest.raises(InvalidValue) as caught:
        SALE.with_stage(new, before="lead", after="contact")
    assert caught.value.code == "process_before_after"
    with pytest.raises(InvalidValue) as caught:
        SALE.with_stage(Stage(key="offer", name="Second offer"))
    assert caught.value.code == "process_key_twice"


def test_a_stage_can_stand_beside_itself_without_moving() -> None:
    for place in ({"before": "contact"}, {"after": "contact"}):
        assert SALE.move_stage("contact", **place) == SALE


def test_a_stage_that_goes_takes_its_hand_overs_and_ways_along() -> None:
    gone = SALE.without_stage("contact")
    assert (gone.handovers, gone.moves) == ((), (Move(start="lead", end="offer"),))


def test_a_new_key_is_carried_into_hand_overs_and_ways() -> None:
    new = SALE.change_stage("contact", key="talk")
    assert new.handovers[0].stage == "talk"
    assert new.moves[1].end == "talk"
    with pytest.raises(InvalidValue) as caught:
        SALE.change_stage("contact", key="offer")
    assert caught.value.code == "process_key_twice"


def test_two_stages_of_one_name_are_reached_by_their_keys() -> None:
    twins = SALE.change_stage("offer", name="Contact")
    assert twins.stage("Contact").key == "contact"
    assert twins.stage("offer").name == "Contact"
    assert keys(twins.without_stage("offer")) == ["lead", "contact"]


def test_a_key_wins_over_the_name_of_another_stage() -> None:
    twisted = SALE.change_stage("lead", name="offer")
    assert twisted.stage("offer").key == "offer"
    assert keys(twisted.without_stage("offer")) == ["lead", "contact"]


def test_forty_stages_can_be_edited() -> None:
    long = SalesProcess(
        name="Long", stages=tuple(Stage(key=f"s{i}", name=f"Stage {i}") for i in range(40))
    )
    moved = long.move_stage("s39", before="s0").without_stage("s20")
    assert keys(moved)[:2] == ["s39", "s0"]
    assert len(moved.stages) == 39
    assert long.stage("Stage 39").key == "s39"


def test_an_empty_process_takes_its_first_stage() -> None:
    assert (EMPTY.deal_stages, EMPTY.activity_keys) == ((), ())
    assert keys(EMPTY.with_stage(Stage(key="a", name="A"))) == ["a"]
    with pytest.raises(InvalidValue) as caught:
        EMPTY.stage("a")
    assert caught.value.fields["allowed"] == "–"


def test_only_deal_stages_are_the_funnel() -> None:
    assert [stage.key for stage in SALE.deal_stages] == ["contact", "offer"]


def test_an_activity_is_added_once_and_where_it_is_wanted() -> None:
    assert SALE.with_activity("offer", "Cold calls") == SALE
    new = SALE.with_activity("contact", "Proposal", at=0)
    assert new.stage("contact").activities == ("proposal", "calls", "letters")
    text = SALE.with_activity("offer", "A talk")
    assert text.stage("offer").activities[-1] == "A talk"
    assert text.activity("A talk") == Activity(key="A talk", name="A talk")
    assert [stage.key for stage in SALE.stages_of("Cold calls")] == ["contact", "offer"]


def test_an_activity_that_is_added_again_keeps_its_place_in_the_list() -> None:
    new = SALE.with_activity("lead", Activity(key="calls", name="Calls"))
    assert [item.key for item in new.activities] == ["calls", "proposal"]
    assert new.activity("calls").name == "Calls"


def test_a_text_in_a_stage_is_not_mistaken_for_an_activity_of_that_name() -> None:
    twins = SALE.change_stage("lead", activities=("Cold calls",))
    assert twins.activity("Cold calls") == Activity(key="Cold calls", name="Cold calls")
    gone = twins.without_activity("Cold calls")
    assert gone.stage("lead").activities == ()
    assert gone.activities == SALE.activities


def test_an_activity_leaves_one_stage_or_all() -> None:
    one = SALE.without_activity("Cold calls", stage="offer")
    assert one.activities == SALE.activities
    assert one.stage("contact").activities == ("calls", "letters")
    both = SALE.without_activity("calls")
    assert both.activity_keys == ("letters", "proposal")
    assert [item.key for item in both.activities] == ["proposal"]


def test_a_replaced_activity_keeps_its_places_and_its_people() -> None:
    new = SALE.replace_activity("Cold calls", "Product samples")
    assert [stage.activities[0] for stage in new.stages[1:]] == ["Product samples"] * 2
    assert new.activity("Product samples").responsible == ("rep",)
    assert [item.key for item in new.activities] == ["Product samples", "proposal"]
    whole = SALE.replace_activity("calls", Activity(key="visits", name="Visits"))
    assert whole.activity("visits").responsible == ()


def test_replacing_by_an_activity_that_is_there_leaves_it_once() -> None:
    new = SALE.replace_activity("calls", "Proposal")
    assert new.stage("offer").activities == ("proposal",)
    assert new.activities == (SALE.activities[1],)
    assert SALE.replace_activity("calls", "calls") == SALE


def test_an_activity_that_is_renamed_keeps_its_key() -> None:
    new = SALE.change_activity("Cold calls", name="Warm calls")
    assert new.stage("contact").activities == ("calls", "letters")
    assert new.activity("calls").name == "Warm calls"
    described = SALE.change_activity("letters", responsible=("rep",))
    assert described.activity("letters").responsible == ("rep",)


def test_an_activity_stays_where_it_stands_in_the_list_whatever_changes() -> None:
    for new in (
        SALE.assign("calls", consulted="boss"),
        SALE.change_activity("calls", name="Calls", key="phone"),
        SALE.replace_activity("calls", "Visits"),
    ):
        assert new.activities[1] == SALE.activities[1]
    with pytest.raises(InvalidValue) as caught:
        SALE.change_activity("calls", key="letters")
    assert caught.value.code == "process_activity_twice"


def test_people_are_assigned_by_name_or_key_and_once() -> None:
    new = SALE.assign("Proposal", responsible=["Sales rep", "rep"], consulted="A lawyer")
    assert new.activity("proposal") == Activity(
        key="proposal",
        name="Proposal",
        responsible=("rep",),
        accountable=("boss",),
        consulted=("A lawyer",),
    )
    with pytest.raises(InvalidValue) as caught:
        SALE.assign("proposal", helper="rep")
    assert caught.value.code == "process_no_part"


def test_a_stakeholder_is_replaced_in_place_or_goes_everywhere() -> None:
    new = SALE.with_stakeholder(Stakeholder(key="rep", name="Agent"))
    assert [person.name for person in new.stakeholders] == ["Agent", "Sales manager"]
    gone = SALE.without_stakeholder("Sales rep")
    assert gone.stage("contact").owner is None
    assert gone.activity("calls").responsible == ()
    assert gone.stakeholder("rep") == Stakeholder(key="rep", name="rep")


def test_a_way_is_told_once_and_a_version_comes_after_the_last() -> None:
    new = SALE.with_move("Lead", "Offer", "known client")
    assert new.moves == (SALE.moves[1], Move(start="lead", end="offer", reason="known client"))
    with pytest.raises(InvalidValue) as caught:
        SALE.with_version(Version(date=date(2026, 5, 3), author="Jan", reason="late"))
    assert caught.value.code == "process_version_order"


@settings(max_examples=10)
@given(processes(), st.data())
def test_what_points_at_a_stage_points_at_one_that_is_there(
    process: SalesProcess, data: st.DataObject
) -> None:
    if not process.stages:
        return
    key = data.draw(st.sampled_from([stage.key for stage in process.stages]))
    other = data.draw(st.sampled_from([stage.key for stage in process.stages]))
    for new in (
        process.without_stage(key),
        process.change_stage(key, key="a key of its own"),
        process.move_stage(key),
        process.with_move(key, other),
    ):
        there = {stage.key for stage in new.stages}
        assert {item.stage for item in new.handovers} <= there
        assert {end for move in new.moves for end in (move.start, move.end)} <= there


@settings(max_examples=10)
@given(processes(), st.data())
def test_an_activity_that_went_is_nowhere_any_more(
    process: SalesProcess, data: st.DataObject
) -> None:
    if not process.activity_keys:
        return
    key = data.draw(st.sampled_from(process.activity_keys))
    assert key not in process.without_activity(key).activity_keys
    replaced = process.replace_activity(key, Activity(key="its own key", name="N"))
    assert key not in replaced.activity_keys
    assert len(replaced.stages_of("its own key")) == len(process.stages_of(key))
    assert replace(process) == process
