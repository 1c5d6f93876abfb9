"""Charts of quotas: what is drawn, in which order, and what is said where there is nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from salestoolkit.charts.quota import alt_text_quota, quota_chart, quota_why_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.quota_deals import Closed
from salestoolkit.core.quota_factors import Band
from salestoolkit.core.quota_result import Expected, OpenWork, QuotaCheck, QuotaStanding
from salestoolkit.core.quota_target import Target
from salestoolkit.core.quota_why import why_quota
from salestoolkit.words import load_words
from salestoolkit.words.quota import next_sentences, quota_headline
from salestoolkit.words.quota_talk import luck_sentence, talk_sentences

WHY = why_quota(
    {"opps": 48, "win": 0.3, "size": 9, "timing": 0.75},
    {"opps": 60, "win": 0.25, "size": 10, "timing": 0.8},
)


def standing(
    name: str, kind: str, amount: float, quota: float | None, **more: Any
) -> QuotaStanding:
    closed = Closed(deals=3, value=amount, margin=None, valued=3, with_margin=0)
    given: dict[str, Any] = {
        "target": quota
        if quota is None
        else Target(amount=quota, lines=1, spread=False, covered=1.0),
        "attainment": amount / quota if quota else None,
        "chance": 0.4,
        "expected": Expected(mean=80.0, median=78.0, low=60.0, high=99.0, wins=12.0),
        "open": OpenWork(n=4, value=50.0, valued=4, wins=2.0, in_time=20.0),
        "coverage": None,
        "weighted": None,
    }
    return QuotaStanding(
        kind=kind,
        name=name,
        closed=closed,
        new=closed,
        existing=closed,
        amount=amount,
        **{**given, **more},
    )


def check(*teams: QuotaStanding, whole: QuotaStanding, **more: Any) -> QuotaCheck:
    given: dict[str, Any] = {"as_of": date(2026, 11, 1), "metric": "revenue", "currency": "EUR"}
    return QuotaCheck(
        start=date(2026, 10, 1),
        until=date(2026, 12, 31),
        metrics=("revenue",),
        pipeline=None,
        part=None,
        whole=whole,
        teams=teams,
        **{**given, **more},
    )


WHOLE = standing("", "all", 50.0, 100.0)
ONE = check(
    standing("<b>A</b>", "team", 20.0, 40.0), standing("B", "team", 30.0, None), whole=WHOLE
)


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("width", [720, 340])
def test_each_row_with_a_quota_is_drawn_as_a_share_of_it(language: str, width: int) -> None:
    words = load_words(language)
    drawn = spec(quota_chart(ONE, words, width=width))
    bars = next(layer for layer in drawn["layer"] if layer["mark"]["type"] == "rect")
    assert [row["to"] for row in drawn["datasets"][bars["data"]["name"]]] == [0.5, 0.5]
    assert "A" in alt_text_quota(ONE, words) and "; B" not in alt_text_quota(ONE, words)


def test_without_a_quota_there_is_a_sentence() -> None:
    words = load_words("en")
    none = check(whole=standing("", "all", 5.0, None, reason="no_quota", chance=None))
    assert "No quota" in json.dumps(spec(quota_chart(none, words)))
    assert "no quota is set" in quota_headline(words, none)
    assert "import a table" in next_sentences(words, none)[0]


def test_what_luck_may_have_done_is_drawn_calmly() -> None:
    words, fills = load_words("en"), []
    for inside in (True, False):
        band = Band(low=10.0, high=90.0, n=48, rate=0.2, inside=inside)
        one = standing("Ann", "owner", 97.2, 120.0, why=WHY, band=band)
        chart = quota_why_chart(ONE, one, words)
        assert chart is not None
        layers = spec(chart)["layer"]
        fills.append(
            {layer["mark"].get("fill") for layer in layers if layer["mark"]["type"] == "rect"}
        )
    assert len(fills[0]) == 1 and len(fills[1]) == 2 and not fills[0] & fills[1]
    assert quota_why_chart(ONE, standing("Ann", "owner", 0.0, 1.0), words) is None


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_talk_names_luck_and_ends_with_a_question(language: str) -> None:
    words = load_words(language)
    band = Band(low=10.0, high=90.0, n=48, rate=0.2, inside=False)
    one = standing("Ann", "owner", 97.2, 120.0, why=WHY, band=band)
    said = talk_sentences(words, ONE, one)
    assert said[-1].endswith("?")
    luck = luck_sentence(words, ONE, one)
    assert luck in said and "48" in (luck or "")
    small = replace(one, band=None, closed=replace(one.closed, deals=1), expected=None)
    assert words.text("quota.talk.small") in talk_sentences(words, ONE, small)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_middle_beyond_the_scale_is_not_drawn_as_if_it_were_at_its_end(language: str) -> None:
    far = Expected(mean=390.0, median=380.0, low=140.0, high=420.0, wins=12.0)
    near = Expected(mean=80.0, median=78.0, low=60.0, high=99.0, wins=12.0)
    words = load_words(language)
    cut = words.text("quota.chart.cut", most=words.percent(2.0))
    for expected, dots in ((far, 0), (near, 1)):
        drawn = spec(
            quota_chart(check(whole=standing("A", "all", 50.0, 100.0, expected=expected)), words)
        )
        assert (cut in " ".join(drawn["title"]["subtitle"])) == (expected is far)
        marks = [layer["mark"] for layer in drawn["layer"] if isinstance(layer["mark"], dict)]
        assert sum(mark["type"] in ("point", "circle") for mark in marks) == dots
