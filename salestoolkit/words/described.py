"""What a funnel looks like: where most is lost, how long it takes, what is open, which rates mislead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.leaks import next_actions
from salestoolkit.words.phrases import Row, about_share, count_of, figure_value, records, stage_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

FEW_VISITS = 30
"""Under so many timed visits a stage's median is not held against another's."""
NOTABLE = 0.05
"""Difference between two ways of computing the win rate that is worth a sentence."""


def described(words: Words, audit: FunnelAudit) -> list[Finding]:
    """Plain description, what matters more first."""
    makers = (_drop_out, _stale, _slow, open_deals, _biased)
    return [finding for make in makers for finding in make(words, audit)]


def _drop_out(words: Words, audit: FunnelAudit) -> list[Finding]:
    """The stage where most deals are lost, if it is clearly ahead and not already named."""
    if "no_stage_history" in audit.limits:
        return []
    rows = _ranked(records(audit, "stages"), "lost_here")
    if len(rows) < 2 or rows[0]["stage"] == audit.leak_stage:
        return []
    here, next_most = rows[0]["lost_here"], rows[1]["lost_here"]
    # two counts of one total: their difference must exceed its own spread
    if here - next_most <= 1.96 * math.sqrt(here + next_most):
        return []
    lost = int(sum(row["lost_here"] for row in rows))
    sentence = words.text(
        "findings.drop_out.sentence",
        stage=stage_name(rows[0]),
        here=int(here),
        lost=words.count("lost_deal.genitive", lost),
        share=words.percent(here / lost),
    )
    actions = next_actions(words, audit, rows[0]["stage"])
    return [
        make_finding(words, "drop_out", sentence, n=lost, stage=rows[0]["stage"], actions=actions)
    ]


def _stale(words: Words, audit: FunnelAudit) -> list[Finding]:
    """How much the win probability owes to open deals that may be dead."""
    value = figure_value(audit, "win_probability")
    stale = figure_value(audit, "win_probability_stale_lost")
    if value is None or stale is None or value - stale < NOTABLE:
        return []
    sentence = words.text(
        "findings.stale.sentence", value=words.percent(value), stale=words.percent(stale)
    )
    return [
        make_finding(
            words,
            "stale",
            sentence,
            figure=audit.figures["win_probability_stale_lost"],
            actions=words.texts("actions.stale"),
        )
    ]


def _slow(words: Words, audit: FunnelAudit) -> list[Finding]:
    """The stage where deals stay longest, if its interval lies above the next one's."""
    timed = [row for row in records(audit, "stages") if _count(row["timed"]) >= FEW_VISITS]
    rows = _ranked(timed, "median_days")
    if len(rows) < 2 or is_unknown(rows[0]["median_low"]) or is_unknown(rows[1]["median_high"]):
        return []
    top = rows[0]
    if top["median_low"] <= rows[1]["median_high"]:
        return []
    waiting = bool(top["waiting"])
    sentence = words.text(
        f"findings.slow.{'waiting' if waiting else 'sentence'}",
        stage=stage_name(top),
        days=words.days(top["median_days"]),
    )
    return [
        make_finding(
            words,
            "slow",
            sentence,
            n=int(top["timed"]),
            interval=words.interval(top["median_low"], top["median_high"], words.days),
            stage=top["stage"],
            actions=words.texts("actions.waiting" if waiting else "actions.slow"),
        )
    ]


def open_deals(words: Words, audit: FunnelAudit) -> list[Finding]:
    """What the open deals are worth, and at which stage most of it lies."""
    worth = figure_value(audit, "open_value")
    if not worth:
        return []
    money = words.money_about(worth, audit.currency)
    rows = _ranked(records(audit, "stages"), "open_value")
    sentence = words.text("findings.open.whole", money=money)
    if len(rows) > 1 and rows[0]["open_value"] > 0:
        sentence = words.text(
            "findings.open.sentence",
            money=money,
            stage=stage_name(rows[0]),
            most=words.money_about(rows[0]["open_value"], audit.currency),
            share=words.percent(rows[0]["open_value"] / worth),
        )
    return [make_finding(words, "open", sentence, n=audit.figures["open_value"].n)]


def _biased(words: Words, audit: FunnelAudit) -> list[Finding]:
    """The win rate people usually quote, where leaving out open deals changes it."""
    closed, value = figure_value(audit, "win_rate_closed"), figure_value(audit, "win_probability")
    if closed is None or value is None or abs(closed - value) < NOTABLE:
        return []
    sentence = words.text(
        "findings.biased.sentence",
        closed=words.percent(closed),
        open=words.count("open_deal.accusative", count_of(audit, "open")),
        value=about_share(words, value),
    )
    return [make_finding(words, "biased", sentence, figure=audit.figures["win_rate_closed"])]


def _ranked(rows: Sequence[Row], column: str) -> list[Row]:
    known = [row for row in rows if not is_unknown(row[column])]
    return sorted(known, key=lambda row: -row[column])


def _count(value: Any) -> int:
    return 0 if is_unknown(value) else int(value)
