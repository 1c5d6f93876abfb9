"""Visits to each company's enquiry form: which question was answered last, and whether the lead was good.

Drawn from a stream of its own, so that nothing else changes when this does. Every true figure stands
here; `STORIES.md` tells what a reader can discover of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from companies import EXPORTED, Company
from simulate import Dice
from writing import table

SESSIONS, FIRST_SESSION, UNDECIDED = 640, date(2026, 3, 2), 21
"""Visits, the first day, and the days after which it is known whether a lead was good."""

LOSS = (0.05, 0.04, 0.05, 0.15, 0.03, 0.22, 0.05)
"""True chance to leave at each question: the phone number costs most, then the budget."""
BASE = 0.34
"""True share of qualified leads where neither start nor budget speaks for or against."""
START = (0.34, 0.02, -0.24)
BUDGET = (-0.14, 0.0, 0.16)
"""What an answer adds to that share: a near start and a larger budget speak for a lead; where somebody
heard of the company, its size and the phone number say nothing."""


@dataclass(frozen=True)
class Form:
    """A form's words: headers, the answers to each question, yes and no."""

    seed: int
    header: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    yes: str
    no: str


FORMS: Mapping[str, Form] = {
    "kwarcowa_sowa": Form(
        seed=71020260302,
        header=(
            *("Sesja", "Data", "Czego dotyczy zapytanie", "Wielkość firmy", "Kiedy start"),
            *("Budżet", "Skąd o nas wiesz", "Telefon", "E-mail", "Wysłano", "Zakwalifikowany"),
        ),
        answers=(
            ("magazyn", "raporty", "integracja"),
            ("do 20 osób", "21-100 osób", "ponad 100 osób"),
            ("w tym kwartale", "w tym roku", "tylko się rozglądam"),
            ("do 20 tys. zł", "20-60 tys. zł", "ponad 60 tys. zł"),
            ("targi", "polecenie", "wyszukiwarka"),
            ("podano",),
            ("podano",),
        ),
        yes="tak",
        no="nie",
    ),
    "marmalade_lighthouse": Form(
        seed=71020260303,
        header=(
            *("Session", "Date", "What is it about", "Size of company", "When to start"),
            *("Budget", "How did you hear of us", "Phone", "E-mail", "Submitted", "Qualified"),
        ),
        answers=(
            ("planning", "reports", "integration"),
            ("up to 20 people", "21-100 people", "over 100 people"),
            ("this quarter", "this year", "just looking"),
            ("up to £5k", "£5k-15k", "over £15k"),
            ("trade fair", "referral", "search"),
            ("given",),
            ("given",),
        ),
        yes="yes",
        no="no",
    ),
}


def form_files(company: Company) -> dict[str, str]:
    """The list of form sessions of a company."""
    form = FORMS[company.key]
    dice = Dice(form.seed)
    span = (EXPORTED - FIRST_SESSION).days
    rows = sorted(_session(form, dice, span) for _ in range(SESSIONS))
    numbered = ((f"S{place:04d}", *row) for place, row in enumerate(rows, 1))
    return {"form_sessions.csv": table(form.header, numbered)}


def _session(form: Form, dice: Dice, span: int) -> tuple[str, ...]:
    day = FIRST_SESSION + timedelta(days=dice.whole(0, span - 1))
    chosen = [dice.whole(0, len(answers) - 1) for answers in form.answers]
    last = next(
        (place for place, loss in enumerate(LOSS) if dice.uniform() < loss), len(form.answers)
    )
    sent = last == len(form.answers) and dice.uniform() >= 0.03
    given = [
        answers[chosen[place]] if place < last else "" for place, answers in enumerate(form.answers)
    ]
    good = dice.uniform() < BASE + START[chosen[2]] + BUDGET[chosen[3]]
    known = sent and (EXPORTED - day).days > UNDECIDED
    return (
        day.isoformat(),
        *given,
        form.yes if sent else form.no,
        _answer(form, good) if known else "",
    )


def _answer(form: Form, good: bool) -> str:
    return form.yes if good else form.no
