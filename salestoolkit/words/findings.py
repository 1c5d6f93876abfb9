"""What a funnel audit says, as sentences; silent where it would only be noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.headline import FEW_CLOSED, headline
from salestoolkit.words.phrases import (
    Row,
    about_share,
    against,
    cost,
    count_of,
    figure_value,
    records,
    share_pair,
)

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

Kind = Literal["headline", "leak", "drop_out", "stale", "slow", "open", "biased", "trust"]

MOST = 5
FEW_VISITS = 30
"""Under so many timed visits a stage's median is not held against another's."""
NOTABLE = 0.05
"""Difference between two ways of computing the win rate that is worth a sentence."""
DOUBTFUL = 0.2
"""Share of bulk or overwritten entries from which times at stages are called rough."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One sentence of a report with what it rests on and what to do.

    ``evidence`` says n and interval; ``interval`` is formatted; ``stage`` is a stage's key,
    ``""`` for the whole deal, None where the finding is about no stage.
    """

    kind: Kind
    sentence: str
    actions: tuple[str, ...] = ()
    n: int | None = None
    interval: str | None = None
    evidence: str | None = None
    stage: str | None = None

    @property
    def action(self) -> str | None:
        """The first thing to do, or None."""
        return self.actions[0] if self.actions else None


def findings(words: Words, audit: FunnelAudit) -> list[Finding]:
    """At most five findings: the headline, leaks by what they cost, then what else stands out."""
    first = _finding(
        words, "headline", headline(words, audit), figure=audit.figures.get("win_probability")
    )
    if count_of(audit, "won") + count_of(audit, "lost") < FEW_CLOSED:
        return [first, *_open(words, audit)][:MOST]
    others = (_drop_out, _stale, _slow, _open, _biased, _trust)
    rest = [finding for make in others for finding in make(words, audit)]
    return [first, *_leaks(words, audit), *rest][:MOST]


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


def _leaks(words: Words, audit: FunnelAudit) -> list[Finding]:
    named = [row for row in records(audit, "leaks") if row["named"]]
    ranked = sorted(named, key=lambda row: (row["stage"] != audit.leak_stage, -_size(row)))
    return [_leak(words, audit, row) for row in ranked]


def _size(row: Row) -> float:
    return -math.inf if is_unknown(row["lost_value"]) else float(row["lost_value"])


def _leak(words: Words, audit: FunnelAudit, row: Row) -> Finding:
    rate, reference = share_pair(words, row["rate"], row["reference"])
    price = cost(words, audit, row)
    name = ("money" if price else "no_money") if row["stage"] else "whole"
    if not row["stage"] and not price:
        name = "whole_no_money"
    sentence = words.text(
        f"findings.leak.{name}",
        stage=row["name"],
        rate=rate,
        entered=words.count("deal.genitive", row["entered"]),
        reference=reference,
        against=against(words, audit, row),
        cost=price,
    )
    interval = words.interval(
        row["lost_value_low"],
        row["lost_value_high"],
        lambda value: words.money_about(value, audit.currency),
    )
    return _finding(
        words,
        "leak",
        sentence,
        n=int(row["entered"]),
        interval=interval if price else None,
        stage=row["stage"],
        actions=next_actions(words, audit, row["stage"]),
    )


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
        stage=rows[0]["name"],
        here=int(here),
        lost=words.count("lost_deal.genitive", lost),
        share=words.percent(here / lost),
    )
    actions = next_actions(words, audit, rows[0]["stage"])
    return [_finding(words, "drop_out", sentence, n=lost, stage=rows[0]["stage"], actions=actions)]


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
        _finding(
            words,
            "stale",
            sentence,
            figure=audit.figures["win_probability_stale_lost"],
            actions=words.texts("actions.stale"),
        )
    ]


def _slow(words: Words, audit: FunnelAudit) -> list[Finding]:
    """The stage where deals stay longest, if its interval lies above the next one's."""
    timed = [row for row in records(audit, "stages") if (row["timed"] or 0) >= FEW_VISITS]
    rows = _ranked(timed, "median_days")
    if len(rows) < 2 or is_unknown(rows[0]["median_low"]) or is_unknown(rows[1]["median_high"]):
        return []
    top = rows[0]
    if top["median_low"] <= rows[1]["median_high"]:
        return []
    waiting = bool(top["waiting"])
    sentence = words.text(
        f"findings.slow.{'waiting' if waiting else 'sentence'}",
        stage=top["name"],
        days=words.days(top["median_days"]),
    )
    return [
        _finding(
            words,
            "slow",
            sentence,
            n=int(top["timed"]),
            interval=words.interval(top["median_low"], top["median_high"], words.days),
            stage=top["stage"],
            actions=words.texts("actions.waiting" if waiting else "actions.slow"),
        )
    ]


def _open(words: Words, audit: FunnelAudit) -> list[Finding]:
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
            stage=rows[0]["name"],
            most=words.money_about(rows[0]["open_value"], audit.currency),
            share=words.percent(rows[0]["open_value"] / worth),
        )
    return [_finding(words, "open", sentence, n=audit.figures["open_value"].n)]


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
    return [_finding(words, "biased", sentence, figure=audit.figures["win_rate_closed"])]


def _trust(words: Words, audit: FunnelAudit) -> list[Finding]:
    """A warning where many stage dates tell when the CRM was tidied, not when the work was done."""
    rows = records(audit, "trust")
    share = sum(row["share"] for row in rows if row["provenance"] in {"bulk", "overwritten"})
    if is_unknown(share) or share < DOUBTFUL:
        return []
    sentence = words.text("findings.trust.sentence", share=words.percent(share))
    return [_finding(words, "trust", sentence, n=int(sum(row["entries"] for row in rows)))]


def _ranked(rows: Sequence[Row], column: str) -> list[Row]:
    known = [row for row in rows if not is_unknown(row[column])]
    return sorted(known, key=lambda row: -row[column])


def _finding(
    words: Words,
    kind: Kind,
    sentence: str,
    *,
    figure: Figure | None = None,
    n: int | None = None,
    interval: str | None = None,
    **more: Any,
) -> Finding:
    """A finding with its evidence said: n, and the interval where there is one."""
    if figure is not None:
        n, interval = figure.n, words.figure_interval(figure)
    evidence = None
    if n is not None and interval is not None:
        evidence = words.text("findings.evidence", n=n, interval=interval)
    elif n is not None:
        evidence = words.text("findings.evidence_n", n=n)
    return Finding(kind=kind, sentence=sentence, n=n, interval=interval, evidence=evidence, **more)
