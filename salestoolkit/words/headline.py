"""The one sentence of a funnel page that a manager can repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
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
)

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

FEW_CLOSED = 10
"""Below so many closed deals a rate is not worth repeating."""


def headline(words: Words, audit: FunnelAudit) -> str:
    """What share of deals win, where they drop out and what it costs; or why that is not known."""
    return _too_little(words, audit) or _one_sided(words, audit) or _verdict(words, audit)


def main_leak(audit: FunnelAudit) -> Row | None:
    """The row of the largest named leak, or None."""
    if audit.leak_stage is None:
        return None
    return next((row for row in records(audit, "leaks") if row["stage"] == audit.leak_stage), None)


def _say(words: Words, name: str, **fields: Any) -> str:
    return words.text(f"findings.headline.{name}", **fields)


def _too_little(words: Words, audit: FunnelAudit) -> str | None:
    """The sentence for a part with no deals, none closed, or few closed."""
    won, lost = count_of(audit, "won"), count_of(audit, "lost")
    deals = count_of(audit, "deals")
    if not deals:
        return _say(words, "empty")
    if not won + lost:
        return _say(words, "all_open_one" if deals == 1 else "all_open", n=deals)
    if won + lost >= FEW_CLOSED:
        return None
    tally = {
        "closed": won + lost,
        "won": words.count("won", won),
        "lost": words.count("lost", lost),
    }
    figure = audit.figures.get("win_probability")
    interval = words.figure_interval(figure) if figure else None
    if interval is None:
        return _say(words, "few_no_interval", **tally)
    return _say(words, "few", interval=interval, **tally)


def _one_sided(words: Words, audit: FunnelAudit) -> str | None:
    """The sentence where nothing was won or nothing lost: more often a habit of the CRM than luck."""
    won, lost = count_of(audit, "won"), count_of(audit, "lost")
    if not won:
        return _say(words, "none_won", closed=lost)
    return None if lost else _say(words, "none_lost", closed=won)


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
        stage=leak["name"],
        rate=rate,
        reference=reference,
        against=against(words, audit, leak),
        cost=price,
    )


def _no_leak(words: Words, audit: FunnelAudit, share: str) -> str:
    """No leak named: nothing stands out, or there was nothing to hold the stages against."""
    held = [row for row in records(audit, "leaks") if not is_unknown(row["reference"])]
    stages = [row for row in held if row["stage"]]
    if stages:
        return _say(words, "no_leak", share=share, against=against(words, audit, stages[0]))
    if held:
        return _say(words, "no_leak_whole", share=share, against=against(words, audit, held[0]))
    return _say(
        words, "no_history" if "no_stage_history" in audit.limits else "no_comparison", share=share
    )


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
