"""What a funnel audit says, as sentences: at most five, ranked by money, silent where it is noise."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words.breakdown_findings import breakdown_findings
from salestoolkit.words.changes_findings import changes_findings
from salestoolkit.words.described import described, open_deals
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.flow import flow_findings
from salestoolkit.words.headline import FEW_CLOSED, closed_deals, headline
from salestoolkit.words.leaks import leak_findings
from salestoolkit.words.lost_reasons import lost_reason_findings
from salestoolkit.words.paths import paths_findings
from salestoolkit.words.stalled import stalled_findings
from salestoolkit.words.trust import trust_findings
from salestoolkit.words.what_works import what_works_findings

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

MOST = 5
MOST_OF_A_KIND = 2


def findings(words: Words, audit: FunnelAudit) -> list[Finding]:
    """At most five: the headline; what is more than chance, by the money at stake; plain description."""
    # a leak of the whole deal is told by its own rate, not by the win probability
    about = "largest_leak" if audit.leak_stage == "" else "win_probability"
    first = make_finding(words, "headline", headline(words, audit), figure=audit.figures.get(about))
    if closed_deals(audit) < FEW_CLOSED:
        return [first, *open_deals(words, audit)][:MOST]
    told = _varied(sorted(claims(words, audit), key=lambda one: -abs(one.worth or 0.0)))
    # some deals have stalled in every book: that they have is no claim, but it is the first thing to do
    # where no loss is ever recorded every old deal stands open: that is said already, by the headline
    stalled = None if "none_lost" in audit.limits else audit.stalled
    waiting = stalled_findings(words, stalled) if stalled is not None else []
    return [first, *told, *waiting, *described(words, audit)][:MOST]


def _varied(found: list[Finding]) -> list[Finding]:
    """Of each kind the two with most at stake: a page says no sentence three times."""
    seen: Counter[str] = Counter()
    kept = []
    for one in found:
        seen[one.kind] += 1
        if seen[one.kind] <= MOST_OF_A_KIND:
            kept.append(one)
    return kept


def claims(words: Words, audit: FunnelAudit) -> list[Finding]:
    """What is more than chance, all of it: a stage that leaks is told once, by its leak."""
    leaks = leak_findings(words, audit)
    found = [*leaks, *_of_details(words, audit)]
    leaking = {leak.stage for leak in leaks}
    return [one for one in found if one.kind != "changed" or one.stage not in leaking]


def _of_details(words: Words, audit: FunnelAudit) -> list[Finding]:
    """What the topics of a whole audit say."""
    found: list[Finding] = []
    if audit.changes is not None:
        found += changes_findings(words, audit.changes, audit)
    found += breakdown_findings(words, audit.breakdowns, audit)
    if audit.flow is not None:
        found += flow_findings(words, audit.flow, audit)
    if audit.lost_reasons is not None:
        found += lost_reason_findings(words, audit.lost_reasons)
    if audit.works is not None:
        found += what_works_findings(words, audit.works)
    if audit.paths is not None:
        found += paths_findings(words, audit.paths, audit)
    if audit.trusted is not None:
        found += trust_findings(words, audit.trusted, audit)
    return found
