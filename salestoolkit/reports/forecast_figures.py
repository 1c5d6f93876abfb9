"""The cards at the head of the forecast's page: each figure with its range, n and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.forecast_result import Forecast, Prediction
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.words import Words
from salestoolkit.words.forecast import interval_text, target_text
from salestoolkit.words.goals import chance_text

Card = dict[str, Any]


def forecast_cards(view: ForecastView, words: Words) -> list[Card]:
    """Won deals and revenue at the end, the chance of the target, what is won so far.

    Where there is no forecast: what is won, the open deals, and the weighted pipeline with its warning.
    """
    main = view.main
    if main.total is None:
        return [_done(main, words), _open(main, words), _weighted(main, words)]
    return [_wins(view, words), _revenue(view, words), _chance(view, words), _done(main, words)]


def _card(
    main: Forecast, words: Words, name: str, value: str | None, lines: Sequence[str | None], n: int
) -> Card:
    day = words.date(main.as_of, short=True)
    return {
        "label": words.text(f"forecast.figure.{name}"),
        "value": words.text("report.page.unknown") if value is None else value,
        "unknown": value is None,
        "lines": [line for line in lines if line],
        "rests": f"{words.text('report.page.n', n=words.number(n))} · {day}",
    }


def _wins(view: ForecastView, words: Words) -> Card:
    main = view.main
    assert main.wins is not None
    lines = [interval_text(words, main, main.wins, metric="deals"), _before(view, words, "deals")]
    value = words.number(main.wins.median, digits=0)
    return _card(main, words, "wins", value, lines, main.n_open)


def _revenue(view: ForecastView, words: Words) -> Card:
    main = view.main
    if main.revenue is None:
        why = "money_several" if "several_currencies" in main.limits else "money_unknown"
        return _card(main, words, "revenue", None, [_say(words, why)], main.n_open)
    lines = [
        interval_text(words, main, main.revenue, metric="revenue"),
        _before(view, words, "revenue"),
    ]
    value = words.money_about(main.revenue.median, main.currency)
    return _card(main, words, "revenue", value, lines, main.n_open)


def _before(view: ForecastView, words: Words, metric: str) -> str | None:
    """How it stood a week ago."""
    earlier = view.earlier
    total: Prediction | None = None
    if earlier is not None:
        total = earlier.revenue if metric == "revenue" else earlier.wins
    if total is None:
        return None
    value = words.number(total.median, digits=0)
    if metric == "revenue":
        value = words.money_about(total.median, view.main.currency)
    return _say(words, "last_week", value=value)


def _chance(view: ForecastView, words: Words) -> Card:
    main = view.main
    if main.target is None or main.chance is None:
        line = "no_target_within" if main.part and main.part.within else "no_target"
        card = _card(main, words, "chance", None, [_say(words, line)], main.n_open)
        return {**card, "value": _say(words, "none")}
    lines = [target_text(words, main), _say(words, f"from_{view.origin or 'given'}")]
    return _card(main, words, "chance", chance_text(words, main.chance), lines, main.n_open)


def _done(main: Forecast, words: Words) -> Card:
    worth = None
    if main.done.value is not None and main.done.n:
        worth = _say(words, "worth", money=words.money_about(main.done.value, main.currency))
    lines = [worth, _say(words, "census")]
    return _card(main, words, "done", words.number(main.done.n), lines, main.done.n)


def _open(main: Forecast, words: Words) -> Card:
    lines = [_say(words, "census")]
    return _card(main, words, "open", words.number(main.n_open), lines, main.n_open)


def _weighted(main: Forecast, words: Words) -> Card:
    seen = main.weighted
    if seen.wins is None:
        return _card(main, words, "weighted", None, [_say(words, "weighted_none")], seen.n)
    money = seen.value is not None and main.metric == "revenue"
    value = (
        words.money_about(seen.value, main.currency) if money else words.number(seen.wins, digits=1)
    )
    lines = [
        _say(words, "weighted_known", known=words.number(seen.known), n=words.number(seen.n)),
        _say(words, "weighted_warning"),
    ]
    return _card(main, words, "weighted", value, lines, seen.n)


def _say(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"forecast.line.{key}", **fields)
