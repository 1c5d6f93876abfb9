"""The one sentence of a funnel page that a manager can repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_leaks import ENOUGH
from salestoolkit.words.breakdown_findings import weakest_part_words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import (
    Row,
    about_share,
    against,
    cost,
    count_of,
    figure_value,
    records,
    share_pair,
    stage_name,
    within,
)

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

FEW_CLOSED = 10
"""Below so many closed deals a rate is not worth repeating."""


def headline(words: Words, audit: FunnelAudit) -> str:
    """What share of deals win, where they drop out and what it costs; or why that is not known."""
    return (
        _nothing_closed(words, audit)
        or _one_sided(words, audit)
        or _few(words, audit)
        or _verdict(words, audit)
    )


def main_leak(audit: FunnelAudit) -> Row | None:
    """The row of the largest named leak, or None."""
    if audit.leak_stage is None:
        return None
    return next((row for row in records(audit, "leaks") if row["stage"] == audit.leak_stage), None)


def _say(words: Words, name: str, **fields: Any) -> str:
    return words.text(f"findings.headline.{name}", **fields)


def closed_deals(audit: FunnelAudit) -> int:
    """Deals won or lost."""
    return count_of(audit, "won") + count_of(audit, "lost")


def _nothing_closed(words: Words, audit: FunnelAudit) -> str | None:
    """The sentence for a part without deals, or with open ones only."""
    deals = count_of(audit, "deals")
    if not deals:
        return _say(words, "empty")
    if closed_deals(audit):
        return None
    return _say(words, "all_open_one" if deals == 1 else "all_open", n=deals)


def _one_sided(words: Words, audit: FunnelAudit) -> str | None:
    """The sentence where nothing was won or nothing lost: more often a habit of the CRM than luck."""
    closed = closed_deals(audit)
    if closed < FEW_CLOSED:
        return None
    if not count_of(audit, "won"):
        return _say(words, "none_won", closed=closed)
    return None if count_of(audit, "lost") else _say(words, "none_lost", closed=closed)


def _few(words: Words, audit: FunnelAudit) -> str | None:
    """The sentence for small numbers, which are called small."""
    closed = closed_deals(audit)
    clear = audit.leak_stage is not None or "few_deals" not in audit.limits
    if closed >= FEW_CLOSED and clear:
        return None
    tally = {
        "closed": closed,
        "won": words.count("won", count_of(audit, "won")),
        "lost": words.count("lost", count_of(audit, "lost")),
    }
    figure = audit.figures.get("win_probability")
    interval = words.figure_interval(figure) if figure else None
    if interval is None:
        return _say(words, "few_no_interval", **tally)
    return _say(words, "few", interval=interval, **tally)


def _verdict(words: Words, audit: FunnelAudit) -> str:
    rate = figure_value(audit, "win_probability")
    if rate is None:
        return _without_time(words, audit)
    share = about_share(words, rate)
    leak = main_leak(audit)
    return _no_leak(words, audit, share) if leak is None else _leak(words, audit, share, leak)


def _leak(words: Words, audit: FunnelAudit, share: str, leak: Row) -> str:
    rate, reference = share_pair(words, leak["rate"], leak["reference"])
    price = cost(words, audit, leak)
    name = ("leak" if leak["stage"] else "leak_whole") + ("" if price else "_no_money")
    return _say(
        words,
        name,
        share=share,
        stage=stage_name(leak),
        rate=rate,
        reference=reference,
        against=against(words, audit, leak),
        cost=price,
        within=within(words, leak),
    )


def _no_leak(words: Words, audit: FunnelAudit, share: str) -> str:
    """No leak named: nothing stands out, or it could not have been seen."""
    whole = not {"no_stage_history", "no_stage_dates"}.isdisjoint(audit.limits)
    held = [row for row in records(audit, "leaks") if _comparable(row)]
    if not held:
        return _say(words, "no_history" if whole else "no_comparison", share=share)
    if all(is_unknown(row["lost_value"]) for row in held):
        several = "several_currencies" in audit.limits
        return _say(words, "several_currencies" if several else "no_values", share=share)
    name = "no_leak_whole" if whole else "no_leak"
    said = _say(words, name, share=share, against=against(words, audit, held[0]))
    return f"{said} {weakest_part_words(words, audit)}".rstrip()


def _comparable(row: Row) -> bool:
    """Whether there were deals enough on both sides for a leak to be named."""
    held = row["reference_kind"] == "target" or row["reference_n"] >= ENOUGH
    return bool(not is_unknown(row["reference"]) and row["entered"] >= ENOUGH and held)


def _without_time(words: Words, audit: FunnelAudit) -> str:
    """What can be said without dates: the share won, between the bounds that open deals leave."""
    won, lost, still = (count_of(audit, name) for name in ("won", "lost", "open"))
    if not still:
        return _say(words, "closed_only", share=about_share(words, won / (won + lost)))
    lowest = figure_value(audit, "win_rate_lowest")
    highest = figure_value(audit, "win_rate_highest")
    if lowest is not None and highest is not None:
        return _say(words, "bounds", interval=words.interval(lowest, highest, words.percent))
    return _say(
        words,
        "unknown",
        won=words.count("won", won),
        lost=words.count("lost", lost),
        open=words.count("open", still),
    )
