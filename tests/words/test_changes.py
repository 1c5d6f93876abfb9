"""What is said of two periods: plainly where it is more than chance, and not at all where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from two_periods import OFFER, SIMPSON, changes_of

from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import load_words
from salestoolkit.words.changes import change_part_name, changes_headline, changes_notes
from salestoolkit.words.changes_findings import changes_findings

EN, PL = load_words("en"), load_words("pl")
PROCESS = SalesProcess(
    name="sale",
    stages=(
        Stage(key="Call", name="Call", universal="contact"),
        Stage(key="Offer", name="Offer", universal="presentation"),
        Stage(key="Contract", name="Contract"),
    ),
)
AUDIT = SimpleNamespace(process=PROCESS)


def plainly(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_mix_that_hides_better_sources_is_told_in_one_sentence():
    found = changes_findings(EN, changes_of(*SIMPSON), AUDIT)
    assert [finding.kind for finding in found] == ["changed"]
    assert found[0].sentence == (
        "The changed mix by source cost 14.2 percentage points and hides that we got better: in every "
        "larger source the share won rose (overall 26.5%, before 33.3%)."
    )
    assert found[0].n == 842
    assert found[0].worth == pytest.approx(0.142 * 452 * 1000, rel=0.01)
    assert found[0].stage is None


def test_the_same_in_polish():
    found = changes_findings(PL, changes_of(*SIMPSON), AUDIT)
    assert plainly(found[0].sentence) == (
        "Zmiana struktury szans według źródeł obniżyła skuteczność o 14,2 punktu procentowego i maskuje "
        "poprawę: w każdym większym źródle skuteczność wzrosła (łącznie 26,5%, wcześniej 33,3%)."
    )


def test_a_stage_is_told_with_its_own_rates_and_what_to_do_there():
    found = changes_findings(EN, changes_of(*OFFER), AUDIT)
    assert found[0].sentence.startswith(
        "At “Offer” 33% moved on, against 78% in the earlier period;"
    )
    assert found[0].stage == "Offer"
    assert found[0].actions == EN.texts("actions.presentation")


def test_what_got_better_is_told_as_better():
    found = changes_findings(EN, changes_of(*reversed(OFFER)), AUDIT)
    assert "that added" in found[0].sentence
    assert found[0].actions == EN.texts("changes.actions.stage_up")


def test_chance_is_not_told():
    quiet = changes_of(OFFER[0], OFFER[0])
    assert changes_findings(EN, quiet, AUDIT) == []
    assert changes_headline(EN, quiet).startswith("We win as many of our deals as before: 42.9%")
    nearly = changes_of(OFFER[0], {**OFFER[0], "Referral": (50, 20, 12, 58)})
    assert "We cannot tell" in changes_headline(EN, nearly)


def test_a_change_of_the_whole_alone_is_told_as_such():
    result = replace(changes_of(OFFER[0], OFFER[1]), named=True)
    result.pieces["named"] = False
    found = changes_findings(EN, result, AUDIT)
    assert found[0].sentence.startswith("We won 17.9% of new deals, against 42.9%")
    assert found[0].actions == EN.texts("changes.actions.whole")


def test_the_headline_says_which_way_and_for_which_deals():
    assert changes_headline(EN, replace(changes_of(*OFFER), named=True)) == (
        "We won fewer of our deals: 17.9% of those created from 1 July 2025 to 31 December 2025, against "
        "42.9% of those created from 1 January 2025 to 30 June 2025."
    )


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("limit", ["no_deals", "none_won", "no_dates", "too_young"])
def test_where_nothing_can_be_compared_the_reason_is_all_that_is_said(words, limit):
    nothing = FunnelChanges(as_of=date(2026, 1, 1), level=0.95, limits=(limit,))
    assert changes_headline(words, nothing) == words.text(f"changes.limit.{limit}")
    assert changes_notes(words, nothing) == []
    assert changes_findings(words, nothing, AUDIT) == []


def test_notes_say_definition_periods_numbers_and_limits():
    notes = changes_notes(EN, changes_of(*OFFER, limits=("short_follow_up",)))
    assert notes[0].startswith("Compared: 280 deals created from 1 July 2025")
    assert "by 120 days after the period's last day" in " ".join(notes)
    assert notes[-1] == EN.text("changes.limit.short_follow_up", days="120 days", usual="120 days")


def test_parts_are_called_by_their_value_their_money_or_their_number():
    result = changes_of(*OFFER, dimension="size_band")
    names = [
        plainly(change_part_name(PL, result, {"kind": kind, "part": part, "merged": 3}))
        for kind, part in (
            ("part", "0..5000"),
            ("part", "5000..20000"),
            ("part", "20000.."),
            ("missing", ""),
            ("others", ""),
        )
    ]
    assert names[:3] == ["poniżej 5 000 zł", "5 000 zł – 20 000 zł", "20 000 zł i więcej"]
    assert names[4] == "Pozostałe (3)"


def test_where_periods_are_not_alike_the_headline_says_why_nothing_follows():
    result = changes_of(*OFFER, limits=("few_deals",))
    assert changes_headline(EN, result) == (
        "We won 17.9% of the deals created from 1 July 2025 to 31 December 2025, and 42.9% of those "
        "created from 1 January 2025 to 30 June 2025. One of the periods has fewer than 30 deals, so no "
        "difference can be told from chance."
    )
    assert not [note for note in changes_notes(EN, result) if "fewer than 30" in note]
