"""A dossier: what to ask next, what contradicts, and what a list may add."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.dossier import Dossier, Fact, next_questions, ready_to_call, same_value
from salestoolkit.core.dossier_enrichment import additions, person_named
from salestoolkit.core.sheets import Entry
from salestoolkit.sources.sheets import load_sheet

CARD = load_sheet("lead_dossier", "en")
TODAY = date(2026, 11, 26)
DECIDER = Entry({"person": "Anna", "parts": ["decides"], "source": "x", "found_on": TODAY})
REQUIRED = [field.key for field in CARD if field.required]


def dossier(people: tuple[Entry, ...] = (DECIDER,), **facts: Fact) -> Dossier:
    return Dossier(name="alfa", language="en", facts=facts, people=people)


def traced(value: object = "known") -> Fact:
    return Fact(value=value, source="Register", found_on=TODAY)  # type: ignore[arg-type]


def full() -> dict[str, Fact]:
    return {key: traced(("known",) if key == "similar_clients" else "known") for key in REQUIRED}


def test_what_a_call_needs_is_asked_first_in_the_order_of_the_sheet() -> None:
    asked = next_questions(dossier(people=()), CARD, as_of=TODAY)
    needed = [one.key for one in asked if one.needed]
    assert needed == [*REQUIRED, "nobody"]
    assert [one.key for one in asked][: len(needed)] == needed


def test_a_full_dossier_with_a_decider_is_ready_though_more_could_be_asked() -> None:
    found = dossier(**full())
    assert ready_to_call(found, CARD, as_of=TODAY)
    assert next_questions(found, CARD, as_of=TODAY)


def test_without_anybody_who_decides_no_dossier_is_ready() -> None:
    found = dossier(people=(Entry({"person": "Jan", "parts": ["uses"]}),), **full())
    assert not ready_to_call(found, CARD, as_of=TODAY)


def test_a_contradiction_is_asked_before_what_would_only_be_nice_to_know() -> None:
    found = Dossier(
        name="alfa",
        language="en",
        facts=full() | {"employees": traced(120)},
        others={"employees": (traced(150),)},
        people=(DECIDER,),
    )
    kinds = [one.kind for one in next_questions(found, CARD, as_of=TODAY)]
    assert kinds[0] == "differs"


def test_a_fact_without_source_or_day_is_asked_about_and_the_name_is_not() -> None:
    facts = full() | {
        "company": Fact(value="Alfa"),
        "problem": Fact(value="Late parcels", source="Talk"),
    }
    asked = next_questions(dossier(**facts), CARD, as_of=TODAY)
    assert [one.key for one in asked if one.kind == "source"] == ["problem"]


def test_an_empty_field_is_filled_and_a_filled_one_keeps_what_a_person_wrote() -> None:
    kept = dossier(employees=traced(120), turnover=Fact(source="ask Anna"))
    found = additions(
        kept, {"employees": traced(150), "turnover": traced("x"), "news": traced(("y",))}
    )
    assert {one.key: one.fate for one in found} == {
        "employees": "beside",
        "turnover": "beside",
        "news": "filled",
    }


def test_a_value_that_stands_beside_already_is_not_added_again() -> None:
    kept = Dossier(
        name="alfa",
        language="en",
        facts={"employees": traced(120)},
        others={"employees": (traced(150),)},
    )
    assert [one.fate for one in additions(kept, {"employees": traced(150)})] == ["same"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_is_the_same_as_itself_and_both_ways(one: str, other: str) -> None:
    assert same_value(one, f"  {one} ")
    assert same_value(one, other) == same_value(other, one)


def test_a_person_is_found_whatever_case_and_blanks() -> None:
    assert person_named([DECIDER], " ANNA ") is DECIDER
    assert person_named([DECIDER], "Jan") is None
