"""The glossary of the field's terms."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.leaks import leak_value
from salestoolkit.core.negotiation import Discount, Offer
from salestoolkit.core.objections import Tally
from salestoolkit.core.proportions import proportion
from salestoolkit.core.quota_chance import attainment, coverage
from salestoolkit.core.referral import referral_loop
from salestoolkit.core.retention_rates import renewals
from salestoolkit.core.territory_parts import coverage as visited
from salestoolkit.core.velocity import sales_velocity
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.words import load_words
from salestoolkit.words.glossary import DEFINED, glossary, terms_in

DOCS = {"en": "glossary.md", "pl": "glossary.pl.md"}
FIELD = {
    "en": "process funnel pipeline lead opportunity account decision champion prospecting cadence discovery "
    "qualification BANT ICP proposal objection discount closing win-rate conversion cycle velocity margin "
    "quota forecast weighted coverage territory white-space churn referral cross-sell RACI next-step "
    "stalled leak interval what-if",
    "pl": "proces lejek pipeline lead szansa kluczowy decyzyjna sojusznik prospecting sekwencja potrzeb "
    "kwalifikacja BANT ICP oferta obiekcja rabat finalizacja skuteczność konwersja cyklu velocity marża "
    "plan prognoza ważony pokrycie region plamy churn polecenie krzyżowa RACI krok ruchu strata "
    "przedział jeśli",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_docs_is_made_of_the_content(language: str) -> None:
    page = Path(__file__).parents[2] / "docs" / DOCS[language]
    assert page.read_text(encoding="utf-8") == glossary(load_words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_field_is_there(language: str) -> None:
    words = load_words(language)
    names = " ".join(
        words.text(f"glossary.terms.{key}.name") for key in words.keys("glossary.terms")
    )
    wanted = [one if one in names else one.replace("-", " ") for one in FIELD[language].split()]
    assert [one for one in wanted if one not in names] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_defined_as_on_its_page_and_has_a_formula(language: str) -> None:
    words, page = load_words(language), glossary(load_words(language))
    for term, figure in DEFINED.items():
        assert words.text(figure) in page
        assert words.has(f"glossary.terms.{term}.formula")


OFFER = Offer(price=Decimal(12000), cost=Decimal(9000))
REBATE = Discount(offer=OFFER, amount=Decimal(500), chance_now=Decimal("0.3"))
LEAK = leak_value(advanced=20, entered=80, reference=0.4, value=1500)
LOOP = referral_loop(referrals=0.8, conversion=0.5)
CASES: dict[str, tuple[Callable[[], object], dict[str, str], dict[str, object]]] = {
    # what the code says; where the formula stands in each language: after it, up to ; or the end;
    # the quantities of the formula, in the order of both languages
    "objection": (
        lambda: Tally(tried=8, worked=3).share,
        {"en": "how well an answer works = ", "pl": "odpowiedź działa = "},
        {
            "conversations in which it was tried|rozmowy, w których jej użyto": 8,
            "conversations that went on|rozmowy, które trwały dalej": 3,
        },
    ),
    "concession": (
        lambda: REBATE.margin / REBATE.price,
        {"en": "margin left = ", "pl": "marża, która zostaje = "},
        {"price|cena": 12000, "discount|rabat": 500, "cost|koszt": 9000},
    ),
    "win_rate": (
        lambda: proportion(3, 3 + 5).value,
        {"en": "of closed deals: ", "pl": "z zakończonych: "},
        {"won|wygrane": 3, "lost|przegrane": 5},
    ),
    "velocity": (
        lambda: sales_velocity(deals=40, win_rate=0.25, value=12000, cycle_days=60).value_per_day,
        {"en": "", "pl": ""},
        {
            "open deals|otwarte szanse": 40,
            "win probability|prawdopodobieństwo wygranej": 0.25,
            "mean value of a won deal|średnia wartość wygranej szansy": 12000,
            "mean days of all deals|średnia liczba dni wszystkich szans": 60,
        },
    ),
    "margin": (
        lambda: OFFER.margin_share,
        {"en": "margin = ", "pl": "marża = "},
        {"price|cena": 12000, "cost|koszt": 9000},
    ),
    "quota": (
        lambda: attainment(6, 8),
        {"en": "attainment = ", "pl": "realizacja planu = "},
        {"won in the period|wygrane w okresie": 6, "quota of the period|plan na okres": 8},
    ),
    "coverage": (
        lambda: coverage(300, 60, 160),
        {"en": "", "pl": ""},
        {
            "value of the pipeline|wartość pipeline'u": 300,
            "won so far|wygrane do tej pory": 60,
            "quota|plan": 160,
        },
    ),
    "visit_coverage": (
        lambda: visited(pd.DataFrame({"visits": [2, 1, 0, 0], "potential": [None] * 4})).rate,
        {"en": "visit coverage = ", "pl": "pokrycie wizytami = "},
        {
            "accounts visited at least once|firmy odwiedzone co najmniej raz": 2,
            "all accounts|wszystkie firmy": 4,
        },
    ),
    "churn": (
        lambda: renewals(renewed=6, lost=2, pending=3).rate,
        {"en": "renewal rate = ", "pl": "odsetek przedłużeń = "},
        {"renewed|przedłużone": 6, "lost|utracone": 2},
    ),
    "referral": (
        lambda: LOOP.k,
        {"en": "customers that one brings = ", "pl": "klienci, których przyprowadza jeden = "},
        {
            "introductions|polecone osoby": 0.8,
            "share of those introduced who become customers|część z nich, która zostaje klientami": 0.5,
        },
    ),
    "referral in all": (
        lambda: LOOP.total,
        {"en": "one becomes in all = ", "pl": "z jednego robi się łącznie = "},
        {"customers that one brings|klienci, których przyprowadza jeden": LOOP.k},
    ),
    "leak": (
        lambda: LEAK.mean,
        {"en": "", "pl": ""},
        {
            "deals that could leave the stage|szanse, które mogły opuścić etap": 80,
            "comparison rate|konwersja porównawcza": 0.4,
            "own rate|własna": LEAK.rate,
            "worth of a deal that moved on|wartość szansy, która przeszła dalej": 1500,
        },
    ),
}
"""Worked examples of the formulas that one can reckon with."""


def reckoned(formula: str, after: str, quantities: dict[str, object], place: int) -> float:
    """The value of a formula with numbers in the place of its words."""
    told = formula[formula.index(after) + len(after) :]
    for words, number in sorted(
        ((names.split("|")[place], number) for names, number in quantities.items()),
        key=lambda pair: -len(pair[0]),
    ):
        told = told.replace(words, f"({Fraction(str(number))})")
    found = re.match(r"[\d/().×−+ ]+", told)
    assert found, told
    value = eval(found[0].replace("×", "*").replace("−", "-"), {"__builtins__": {}})
    return float(value)


@pytest.mark.parametrize("place", range(len(LANGUAGES)), ids=LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_formula_comes_to_what_the_code_computes(case: str, place: int) -> None:
    computed, after, quantities = CASES[case]
    language = ("en", "pl")[place]
    formula = load_words(language).text(f"glossary.terms.{case.split()[0]}.formula")
    expected = computed()
    assert isinstance(expected, int | float | Decimal)
    assert reckoned(formula, after[language], quantities, place) == pytest.approx(float(expected))


def test_every_formula_is_reckoned_or_is_that_of_a_figure_on_a_page() -> None:
    words = load_words("en")
    held = {case.split()[0] for case in CASES} | set(DEFINED)
    terms = words.keys("glossary.terms")
    with_formula = {term for term in terms if words.has(f"glossary.terms.{term}.formula")}
    assert with_formula - held == {"smart"}, "see the next test"
    assert held <= with_formula


def test_the_chance_of_a_goal_is_the_share_of_courses_in_which_it_is_reached() -> None:
    courses = list(product((0, 1), repeat=6))
    reached = sum(sum(course) >= 4 for course in courses)
    assert chance_of_hitting(4, 6, 0.5) == pytest.approx(reached / len(courses))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_with_a_formula_is_found_by_its_name_and_only_where_a_word_begins(
    language: str,
) -> None:
    words = load_words(language)
    for term in words.keys("glossary.terms"):
        key = f"glossary.terms.{term}"
        if words.has(f"{key}.formula"):
            form = words.text(f"{key}.found").split("|")[0]
            name = words.text(f"{key}.name")
            assert name in dict(terms_in(f"x ({form.upper()})", words))
            assert name not in dict(terms_in(f"z{form}", words))
