"""Lost reasons and competitors, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from works_results import reasons_made, rivals_made

from salestoolkit.words import Words, load_words
from salestoolkit.words.lost_reasons import (
    changes_note,
    competitor_note,
    lost_reason_findings,
    lost_reason_limits,
    lost_reason_notes,
)

EN, PL = load_words("en"), load_words("pl")
LIMITS = (
    "none_lost", "no_lost_reasons", "few_lost", "much_unknown", "free_text", "no_lost_stages",
    "no_lost_values",
)  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_findings_come_by_what_they_cost_and_each_has_its_evidence() -> None:
    found = lost_reason_findings(EN, reasons_made())
    assert [one.kind for one in found] == [
        *("reason_at_stage", "reason_changed", "reason_changed", "competitor")
    ]
    assert all(one.n and one.interval and one.actions for one in found)
    assert found[0].stage == "Prezentacja"
    assert found[0].worth == 480_000


def test_a_reason_about_a_theme_leads_to_the_answer_to_that_objection() -> None:
    at_stage = lost_reason_findings(PL, reasons_made())[0]
    assert "obiekcję „Cena”" in (at_stage.action or "")
    vague = reasons_made({"Brak odpowiedzi": 60})
    assert "obiekcj" not in (lost_reason_findings(PL, vague)[0].action or "")


def test_the_sentence_of_a_stage_is_said_in_both_languages() -> None:
    assert plain(lost_reason_findings(EN, reasons_made())[0].sentence) == (
        "Deals lost at “Prezentacja” are lost for “Za drogo” more often than deals lost elsewhere: "
        "50% of 24 lost deals with a reason, against 20% at the other stages."
    )
    assert plain(lost_reason_findings(PL, reasons_made())[0].sentence) == (
        "Na etapie „Prezentacja” częściej niż na innych przegrywamy z powodu „Za drogo”: to 50% "
        "z 24 przegranych szans z podanym powodem wobec 20% na pozostałych etapach."
    )


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("leads", [True, False])
def test_much_that_is_not_known_is_said_with_its_bounds(words: Words, leads: bool) -> None:
    made = reasons_made(empty=90, other=30, leads_anyway=leads)
    first = next(one for one in lost_reason_findings(words, made) if one.kind == "reasons_unknown")
    assert plain(first.sentence).count("%") == 3
    assert "25%" in plain(first.sentence)
    assert "75%" in plain(first.sentence)


def test_of_few_lost_deals_nothing_is_said_of_what_is_not_known() -> None:
    made = reasons_made({"Za drogo": 5}, empty=12, other=2)
    assert not [one for one in lost_reason_findings(EN, made) if one.kind == "reasons_unknown"]


@pytest.mark.parametrize("words", [EN, PL])
def test_nothing_is_said_where_nothing_stands_out(words: Words) -> None:
    made = reasons_made(competitors=rivals_made(differs=False))
    calm = replace(
        made,
        stages=made.stages.assign(concentrated=False),
        changes=made.changes.assign(changed=False),
    )
    assert lost_reason_findings(words, calm) == []


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("noted", ["evenly", "when_closed", "when_lost", "unknown"])
def test_when_competitors_are_noted_is_said_before_anything_is_compared(
    words: Words, noted: str
) -> None:
    assert "{" not in competitor_note(words, rivals_made(noted=noted))


@pytest.mark.parametrize("better", [True, False])
def test_a_competitor_is_never_called_the_cause(better: bool) -> None:
    made = reasons_made(competitors=rivals_made(better=better))
    sentence = plain(lost_reason_findings(PL, made)[-1].sentence)
    assert "Młyn Wodny" in sentence
    assert ("Być może" in sentence) is better
    assert ("Nie wynika z tego" in sentence) is not better


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("limit", LIMITS)
def test_every_limit_has_a_sentence(words: Words, limit: str) -> None:
    (sentence,) = lost_reason_limits(words, reasons_made(limits=(limit,)))
    assert sentence.endswith(".")


def test_notes_say_what_the_reasons_rest_on() -> None:
    assert len(lost_reason_notes(EN, reasons_made())) == 3
    assert len(lost_reason_notes(EN, reasons_made(empty=0, other=0, merged=0))) == 1
    assert lost_reason_notes(EN, reasons_made({})) == []
    assert "2 lipca 2026" in plain(changes_note(PL, reasons_made()) or "")
    assert changes_note(PL, replace(reasons_made({}), within_days=None)) is None


def test_a_reason_from_data_is_one_line_of_bearable_length() -> None:
    made = reasons_made({"x" * 300 + "\n<script>": 60})
    for one in lost_reason_findings(EN, made):
        assert "\n" not in one.sentence
        assert len(one.sentence) < 400
