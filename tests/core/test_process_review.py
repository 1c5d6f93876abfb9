"""Remarks are gathered by the stage they are about; none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_strategies import processes

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.process_review import STATUSES, review
from salestoolkit.errors import InvalidValue

SALE = SalesProcess(
    name="Sale",
    language="en",
    stages=(
        Stage(key="contact", name="Contact", crm=("First call",)),
        Stage(key="offer", name="Offer"),
    ),
    translations={"pl": {"Offer": "Oferta"}},
)


def row(stage: str, remark: str = "r", status: str = "open", **more: Any) -> dict[str, Any]:
    return {"author": "Ola", "stage": stage, "remark": remark, "status": status, **more}


def test_remarks_stand_by_stage_open_ones_first_older_ones_before_newer() -> None:
    found = review(
        [
            row("offer", "new", date=date(2026, 5, 2)),
            row("offer", "done", "taken", date=date(2026, 1, 1)),
            row("offer", "undated"),
            row("offer", "old", date="2026-05-01"),
            row("contact", "no", "rejected"),
        ],
        SALE,
    )
    assert [(one.name, [it["remark"] for it in one.remarks]) for one in found.stages] == [
        ("Contact", ["no"]),
        ("Offer", ["old", "new", "undated", "done"]),
    ]
    assert found.counts == {"open": 3, "taken": 1, "rejected": 1}
    assert found.n == 5


def test_a_stage_is_known_by_all_its_names() -> None:
    names = ("OFFER", " Offer ", "oferta", "first call")
    found = review([row(name) for name in names], SALE)
    assert [len(one.remarks) for one in found.stages] == [1, 3]
    polish = SalesProcess(
        name="Sprzedaż",
        language="pl",
        stages=(Stage(key="o", name="Oferta"),),
        translations=SALE.translations,
    )
    assert review([row("Offer")], polish).unknown == ()


def test_the_whole_process_comes_first_and_unknown_stages_stand_apart() -> None:
    found = review([row("Demo"), row("all"), row("")], SALE, whole=["All"])
    assert [(one.stage, len(one.remarks)) for one in found.stages] == [(None, 2)]
    assert [one["stage"] for one in found.unknown] == ["Demo"]
    assert found.table["known"].tolist() == [True, True, False]
    assert review([row("all")], SALE).unknown


def test_a_row_that_says_nothing_is_left_out() -> None:
    found = review([row("offer", " "), row("offer", "", proposal="shorter")], SALE)
    assert found.n == 1
    assert review([], SALE).table.empty


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "maybe"}, "process_remark_status"),
        ({"date": "soon"}, "process_remark_date"),
    ],
)
def test_a_wrong_status_or_date_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        review([{**row("offer"), **changes}], SALE)
    assert caught.value.code == code


@settings(max_examples=10)
@given(processes(), st.data())
def test_every_remark_is_in_the_table_once(process: SalesProcess, data: st.DataObject) -> None:
    names = [name for stage in process.stages for name in (stage.key, stage.name)]
    stage = st.sampled_from([*names, "", "elsewhere"])
    rows = data.draw(
        st.lists(st.builds(row, stage, st.just("r"), st.sampled_from(STATUSES)), max_size=6)
    )
    found = review(rows, process)
    assert len(found.table) == found.n == len(rows) == sum(found.counts.values())
    assert len(rows) == len(found.unknown) + sum(len(one.remarks) for one in found.stages)
