"""Consents that ran out, and what a presentation still lacks."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from salestoolkit.core.sheet_checks import (
    PresentationCode,
    consent,
    presentation_gaps,
)
from salestoolkit.core.sheets import Entry

TODAY = date(2026, 11, 26)
ALFA = Entry(
    {
        "name": "Alfa – reklamacje",
        "consent": True,
        "consent_until": date(2026, 12, 1),
        "figure": 0,
        "measured": "CRM, pół roku",
    }
)
READY: dict[str, Any] = {
    "problem": "Co trzecia paczka się spóźnia.",
    "decider_present": True,
    "proof": ["alfa – Reklamacje "],
    "figure": "12 h",
    "figure_source": "pomiar klienta, 2026",
    "competitor": "Beta",
    "why_us": "Serwis w 4 godziny",
    "next_step": ["Wizyta w magazynie"],
    "next_step_date": date(2026, 12, 1),
    "next_step_owner": "Anna",
    "questions": ["Ile to kosztuje?"],
}
BANK = [Entry({"question": "Ile to  kosztuje?", "status": "ready"})]


def codes(evidence: Any = (ALFA,), bank: Any = BANK, **changes: Any) -> list[str]:
    plan = Entry({**READY, **changes})
    found = presentation_gaps(plan, as_of=TODAY, evidence=evidence, questions=bank)
    return [gap.code for gap in found]


CASES: list[tuple[str, dict[str, Any]]] = [
    ("no_problem", {"problem": "  "}),
    ("no_decider", {"decider_present": False}),
    ("decider_unknown", {"decider_present": None}),
    ("no_proof", {"proof": [" "]}),
    ("proof_not_found", {"proof": ["Alfa – reklamacje", "Gamma"]}),
    ("no_valid_proof", {"evidence": [ALFA.with_value("consent_until", date(2026, 11, 25))]}),
    ("no_valid_proof", {"evidence": [ALFA.with_value("consent", None)]}),
    ("no_valid_proof", {"date": date(2026, 12, 2), "next_step_date": date(2026, 12, 9)}),
    (
        "proof_without_consent",
        {"proof": ["Alfa – reklamacje", "Gamma"], "evidence": [ALFA, Entry({"name": "Gamma"})]},
    ),
    ("no_figure", {"figure": None, "evidence": [ALFA.with_value("measured", None)]}),
    ("figure_without_source", {"figure_source": None}),
    ("no_why_us", {"why_us": None}),
    ("no_next_step", {"next_step": None, "next_step_date": None, "next_step_owner": None}),
    ("several_next_steps", {"next_step": ["Wizyta", "Pilotaż"]}),
    ("next_step_without_date", {"next_step_date": None}),
    ("next_step_too_early", {"next_step_date": date(2026, 11, 25)}),
    ("next_step_without_owner", {"next_step_owner": " "}),
    ("question_without_answer", {"questions": ["A kto to wdroży?"]}),
]


def test_a_presentation_with_everything_in_it_lacks_nothing() -> None:
    assert codes() == []


@pytest.mark.parametrize(("code", "changes"), CASES)
def test_what_is_missing_is_found_and_nothing_else(code: str, changes: dict[str, Any]) -> None:
    assert codes(**changes) == [code]


def test_every_code_has_a_case() -> None:
    assert {code for code, _ in CASES} == set(get_args(PresentationCode))


def test_a_measured_zero_of_a_case_is_a_figure() -> None:
    assert codes(figure=None, figure_source=None) == []


def test_why_us_may_stand_in_the_value_proposition() -> None:
    plan = Entry({**READY, "why_us": None})
    found = presentation_gaps(
        plan,
        as_of=TODAY,
        evidence=[ALFA],
        value_proposition=Entry({"why_us": "Serwis w 4 godziny"}),
    )
    assert found == ()


def test_no_competitor_asks_for_no_answer_to_why_us() -> None:
    assert codes(competitor=None, why_us=None) == []


def test_without_a_bank_answers_are_not_looked_for() -> None:
    assert codes(bank=None) == []


def test_an_empty_plan_names_what_matters_most_first() -> None:
    gaps = presentation_gaps(Entry(), as_of=TODAY)
    assert [gap.code for gap in gaps] == [
        "no_problem",
        "decider_unknown",
        "no_proof",
        "no_figure",
        "no_next_step",
    ]


def test_consent_holds_on_its_last_day_and_unknown_is_neither_yes_nor_no() -> None:
    given = Entry({"consent": True, "consent_until": TODAY})
    assert consent(given, as_of=TODAY) == "valid"
    assert consent(Entry({"consent": True}), as_of=TODAY) == "valid"
    assert consent(Entry({"consent": False}), as_of=TODAY) == "refused"
    assert consent(Entry(), as_of=TODAY) == "unknown"
    over = Entry({"consent": True, "consent_until": date(2026, 11, 25)})
    assert consent(over, as_of=TODAY) == "expired"
