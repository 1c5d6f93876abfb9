"""Lesson 01: each wrong answer is told what is wrong with it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.lessons.checks_01 import commonest_detour, customised, one_owner_each
from salestoolkit.lessons.examples import example
from salestoolkit.sources.templates import universal_process
from salestoolkit.words import load_words

TEMPLATE = universal_process("en")
PILOT = Stage(key="pilot", name="Pilot")
CASE = example("case_study", load_words("en"))
ORDER = ("Call", "Offer", "Talks", "Contract")
PATHS = {("Call", "Talks"): 30, ("Contract", "Talks"): 12, ("Offer", "Call"): 5}
NONSENSE: list[Any] = ["process", 3, math.nan, {"a": 1}, [TEMPLATE], Stage]


def right() -> SalesProcess:
    return TEMPLATE.with_stage(PILOT, before="closing").replace_activity("cold_calls", "Open day")


CUSTOMISED = [
    (right(), "right"),
    (TEMPLATE, "unchanged"),
    (TEMPLATE.replace_activity("cold_calls", "Open day"), "no_new_stage"),
    (TEMPLATE.with_stage(PILOT), "at_the_end"),
    (TEMPLATE.with_stage(PILOT, before="contact"), "misplaced"),
    (right().without_stage("research"), "stage_lost"),
    (right().with_stage(Stage(key="other", name="Other")), "several_new"),
    (TEMPLATE.with_stage(PILOT, before="closing"), "activity_still_there"),
    (
        TEMPLATE.with_stage(PILOT, before="closing").without_activity("cold_calls"),
        "activity_only_removed",
    ),
    (None, "unanswered"),
]


@pytest.mark.parametrize(("answer", "code"), CUSTOMISED, ids=[code for _, code in CUSTOMISED])
def test_customised(answer: Any, code: str) -> None:
    assert customised(answer, TEMPLATE).code == code


def test_a_stage_in_the_wrong_place_is_told_what_follows_it() -> None:
    found = customised(TEMPLATE.with_stage(PILOT, before="contact"), TEMPLATE)
    assert found.fields["follows"] == TEMPLATE.stage("contact").name


def settled() -> SalesProcess:
    return (
        CASE.assign("choose_client", accountable="support")
        .assign("get_consent", responsible="lawyer")
        .assign("write_story", accountable="marketing")
    )


OWNERS = [
    (settled(), "right"),
    (CASE, "unchanged"),
    (CASE.assign("choose_client", accountable="rep"), "nobody_does"),
    (CASE.assign("get_consent", responsible="lawyer"), "two_owners"),
    (
        CASE.assign("choose_client", accountable="rep").assign("get_consent", responsible="rep"),
        "no_owner",
    ),
    (settled().without_activity("write_story"), "activity_lost"),
    (settled().assign("write_story", accountable="boss"), "unknown_person"),
    (None, "unanswered"),
]


@pytest.mark.parametrize(("answer", "code"), OWNERS, ids=[code for _, code in OWNERS])
def test_one_owner_each(answer: Any, code: str) -> None:
    assert one_owner_each(answer, CASE).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (("Call", "Talks"), "right"),
        (["call ", " TALKS"], "right"),
        (("Call", "Offer"), "on_the_map"),
        (("Talks", "Call"), "turned_round"),
        (("Contract", "Call"), "never"),
        (("Contract", "Talks"), "rarer"),
        (("Call", "Call"), "same_stage"),
        (("Call", "Party"), "no_stage"),
        ("Call", "not_pair"),
        (("Call", 3), "not_pair"),
        (None, "unanswered"),
    ],
)
def test_commonest_detour(answer: Any, code: str) -> None:
    assert commonest_detour(answer, PATHS, ORDER).code == code


def test_a_rarer_path_is_told_how_many_are_taken_more_often() -> None:
    found = commonest_detour(("Offer", "Call"), PATHS, ORDER)
    assert found.fields == {"n": 5, "more": 2, "start": "Offer", "end": "Call"}


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_said_to_be_nonsense(answer: Any) -> None:
    assert customised(answer, TEMPLATE).code == "not_process"
    assert one_owner_each(answer, CASE).code == "not_process"
    assert commonest_detour(answer, PATHS, ORDER).code in {"not_pair", "no_stage"}
