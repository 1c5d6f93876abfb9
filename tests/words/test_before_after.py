"""Before and after a change, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from salestoolkit.core.before_after import BeforeAfter, Measure, Side
from salestoolkit.core.figures import Figure
from salestoolkit.core.process import Version
from salestoolkit.words import load_words
from salestoolkit.words.before_after import (
    before_after_headline,
    before_after_notes,
    measure_sentences,
    version_line,
)

EN, PL = load_words("en"), load_words("pl")
CHANGE, AS_OF = date(2026, 3, 1), date(2026, 10, 30)
REASONS = (
    "none_won", "few_before", "too_young", "few_wins", "few_wins_before", "not_seen", "cut_short",
    "before_too_small", "small", "alone", "no_values", "several_currencies",
)  # fmt: skip


def figure(
    name: str, value: float | None, low: float | None, high: float | None, **more: Any
) -> Figure:
    return Figure(name=name, value=value, low=low, high=high, as_of=AS_OF, definition=name, **more)


def measure(name: str, values: tuple[Any, Any, Any], **more: Any) -> Measure:
    unit = {"win_probability": "share", "days_to_win": "days"}.get(name, "money")
    common = {"unit": unit, "currency": "PLN" if unit == "money" else None, "n": 400}
    before, after, change = (figure(name, *value, **common) for value in values)
    more = {"p_value": 0.01, "alpha": 0.05, "verdict": "better", "reason": "told", **more}
    return Measure(name=name, before=before, after=after, difference=change, **more)


def result(**win: Any) -> BeforeAfter:
    measures = [
        measure("win_probability", ((0.24, 0.2, 0.28), (0.31, 0.27, 0.36), (0.07, 0.01, 0.13)), **win),
        measure("days_to_win", ((40.0, 36, 44), (36.5, 33, 40), (-3.5, -7, -0.2))),
        measure("mean_won_value", ((24000.0, 1, 2), (25000.0, 1, 2), (1000.0, -500, 2500)), verdict="worse"),
    ]  # fmt: skip
    return BeforeAfter(
        as_of=AS_OF,
        changed_on=CHANGE,
        version=None,
        pipeline=None,
        part=None,
        currency="PLN",
        level=0.95,
        horizon_days=90,
        horizon_given=False,
        before=Side(start=None, end=CHANGE, n=420, passed=400, no_clock=2),
        after=Side(start=CHANGE, end=date(2026, 10, 31), n=410, passed=400, no_clock=0),
        measures={item.name: item for item in measures},
    )


def watched_to_the_end() -> BeforeAfter:
    whole = result()
    sides = {"before": replace(whole.before, n=400), "after": replace(whole.after, n=400)}
    return replace(whole, **sides)


def untold(reason: str, **more: Any) -> BeforeAfter:
    return result(verdict="cannot_tell", reason=reason, **more)


def test_the_headline_answers_the_question() -> None:
    assert before_after_headline(EN, result()) == (
        "We are winning more deals than before the change of 1 March 2026: "
        "31% within 90 days, against 24%."
    )
    assert before_after_headline(PL, result(verdict="worse")) == (
        "Wygrywamy mniej szans niż przed zmianą, która obowiązuje od 1 marca 2026: "
        "w ciągu 90 dni 31% wobec 24%."
    )


def test_a_measure_says_both_values_the_difference_and_its_interval() -> None:
    win, days, value = measure_sentences(PL, result()).values()
    assert win == (
        "Skuteczność: przed zmianą 24,0% (90 dni ma już za sobą 400 z 420 szans), po zmianie 31,0% "
        "(400 z 410 szans); różnica +7 punktów procentowych (prawdopodobnie od +1 do +13 punktów "
        "procentowych). Lepiej niż przed zmianą."
    )
    win = measure_sentences(PL, watched_to_the_end())["win_probability"]
    assert win.startswith(
        "Skuteczność: przed zmianą 24,0% z 400 szans, po zmianie 31,0% z 400 szans;"
    )
    assert "różnica −3,5 dnia (prawdopodobnie od −7 do −0,2 dnia)" in days
    assert "różnica +1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}zł" in value
    assert value.endswith("Gorzej niż przed zmianą.")


def test_a_window_that_may_grow_is_said_where_a_day_is_named() -> None:
    waiting = untold("not_seen", more_deals=120, until=date(2027, 1, 15), smallest=0.1)
    grows = EN.text("before_after.note.window_grows")
    assert grows in before_after_notes(EN, waiting)
    assert grows not in before_after_notes(EN, replace(waiting, horizon_given=True))
    assert grows not in before_after_notes(EN, result())
    young = "Deals that have not had their 90 days yet count for the time that had passed by 30 October 2026."
    assert young in before_after_notes(EN, result())
    assert young not in before_after_notes(EN, watched_to_the_end())


def test_a_currency_that_no_win_has_is_named() -> None:
    whole = result()
    value = replace(whole.measures["mean_won_value"], verdict="cannot_tell", reason="no_values")
    named = replace(whole, measures={**whole.measures, "mean_won_value": value})
    assert measure_sentences(EN, named)["mean_won_value"].endswith(
        "Cannot tell: no deal that was won has a value in PLN."
    )


def test_what_cannot_be_told_yet_names_deals_and_day() -> None:
    waiting = untold(
        "not_seen", more_deals=120, until=date(2027, 1, 15), smallest=0.1, largest=0.12
    )
    sentence = measure_sentences(EN, waiting)["win_probability"]
    assert sentence.endswith(
        "Cannot tell yet: a change of 10 percentage points would show after another 120 deals, "
        "at the present pace about 15 January 2027."
    )
    assert "which may be chance" in before_after_headline(EN, waiting)
    sentence = measure_sentences(EN, untold("not_seen", more_deals=1, smallest=0.1))
    assert sentence["win_probability"].endswith("would show after another 1 deal.")


def test_a_young_cohort_names_the_day_in_its_headline() -> None:
    young = untold("too_young", more_deals=30, until=date(2026, 12, 1))
    assert before_after_headline(PL, young).startswith("Przed dniem 1 grudnia 2026 nie da się")
    assert before_after_headline(EN, untold("too_young")).startswith("We cannot tell yet")


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("known", [{}, {"more_deals": 12}, {"more_deals": 2, "until": AS_OF}])
def test_every_reason_has_its_sentence(language: str, reason: str, known: dict[str, Any]) -> None:
    words = load_words(language)
    told = untold(reason, smallest=0.1, largest=0.2, **known)
    for name, item in told.measures.items():
        sizes: dict[str, Any] = {"smallest": 0.1, "largest": 0.2, **known}
        changed = replace(item, verdict="cannot_tell", reason=reason, **sizes)
        both = replace(told, measures={**told.measures, name: changed})
        said = measure_sentences(words, both)[name]
        assert said.endswith(".")
        # nothing that the sentence needs is missing, unless a number is not known at all
        assert known == {} or "–" not in said


def test_notes_say_what_is_compared_and_how_not_to_read_it() -> None:
    notes = " ".join(before_after_notes(EN, result()))
    assert "420 deals created before 1 March 2026" in notes
    assert "410 deals created from 1 March 2026 to 30 October 2026" in notes
    assert "Left out: 2 deals" in notes
    assert "not its cause" in notes
    assert "every week" not in notes
    waiting = untold("not_seen", more_deals=12, smallest=0.1)
    assert "every week" in " ".join(before_after_notes(EN, waiting))


def test_a_version_is_named_with_its_author_and_reason() -> None:
    version = Version(date=CHANGE, author="Ala\n", reason="call first")
    line = version_line(EN, replace(result(), version=version))
    assert line == "Version of 1 March 2026 (Ala): call first"
    assert version_line(EN, result()) is None


def test_a_day_at_the_very_beginning_of_the_calendar_is_said_too() -> None:
    first = replace(result(), before=Side(start=None, end=date.min, n=0, passed=0, no_clock=0))
    assert "before 1 January 1" in before_after_notes(EN, first)[0]
