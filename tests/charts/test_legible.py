"""Every chart, in both languages and at every width: nothing overlaps, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salestoolkit.charts.curves import alt_text_win_curve, win_curve_chart
from salestoolkit.charts.funnel import alt_text_funnel, funnel_chart
from salestoolkit.charts.leaks import alt_text_leaks, leak_chart
from salestoolkit.charts.render import spec, svg
from salestoolkit.charts.time_in_stage import alt_text_time_in_stage, time_in_stage_chart
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

CHARTS = {
    "funnel": (funnel_chart, alt_text_funnel),
    "time": (time_in_stage_chart, alt_text_time_in_stage),
    "curve": (win_curve_chart, alt_text_win_curve),
    "leaks": (leak_chart, alt_text_leaks),
}
LONG = (
    "Kwalifikacja i badanie potrzeb",
    "Prezentacja rozwiązania u klienta",
    "Oferta wysłana do klienta",
    "Ocena zdolności kredytowej w banku",
    "Negocjacje i finalizacja umowy",
)
Made = Callable[..., FunnelAudit]
Legible = Callable[..., Any]

every_chart = pytest.mark.parametrize("name", CHARTS)
both_languages = pytest.mark.parametrize("language", ["en", "pl"])


@every_chart
@both_languages
@pytest.mark.parametrize("width", [320, 390, 560, 900])
def test_nothing_overlaps_or_is_cut_off(
    name: str, language: str, width: int, made: Made, legible: Legible
) -> None:
    chart, _ = CHARTS[name]
    drawn = legible(chart(made(LONG), load_words(language), width=width), width=width)
    assert drawn.marks >= 3


@both_languages
@pytest.mark.parametrize("width", [340, 720])
def test_deals_by_outcome_are_legible_too(
    language: str, width: int, made: Made, legible: Legible
) -> None:
    audit = made(LONG, limits=("no_stage_history",))
    legible(funnel_chart(audit, load_words(language), width=width), width=width)


@every_chart
@pytest.mark.parametrize("stages", [1, 12, 200])
def test_few_or_many_stages_fit(name: str, stages: int, made: Made, legible: Legible) -> None:
    audit = made([f"Etap {at}" for at in range(stages)], deals=100_000, waiting=())
    drawn = legible(CHARTS[name][0](audit, load_words("pl"), width=360), width=360)
    assert drawn.height < 1200


@every_chart
def test_a_chart_keeps_to_the_grammar(name: str, audit: FunnelAudit) -> None:
    CHARTS[name][0](audit, load_words("pl")).to_dict(validate=True)


@every_chart
@both_languages
def test_without_deals_a_chart_is_a_plain_sentence(
    name: str, language: str, made: Made, legible: Legible
) -> None:
    words = load_words(language)
    chart, said = CHARTS[name]
    drawn = legible(chart(made(deals=0), words, width=340), width=340)
    sentence = words.text("charts.common.no_deals", date=made().as_of)
    assert sentence in " ".join(box.text for box in drawn.texts)
    assert said(made(deals=0), words) == sentence


@every_chart
@both_languages
def test_the_alt_text_is_in_the_chart_and_names_the_date(
    name: str, language: str, audit: FunnelAudit
) -> None:
    words = load_words(language)
    chart, said = CHARTS[name]
    assert spec(chart(audit, words))["description"] == said(audit, words)
    if name != "leaks":
        assert words.date(audit.as_of) in said(audit, words)


@every_chart
@pytest.mark.parametrize("width", [340, 720])
def test_hostile_names_are_inert_and_do_not_break_the_drawing(
    name: str, width: int, hostile: FunnelAudit, legible: Legible
) -> None:
    chart = CHARTS[name][0](hostile, load_words("en"), width=width)
    legible(chart, width=width)
    picture = svg(chart)
    assert "<img" not in picture and "<script" not in picture and "href" not in picture


@every_chart
@both_languages
def test_what_a_chart_says_is_in_one_language(
    name: str, language: str, audit: FunnelAudit, drawn: Legible
) -> None:
    other = load_words({"en": "pl", "pl": "en"}[language])
    texts = {box.text for box in drawn(CHARTS[name][0](audit, load_words(language))).texts}
    keys = {"time": "time_in_stage", "curve": "win_curve"}.get(name, name)
    assert load_words(language).text(f"charts.{keys}.title") in texts
    assert other.text(f"charts.{keys}.title") not in texts
