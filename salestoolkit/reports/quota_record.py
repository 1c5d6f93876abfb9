"""A quota page for programs: its figures as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import salestoolkit
from salestoolkit.core.quota_deals import Closed
from salestoolkit.core.quota_result import LEVEL, WANTED, QuotaCheck, QuotaStanding
from salestoolkit.reports.figures import plain_value
from salestoolkit.words.quota import cannot_sentences, next_sentences
from salestoolkit.words.quota_talk import talk_sentences

if TYPE_CHECKING:
    from salestoolkit.reports.quota_sections import QuotaPage

FORMAT = "salestoolkit/quota/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""


def quota_record(page: QuotaPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/quota.schema.json``."""
    check, words = page.check, page.words
    part = check.part
    said = next_sentences(words, check)
    if page.personal:
        said = talk_sentences(words, check, check.whole)
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": check.as_of.isoformat(),
        "period": {"start": check.start.isoformat(), "until": check.until.isoformat()},
        "book": plain_value(page.book),
        "definitions": {key: text for key, (_, text) in page.terms.items()},
        "pipeline": page.pipeline,
        "part": None if part is None else {"dimension": part.dimension, "value": part.value},
        "metric": check.metric,
        "currency": check.currency or None,
        "totals": dict(page.totals),
        "definition": check.definition,
        "model": check.model,
        "whole": standing_data(check.whole),
        "teams": [standing_data(one) for one in check.teams],
        "territories": [standing_data(one) for one in check.territories],
        "products": [standing_data(one) for one in check.products],
        "people": [standing_data(one) for one in check.people] if page.for_leader else [],
        "luck": _luck(check) if page.for_leader else None,
        "apart": dict(check.apart),
        "limits": list(check.limits),
        "sentences": said,
        "cannot": cannot_sentences(words, check, personal=page.personal),
    }


def standing_data(one: QuotaStanding) -> dict[str, Any]:
    """One standing with plain values; None where a figure is undefined."""
    expected, takes, commit = one.expected, one.takes, one.commit
    return {
        "kind": one.kind,
        "name": one.name,
        "quota": plain_value(one.quota),
        "quota_lines": one.target.lines if one.target else 0,
        "closed": _closed(one.closed),
        "new_business": _closed(one.new),
        "existing_clients": _closed(one.existing),
        "amount": plain_value(one.amount),
        "attainment": plain_value(one.attainment),
        "chance": plain_value(one.chance),
        "reason": one.reason,
        "expected": None
        if expected is None
        else {
            **{name: plain_value(getattr(expected, name)) for name in ("mean", "median", "low")},
            "high": plain_value(expected.high),
            "wins": plain_value(expected.wins),
            "level": LEVEL,
        },
        "open": {
            "n": one.open.n,
            "value": plain_value(one.open.value),
            "valued": one.open.valued,
            "wins_in_time": plain_value(one.open.wins),
            "amount_in_time": plain_value(one.open.in_time),
        },
        "coverage": plain_value(one.coverage),
        "weighted_coverage": plain_value(one.weighted),
        "takes": None
        if takes is None
        else {
            **{
                name: plain_value(getattr(takes, name))
                for name in ("left", "deals", "size", "in_time", "new_deals", "coming", "calls")
            },
            "reason": takes.reason,
            "chance": WANTED,
        },
        "commit": None
        if commit is None
        else {
            "amount": plain_value(commit.amount),
            "said_on": plain_value(commit.said_on),
            "people": commit.people,
        },
        "why": _why(one),
        "by_luck": _band(one),
        "left_on": plain_value(one.person.left if one.person else None),
        "usual_for_new": plain_value(one.ramp),
        "ended_with_leavers": plain_value(one.ended),
        "small": one.small,
    }


def _closed(closed: Closed) -> dict[str, Any]:
    names = ("deals", "value", "margin", "valued", "with_margin")
    return {name: plain_value(getattr(closed, name)) for name in names}


def _why(one: QuotaStanding) -> dict[str, Any] | None:
    why = one.why
    if why is None:
        return None
    return {
        "average": plain_value(why.team_revenue),
        "own": plain_value(why.rep_revenue),
        "factors": {
            name: {
                "own": plain_value(why.rep[name]),
                "average": plain_value(why.team[name]),
                "explains": plain_value(part),
                "taken": name in why.taken,
            }
            for name, part in why.contributions.items()
        },
    }


def _band(one: QuotaStanding) -> dict[str, Any] | None:
    band = one.band
    if band is None:
        return None
    names = ("low", "high", "n", "rate", "inside", "level")
    return {name: plain_value(getattr(band, name)) for name in names}


def _luck(check: QuotaCheck) -> dict[str, Any] | None:
    seen = check.spread
    if seen is None:
        return None
    names = ("people", "n", "rate", "share", "chance")
    return {name: plain_value(getattr(seen, name)) for name in names}
