"""What goes with moving on, in sentences."""

from __future__ import annotations

import pytest
from works_results import STAGES, practice, works_made

from salestoolkit.words import Words, load_words
from salestoolkit.words.what_works import (
    told,
    what_works_findings,
    what_works_limits,
    what_works_notes,
)

EN, PL = load_words("en"), load_words("pl")
LIMITS = (
    "no_activities", "no_activities_here", "activities_remote", "no_stage_dates", "few_deals",
)  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_finding_says_that_the_reason_is_not_shown() -> None:
    (english,), (polish,) = (what_works_findings(words, works_made()) for words in (EN, PL))
    assert plain(english.sentence) == (
        "At “Badanie potrzeb” deals with “Telefon” within 5 days of entry move on more often: 82% of "
        "them, against 71% of like deals without. This does not show that it is the reason: sellers may do "
        "more for deals that look good."
    )
    assert plain(polish.sentence) == (
        "Na etapie „Badanie potrzeb” częściej przechodzą dalej szanse, przy których w ciągu 5 dni od "
        "wejścia zapisano: „Telefon” – 82% z nich wobec 71% podobnych szans bez tego. Nie wynika z "
        "tego, że to jest przyczyna: obiecującym szansom poświęcamy zwykle więcej pracy."
    )
    assert "channel-test new" in (english.action or "")
    assert (english.n, english.stage, english.worth) == (591, STAGES[1], None)


def test_the_evidence_is_the_interval_of_the_difference() -> None:
    (found,) = what_works_findings(PL, works_made())
    assert plain(found.interval or "") == "różnica od +3,3 do +20,3 punktu procentowego"


@pytest.mark.parametrize("words", [EN, PL])
def test_what_goes_with_moving_on_less_often_is_not_called_the_cause_either(words: Words) -> None:
    less = practice(difference=-0.2, difference_low=-0.3, difference_high=-0.1)
    (found,) = what_works_findings(words, works_made([less]))
    assert {"en": "less often", "pl": "rzadziej"}[words.language] in found.sentence
    assert found.actions == words.texts(
        "what_works.actions.less",
        stage=STAGES[1],
        practice=words.text("what_works.practice.type", name="Telefon"),
    )


def test_one_practice_a_stage_is_told_the_surest() -> None:
    rows = [
        practice(practice="E-mail", q_value=0.004),
        practice(q_value=0.001),
        practice(stage=STAGES[2], kind="any", practice="", q_value=0.003),
    ]
    found = what_works_findings(EN, works_made(rows))
    assert [one.stage for one in found] == [STAGES[1], STAGES[2]]
    assert "“Telefon”" in found[0].sentence
    assert "any activity" in found[1].sentence


def test_one_day_is_said_in_the_singular() -> None:
    (found,) = what_works_findings(PL, works_made([practice(landmark_days=1)]))
    assert "w ciągu 1 dnia od wejścia" in plain(found.sentence)


@pytest.mark.parametrize("words", [EN, PL])
def test_comparisons_with_too_few_deals_are_counted_and_not_told(words: Words) -> None:
    few = practice(p_value=None, difference_low=None, difference_high=None, stands_out=False)
    made = works_made([practice(stands_out=False), few])
    assert len(told(made)) == 1
    assert what_works_findings(words, made) == []
    notes = what_works_notes(words, made)
    assert notes[0] == words.text("what_works.note.none", n=1, found=0)
    assert notes[-1] == words.text("what_works.note.hidden", n=1)


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("limit", LIMITS)
def test_every_limit_has_a_sentence(words: Words, limit: str) -> None:
    (sentence,) = what_works_limits(words, works_made([], limits=(limit,)))
    assert sentence.endswith(".")
    assert what_works_notes(words, works_made([], limits=(limit,))) == []
