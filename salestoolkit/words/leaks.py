"""Leaks as sentences, and what to do about them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import Row, against, cost, records, share_pair, stage_name, within

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def next_actions(words: Words, audit: FunnelAudit, stage: str | None) -> tuple[str, ...]:
    """What to do where deals leak at a stage (``""``: the whole deal; None: nowhere)."""
    if stage is None:
        return ()
    if not stage:
        return words.texts("actions.whole")
    row = next((row for row in audit.process.stages if row.key == stage), None)
    if row is not None and row.waiting:
        return words.texts("actions.waiting")
    resembles = row.universal if row is not None else None
    key = f"actions.{resembles}"
    return words.texts(key if resembles and words.has(key) else "actions.unknown")


def leak_findings(words: Words, audit: FunnelAudit) -> list[Finding]:
    """The leaks that are not noise, the largest first."""
    named = [row for row in records(audit, "leaks") if row["named"]]
    ranked = sorted(named, key=lambda row: (row["stage"] != audit.leak_stage, -_size(row)))
    return [_leak(words, audit, row) for row in ranked]


def _size(row: Row) -> float:
    return -math.inf if is_unknown(row["lost_value"]) else float(row["lost_value"])


def _leak(words: Words, audit: FunnelAudit, row: Row) -> Finding:
    rate, reference = share_pair(words, row["rate"], row["reference"])
    price = cost(words, audit, row)
    name = ("money" if price else "no_money") if row["stage"] else _whole(price)
    sentence = words.text(
        f"findings.leak.{name}",
        stage=stage_name(row),
        rate=rate,
        entered=words.count("deal.genitive", row["entered"]),
        reference=reference,
        against=against(words, audit, row),
        cost=price,
        within=within(words, row),
    )
    interval = words.interval(
        row["lost_value_low"],
        row["lost_value_high"],
        lambda value: words.money_about(value, audit.currency),
    )
    return make_finding(
        words,
        "leak",
        sentence,
        n=int(row["entered"]),
        interval=interval if price else None,
        stage=row["stage"],
        actions=next_actions(words, audit, row["stage"]),
        worth=float(row["lost_value"]) if price else None,
    )


def _whole(price: str | None) -> str:
    return "whole" if price else "whole_no_money"
