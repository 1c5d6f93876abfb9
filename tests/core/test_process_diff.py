"""A diff tells every change once, and nothing where nothing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from process_strategies import processes

from salestoolkit.core.process import (
    Activity,
    Document,
    Handover,
    SalesProcess,
    Stage,
    Stakeholder,
    Version,
)
from salestoolkit.core.process_diff import Change, diff

SALE = SalesProcess(
    name="Sale",
    stages=(
        Stage(key="contact", name="Contact", activities=("calls", "e-mails"), owner="rep"),
        Stage(key="demo", name="Presentation", target_days=14.0),
        Stage(key="close", name="Closing"),
    ),
    activities=(Activity(key="calls", name="Cold calls", responsible=("rep",)),),
    stakeholders=(
        Stakeholder(key="rep", name="Sales rep"),
        Stakeholder(key="boss", name="Sales manager"),
    ),
)
LISTS = ("stages", "activities", "stakeholders", "handovers", "moves", "versions")


def told(new: SalesProcess, old: SalesProcess = SALE) -> list[tuple[object, ...]]:
    return [
        (change.part, change.kind, change.name, change.field, change.old, change.new)
        for change in diff(old, new)
    ]


@settings(deadline=None, max_examples=12)
@given(processes())
def test_a_process_does_not_differ_from_itself(process: SalesProcess) -> None:
    assert diff(process, replace(process)) == ()


@settings(deadline=None, max_examples=12)
@given(processes(), processes(), st.data())
def test_every_change_is_told(one: SalesProcess, other: SalesProcess, data: st.DataObject) -> None:
    fields = data.draw(st.sets(st.sampled_from((*LISTS, "name", "market", "linked"))))
    new = replace(one, **{field: getattr(other, field) for field in fields})
    language = {"language": None, "translations": {}}
    same = replace(one, **language) == replace(new, **language)
    assert (diff(one, new) == ()) == same
    assert bool(diff(new, one)) != same


@settings(deadline=None, max_examples=12)
@given(processes(), st.data())
def test_the_order_of_anything_is_told(one: SalesProcess, data: st.DataObject) -> None:
    for field in ("stages", "activities", "stakeholders", "handovers", "moves"):
        other = replace(one, **{field: tuple(data.draw(st.permutations(getattr(one, field))))})
        assert bool(diff(one, other)) == (one != other)


def test_a_stage_is_added_moved_renamed_and_taken_out() -> None:
    new = SALE.with_stage(Stage(key="talk", name="Negotiation"), after="demo")
    assert told(new) == [("stage", "added", "Negotiation", None, None, "Presentation")]
    assert told(SALE, new) == [("stage", "removed", "Negotiation", None, None, None)]
    first = SALE.move_stage("close", before="contact")
    assert told(first) == [("stage", "moved", "Closing", None, None, None)]
    renamed = SALE.change_stage("demo", name="Demo")
    assert told(renamed) == [("stage", "renamed", "Demo", "name", "Presentation", "Demo")]


def test_an_activity_that_is_replaced_is_told_by_its_names() -> None:
    new = SALE.replace_activity("calls", Activity(key="samples", name="Product samples"))
    assert told(new) == [
        ("stage", "replaced", "Contact", "activities", "Cold calls", "Product samples")
    ]


def test_people_are_told_by_their_names() -> None:
    new = SALE.assign("calls", accountable="boss", responsible=()).change_stage(
        "contact", owner="boss"
    )
    assert told(new) == [
        ("stage", "changed", "Contact", "owner", "Sales rep", "Sales manager"),
        ("activity", "removed", "Cold calls", "responsible", "Sales rep", None),
        ("activity", "added", "Cold calls", "accountable", None, "Sales manager"),
    ]


def test_values_lists_and_papers_of_a_stage_are_told() -> None:
    new = SALE.change_stage(
        "demo",
        target_days=7.0,
        win_probability=0.4,
        waiting=True,
        exit_criteria=("a yes",),
        documents=(Document(name="offer"),),
    ).change_stage("contact", activities=("e-mails", "calls"))
    assert told(new) == [
        ("stage", "reordered", "Contact", "activities", None, None),
        ("stage", "changed", "Presentation", "waiting", False, True),
        ("stage", "changed", "Presentation", "target_days", 14.0, 7.0),
        ("stage", "changed", "Presentation", "win_probability", None, 0.4),
        ("stage", "added", "Presentation", "exit_criteria", None, "a yes"),
        ("stage", "added", "Presentation", "documents", None, Document(name="offer")),
    ]


def test_hand_overs_ways_and_versions_are_told() -> None:
    handover = Handover(giver="marketing", taker="sales", stage="contact", what="MQL", days=2.0)
    old = SALE.with_handover(handover).with_move("demo", "contact", "wrong person")
    day = date(2026, 5, 4)
    new = replace(
        old.with_version(Version(date=day, author="Ola", reason="first")),
        handovers=(replace(handover, days=1.0),),
        moves=(),
    )
    assert diff(old, new) == (
        Change(
            part="handover",
            kind="changed",
            name="MQL",
            field="days",
            old=2.0,
            new=1.0,
            stage="Contact",
            end="sales",
        ),
        Change(
            part="move", kind="removed", name="Presentation", stage="Presentation", end="Contact"
        ),
        Change(part="version", kind="added", name="Ola", new=(day, "first")),
    )


def test_two_stages_of_one_name_are_told_apart_by_their_keys() -> None:
    old = SalesProcess(name="x", stages=(Stage(key="a", name="N"), Stage(key="b", name="N")))
    assert told(old.without_stage("a"), old) == [("stage", "removed", "N", None, None, None)]
    swapped = replace(old, stages=old.stages[::-1])
    assert [row[1] for row in told(swapped, old)] == ["moved"]
