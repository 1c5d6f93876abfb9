"""The figures at the head of a page about customers that stay, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_churn import MONTH_DAYS
from salestoolkit.words import Words

Card = dict[str, Any]


def retention_cards(found: Retention, words: Words) -> list[Card]:
    """Four cards: of contracts, or of repeat purchases where there are none."""
    if found.source is None:
        return []
    makers = (_again, _buyers, _gap, _late) if found.repeat else (_stay, _renewed, _net, _due)
    return [make(found, words) for make in makers]


def _card(
    found: Retention,
    words: Words,
    name: str,
    value: str | None,
    lines: Sequence[str | None],
    rests: str,
) -> Card:
    return {
        "label": words.text(f"retention.figure.{name}"),
        "value": words.text("report.page.unknown") if value is None else value,
        "unknown": value is None,
        "lines": [line for line in lines if line],
        "rests": f"{rests} · {words.date(found.as_of, short=True)}",
    }


def _stay(found: Retention, words: Words) -> Card:
    stay = found.churn.stay()
    value = None if stay.value is None else words.percent(stay.value)
    lines = [None if value is None else _probably(words, stay.low, stay.high)]
    rests = words.count("customer", found.churn.customers)
    return _card(found, words, "stay", value, lines, rests)


def _renewed(found: Retention, words: Words) -> Card:
    told = found.renewals
    value = None if told.rate is None else words.percent(told.rate)
    lines = [None if value is None else _probably(words, told.low, told.high)]
    if told.pending:
        bounds = words.interval(*told.bounds, words.percent)
        contracts = words.count("contract", told.pending)
        lines.append(_say(words, "line.bounds", interval=bounds, contracts=contracts))
    rests = _say(words, "page.decided", contracts=words.count("contract", told.decided))
    return _card(found, words, "renewed", value, lines, rests)


def _net(found: Retention, words: Words) -> Card:
    told = found.revenue.decided
    customers = words.count("customer", told.customers)
    rests = f"{customers}, {_say(words, 'page.census')}"
    if told.net is None:
        return _card(found, words, "net", None, [], rests)
    lines: list[str | None] = [
        _say(words, "line.gross", gross=words.percent(told.gross)),
        _say(words, "line.logos", share=words.percent(told.logos)),
    ]
    if found.revenue.pending and found.revenue.net_bounds is not None:
        bounds = words.interval(*found.revenue.net_bounds, words.percent)
        contracts = words.count("contract", found.revenue.pending)
        lines.append(_say(words, "line.bounds", interval=bounds, contracts=contracts))
    return _card(found, words, "net", words.percent(told.net), lines, rests)


def _due(found: Retention, words: Words) -> Card:
    contracts = words.count("contract", len(found.due))
    value = words.money_about(found.due_value, found.currency) if found.due_value else None
    risk = None
    if found.at_risk and found.due_value:
        risk = _say(words, "line.risk", risk=words.money_about(found.at_risk, found.currency))
    if value is None:
        value, contracts = contracts, _say(words, "page.census")
    return _card(found, words, "due", value, [risk], contracts)


def _again(found: Retention, words: Words) -> Card:
    repeat = found.repeat
    assert repeat is not None
    share = repeat.within_a_year
    value = None if share is None else words.percent(share)
    lines = [None if share is None else _probably(words, *repeat.interval)]
    return _card(found, words, "again", value, lines, words.count("customer", len(repeat.buyers)))


def _buyers(found: Retention, words: Words) -> Card:
    repeat = found.repeat
    assert repeat is not None
    of = _say(words, "line.of", customers=words.count("customer.genitive", len(repeat.buyers)))
    rests = _say(words, "page.census")
    return _card(found, words, "buyers", words.number(repeat.returned), [of], rests)


def _gap(found: Retention, words: Words) -> Card:
    repeat = found.repeat
    assert repeat is not None
    gap = repeat.gap
    rests = words.count("customer", repeat.returned)
    if gap.value is None:
        return _card(found, words, "gap", None, [], rests)
    months = gap.value >= 2 * MONTH_DAYS
    value = (
        words.count("month", gap.value / MONTH_DAYS, digits=0) if months else words.days(gap.value)
    )
    return _card(found, words, "gap", value, [_say(words, "line.by_then")], rests)


def _late(found: Retention, words: Words) -> Card:
    repeat = found.repeat
    assert repeat is not None
    of = _say(words, "line.of", customers=words.count("customer.genitive", repeat.returned))
    late = None if repeat.gap.value is None else words.number(len(repeat.overdue))
    return _card(found, words, "late", late, [of], _say(words, "page.census"))


def _probably(words: Words, low: float, high: float) -> str:
    return _say(words, "line.interval", interval=words.interval(low, high, words.percent))


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"retention.{key}", **fields)
