"""The key figures of a quota page, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.words import Words
from salestoolkit.words.quota import amount_text, chance_said, quota_text


def quota_cards(check: QuotaCheck, words: Words) -> list[dict[str, Any]]:
    """Closed, chance, the end, what is still to be won; once it is over only what was closed."""
    one = check.whole
    cards = [_closed(check, one, words), _chance(check, one, words)]
    if check.over or one.reason == "left":
        return cards
    return [
        *cards,
        _expected(check, one, words),
        _takes(check, one, words),
    ]


def _closed(check: QuotaCheck, one: QuotaStanding, words: Words) -> dict[str, Any]:
    lines = [words.count("win", one.closed.deals)] if check.metric != "deals" else []
    name = "of" if one.quota else "of_zero" if one.quota == 0 else "of_none"
    fields = {
        "attainment": words.percent(one.attainment),
        "quota": quota_text(words, check, one.quota),
    }
    lines.insert(0, _say(words, name, **fields))
    if one.closed.margin is not None and check.metric != "margin":
        margin = words.money_about(one.closed.margin, check.currency)
        lines.append(_say(words, "margin", margin=margin))
    return _card(
        check,
        words,
        "closed_over" if check.over else "closed",
        amount_text(words, check, one.amount),
        lines,
        one.closed.deals,
    )


def _chance(check: QuotaCheck, one: QuotaStanding, words: Words) -> dict[str, Any]:
    if one.reason is not None:
        name = {"no_quota": "chance_none"}.get(one.reason, f"chance_{one.reason}")
    else:
        name = "chance_over" if check.over else "chance_met" if one.chance == 1 else "chance_with"
    if check.over and one.reason is None:
        lines = [_say(words, name)] if name == "chance_over" else []
        return _card(
            check, words, "result", chance_said(words, check, one), lines, one.closed.deals
        )
    shown = None if one.chance is None else chance_said(words, check, one)
    return _card(check, words, "chance", shown, [_say(words, name)], one.open.n)


def _expected(check: QuotaCheck, one: QuotaStanding, words: Words) -> dict[str, Any]:
    told = one.expected
    if told is None:
        return _card(check, words, "expected", None, [_say(words, "expected_none")], one.open.n)
    low, high = (amount_text(words, check, end) for end in (told.low, told.high))
    lines = [_say(words, "expected", low=low, high=high)]
    return _card(
        check, words, "expected", amount_text(words, check, told.median), lines, one.open.n
    )


def _takes(check: QuotaCheck, one: QuotaStanding, words: Words) -> dict[str, Any]:
    takes, value = one.takes, None
    if takes is None:
        lines = [_say(words, "of_none")]
    elif not takes.left:
        value, lines = words.count("win", 0), [_say(words, "takes_none")]
    else:
        lines = [_say(words, "takes_left", left=quota_text(words, check, takes.left))]
        if takes.deals is None:
            lines.append(_say(words, "takes_unknown"))
        else:
            value = words.count("win", takes.deals)
        lines += coverage_lines(check, one, words)
    return _card(check, words, "takes", value, lines, one.open.n)


def coverage_lines(check: QuotaCheck, one: QuotaStanding, words: Words) -> list[str]:
    """How many times the open deals cover what is left, as they are and weighted by their chances."""
    if one.coverage is None:
        return []
    name = "coverage_deals" if check.metric == "deals" else "coverage"
    said = _say(words, name, times=times_text(words, one.coverage))
    if one.weighted is None:
        return [said]
    return [said, _say(words, "weighted", weighted=times_text(words, one.weighted))]


def times_text(words: Words, value: float | None) -> str:
    """A multiple: ``3.4×``."""
    if value is None:
        return words.number(None)
    return words.text("quota.cell.times", n=words.number(value, digits=1))


def _card(
    check: QuotaCheck, words: Words, name: str, value: str | None, lines: Sequence[str], n: int
) -> dict[str, Any]:
    rests = words.text("report.page.n", n=words.number(n))
    return {
        "label": words.text(f"quota.figure.{name}"),
        "value": words.text("report.page.unknown") if value is None else value,
        "unknown": value is None,
        "lines": list(lines),
        "rests": f"{rests} · {words.date(check.as_of, short=True)}",
    }


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"quota.line.{key}", **fields)
