"""Breakdowns as sentences and findings, in both languages."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from breakdown_results import AS_OF, everything, late, months, owners, reversal, sizes, teams

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import Words, load_words
from salestoolkit.words.breakdown_findings import breakdown_findings, reversal_sentence
from salestoolkit.words.breakdowns import (
    breakdown_part_name,
    breakdown_said,
    breakdown_title,
    intro,
    notes,
    points_interval,
)

EN, PL = load_words("en"), load_words("pl")
AUDIT = SimpleNamespace(
    process=SalesProcess(name="sales", stages=(Stage(key="offer", name="Oferta wysłana"),))
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_parts_are_called_by_month_band_and_what_they_lack() -> None:
    assert breakdown_part_name(PL, months(), months().parts[2]) == "mar 2026"
    assert [plain(breakdown_part_name(PL, sizes(), part)) for part in sizes().parts] == [
        "poniżej 15 000 zł",
        "od 15 000 do 50 000 zł",
        "od 50 000 zł",
        "bez wartości w tej walucie",
    ]
    assert breakdown_part_name(EN, teams(), teams().parts[-1]) == "no team"
    other = replace(teams().parts[0], value="", kind="other", merged=7)
    assert breakdown_part_name(EN, teams(), other) == "all others (7)"


def test_what_stands_out_is_said_with_both_shares() -> None:
    assert breakdown_said(EN, teams())[0] == "More than chance: Południe (12% against 20%)."
    assert breakdown_said(PL, teams())[0] == "Więcej niż przypadek: Południe (12% wobec 20%)."


def test_the_first_rep_is_said_to_lead_by_luck_where_chance_may_bring_it() -> None:
    said = breakdown_said(PL, owners())
    assert said[0] == PL.text("breakdowns.said.no_luck_known")
    assert "Bartek" in said[1]
    assert "przy 4 handlowcach" in said[1]
    lucky = replace(owners().parts[1], stands_out=True, q_value=0.001)
    found = replace(owners(), parts=(*owners().parts[:1], lucky, *owners().parts[2:]))
    assert len(breakdown_said(PL, found)) == 1


def test_young_months_are_named_and_never_called_worse() -> None:
    said = breakdown_said(EN, months())
    assert said[1].startswith("Too young to judge: Sept 2026, Oct 2026.")


def test_a_column_noted_late_says_why_it_is_not_compared() -> None:
    assert breakdown_said(EN, late()) == [EN.text("breakdowns.reason.filled_late", value="")]


@pytest.mark.parametrize("words", [EN, PL])
def test_every_breakdown_has_a_title_and_something_to_say(words: Words) -> None:
    for found in everything():
        assert breakdown_title(words, found.dimension)
        assert all(breakdown_said(words, found))
    assert "weather" in breakdown_title(words, "weather")
    assert intro(words, everything(), AS_OF) != intro(words, (), AS_OF)
    assert len(notes(words, everything())) == 3
    assert notes(words, ()) == []


def test_a_finding_tells_the_shares_the_money_the_stage_and_its_interval() -> None:
    (found,) = breakdown_findings(PL, [teams(), sizes(), months()], AUDIT)
    assert plain(found.sentence) == (
        "„Południe”: w ciągu 120 dni wygrywamy 12% szans wobec 20% w pozostałych zespołach. "
        "Przy skuteczności takiej jak gdzie indziej wartość wygranych byłaby o około 800 000 zł wyższa. "
        "Najwięcej tracimy na etapie „Oferta wysłana”: dalej przechodzi 33% wobec 58%."
    )
    assert (found.kind, found.stage, found.n) == ("part", "offer", 200)
    assert found.worth == pytest.approx(800_000)
    assert found.actions == PL.texts("breakdowns.actions.team.less")


def test_other_deals_are_not_ranked_by_money_that_work_could_win_back() -> None:
    (found,) = breakdown_findings(EN, [replace(teams(), dimension="source")], AUDIT)
    assert found.worth is None
    assert found.actions == EN.texts("breakdowns.actions.source.less")


def test_nothing_that_stands_out_is_no_finding() -> None:
    assert breakdown_findings(EN, [owners(), sizes(), months(), late()], AUDIT) == []


def test_a_reversal_among_teams_is_a_finding_and_one_of_periods_is_not() -> None:
    turned = replace(sizes(), reversals=(reversal(),))
    (found,) = breakdown_findings(EN, [turned, months()], AUDIT)
    assert found.kind == "reversal"
    assert found.sentence == reversal_sentence(EN, reversal())
    assert "24%" in found.sentence
    assert "25% against 18%" in found.sentence


def test_a_difference_of_points_has_a_sign_at_both_ends() -> None:
    assert plain(points_interval(EN, -0.139, 0.056)) == "−13.9 to +5.6 points"
    assert plain(points_interval(PL, -0.139, 0.056)) == "od −13,9 do +5,6 p.p."
