"""A page about territories for programs: its figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

import salestoolkit
from salestoolkit.core.territory_parts import Coverage
from salestoolkit.reports.figures import plain_value
from salestoolkit.reports.review_record import plain_row
from salestoolkit.reports.territory_geo import map_record
from salestoolkit.words.territory import (
    apart_sentences,
    balance_sentences,
    limit_sentences,
    load,
    next_steps,
    stands_out,
)

if TYPE_CHECKING:
    from salestoolkit.reports.territory_sections import TerritoryPage

FORMAT = "salestoolkit/territory/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""
ROWS = (
    *("accounts", "covered", "coverage", "potential", "covered_potential", "value_coverage"),
    *("visits", "visits_per_covered", "clients", "client_coverage", "prospects"),
    *("prospect_coverage", "judged", "overdue", "white", "needed_a_week"),
)
ACCOUNTS = (
    *("account", "territory", "tier", "potential", "is_client", "last_visit", "days_since"),
    *("limit", "deals"),
)
MOVES = ("account", "day", "from_territory", "to_territory")


def territory_record(page: TerritoryPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/territory.schema.json``."""
    found, words = page.found, page.words
    part = found.part
    owners = page.for_leader or (part is not None and part.dimension == "owner")
    needed, room, people = load(found)
    moves = (*MOVES, "from_owner", "to_owner") if owners else MOVES
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": found.as_of.isoformat(),
        "window": {
            "first": found.start.isoformat(),
            "last": (found.end - timedelta(days=1)).isoformat(),
        },
        "book": plain_value(page.book),
        "definitions": {key: text for key, (_, text) in page.terms.items()},
        "part": None if part is None else {"dimension": part.dimension, "value": part.value},
        "currency": found.currency,
        "visits_known": found.visits_known,
        "all": _coverage(found.whole),
        "clients": _coverage(found.clients),
        "prospects": _coverage(found.prospects),
        "cadence": {"by_tier": dict(found.rules.cadence), "other": found.rules.other},
        "territories": _rows(found.territories, ("territory", *ROWS)),
        "tiers": _rows(found.tiers, ("tier", *ROWS)),
        "owners": _rows(found.reps, ("owner", *ROWS)) if owners else None,
        "visits_credited": dict(found.credited),
        "visits_made": dict(found.made) if owners else None,
        "unowned": len(found.unowned),
        "visits_by_others": len(found.by_others),
        "visits_planned": found.planned,
        "off_list": _rows(found.off_list, ("account", "visits", "last")),
        "moves": _rows(found.moves, moves),
        "gini": {
            "territories": plain_value(found.gini_territories),
            "owners": plain_value(found.gini_reps),
        },
        "load": {
            "needed_a_week": plain_value(needed),
            "room_a_week": plain_value(room),
            "people": people,
        },
        "overdue": _rows(found.overdue, ACCOUNTS),
        "never_visited": _rows(found.never, ACCOUNTS) if found.visits_known else None,
        "white_space": _rows(found.white, ACCOUNTS) if found.visits_known else None,
        "stands_out": stands_out(words, found),
        "actions": next_steps(words, found),
        "sentences": balance_sentences(words, found),
        "apart": dict(found.apart),
        "set_apart": apart_sentences(words, found.apart),
        "limits": list(found.limits),
        "cannot": limit_sentences(words, found),
        "map": None if page.mapped is None else map_record(page.mapped),
    }


def _coverage(told: Coverage) -> dict[str, Any]:
    return {
        "accounts": told.accounts,
        "covered": told.covered,
        "coverage": told.rate,
        "potential": plain_value(told.potential),
        "covered_potential": plain_value(told.covered_potential),
        "value_coverage": plain_value(told.value_rate),
        "visits": told.visits,
        "visits_per_covered": plain_value(told.visits_per_covered),
    }


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    return [plain_row(row) for row in frame[list(columns)].to_dict("records")]
