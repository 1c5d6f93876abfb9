"""What is said of referrals, scores and offers: sentences that hold for every number, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.core.cycle_year import YearCycle, year_levers
from salestoolkit.core.feedback import feedback_of
from salestoolkit.core.feedback_answers import Answer
from salestoolkit.core.next_offer import next_offers
from salestoolkit.core.referral_clients import referrals_of
from salestoolkit.core.retention_contracts import Contract
from salestoolkit.core.retention_customers import customers_of
from salestoolkit.core.whole_cycle import whole_cycle
from salestoolkit.words import load_words
from salestoolkit.words.feedback import feedback_actions, feedback_sentences
from salestoolkit.words.next_offer import offer_sentences
from salestoolkit.words.referral import referral_sentences
from salestoolkit.words.whole_cycle import cycle_headline, gain_lines

AS_OF = date(2026, 10, 30)
ON = date(2026, 10, 5)


def contract(n: int, *, by: int | None = None, left: bool = False) -> Contract:
    return Contract(
        customer=f"C{n}",
        starts=date(2025, 1, 1 + n % 28),
        ends=date(2026, 1, 1) if left else None,
        decision="lost" if left else None,
        referred_by=None if by is None else f"C{by}",
    )


def said(language: str, *contracts: Contract) -> str:
    customers = customers_of(contracts, AS_OF)
    return " ".join(referral_sentences(load_words(language), referrals_of(customers, AS_OF)))


@pytest.mark.parametrize(
    ("language", "below", "above"),
    [
        ("en", "fewer than go", "more than go"),
        ("pl", "mniej, niż odchodzi", "więcej, niż odchodzi"),
    ],
)
def test_a_loop_is_said_to_lie_below_above_or_in_doubt(
    language: str, below: str, above: str
) -> None:
    gone = [contract(n, left=True) for n in range(28)]
    first = [contract(100 + n, by=0) for n in (0, 28, 56)]
    assert below in said(language, *gone, *first)
    many = [contract(28 * n, by=0) for n in range(1, 95)]
    text = said(language, *gone, *many)
    assert above in text and "−" not in text
    # no total is told above one
    assert ("become" if language == "en" else "robi się") not in text


def test_where_nobody_has_left_the_loop_cannot_be_told() -> None:
    text = said("en", contract(0), contract(1, by=0))
    assert "none has left yet" in text and "None" not in text


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_score_below_zero_has_a_minus_sign_and_names_what_to_do(language: str) -> None:
    words = load_words(language)
    answers = [
        Answer(customer="A & B", asked_on=ON, on=ON, score=2, remark="Slow"),
        Answer(customer="C", asked_on=ON, on=ON, score=3, remark="Dear", change="Price list"),
        Answer(customer="D", asked_on=ON, on=None, score=None),
    ]
    found = feedback_of(answers, AS_OF)
    text = " ".join([*feedback_sentences(words, found), *feedback_actions(words, found)])
    assert "−100" in text and "67%" in text and "A & B" in text and ": C" in text


@pytest.mark.parametrize("language", ["en", "pl"])
def test_nothing_bought_is_one_sentence(language: str) -> None:
    assert len(offer_sentences(load_words(language), next_offers([], AS_OF))) == 1


@pytest.mark.parametrize(
    ("language", "grows"), [("en", "no final number"), ("pl", "Nie ma liczby")]
)
def test_a_cycle_above_one_tells_no_number_and_no_gain(language: str, grows: str) -> None:
    words = load_words(language)
    cycle = YearCycle(
        customers=9, leads=9, win=0.5, value=9, churn=0.1, introductions=30, conversion=0.9
    )
    assert grows in cycle_headline(words, whole_cycle(cycle.rates()))
    assert gain_lines(words, year_levers(cycle), currency=None) == []
