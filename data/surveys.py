"""What customers answer when they are asked twice a year, what was changed, and who was told of it.

A random stream of its own. The score is 0 to 10; a complaint about invoices stops after the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from companies import EXPORTED, Company
from customers import Customer
from simulate import Dice, working_day
from writing import stamp, table

SURVEYS = (date(2025, 4, 7), date(2025, 10, 6), date(2026, 4, 13), date(2026, 10, 5))
"""Days on which everyone with a running contract is asked."""
CHANGED = date(2026, 2, 16)
"""Day on which invoices were changed."""
ANSWERS, INVOICES, TOLD = 0.44, 0.55, 0.7
"""Share that answers; share of low scores that complain about invoices before the change; share told."""


@dataclass(frozen=True)
class Wording:
    """How a company writes its survey: headers, remarks, the change, what is no score, a stranger."""

    feedback: tuple[str, ...]
    invoices: tuple[str, ...]
    other: tuple[str, ...]
    praise: tuple[str, ...]
    change: str
    no_score: str
    stranger: str


WORDINGS = {
    "kwarcowa_sowa": Wording(
        feedback=(
            *("Wysłano ankietę", "Data", "Klient", "Ocena", "Komentarz", "Co zmieniono"),
            *("Data zmiany", "Klient poinformowany"),
        ),
        invoices=("Faktury są nieczytelne", "Nie wiemy, za co płacimy na fakturze"),
        other=("Długo czekamy na odpowiedź", "Za mało szkoleń", "Trudno znaleźć raport"),
        praise=("Dobry kontakt z opiekunem", "Wszystko działa", ""),
        change="Faktura na jednej stronie, z opisem każdej pozycji",
        no_score="bardzo dobrze",
        stranger="Biuro Rachunkowe Pliszka",
    ),
    "marmalade_lighthouse": Wording(
        feedback=(
            *("Sent on", "Date", "Customer", "Score", "Comment", "What we changed"),
            *("Changed on", "Customer told"),
        ),
        invoices=("The invoices are hard to read", "We cannot see what we pay for"),
        other=("We wait long for an answer", "Not enough training", "Reports are hard to find"),
        praise=("Good account manager", "It just works", ""),
        change="An invoice on one page, every item explained",
        no_score="very good",
        stranger="Wagtail Bookkeeping",
    ),
}


def feedback_csv(company: Company, customers: Sequence[Customer]) -> str:
    """One row for each customer asked; those who did not answer have no date and no score."""
    dice, wording = Dice(company.seed + 25), WORDINGS[company.key]
    rows = [
        _answer(customer, asked, wording, dice)
        for asked in SURVEYS
        for customer in customers
        if customer.active(asked)
    ]
    answered = [row for row in rows if row[1]]
    answered[20][3] = 11
    answered[50][3] = wording.no_score
    answered[70][2] = wording.stranger
    return table(wording.feedback, [*rows[:33], rows[32], *rows[33:]])


def _answer(customer: Customer, asked: date, wording: Wording, dice: Dice) -> list[object]:
    """A row: when asked and answered, the score and remark, and what came of it."""
    answers, happy = dice.uniform() < ANSWERS, customer.checked is not None
    middle = 8.6 if happy else 7.0
    mood = middle + (0.5 if asked > CHANGED else 0.0) + 6.0 * (dice.uniform() - 0.55)
    score = min(max(round(mood), 0), 10)
    complains = dice.uniform() < INVOICES and asked < CHANGED
    remark = dice.pick(
        wording.praise if score > 7 else wording.invoices if complains else wording.other
    )
    told = working_day(CHANGED + timedelta(days=dice.whole(3, 40))) if dice.uniform() < TOLD else ""
    day = asked + timedelta(days=dice.whole(0, 20))
    if not answers or day > EXPORTED:
        return [stamp(asked), "", customer.account.name, "", "", "", "", ""]
    changed = ("", "", "")
    if remark in wording.invoices:
        changed = (wording.change, stamp(CHANGED), stamp(told or None))
    return [stamp(asked), stamp(day), customer.account.name, score, remark, *changed]
