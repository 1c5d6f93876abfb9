"""Cadence and consent in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from salestoolkit.core.cadence import Cadence, read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth, when_to_stop
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.touches import TouchLog, read_touches
from salestoolkit.words import load_words
from salestoolkit.words.cadence import cadence_headline, cadence_notes, rate, touch_lines

EN, PL = load_words("en"), load_words("pl")
BOTH = pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
WORTH = ReplyWorth(chance=0.2, value=5000, cost=30, currency="PLN")


@pytest.fixture(scope="module")
def log() -> TouchLog:
    """The Polish sample's touches."""
    return read_touches(packaged_path("data/kwarcowa_sowa/touches.csv"))


@pytest.fixture(scope="module")
def cadence(log: TouchLog) -> Cadence:
    """Replies by touch of the Polish sample."""
    return read_cadence(log.frame, as_of=date(2026, 10, 30))


def test_the_headline_says_when_to_stop_with_its_interval_and_the_line(cadence: Cadence) -> None:
    rule = when_to_stop(cadence, WORTH)
    assert cadence_headline(EN, cadence, rule) == (
        "Stop after touch 4: from touch 5 on, another one no longer pays. 1.2% (0.5% to 2.8%) of these"
        " touches brought a reply; 3.0% would be needed."
    )
    assert "Po 4. próbie warto przestać" in cadence_headline(PL, cadence, rule)


@BOTH
@pytest.mark.parametrize(
    ("cost", "starts"),
    [
        (30, ("Stop after touch 4", "Po 4. próbie")),
        (25, ("By the estimates", "Według szacunków")),
        (0, ("Every touch", "Każda próba")),
        (900, ("Not even", "Przy tych liczbach")),
    ],
)
def test_each_outcome_has_its_own_sentence(
    cadence: Cadence, words: Any, cost: float, starts: tuple[str, str]
) -> None:
    rule = when_to_stop(cadence, replace(WORTH, cost=cost))
    assert cadence_headline(words, cadence, rule).startswith(starts)


@BOTH
def test_nothing_and_little_are_said_as_such(words: Any) -> None:
    frame = pd.DataFrame({"lead": [], "on": [], "channel": [], "outcome": []})
    none = read_cadence(frame, as_of=date(2026, 10, 30))
    assert words.date(none.as_of) in cadence_headline(words, none)
    few = pd.DataFrame(
        {"lead": ["A"], "on": [date(2026, 1, 5)], "channel": ["email"], "outcome": [""]}
    )
    found = read_cadence(few, as_of=date(2026, 10, 30))
    rule = when_to_stop(found, WORTH)
    assert "30" in cadence_headline(words, found, rule)
    assert ("small number" in touch_lines(words, found, rule)[0]) or (
        "Mała liczba" in touch_lines(words, found, rule)[0]
    )


@BOTH
def test_every_touch_is_said_with_its_n_and_interval(cadence: Cadence, words: Any) -> None:
    for line, one in zip(touch_lines(words, cadence), cadence.touches, strict=True):
        assert str(one.n) in line and rate(words, one.hazard.high) in line


@BOTH
def test_notes_tell_definition_date_worth_and_what_was_left_out(
    cadence: Cadence, words: Any, log: TouchLog
) -> None:
    rule = when_to_stop(cadence, WORTH, smoothed=True)
    odd = replace(log, no_touch={"<b>Zadanie</b>\n": 3}, beyond=2, unread=1, silent=5)
    changed = replace(cadence, after_refusal=2, after_reply=1, later=4)
    rule = replace(rule, pays_again=(6,))
    notes = cadence_notes(words, changed, rule, kind="value", log=odd)
    told = " ".join(notes)
    assert words.date(cadence.as_of) in told and words.money(1000, "PLN", digits=0) in told
    assert len(notes) == len(set(notes)) == 15
    assert "\n" not in told


def test_a_rate_below_ten_per_cent_has_a_decimal() -> None:
    assert [rate(EN, value) for value in (0.1234, 0.0995, 0.0449, 0.0, None)] == [
        *("12%", "10%", "4.5%", "0%", "–"),
    ]
