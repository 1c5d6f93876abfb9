"""Open deals that have not moved, as a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.stalled import Stalled
from salestoolkit.words.finding import Finding, make_finding

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def stalled_findings(words: Words, found: Stalled) -> list[Finding]:
    """How many open deals have stalled, and what waiting has taken from them; nothing of none."""
    rows = found.stalled
    if not len(rows):
        return []
    known = rows[["worth", "worth_entry"]].astype(float).dropna()
    entry = float(known["worth_entry"].sum())
    lost = entry - float(known["worth"].sum())
    told = lost > 0
    sentence = words.text(
        "stalled.finding.sentence" if told else "stalled.finding.no_money",
        stalled=len(rows),
        open=words.count("open_deal.genitive", found.open),
        lost=words.money_about(lost, found.currency) if told else "",
        entry=words.money_about(entry, found.currency) if told else "",
    )
    return [
        make_finding(
            words,
            "stalled",
            sentence,
            n=found.open,
            actions=words.texts("stalled.note.actions"),
            worth=lost if told else None,
        )
    ]
