"""Reports about one subject: the same page in several languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from salestoolkit.reports.batch.manifest import Entry


def by_subject(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Reports that differ in nothing but their language together, in the order of the first of them."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(_subject(entry), []).append(entry)
    return list(found.values())


def in_language(same: Sequence[Entry], language: str) -> Entry:
    """The one of them in a reader's language, else the first."""
    return next((entry for entry in same if entry.language == language), same[0])


def labels(entries: Iterable[Entry], language: str) -> dict[str, str]:
    """What each report is called, by key: as its subject is in a reader's language."""
    return {
        entry.key: in_language(same, language).label
        for same in by_subject(entries)
        for entry in same
    }


def _subject(entry: Entry) -> str:
    told = {name: value for name, value in entry.parameters.items() if name != "language"}
    about = [entry.notebook, dict(entry.values), told, entry.for_leader]
    return json.dumps(about, sort_keys=True, default=str)
