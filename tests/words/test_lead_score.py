"""A learned score, or its refusal, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from salestoolkit.charts.lead_score import alt_text_lead_score, lead_score_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.lead_score import LeadScore, Refusal, learn_lead_score
from salestoolkit.core.lead_score_parts import Why
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.schemes import load_scheme
from salestoolkit.words import load_words
from salestoolkit.words.lead_score import (
    bin_lines,
    effect_lines,
    reading,
    refusal_lines,
    score_headline,
    score_lines,
)

DAY = date(2026, 10, 30)


@pytest.fixture(scope="module")
def score(sample_folder: Callable[[str], Path]) -> LeadScore:
    """A score of the Polish sample company, from what its book alone tells."""
    found = learn_lead_score(
        open_book(sample_folder("kwarcowa_sowa")), fields=["source", "segment"]
    )
    assert isinstance(found, LeadScore)
    return found


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("why", get_args(Why))
def test_every_refusal_is_said_with_what_it_would_take(language: str, why: Any) -> None:
    refused = Refusal(
        why=why,
        as_of=DAY,
        n=200,
        have=38,
        needed=60,
        parameters=6,
        fields=(("source", 2), ("industry", 4)),
        leave_out=("industry",),
        window_days=90,
        immature=12,
    )
    lines = refusal_lines(load_words(language), refused, {"industry": "Branża"})
    assert lines and all(lines)
    if why == "few_won":
        assert "38" in lines[0] and "60" in lines[0]
        assert "Branża 4" in lines[1] and "Branża" in lines[-1]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_score_is_said_with_its_deals_its_date_and_its_intervals(
    score: LeadScore, language: str
) -> None:
    words = load_words(language)
    assert score_headline(words, score)
    said = " ".join(score_lines(words, score, {}))
    assert words.count("deal", score.n) in said
    assert words.date(DAY) in said
    assert len(bin_lines(words, score)) == len(score.bins)
    assert reading(words, score)
    assert len(effect_lines(words, score, {})) == len(score.effects)


def test_the_strongest_effect_comes_first(score: LeadScore) -> None:
    first = effect_lines(load_words("pl"), score, {})[0]
    assert first.startswith("źródło – Polecenie") and "Formularz WWW" in first


@pytest.mark.parametrize("width", [300, 720])
def test_the_picture_has_a_row_a_group_and_says_what_it_shows(score: LeadScore, width: int) -> None:
    words = load_words("pl")
    drawn = spec(lead_score_chart(score, words, width=width))
    assert drawn["width"] <= max(width, 280)
    for line in bin_lines(words, score):
        assert line in alt_text_lead_score(score, words)


def test_verdicts_are_held_against_the_score(
    sample_folder: Callable[[str], Path],
) -> None:
    from salestoolkit.words.lead_score import rule_lines

    scheme = load_scheme("bant", "pl")
    book = open_book(sample_folder("kwarcowa_sowa"))
    ids = book.deals_frame()["deal_id"]
    verdicts: dict[str, Any] = {
        str(one): ("hot", "nurture", "out")[place % 3] for place, one in enumerate(ids)
    }
    found = learn_lead_score(book, fields=["source"], verdicts=verdicts)
    assert isinstance(found, LeadScore) and found.rule is not None
    lines = rule_lines(load_words("pl"), found.rule, scheme)
    assert "BANT" in lines[0] and "gorący: wygrane" in lines[-3]
    assert sum(n for _, n, _ in found.rule.by_verdict) == found.tested
