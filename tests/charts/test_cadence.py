"""The chart of replies by touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest

from salestoolkit.charts.cadence import alt_text_cadence, cadence_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.cadence import Cadence, read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth, when_to_stop
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
BOTH = pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
AS_OF = date(2026, 10, 30)
WORTH = ReplyWorth(chance=0.2, value=5000, cost=40)


@cache
def cadence(leads: int, touches: int) -> Cadence:
    """So many leads of whom every seventh replies to each touch but the last ones."""
    rows = []
    for lead in range(leads):
        for place in range(touches):
            replied = place < 3 and (lead + 3 * place) % 7 == 0
            on = date(2026, 1, 5) + timedelta(days=4 * place)
            rows.append((lead, on, "email", "replied" if replied else ""))
            if replied:
                break
    frame = pd.DataFrame(rows, columns=["lead", "on", "channel", "outcome"])
    return read_cadence(frame, as_of=AS_OF)


@BOTH
@pytest.mark.parametrize(
    ("width", "leads", "touches"), [(280, 1200, 8), (280, 40, 1), (720, 60, 12)]
)
def test_everything_is_legible_at_every_width(
    legible: Callable[..., Any], words: Any, width: int, leads: int, touches: int
) -> None:
    found = cadence(leads, touches)
    rule = when_to_stop(found, WORTH)
    legible(cadence_chart(found, words, rule=rule, width=width), width=width)


@BOTH
def test_the_title_is_the_conclusion_and_the_line_is_drawn(
    legible: Callable[..., Any], words: Any
) -> None:
    found = cadence(700, 6)
    rule = when_to_stop(found, WORTH)
    drawn = legible(cadence_chart(found, words, rule=rule, width=720), width=720)
    said = " ".join(box.text for box in drawn.texts)
    assert rule.sure and rule.stop_after == 3
    assert words.text("cadence.chart.title_stop", stop=3) in said
    assert words.percent(0.04, digits=1) in said
    plain = str(spec(cadence_chart(found, words, width=720)))
    assert words.text("cadence.chart.title") in plain and words.percent(0.04, digits=1) not in plain


@BOTH
def test_what_is_not_certain_is_not_in_the_title(words: Any) -> None:
    found = cadence(70, 5)
    rule = when_to_stop(found, WORTH)
    assert not rule.sure and rule.stop_after == 3
    title = words.text("cadence.chart.title_unsure", stop=3)
    assert title in str(spec(cadence_chart(found, words, rule=rule)))


@BOTH
def test_without_touches_the_chart_is_a_sentence(legible: Callable[..., Any], words: Any) -> None:
    drawn = legible(cadence_chart(cadence(0, 0), words, width=340), width=340)
    assert words.date(AS_OF) in " ".join(box.text for box in drawn.texts)


@BOTH
def test_the_alt_text_says_every_touch(words: Any) -> None:
    found = cadence(700, 5)
    said = alt_text_cadence(found, words, rule=when_to_stop(found, WORTH))
    for one in found.touches:
        assert words.number(one.n) in said


def test_a_chart_keeps_to_the_grammar() -> None:
    found = cadence(100, 3)
    cadence_chart(found, EN, rule=when_to_stop(found, WORTH)).to_dict(validate=True)
