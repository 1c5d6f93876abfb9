"""A channel test as JSON: what the page and the command line say, for a program."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import salestoolkit
from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.proportions import Interval
from salestoolkit.reports.figures import plain_value
from salestoolkit.sources.channel_folder import FolderReading
from salestoolkit.words import Words
from salestoolkit.words.channel_headline import reading_headline
from salestoolkit.words.channel_tests import next_steps

FORMAT = "salestoolkit/channel_test/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""


def reading_record(words: Words, found: FolderReading) -> dict[str, Any]:
    """Everything that a reading tells, under ``content/schemas/channel_test.schema.json``."""
    reading = found.reading
    test, back = reading.test, reading.back
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": words.text("channel_test.page.title", name=test.name),
        "headline": reading_headline(words, reading),
        "as_of": back.as_of.isoformat(),
        "test": _test(reading),
        "verdict": {
            "code": reading.code,
            "winner": None if reading.winner is None else reading.winner.name,
            "decided_on": plain_value(reading.decided_on),
            "more_leads": reading.more_leads,
            "more_to_ask": reading.more_to_ask,
            "more_days": reading.more_days,
        },
        "small": reading.small,
        "arms": _arms(reading),
        "pairs": _pairs(reading),
        "money": _money(reading),
        "sample_ratio": {
            "p_value": plain_value(reading.readout.ratio.p_value),
            "blocks": reading.readout.ratio.blocks,
        },
        "looks": [
            {"as_of": look.as_of.isoformat(), "verdict": look.verdict} for look in reading.past
        ],
        "accounts": _accounts(found),
        "next_steps": next_steps(words, reading),
    }


def _test(reading: Reading) -> dict[str, Any]:
    test, plan = reading.test, reading.plan
    return {
        "name": test.name,
        "who": test.who,
        "market": test.market,
        "outcome": test.outcome.name,
        "kind": test.outcome.kind,
        "window_days": test.outcome.window_days,
        "usual": test.outcome.usual,
        "smallest": test.outcome.smallest,
        "currency": test.outcome.currency,
        "level": test.level,
        "power": test.power,
        "looks": test.looks,
        "leads_each": None if plan is None else plan.leads_each,
    }


def _arms(reading: Reading) -> list[dict[str, Any]]:
    readout = reading.readout
    held = readout.two or readout.many
    best = held.posterior.prob_best if held is not None else ()
    loss = held.posterior.expected_loss if held is not None else ()
    # a result that may not be read is not told by another door
    told, rows = not reading.blocked, []
    for place, (planned, arm) in enumerate(zip(reading.test.arms, reading.arms, strict=True)):
        share = arm.share(level=reading.test.level)
        rows.append(
            {
                "name": arm.name,
                "channel": planned.channel,
                "template": planned.template,
                "share": planned.share,
                "drawn": reading.back.drawn[arm.name],
                "n": arm.n,
                "successes": arm.successes if told else None,
                "rate": plain_value(share.value) if told else None,
                "low": share.low if told else None,
                "high": share.high if told else None,
                "chance_best": best[place] if best and told else None,
                "expected_loss": loss[place] if loss and told else None,
            }
        )
    return rows


def _pairs(reading: Reading) -> list[dict[str, Any]]:
    two, many = reading.readout.two, reading.readout.many
    names = [arm.name for arm in reading.arms]
    if reading.blocked:
        return []
    found: list[tuple[float | None, Interval, float | None, str]] = []
    if two is not None:
        found = [(two.difference, two.interval, two.p_value, two.test)]
    elif many is not None:
        found = [(pair.difference, pair.interval, pair.p_holm, "holm") for pair in many.pairs]
    return [
        {
            "a": names[i],
            "b": names[j],
            "difference": plain_value(difference),
            "low": interval.low,
            "high": interval.high,
            "p_value": plain_value(p_value),
            "by": by,
        }
        for (i, j), (difference, interval, p_value, by) in zip(
            combinations(range(len(names)), 2), found, strict=True
        )
    ]


def _money(reading: Reading) -> list[dict[str, Any]]:
    if reading.money is None or reading.blocked:
        return []
    return [
        {
            "a": pair.a.name,
            "b": pair.b.name,
            "per_lead_a": plain_value(pair.a.per_lead.value),
            "per_lead_b": plain_value(pair.b.per_lead.value),
            "difference": plain_value(pair.difference),
            "low": pair.interval.low if pair.interval else None,
            "high": pair.interval.high if pair.interval else None,
            "p_value": plain_value(pair.p_value),
            "allowed": reading.money.allowed,
            "few_buyers": pair.few_buyers,
            "heavy_tail": pair.heavy_tail,
        }
        for pair in reading.money.pairs
    ]


def _accounts(found: FolderReading) -> dict[str, Any]:
    back = found.reading.back
    return {
        "drawn": back.assigned,
        "counted": len(back.counted),
        "waiting": sum(back.waiting.values()),
        "apart": dict(back.apart_leads),
        "rows": back.rows,
        "used": back.used,
        "repeated": back.repeated,
        "rows_apart": [
            {"line": one.line, "lead": one.lead, "reason": one.reason, "value": one.value}
            for one in back.apart
        ],
        "broken_lines": found.broken,
        "late": len(back.late),
        "undated": back.undated,
        "later": back.later,
        "without_row": back.no_row,
    }
