"""The rows of an index of reports: a row a subject, its languages and formats side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from salestoolkit.reports.batch.changes import ABSENT
from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.batch.subjects import by_subject, in_language
from salestoolkit.words import Words
from salestoolkit.words.batch_index import figure_change, notebook_title
from salestoolkit.words.errors import plain

LABEL_LENGTH = 160
HEADLINE_LENGTH = 320
WORST_FIRST = ("failed", "missing", "kept", "made", "unchanged")


@dataclass(frozen=True)
class Link:
    """A link to a file: where it lies, what stands there, and what a screen reader says."""

    href: str
    text: str
    name: str


def label_of(entry: Entry) -> str:
    """What a report is called: on one line, of bearable length."""
    return plain(entry.label, length=LABEL_LENGTH)


def file_link(entry: Entry, format: str, name: str, words: Words) -> Link:
    """A link to a report's file."""
    language = words.text(f"batch_index.language.{entry.language}")
    said = words.text(
        "batch_index.row.link", label=label_of(entry), format=format.upper(), language=language
    )
    return Link(quote(name), format.upper(), said)


def index_groups(entries: Sequence[Entry], words: Words) -> list[dict[str, Any]]:
    """The reports by notebook, in the order of the plan; those about one subject in one row."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for same in by_subject(entries):
        title = notebook_title(words, same[0].kind, same[0].notebook)
        groups.setdefault(title, []).append(_row(same, words))
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def _row(same: Sequence[Entry], words: Words) -> dict[str, Any]:
    shown = in_language(same, words.language)
    page = next((file for file in shown.files if file.format == "html"), None)
    statuses = sorted({entry.status for entry in same}, key=WORST_FIRST.index)
    several = len(same) > 1 or shown.language != words.language
    notes = [
        words.text(f"batch_index.row.{name}") for name in ("leader", "small") if _is(shown, name)
    ]
    return {
        "label": label_of(shown),
        "href": None if page is None else quote(page.name),
        "language": shown.language,
        "notes": notes,
        "files": [_files(entry, words, several) for entry in same if entry.files],
        "reports": len(same),
        "statuses": statuses,
        "said": [_status(same, status, words) for status in statuses],
        "headline": plain(shown.headline, length=HEADLINE_LENGTH),
        "changes": changes_said(shown, words),
    }


def _is(entry: Entry, name: str) -> bool:
    return entry.for_leader if name == "leader" else entry.small


def _files(entry: Entry, words: Words, several: bool) -> dict[str, Any]:
    links = [file_link(entry, file.format, file.name, words) for file in entry.files]
    return {
        "language": entry.language.upper() if several else "",
        "said": words.text(f"batch_index.language.{entry.language}"),
        "links": links,
    }


def _status(same: Sequence[Entry], status: str, words: Words) -> dict[str, str]:
    """A status, with the day of the page where that is an older one."""
    entry = next(entry for entry in same if entry.status == status)
    older = status in ("kept", "failed") and entry.made_at is not None
    note = words.text("batch_index.row.of_day", date=day_made(entry, words)) if older else ""
    text = words.text(f"batch_index.status.{status}")
    if any(one.status != status for one in same):
        text = f"{text} ({', '.join(one.language.upper() for one in same if one.status == status)})"
    return {"name": status, "text": text, "note": note}


def day_made(entry: Entry, words: Words) -> str:
    """The day on which a report's page was made."""
    return words.date(entry.made_at, short=True)


def changes_said(entry: Entry, words: Words) -> list[str]:
    """How a report differs from what it was in the run compared with; nothing where there is none."""
    if entry.then is None or entry.status in ("missing", "kept", "failed"):
        return []
    if entry.then == ABSENT:
        return [words.text("batch_index.change.new")]
    if entry.then == "failed":
        return [words.text("batch_index.change.failed_then")]
    currency = entry.scope.get("currency")
    changed = [
        said
        for name, then in entry.week_ago.items()
        if (said := figure_change(words, name, entry.figures[name], then, currency)) is not None
    ]
    if changed or not entry.figures:
        return changed
    return [words.text(f"batch_index.change.{'none' if entry.week_ago else 'unknown'}")]
