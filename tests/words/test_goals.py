"""A goal, its plan and its letters, as people read them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_basis import ATTEMPTS, Basis
from salestoolkit.core.goal_evidence import Evidence
from salestoolkit.core.goal_parts import METRICS, Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.goal_standing import goal_standing
from salestoolkit.core.goal_week import week_cards
from salestoolkit.core.goals import plan_goal
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.smart import smart_card
from salestoolkit.errors import InvalidValue
from salestoolkit.words import load_words
from salestoolkit.words.goal_progress import standing_sentences, week_sentence
from salestoolkit.words.goals import (
    chance_text,
    goal_amount,
    goal_sentence,
    plan_rows,
    plan_sentences,
)
from salestoolkit.words.smart import smart_headline, smart_letters

EN, PL = load_words("en"), load_words("pl")
NBSP = "\N{NO-BREAK SPACE}"
BEFORE, HALF = date(2025, 12, 31), date(2026, 6, 30)
YEAR = Goal(metric="deals", amount=90, who="Anna", start=date(2026, 1, 1), until=date(2026, 12, 31))
LEARNED = (StageRate(passed=10, entered=100),)
ONE = Team.of(1, calls_per_day=5, leave_days=26)


def sentences(words, goal=YEAR, basis=None, as_of=BEFORE):
    used = Basis(stages=LEARNED) if basis is None else basis
    return plan_sentences(words, plan_goal(goal, used, as_of=as_of), used)


def test_the_plan_is_said_in_english():
    assert sentences(EN, basis=Basis(stages=(StageRate(rate=0.1),), team=ONE)) == [
        "Goal of Anna: 90 won deals from 1 January 2026 to 31 December 2026.",
        "By plain division it takes 900 calls; with that many the chance of reaching the goal is 52%, "
        "no better than the toss of a coin.",
        "For a chance of 80% it takes 975 calls from 1 January 2026 to 31 December 2026.",
        "That is 22 calls in a week at work, 4 or 5 a day; leave, holidays and absence are taken off.",
        "The team has room for 1,125 calls; the plan takes 87% of it.",
        "In nine of ten such periods the result would lie between 82 and 113, the goal being 90.",
        "The rates are assumed, not counted: compare them with what happens.",
    ]


def test_the_plan_is_said_in_polish():
    assert sentences(PL) == [
        "Cel, za który odpowiada Anna: 90 wygranych szans od 1 stycznia 2026 do 31 grudnia 2026.",
        "Z prostego dzielenia wynika, że potrzeba 900 telefonów; przy takiej liczbie "
        "prawdopodobieństwo osiągnięcia celu wynosi 52%, czyli tyle, co przy rzucie monetą.",
        f"Żeby osiągnąć cel z prawdopodobieństwem 80%, potrzeba 1{NBSP}165 telefonów "
        "od 1 stycznia 2026 do 31 grudnia 2026.",
        "W pełnym tygodniu pracy to 24 telefony.",
        "W dziewięciu na dziesięć takich okresów wynik mieściłby się w widełkach od 67 do 186, "
        "a celem jest 90.",
        "Najsłabiej znaną konwersję policzono na podstawie 100 przypadków z przeszłości; "
        "im mniej ich jest, tym większy zapas musi mieć plan.",
    ]


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@settings(max_examples=6, deadline=None)
@given(
    amount=st.integers(1, 120),
    rate=st.floats(0.05, 0.6),
    reps=st.integers(1, 4),
    attempt=st.sampled_from(ATTEMPTS),
)
def test_nobody_is_asked_for_a_part_of_a_call(words, amount, rate, reps, attempt):
    team = Team.of(reps, calls_per_day=4.5, leave_days=20)
    basis = Basis(stages=(StageRate(rate=rate),), team=team, attempt=attempt)
    said = " ".join(sentences(words, replace(YEAR, amount=amount), basis))
    assert not re.search(r"\d[.,]\d(?!\d\d)", said)
    assert "{" not in said


@pytest.mark.parametrize(
    ("basis", "goal", "as_of"),
    [
        (Basis(stages=(StageRate(rate=0.0),)), YEAR, BEFORE),
        (Basis(stages=LEARNED), replace(YEAR, chance=1.0), BEFORE),
        (Basis(stages=(StageRate(passed=0, entered=0),)), YEAR, BEFORE),
        (Basis(stages=LEARNED, lead=LeadTime.fixed(500)), YEAR, BEFORE),
        (Basis(stages=LEARNED), YEAR, date(2027, 3, 1)),
        (Basis(stages=LEARNED), replace(YEAR, until=None), BEFORE),
        (Basis(stages=LEARNED), replace(YEAR, until=date(2026, 1, 1)), BEFORE),
        (Basis(stages=(StageRate(rate=1e-7),)), YEAR, BEFORE),
        (Basis(stages=LEARNED), replace(YEAR, metric="win_rate", amount=0.25), BEFORE),
        (
            Basis(
                stages=(StageRate(rate=0.01),), team=Team.of(1, selling_share=1, minutes_a_call=60)
            ),
            YEAR,
            BEFORE,
        ),
    ],
)
@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
def test_what_cannot_be_planned_is_a_reason_without_a_number(words, basis, goal, as_of):
    reason = sentences(words, goal, basis, as_of)[-1]
    assert not re.search(r"\d{2,}", reason.replace("100%", ""))
    assert reason.endswith(".")


def test_less_than_one_a_week_is_not_said_to_be_one():
    few = replace(YEAR, amount=2)
    said = sentences(EN, few, Basis(stages=(StageRate(rate=0.5),), team=ONE))
    assert "That is less than one a week." in said
    assert "The team has room for 1,125 calls; the plan takes less than 1% of it." in said
    assert "To rzadziej niż raz w tygodniu." in sentences(PL, few)
    many = Basis(stages=(StageRate(rate=0.5),), team=Team.of(9, calls_per_day=5))
    rep = "That is 4 calls in a full week for the team; a full-time rep at work makes less than 1 a week."
    assert rep in sentences(EN, basis=many)


def test_calls_are_certain_and_need_no_chance():
    said = sentences(EN, Goal(metric="calls", amount=500, until=YEAR.until), Basis(), HALF)
    assert "It takes 500 calls from 1 July 2026 to 31 December 2026." in said
    assert not any("chance" in sentence for sentence in said)


def test_contracts_that_fall_due_are_counted():
    basis = Basis(stages=(StageRate(passed=40, entered=50),), attempt="contract")
    evidence = Evidence(basis=basis, today=3, attempts=22)
    card = smart_card(replace(YEAR, metric="renewals", amount=20), evidence, as_of=BEFORE)
    achievable = smart_letters(PL, card)[2].sentence
    assert achievable.endswith("umów do przedłużenia w tym okresie, a jest ich tylko 22.")


def test_what_is_reached_or_nearly_there_is_said():
    done = Basis(stages=LEARNED, done=95)
    assert sentences(EN, basis=done, as_of=HALF)[-2:] == [
        "Reached by 30 June 2026: 95 won deals.",
        "The goal is reached; nothing more is needed.",
    ]
    near = Basis(stages=LEARNED, done=85, open_deals=(OpenDeal(chance=0.9),) * 10)
    assert sentences(PL, basis=near, as_of=HALF)[-1].startswith("Same otwarte szanse sprzedaży")


def test_open_deals_and_lead_time_are_told():
    basis = Basis(
        stages=LEARNED, open_deals=(OpenDeal(chance=0.25),) * 8, lead=LeadTime.fixed(30), done=10
    )
    said = sentences(EN, basis=basis, as_of=HALF)
    assert "Reached by 30 June 2026: 10 won deals; still to come: 80 won deals." in said
    assert "Counted in: 8 open deals, of which 2 may be expected to be won in time." in said
    assert any(text.startswith("Half of the successes come within 30 days") for text in said)


def test_amounts_are_said_in_their_unit():
    money = Goal(metric="revenue", amount=1_200_000, currency="PLN")
    assert goal_amount(EN, money) == f"revenue of PLN{NBSP}1,200,000"
    assert goal_amount(PL, money) == f"przychód 1{NBSP}200{NBSP}000{NBSP}zł"
    assert goal_amount(PL, Goal(metric="win_rate", amount=0.25)) == "skuteczność 25%"
    assert goal_amount(EN, Goal(metric="win_rate", amount=0.125)) == "a win rate of 12.5%"
    assert (
        goal_amount(PL, Goal(metric="cycle_days", amount=45)) == "połowa wygranych w ciągu 45 dni"
    )
    assert goal_amount(PL, Goal(metric="new_accounts", amount=3)) == "3 nowi klienci"
    assert goal_amount(PL, Goal(metric="renewals", amount=22)) == "22 przedłużone umowy"
    assert goal_amount(PL, Goal(metric="meetings", amount=1)) == "1 spotkanie"


def test_a_goal_with_gaps_is_still_a_sentence():
    assert goal_sentence(EN, Goal()) == "Goal: – from – to –."


def test_a_name_cannot_break_a_page():
    assert "\n" not in goal_sentence(EN, replace(YEAR, who="A\n\x1b[31m" + "x" * 500))


@pytest.mark.parametrize(
    ("chance", "english", "polish"),
    [
        (0.0, "less than 1%", "poniżej 1%"),
        (0.0001, "less than 1%", "poniżej 1%"),
        (0.5, "50%", "50%"),
        (0.9999, "more than 99%", "ponad 99%"),
        (1.0, "100%", "100%"),
        (None, "–", "–"),
    ],
)
def test_only_what_is_certain_is_a_hundred_percent(chance, english, polish):
    assert (chance_text(EN, chance), chance_text(PL, chance)) == (english, polish)


def test_months_are_rows():
    plan = plan_goal(YEAR, Basis(stages=(StageRate(rate=0.1),)), as_of=BEFORE)
    rows = plan_rows(PL, plan)
    assert len(rows) == 12
    assert rows[0][0] == "styczeń 2026"
    assert rows[0][1].endswith("telefonów") or rows[0][1].endswith("telefony")


GOOD = Evidence(
    basis=Basis(stages=(StageRate(passed=100, entered=1000),), lead=LeadTime.fixed(0), team=ONE),
    today=12,
    attempts=1000,
)


def test_the_letters_are_said_with_their_figures():
    card = smart_card(YEAR, GOOD, as_of=BEFORE)
    letters = smart_letters(EN, card)
    assert [one.letter for one in letters] == [
        "Specific", "Measurable", "Achievable", "Realistic", "Time-bound",
    ]  # fmt: skip
    assert letters[1].sentence == "It can be counted; today it is 12 won deals."
    assert letters[3].sentence.startswith("With 1,000 calls, past results give a chance of")
    polish = smart_letters(PL, card)
    assert [one.answer for one in polish] == [
        {"yes": "tak", "no": "nie", "cannot_tell": "nie wiadomo"}[one.answer]
        for one in card.verdicts
    ]


def test_the_headline_names_what_does_not_hold():
    assert smart_headline(EN, smart_card(YEAR, Evidence(today=1), as_of=BEFORE)) == (
        "Nothing speaks against the goal so far, but some letters cannot be judged yet: "
        "achievable, realistic, time-bound."
    )
    found = smart_headline(PL, smart_card(replace(YEAR, who=None), GOOD, as_of=BEFORE))
    assert found.startswith("Cel nie jest jeszcze SMART; „nie” przy literach: konkretny")


def test_what_would_change_a_no_is_said_and_not_beside_a_yes():
    small = replace(GOOD, basis=replace(GOOD.basis, team=Team.of(1, calls_per_day=2)))
    for words in (EN, PL):
        letters = smart_letters(words, smart_card(YEAR, small, as_of=BEFORE))
        assert letters[0].change is None
        assert letters[2].change
    assert (
        "2 reps more would do" in smart_letters(EN, smart_card(YEAR, small, as_of=BEFORE))[2].change
    )


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(),
        GOOD,
        replace(GOOD, attempts=5, today=None),
        replace(GOOD, attempts=None, best=0.1),
        Evidence(basis=Basis(stages=(StageRate(rate=0.2),), sizes=(1.0,)), today=0.1, attempts=40),
        Evidence(basis=Basis(stages=(StageRate(rate=0.0),)), attempts=40, best=1000),
        Evidence(basis=replace(GOOD.basis, lead=LeadTime.fixed(999)), today=1, attempts=9),
    ],
)
def test_every_letter_of_every_metric_has_its_words(words, metric, evidence):
    goal = replace(YEAR, metric=metric, amount=0.3 if metric == "win_rate" else 40, currency="EUR")
    for as_of in (BEFORE, date(2027, 1, 1)):
        for asked in (goal, replace(goal, until=None), replace(goal, amount=None), Goal()):
            for letter in smart_letters(words, smart_card(asked, evidence, as_of=as_of)):
                said = f"{letter.sentence} {letter.change or ''}"
                assert "{" not in said
                assert "None" not in said


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize(("done", "made"), [(40, 450), (30, 450), (50, 450), (95, 450), (0, 0)])
def test_where_a_goal_stands_is_said(words, done, made):
    basis = Basis(stages=(StageRate(rate=0.1),), done=done, team=ONE if done == 40 else None)
    said = standing_sentences(words, goal_standing(YEAR, basis, as_of=HALF, made=made))
    assert len(said) >= 3
    assert all(text.endswith(".") and "{" not in text and "None" not in text for text in said)


def test_bad_luck_and_a_low_rate_are_told_apart():
    def last(done, made, amount=90):
        basis = Basis(stages=(StageRate(rate=0.1),), done=done)
        goal = replace(YEAR, amount=amount)
        return standing_sentences(EN, goal_standing(goal, basis, as_of=HALF, made=made))[-1]

    assert last(30, 450).startswith("This is more than bad luck")
    assert last(38, 450).startswith("This may be bad luck")
    assert last(60, 450).startswith("The rate is not lower than planned")


def test_a_week_says_what_is_left_for_each_day():
    team = Team(reps=(Rep(name="Anna"), Rep(name="Jan")), calls_per_day=5)
    basis = Basis(stages=(StageRate(rate=0.1),), team=team)
    plan = plan_goal(YEAR, basis, as_of=BEFORE)
    anna, jan = week_cards(plan, team, {"Anna": 2, "Jan": 40}, as_of=date(2026, 3, 10))
    assert week_sentence(EN, anna) == (
        "Anna, week from 9 March 2026 to 15 March 2026: "
        "planned 10, done 2, left 8: 3 a day for 3 working days."
    )
    assert week_sentence(PL, jan).endswith("wykonano 40; nic nie pozostaje.")


@pytest.mark.parametrize(
    ("make", "english", "polish"),
    [
        (lambda: replace(YEAR, amount=-1), "“Goal”: −1 is below 0; give 0 or more.", "„Cel”"),
        (lambda: StageRate(rate=1.5), "“Rate”: 1.5 is not possible", "„Konwersja”: 1,5"),
        (lambda: Team.of(0), "“Reps”: 0 people make no calls; give at least 1.", "„Handlowcy”"),
        (
            lambda: replace(YEAR, until=date(2025, 1, 1)),
            "“Last day”: 2025-01-01 is before",
            "„Ostatni dzień”",
        ),
        (
            lambda: replace(YEAR, amount=float("nan")),
            "“Goal”: “nan” is not a number",
            "„Cel”: „nan”",
        ),
        (lambda: replace(YEAR, amount="x" * 999), "“Goal”: “xxx", "„Cel”: „xxx"),
    ],
)
def test_bad_input_is_one_sentence_that_names_the_field(make, english, polish):
    with pytest.raises(InvalidValue) as error:
        make()
    assert EN.error(error.value).startswith(english)
    assert PL.error(error.value).startswith(polish)
