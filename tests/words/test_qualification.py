"""Verdicts, lists and scores in sentences, in both languages."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from salestoolkit.core.ideal_profile import OPERATORS, Profile, Rule, profile_fit
from salestoolkit.core.lead_list import Lead, SetApart
from salestoolkit.core.qualification import qualify
from salestoolkit.core.qualification_pipeline import Pipeline, PipelineDeal, TakenOff
from salestoolkit.core.qualification_summary import summarise_leads
from salestoolkit.sources.schemes import load_scheme
from salestoolkit.words import load_words
from salestoolkit.words.lead_list import fault, off_lines, summary_lines, table_header, table_row
from salestoolkit.words.qualification import (
    change_lines,
    fit_sentences,
    rule_text,
    step_texts,
    verdict_sentence,
)

LANGUAGES = ("en", "pl")
DAY = date(2026, 11, 26)
HARD = Rule(field="staff", operator="at_least", values=(1000,), label="Staff", hard=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["bant", "meddic", "champ"])
def test_every_combination_of_answers_can_be_said(language: str, name: str) -> None:
    words, scheme = load_words(language), load_scheme(name, language)
    for drawn in product([True, False, None], repeat=len(scheme.criteria)):
        found = qualify(scheme, dict(zip(scheme.keys, drawn, strict=True)))
        assert verdict_sentence(words, scheme, found, company="Alfa").startswith("Alfa")
        lines = change_lines(words, scheme, found, discount_limit=0.1)
        assert len(lines) == len(found.changes)
        assert not any("{" in text for said, steps in lines for text in (said, *steps))


@pytest.mark.parametrize(
    ("limit", "last"),
    [
        (0.1, "Rabat na końcu: najwyżej 10% i zawsze za coś"),
        (0.075, "Rabat na końcu: najwyżej 7,5% i zawsze za coś"),
        (None, "Rabat na końcu, zawsze za coś i tylko w granicach ustalonych wcześniej."),
        (0.0, "Albo raty lub start w nowym roku budżetowym, bez zmiany ceny."),
    ],
)
def test_the_discount_is_said_last_with_its_limit_or_left_out(
    limit: float | None, last: str
) -> None:
    words, scheme = load_words("pl"), load_scheme("bant", "pl")
    found = step_texts(words, scheme, "budget", discount_limit=limit)
    assert found[-1].startswith(last)
    assert found[0].startswith("Najpierw mniejszy zakres")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("operator", OPERATORS)
def test_every_rule_can_be_read(language: str, operator: str) -> None:
    values = {"between": (20, 1000), "at_least": (1000,), "at_most": (1000,)}
    drawn = values.get(operator, ("Food", "Wood"))
    rule = Rule(field="x", operator=operator, values=drawn, label="X")  # type: ignore[arg-type]
    said = rule_text(load_words(language), rule)
    assert said.startswith("X: ")
    if operator in values:
        assert {"en": "1,000", "pl": "1 000"}[language] in said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_fit_says_of_how_many_rules_it_is() -> None:
    words = load_words("en")
    profile = Profile(
        name="Ours", rules=(HARD, Rule(field="city", operator="is", values=("A",), label="City"))
    )
    (all_known,) = fit_sentences(
        words, profile, profile_fit(profile, {"staff": 2000.0, "city": "B"})
    )
    assert all_known == "Fit with the profile “Ours”: 50% of the weight; all 2 rules are known."
    first, second = fit_sentences(words, profile, profile_fit(profile, {"city": "A"}))
    assert "100% of the weight, on 1 of 2 rules" in first
    assert second.endswith("Staff: at least 1,000.")
    (none, _) = fit_sentences(words, profile, profile_fit(profile, {}))
    assert "nothing is known yet" in none


def test_a_summary_of_few_leads_says_that_they_are_few_and_names_nobody() -> None:
    words, scheme = load_words("en"), load_scheme("bant", "en")
    found = [qualify(scheme, {"need": True}), qualify(scheme, {"need": False})]
    lines = summary_lines(words, summarise_leads(scheme, found, as_of=DAY))
    assert lines[0] == "2 leads on 26 November 2026, by BANT"
    assert "out: 1 (50%)" in lines
    assert "That is a small number: treat the shares with caution." in lines
    assert any("equally often: Budget, Authority, Timing (each 1 of 1)" in line for line in lines)
    assert lines[-1].endswith("Unknown is not no.")
    nothing = summarise_leads(scheme, [], as_of=DAY)
    assert summary_lines(words, nothing) == ["There is no lead to count."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_the_table_is_as_long_as_its_header(language: str) -> None:
    words, scheme = load_words(language), load_scheme("bant", language)
    profile = Profile(name="P", rules=(HARD,))
    for answers, facts in (({}, {}), ({"need": False}, {}), ({"need": True}, {"staff": 5.0})):
        lead = Lead(line=2, company="Alfa", answers=answers, facts=facts, cells=("Alfa", "x"))
        for chosen in (None, profile):
            row = table_row(words, scheme, lead, lead.judged(scheme, chosen))
            assert len(row) == len(table_header(words, ("Company", "Other"), chosen))
            assert row[:2] == ["Alfa", "x"]


def off(*chances: float | None, money: float = 100.0) -> TakenOff:
    deals = tuple(
        PipelineDeal(
            deal_id=str(place),
            title="",
            organization="Alfa",
            stage="Demo",
            value=money,
            chance=chance,
        )
        for place, chance in enumerate(chances)
    )
    known = [one for one in chances if one is not None]
    before = Pipeline(
        n=10,
        valued=10,
        value=1000,
        chanced=9,
        wins=3 + sum(known),
        weighted=300 + money * sum(known),
    )
    after = Pipeline(
        n=10 - len(deals),
        valued=1,
        value=1000 - money * len(deals),
        chanced=9,
        wins=3,
        weighted=300,
    )
    return TakenOff(
        as_of=DAY,
        currency="PLN",
        before=before,
        after=after,
        deals=deals,
        by_stage=True,
        not_open=2,
        won=50,
    )


def test_what_comes_off_is_said_with_its_share_and_what_the_chance_is() -> None:
    lines = off_lines(load_words("pl"), off(0.02, None), without_deal=1)
    said = " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    assert "Do zdjęcia: 2 szanse z 10 otwartych (20%), o wartości 200 zł z 1 000 zł." in said
    assert "W oczekiwanych pieniądzach to niewiele" in said
    assert "nie mają podanej szansy" in said and "nie mają otwartej szansy" in said
    assert "Prawdopodobieństwo szansy:" in said and "trzeba zamknąć w CRM" in said


def test_a_deal_that_comes_off_with_an_even_chance_is_to_be_checked_first() -> None:
    lines = off_lines(load_words("en"), off(0.8, 0.1), without_deal=0)
    assert any(line.startswith("Check first, before anything is closed: 0.") for line in lines)
    assert not any("hardly there" in line for line in lines)


def test_where_nothing_comes_off_there_is_no_talk_of_money() -> None:
    lines = off_lines(load_words("en"), off(), without_deal=0)
    assert lines[1].startswith("None of the leads that are out has an open deal")
    assert len(lines) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind", ["no_company", "not_an_answer", "not_a_number", "not_a_date", "repeated", "broken"]
)
def test_every_reason_to_set_a_row_apart_has_words(language: str, kind: str) -> None:
    one = SetApart(line=3, fault=kind, column="Budget", value="20k")  # type: ignore[arg-type]
    assert fault(load_words(language), one)
