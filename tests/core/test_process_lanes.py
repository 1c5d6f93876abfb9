"""Activities against departments, and the client's own path beside them."""

from __future__ import annotations

from hypothesis import given
from process_strategies import processes

from salestoolkit.core.process import RACI, SalesProcess, Stage, Stakeholder
from salestoolkit.core.process_lanes import CLIENT, OTHERS, lanes_of

PEOPLE = (
    Stakeholder(key="rep", name="Rep", department="Sales"),
    Stakeholder(key="head", name="Head of sales", department="Sales"),
    Stakeholder(key="buyer", name="Buyer", side="client"),
    Stakeholder(key="notary", name="Notary", side="partner"),
    Stakeholder(key="lawyer", name="Lawyer", department="Legal"),
)
STAGES = (
    Stage(key="offer", name="Offer", activities=("write",), client_steps=("Reads", "Asks")),
    Stage(key="deed", name="Deed", activities=("sign",)),
)
SALE = (
    SalesProcess(name="Sale", stages=STAGES, stakeholders=PEOPLE)
    .assign("write", responsible=("rep", "head"), accountable="head", informed="buyer")
    .assign("sign", responsible="notary", consulted="somebody")
)


def test_a_department_has_each_letter_of_its_people_once() -> None:
    first = lanes_of(SALE).rows[0]
    assert dict(first.letters) == {"Sales": "RA", CLIENT: "I"}


def test_partners_stand_by_their_names_and_the_client_last() -> None:
    assert lanes_of(SALE).lanes == ("Sales", "Notary", OTHERS, CLIENT)


def test_a_department_without_a_part_has_no_lane() -> None:
    assert "Legal" not in lanes_of(SALE).lanes


def test_the_client_s_path_stands_beside_its_stage() -> None:
    rows = [(row.stage, row.activity, row.steps) for row in lanes_of(SALE).rows]
    assert rows == [
        ("offer", "write", ()),
        ("offer", None, ("Reads", "Asks")),
        ("deed", "sign", ()),
    ]


@given(processes())
def test_every_part_of_every_activity_is_in_a_lane(process: SalesProcess) -> None:
    table = lanes_of(process)
    for row in table.rows:
        assert set(row.letters) <= set(table.lanes)
        if row.activity is not None:
            activity = process.activity(row.activity)
            parts = {part for part in RACI if getattr(activity, part)}
            assert len(parts) == len(set("".join(row.letters.values())))
    steps = [step for stage in process.stages for step in stage.client_steps]
    assert [step for row in table.rows for step in row.steps] == steps
