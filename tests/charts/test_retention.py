"""Pictures of who stays: legible in both languages at every width, true to the figures, with alt text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from retention_books import AS_OF, contract

from salestoolkit.charts.render import spec, svg
from salestoolkit.charts.retention import alt_text_stay, stay_chart
from salestoolkit.charts.retention_due import alt_text_due, due_chart
from salestoolkit.charts.retention_triangle import alt_text_triangle, triangle_chart
from salestoolkit.core.retention import Retention, audit_retention
from salestoolkit.core.retention_contracts import Contracts
from salestoolkit.core.retention_purchases import Purchase
from salestoolkit.core.retention_tables import RetentionTables
from salestoolkit.words import load_words

WORDS = {language: load_words(language) for language in ("en", "pl")}
DRAWN = {"stay": stay_chart, "due": due_chart, "triangle": triangle_chart}


def audit(tables: RetentionTables) -> Retention:
    return audit_retention(tables, AS_OF)


def company(customers: int = 60, amount: float = 123_456.0) -> Retention:
    kept = []
    for at in range(customers):
        starts = AS_OF - timedelta(days=15 * at + 1)
        for year in range(3):
            begins = starts.replace(year=starts.year + year, day=min(starts.day, 28))
            if begins <= AS_OF:
                lost = {"decision": "lost"} if at % 3 == 0 and year == 0 else {}
                kept.append(contract(f"c{at}", starts=str(begins), amount=amount, **lost))
            if at % 3 == 0:
                break
    return audit(RetentionTables(contracts=Contracts(kept=tuple(kept))))


COMPANY = company()


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_overlaps_and_nothing_is_cut_off(
    name: str, width: int, language: str, legible: Callable[..., Any]
) -> None:
    chart = DRAWN[name](COMPANY, WORDS[language], width=width)
    assert legible(chart, width=width).marks > 3
    assert spec(chart)["description"]
    assert "<script" not in svg(chart)


def test_amounts_of_billions_fit_on_a_phone(legible: Callable[..., Any]) -> None:
    legible(due_chart(company(amount=2.3e9), WORDS["pl"], width=320), width=320)


def test_alt_texts_tell_the_figures_that_the_page_tells() -> None:
    share = WORDS["en"].percent(COMPANY.churn.stay().value)
    assert f"After a year {share} of 60 customers" in alt_text_stay(COMPANY, WORDS["en"])
    risk = WORDS["en"].money_about(COMPANY.months[0].at_risk, "PLN")
    assert risk in alt_text_due(COMPANY, WORDS["en"])
    assert "quarters" in alt_text_triangle(COMPANY, WORDS["en"])


def test_ages_and_quarters_of_the_triangle_are_polish() -> None:
    told = alt_text_triangle(COMPANY, WORDS["pl"])
    assert re.search(r"\bI kw\. 20", told)
    assert re.search(r"po 1 kwartale\b", told)
    assert not re.search(r"\b1 kw\.|po 1 kwartałach", told)


def test_what_is_not_yet_is_drawn_as_a_dash() -> None:
    rows = next(
        rows
        for rows in spec(triangle_chart(COMPANY, WORDS["en"]))["datasets"].values()
        if "fill" in rows[0]
    )
    blank = [cell is None for one in COMPANY.triangle.cohorts for cell in one.cells]
    assert [row["text"] == "\N{EN DASH}" for row in rows] == blank


def test_nothing_to_draw_is_a_sentence(legible: Callable[..., Any]) -> None:
    nothing = audit(RetentionTables(contracts=Contracts(kept=())))
    for draw in DRAWN.values():
        chart = draw(nothing, WORDS["pl"], width=320)
        legible(chart, width=320)
        assert spec(chart)["description"].endswith(".")


def test_repeat_purchases_are_drawn_upwards(legible: Callable[..., Any]) -> None:
    bought = [
        Purchase(customer=f"c{at}", on=AS_OF - timedelta(days=30 * at + gap))
        for at in range(30)
        for gap in ((0, 100 + at) if at % 2 else (0,))
    ]
    found = audit(RetentionTables(contracts=Contracts(kept=()), purchases=bought))
    chart = stay_chart(found, WORDS["pl"], width=320)
    assert legible(chart, width=320).marks > 3
    assert "ponownie" in spec(chart)["description"]
