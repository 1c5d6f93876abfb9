"""Cadence in words: what each touch brought, after which one to stop, what the figures rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.cadence import FEW, Cadence, Touch
from salestoolkit.core.cadence_stop import Pay, ReplyWorth, StopRule
from salestoolkit.core.cadence_worth import ValueKind
from salestoolkit.core.proportions import Proportion
from salestoolkit.sources.touches import TouchLog
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown

MOST_KINDS = 4
"""Types of activities that are named; the rest is left to the count."""


def cadence_headline(words: Words, cadence: Cadence, rule: StopRule | None = None) -> str:
    """After which touch to stop, or why that cannot be said."""
    if not cadence.touches:
        return _say(words, "headline.none", date=cadence.as_of)
    if all(one.small for one in cadence.touches):
        return _say(words, "headline.few", enough=FEW)
    if rule is None:
        judged = [one for one in cadence.touches if not one.small]
        return _say(
            words,
            "headline.no_worth",
            leads=words.count("lead", cadence.leads),
            touches=words.count("touch.genitive", judged[-1].number),
            reached=words.percent(judged[-1].reached),
        )
    if rule.stop_after is None:
        return _say(words, "headline.all_pay", judged=rule.judged)
    if rule.stop_after == 0:
        return _say(words, "headline.first")
    assert rule.rest is not None
    return _say(
        words,
        "headline.stop" if rule.sure else "headline.stop_unsure",
        stop=rule.stop_after,
        first=rule.stop_after + 1,
        share=share(words, rule.rest) if rule.sure else rate(words, rule.rest.value),
        high=rate(words, rule.rest.high),
        line=rate(words, needed(rule)),
    )


def touch_lines(words: Words, cadence: Cadence, rule: StopRule | None = None) -> list[str]:
    """Each touch with its replies, leads at risk, share and interval, and whether it pays."""
    pays = {one.touch.number: one for one in rule.pays} if rule else {}
    return [_touch(words, one, pays.get(one.number)) for one in cadence.touches]


def cadence_notes(
    words: Words,
    cadence: Cadence,
    rule: StopRule | None = None,
    *,
    kind: ValueKind = "given",
    log: TouchLog | None = None,
) -> list[str]:
    """What the figures rest on, and what was left out of them."""
    found = [*_reached(words, cadence, rule), *_definition(words, cadence)]
    if rule is not None:
        found += _worth(words, rule.worth, kind)
        if rule.smoothed:
            found.append(_say(words, "note.smoothed"))
        if rule.pays_again:
            numbers = ", ".join(map(str, rule.pays_again))
            found.append(_say(words, "note.pays_again", numbers=numbers))
    for key in ("after_refusal", "after_reply", "later"):
        n = getattr(cadence, key)
        if n:
            touches = words.count("touch", n)
            found.append(_say(words, f"note.{key}", touches=touches, date=cadence.as_of))
    return [*found, *(_left_out(words, log) if log is not None else [])]


def share(words: Words, found: Proportion) -> str:
    """A share with its interval, each with a decimal where it is small: ``1.2% (0.5% to 2.8%)``."""
    if is_unknown(found.value):
        return words.percent(None)
    interval = words.interval(found.low, found.high, lambda value: rate(words, value))
    shown = rate(words, found.value)
    return words.text("charts.common.estimate", value=shown, interval=interval)


def rate(words: Words, value: Any) -> str:
    """A share in percent, with a decimal below ten."""
    if is_unknown(value):
        return words.percent(None)
    return words.percent(value, digits=1 if 0 < value < 0.0995 else 0)


def needed(rule: StopRule) -> float | None:
    """The share of replies from which the first touch that does not pay would pay."""
    after = (rule.stop_after or 0) + 1
    return next((one.break_even for one in rule.pays if one.touch.number == after), None)


def money(words: Words, value: float, currency: str | None) -> str:
    """An amount, with cents only where it is small."""
    return words.money(value, currency, digits=0 if value >= 100 or value == int(value) else 2)


def _touch(words: Words, touch: Touch, pay: Pay | None) -> str:
    key = "row" if pay is None else f"row_{_standing(pay)}"
    return _say(
        words,
        f"touch.{key}",
        number=touch.number,
        replies=words.count("reply", touch.replies),
        leads=words.count("lead", touch.n),
        share=share(words, touch.hazard),
        line=rate(words, pay.break_even if pay else None),
    )


def _standing(pay: Pay) -> str:
    if pay.verdict != "small" and pay.break_even is None:
        return "loses"
    return pay.verdict


def _reached(words: Words, cadence: Cadence, rule: StopRule | None) -> list[str]:
    judged = [one for one in cadence.touches if not one.small and one.reached is not None]
    if not judged:
        return []
    stop = rule.stop_after if rule is not None and rule.stop_after else len(judged)
    last = judged[min(stop, len(judged)) - 1]
    if last.number == 1:
        return []
    return [
        _say(
            words,
            "note.reached",
            few=words.number(100 * (judged[0].reached or 0), digits=0),
            many=words.number(100 * (last.reached or 0), digits=0),
            touches=words.count("touch.genitive", last.number),
        )
    ]


def _definition(words: Words, cadence: Cadence) -> list[str]:
    waiting = sum(one.waiting for one in cadence.touches)
    return [
        _say(
            words,
            "note.hazard",
            date=cadence.as_of,
            touches=words.count("touch", cadence.made),
            leads=words.count("lead.genitive", cadence.leads),
            level=words.percent(cadence.level),
        ),
        _say(
            words,
            f"note.definition_{cadence.definition}",
            days=words.days(cadence.window_days),
            waiting=words.count("touch", waiting),
        ),
        _say(words, "note.chosen"),
    ]


def _worth(words: Words, worth: ReplyWorth, kind: ValueKind) -> list[str]:
    found = [
        _say(
            words,
            "note.worth",
            worth=money(words, worth.of_reply, worth.currency),
            chance=rate(words, worth.chance),
            value=money(words, worth.value, worth.currency),
            cost=money(words, worth.cost, worth.currency),
        )
    ]
    if worth.chance_n is not None:
        deals = words.count("deal", worth.chance_n)
        found.append(_say(words, "note.chance_counted", deals=deals))
    if kind != "given":
        deals = words.count("won_deal.genitive", worth.value_n)
        found.append(_say(words, f"note.value_{kind}", deals=deals))
    return found


def _left_out(words: Words, log: TouchLog) -> list[str]:
    found = []
    for key, kinds in (("no_touch", log.no_touch), ("unknown_outcomes", log.unknown_outcomes)):
        if kinds:
            found.append(_say(words, f"note.{key}", kinds=_kinds(words, kinds)))
    for key, n in (("silent", log.silent), ("beyond", log.beyond), ("unread", log.unread)):
        if n:
            found.append(_say(words, f"note.{key}", n=n))
    return found


def _kinds(words: Words, kinds: Mapping[str, int]) -> str:
    named = [f"{plain(name)} ({words.number(n)})" for name, n in kinds.items()][:MOST_KINDS]
    return ", ".join([*named, "…"] if len(kinds) > MOST_KINDS else named)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"cadence.{key}", **fields)
