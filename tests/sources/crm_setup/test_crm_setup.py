"""A CRM's set-up becomes a process, and a process a CRM's set-up; nothing else is touched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.sources.crm_setup.answers import setup_of
from salestoolkit.sources.crm_setup.apply import plan_setup
from salestoolkit.sources.crm_setup.processes import process_from_crm, processes_of
from salestoolkit.words import load_words
from salestoolkit.words.crm_setup import setup_lines

names = st.text("ąćźŻab=@ 01'\n", min_size=1, max_size=8).filter(str.strip)
order_numbers = st.lists(st.integers(0, 40), max_size=6, unique=True)
KNOWN = {"name", "order_nr", "deal_probability", "is_deal_rot_enabled", "days_to_rotten"}


@st.composite
def pipedrive_stage(draw: Any, key: int, order: int, pipeline: int) -> dict[str, Any]:
    rots = draw(st.booleans())
    return {
        "id": key,
        "name": draw(names),
        "order_nr": order,
        "pipeline_id": pipeline,
        "deal_probability": draw(st.integers(0, 100)),
        "is_deal_rot_enabled": rots,
        "days_to_rotten": draw(st.integers(1, 400)) if rots else None,
        "add_time": draw(st.text(max_size=4)),
        "is_deleted": False,
    }


@st.composite
def pipedrive_setup(draw: Any) -> dict[str, Any]:
    labels = draw(st.lists(names, min_size=1, max_size=2, unique_by=lambda name: name.split()[0]))
    pipelines = [{"id": i, "name": name, "url_title": "x"} for i, name in enumerate(labels, 1)]
    stages = [
        draw(pipedrive_stage(10 * pipeline["id"] + place, order, pipeline["id"]))
        for pipeline in pipelines
        for place, order in enumerate(sorted(draw(order_numbers)) or [3])
    ]
    return {"pipelines": pipelines, "stages": stages}


@st.composite
def hubspot_setup(draw: Any) -> dict[str, Any]:
    labels = draw(st.lists(names, min_size=1, max_size=5, unique_by=lambda name: name.casefold()))
    stages = [
        {
            "id": f"s{place}",
            "label": f"{label.split()[0]} {place}",
            "displayOrder": place,
            "metadata": {"probability": repr(draw(st.integers(1, 9)) / 10), "isClosed": "false"},
            "archived": False,
            "createdAt": "2026-01-02T00:00:00Z",
        }
        for place, label in enumerate(labels)
    ]
    closing = [
        {
            "id": key,
            "label": key,
            "displayOrder": len(stages) + place,
            "archived": False,
            "metadata": {"probability": chance, "isClosed": "true"},
        }
        for place, (key, chance) in enumerate((("closedwon", "1.0"), ("closedlost", "0.0")))
    ]
    pipeline = {"id": "default", "label": "Sales", "displayOrder": 0, "stages": stages + closing}
    return {"results": [pipeline]}


def by_id(objects: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {item["id"]: item for item in objects}


def test_a_saved_pipedrive_set_up_becomes_a_process(tmp_path: Path) -> None:
    pipelines, stages = tmp_path / "pipelines.json", tmp_path / "stages.json"
    pipelines.write_text(json.dumps({"success": True, "data": [{"id": 1, "name": "Sprzedaż"}]}))
    stages.write_text(
        json.dumps(
            [
                {
                    "id": 5,
                    "name": "Oferta",
                    "pipeline_id": 1,
                    "order_nr": 2,
                    "deal_probability": 60,
                    "rotten_flag": True,
                    "rotten_days": 14,
                },
                {
                    "id": 4,
                    "name": "Rozmowa",
                    "pipeline_id": 1,
                    "order_nr": 1,
                    "deal_probability": 100,
                },
                {"id": 6, "name": "Stary", "pipeline_id": 1, "order_nr": 3, "active_flag": False},
            ]
        )
    )
    process = process_from_crm(pipelines, stages, language="pl")["Sprzedaż"]
    assert [(s.name, s.win_probability, s.target_days, s.crm) for s in process.stages] == [
        ("Rozmowa", None, None, ("4",)),
        ("Oferta", 0.6, 14.0, ("5",)),
    ]
    assert (process.pipeline, process.language) == ("Sprzedaż", "pl")


def test_stages_of_hubspot_that_close_deals_are_no_stages_of_the_process() -> None:
    setup = setup_of(
        {
            "results": [
                {
                    "id": "d",
                    "label": "Sales",
                    "stages": [
                        {
                            "id": "a",
                            "label": "Offer",
                            "displayOrder": 0,
                            "metadata": {"probability": "0.2"},
                        },
                        {
                            "id": "w",
                            "label": "Signed",
                            "displayOrder": 1,
                            "metadata": {"probability": "1.0"},
                        },
                        {
                            "id": "l",
                            "label": "No",
                            "displayOrder": 2,
                            "metadata": {"isClosed": "true"},
                        },
                    ],
                }
            ]
        }
    )
    process = processes_of(setup)["Sales"]
    assert [(stage.name, stage.win_probability) for stage in process.stages] == [("Offer", 0.2)]


@given(pipedrive_setup())
@settings(max_examples=25, deadline=None)
def test_pipedrive_to_process_to_pipedrive_is_equal_in_its_fields(saved: dict[str, Any]) -> None:
    processes = processes_of(setup_of(saved)).values()
    fresh = setup_of(_with_ids(plan_setup(processes, crm="pipedrive").setup))
    again = processes_of(fresh).values()
    for first, second in zip(processes, again, strict=True):
        assert first.name == second.name
        assert [_crm_fields(stage) for stage in first.stages] == [
            _crm_fields(stage) for stage in second.stages
        ]


@given(st.one_of(pipedrive_setup(), hubspot_setup()))
@settings(max_examples=25, deadline=None)
def test_a_process_read_from_a_set_up_changes_nothing_in_it(saved: dict[str, Any]) -> None:
    setup = setup_of(saved)
    plan = plan_setup(processes_of(setup).values(), crm=setup.crm, against=setup)
    assert plan.changes_nothing
    assert _flat(plan.setup) == _flat(saved)


@given(pipedrive_setup(), st.data())
@settings(max_examples=25, deadline=None)
def test_applying_a_process_changes_its_fields_and_nothing_else(
    saved: dict[str, Any], data: Any
) -> None:
    setup = setup_of(saved)
    processes = [_edited(process, data) for process in processes_of(setup).values()]
    plan = plan_setup(processes, crm="pipedrive", against=setup)
    after = by_id([stage for stage in plan.setup["stages"] if "id" in stage])
    for key, stage in by_id(saved["stages"]).items():
        assert {k: v for k, v in stage.items() if k not in KNOWN} == {
            k: v for k, v in after[key].items() if k not in KNOWN
        }
    assert plan.setup["pipelines"] == saved["pipelines"]
    again = setup_of(_with_ids(plan.setup))
    for process in processes:
        crm_side = processes_of(again)[process.pipeline]
        wanted = {stage.name for stage in process.stages}
        kept = [s for s in crm_side.stages if s.crm[0] in _ids_wanted(process, plan)]
        assert [_crm_fields(s) for s in kept] == [_crm_fields(s) for s in process.stages], wanted
    renewed = plan_setup(
        [
            replace(p, stages=tuple(s for s in p.stages if s.crm))
            for p in processes
            if all(s.crm for s in p.stages)
        ],
        crm="pipedrive",
        against=again,
    )
    assert all(not stage.differences for line in renewed.pipelines for stage in line.stages)


@given(hubspot_setup(), st.data())
@settings(max_examples=15, deadline=None)
def test_applying_a_process_to_hubspot_keeps_ids_closing_stages_and_all_it_does_not_know(
    saved: dict[str, Any], data: Any
) -> None:
    setup = setup_of(saved)
    (process,) = processes_of(setup).values()
    edited = _edited(process, data)
    edited = edited.with_stages(
        tuple(replace(s, name=f"{s.name} {i}") for i, s in enumerate(edited.stages))
    )
    plan = plan_setup([edited], crm="hubspot", against=setup)
    (before,), (after,) = saved["results"], plan.setup["results"]
    assert {k: v for k, v in after.items() if k != "stages"} == {
        k: v for k, v in before.items() if k != "stages"
    }
    known = {"label", "displayOrder", "metadata"}
    stages = by_id([stage for stage in after["stages"] if "id" in stage])
    for key, stage in by_id(before["stages"]).items():
        now = stages[key]
        assert {k: v for k, v in now.items() if k not in known} == {
            k: v for k, v in stage.items() if k not in known
        }
        assert now["metadata"]["isClosed"] == stage["metadata"]["isClosed"]
        if stage["metadata"]["isClosed"] == "true":
            assert (now["label"], now["metadata"]) == (stage["label"], stage["metadata"])
    orders = [stage["displayOrder"] for stage in after["stages"]]
    assert len(set(orders)) == len(orders)
    closing = [stages[key]["displayOrder"] for key in ("closedwon", "closedlost")]
    assert closing == sorted(orders)[-2:]


def _edited(process: SalesProcess, data: Any) -> SalesProcess:
    """Stages moved, renamed, removed and added by chance."""
    stages = list(data.draw(st.permutations(process.stages)))
    stages = [stage for stage in stages if data.draw(st.booleans(), label="kept")]
    stages = [
        replace(stage, name=data.draw(names), win_probability=0.5, target_days=9.0)
        if data.draw(st.booleans(), label="changed")
        else stage
        for stage in stages
    ]
    place = data.draw(st.integers(0, len(stages)))
    stages.insert(place, Stage(key="\x7fnew", name="\x7fnew", win_probability=0.25))
    return process.with_stages(tuple(stages))


def _ids_wanted(process: SalesProcess, plan: Any) -> set[str]:
    ids = {name for stage in process.stages for name in stage.crm}
    return ids | {
        str(stage["id"]) for stage in _with_ids(plan.setup)["stages"] if stage["name"] == "\x7fnew"
    }


def _with_ids(setup: Any) -> dict[str, Any]:
    """As the CRM would answer after everything was sent: new objects have ids."""
    pipelines = [{"id": 900 + i, **item} for i, item in enumerate(setup["pipelines"])]
    ids = iter([item["id"] for item in pipelines if item["id"] >= 900])
    stages = []
    current, last = None, None
    for place, item in enumerate(setup["stages"]):
        if item["pipeline_id"] is None and (last is None or item["order_nr"] <= last):
            current = next(ids)
        last = item["order_nr"] if item["pipeline_id"] is None else None
        owner = current if item["pipeline_id"] is None else item["pipeline_id"]
        stages.append({"id": 5000 + place, **item, "pipeline_id": owner})
    return {"pipelines": pipelines, "stages": stages}


def _crm_fields(stage: Stage) -> tuple[Any, ...]:
    return stage.name, stage.win_probability, stage.target_days


def _flat(setup: Any) -> Any:
    if "results" in setup:
        return [{**p, "stages": by_id(p["stages"])} for p in setup["results"]]
    return setup["pipelines"], by_id(setup["stages"])


SALES = {
    "pipelines": [{"id": 1, "name": "Sales"}, {"id": 2, "name": "Service"}],
    "stages": [
        {
            "id": 11,
            "name": "Call",
            "pipeline_id": 1,
            "order_nr": 1,
            "deal_probability": 10,
            "is_deal_rot_enabled": True,
            "days_to_rotten": 5,
            "add_time": "2020-01-01",
        },
        {
            "id": 12,
            "name": "Offer",
            "pipeline_id": 1,
            "order_nr": 2,
            "deal_probability": 100,
            "is_deal_rot_enabled": False,
            "days_to_rotten": None,
        },
        {"id": 13, "name": "Old", "pipeline_id": 1, "order_nr": 3, "deal_probability": 100},
    ],
}


def sales(*stages: Stage) -> SalesProcess:
    return SalesProcess(name="Our sales", pipeline="Sales", stages=stages)


def test_the_difference_names_what_is_created_renamed_moved_changed_and_left() -> None:
    process = sales(
        Stage(key="lead", name="Lead", passes="lead"),
        Stage(key="Offer", name="Proposal", target_days=7.5, win_probability=0.455),
        Stage(key="Call", name="Call", target_days=5, win_probability=0.1),
        Stage(key="sign", name="Signing", win_probability=0.9),
    )
    plan = plan_setup([process], crm="pipedrive", against=setup_of(SALES))
    (change,) = plan.pipelines
    assert [(stage.kind, stage.stage) for stage in change.stages] == [
        ("changed", "Proposal"),
        ("unchanged", "Call"),
        ("created", "Signing"),
        ("left", "Old"),
    ]
    assert setup_lines(plan, load_words("en")) == [
        "Pipeline “Sales”",
        "  Proposal: name “Offer” → “Proposal”, place 2 → 1, win probability not set → 46%, "
        "days not set → 8",
        "  Call: stays as it is",
        "  Signing: new",
        "  Old: not in the process, stays as it is; deals may stand in it. To remove it, first move "
        "its deals to another stage in the CRM.",
        "  Created: 1, changed: 1, unchanged: 1, not in the process: 1.",
        "“Proposal”: 7.5 days become 8, since the CRM takes whole days.",
        "“Proposal”: the win probability 45.5% becomes 46%, since the CRM takes whole percentages.",
        "Pipelines that belong to no process and stay as they are: Service.",
        "Nothing was sent.",
    ]
    assert by_id(plan.setup["stages"][:3])[11]["add_time"] == "2020-01-01"


def test_a_new_hubspot_pipeline_has_its_closing_stages() -> None:
    process = replace(sales(Stage(key="a", name="Oferta", win_probability=0.2)), language="pl")
    (pipeline,) = plan_setup([process], crm="hubspot").setup["results"]
    assert [
        (s["label"], s["displayOrder"], s["metadata"]["probability"]) for s in pipeline["stages"]
    ] == [
        ("Oferta", 0, "0.2"),
        ("Zamknięta – wygrana", 1, "1.0"),
        ("Zamknięta – przegrana", 2, "0.0"),
    ]


def test_days_that_hubspot_cannot_keep_are_said_once() -> None:
    stages = (Stage(key=n, name=n, win_probability=0.2, target_days=3) for n in "abc")
    lines = setup_lines(plan_setup([sales(*stages)], crm="hubspot"), load_words("pl"))
    assert lines[-2] == (
        "Docelowe liczby dni (3 etapy) nie trafią do CRM-u, bo ten CRM nie przechowuje dni etapu."
    )


def test_a_plan_s_own_file_can_be_read_again(tmp_path: Path) -> None:
    process = sales(Stage(key="Call", name="Call", target_days=9, win_probability=0.1))
    plan = plan_setup([process], crm="pipedrive", against=setup_of(SALES))
    file = tmp_path / "out.json"
    file.write_text(json.dumps(plan.document()))
    read = process_from_crm(file)["Sales"]
    assert [stage.target_days for stage in read.stages] == [9, None, None]


@pytest.mark.parametrize(
    ("stages", "crm", "code"),
    [
        ([Stage(key="a", name="A", passes="lead")], "pipedrive", "crm_no_deal_stages"),
        ([Stage(key="a", name="A")], "hubspot", "crm_probability_missing"),
        ([Stage(key="a", name="A", win_probability=1.0)], "hubspot", "crm_probability_closes"),
        ([Stage(key="a", name="A"), Stage(key="b", name="a ")], "hubspot", "crm_name_twice"),
        ([Stage(key="a", name="A")], "salesforce", "unknown_crm"),
    ],
)
def test_what_a_crm_cannot_take_is_one_sentence(stages: Any, crm: str, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        plan_setup([sales(*stages)], crm=crm)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("saved", "code"),
    [
        ({"success": False, "error": "no"}, "failed_answer"),
        ({"success": True, "data": [{"title": "a deal"}]}, "crm_setup_unrecognised"),
        ({"setup": {"pipelines": [{"name": "A"}], "stages": []}}, "crm_setup_unsent"),
        ([{"id": 1, "label": "A", "stages": [{"label": "S"}]}], "crm_setup_unsent"),
        ([{"id": 1, "label": "A", "stages": [7]}], "crm_setup_unrecognised"),
        ([], "crm_setup_unrecognised"),
        ("text", "crm_setup_unrecognised"),
        ([{"id": 1, "name": "A", "pipeline_id": 9}], "crm_pipeline_unknown"),
        ([{"id": 1, "name": "A"}, {"id": 2, "name": "A"}], "crm_pipeline_twice"),
        ([{"id": 1, "name": " "}], "crm_setup_name"),
        ([{"id": 1, "name": "A"}, {"id": 1, "name": "B"}], "crm_setup_id_twice"),
        (
            [{"id": 1, "label": "A", "stages": [{"id": "x", "label": "S"}] * 2}],
            "crm_setup_id_twice",
        ),
        ([{"id": None, "name": "A"}], "crm_setup_unsent"),
        ([{"id": 1, "name": "S", "days_to_rotten": None}], "crm_setup_unrecognised"),
        ([{"id": 1, "name": "A"}, {"id": 2, "label": "B", "stages": []}], "crm_setups_mixed"),
        (
            [{"id": 1, "name": "A"}, {"id": 2, "name": "B", "pipeline_id": 1, "order_nr": -1}],
            "crm_setup_number",
        ),
        (
            [
                {"id": 1, "name": "A"},
                {"id": 2, "name": "B", "pipeline_id": 1, "deal_probability": 120},
            ],
            "crm_setup_share",
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_broken_set_up_is_one_sentence(
    saved: Any, code: str, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "setup.json"
    file.write_text(json.dumps(saved))
    with pytest.raises(ImportFailed) as caught:
        process_from_crm(file)
    assert caught.value.code == code
    assert code not in load_words(language).error(caught.value)


def test_each_stage_has_a_key_of_its_own_whatever_the_names() -> None:
    names = ["A (3)", "A", "A", "Won"]
    stages = [{"id": i, "name": name, "pipeline_id": 1} for i, name in enumerate(names, 1)]
    (process,) = processes_of(setup_of([{"id": 1, "name": "Sales"}, *stages])).values()
    assert [stage.key for stage in process.stages] == ["A (3)", "A", "A (3) (3)", "Won (4)"]
