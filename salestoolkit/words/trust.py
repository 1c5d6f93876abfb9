"""How far the log can be trusted, as sentences under what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_trust import Trusted
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.phrases import Row, stage_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def trust_findings(words: Words, trusted: Trusted, audit: FunnelAudit) -> list[Finding]:
    """A warning where what the page says rests on doubtful entries: of its leak, else of the whole.

    One at most: a page that warns of everything is not read.
    """
    rows: Sequence[Row] = rows_of(trusted.rests)
    about = ("leak", audit.leak_stage) if audit.leak_stage else ("changes", "")
    for row in rows:
        if (row["figures"], row["stage"]) == about and row["verdict"] in {"rough", "unusable"}:
            return [_doubtful(words, row)]
    whole = next((row for row in rows if row["figures"] == "changes"), None)
    if whole is not None and whole["verdict"] in {"rough", "unusable"}:
        return [_doubtful(words, whole)]
    return []


def _doubtful(words: Words, row: Row) -> Finding:
    stage = str(row["stage"])
    fields: dict[str, Any] = {
        "doubtful": int(row["doubtful"]),
        "events": int(row["events"]),
        "share": words.percent(row["share"]),
    }
    key = f"trust.finding.{row['verdict']}"
    sentence = (
        words.text(key, stage=stage_name(row), **fields)
        if stage
        else words.text(f"{key}_whole", **fields)
    )
    return make_finding(
        words,
        "trust",
        sentence,
        n=int(row["events"]),
        stage=stage,
        actions=words.texts("trust.action.rough"),
    )
