"""The page that lists a run's reports: one file of HTML that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

import salestoolkit
from salestoolkit.reports.batch.changes import ABSENT
from salestoolkit.reports.batch.index_failures import SENTENCE_LENGTH, failures
from salestoolkit.reports.batch.index_rows import WORST_FIRST, index_groups
from salestoolkit.reports.batch.manifest import Entry, Manifest
from salestoolkit.reports.batch.subjects import labels
from salestoolkit.reports.templating import TEMPLATES, fill
from salestoolkit.words import Words
from salestoolkit.words.batch_index import names
from salestoolkit.words.errors import plain

COUNTED = ("made", "unchanged", "failed", "kept", "missing")
ALWAYS = ("made", "unchanged", "failed")
"""What is counted even where there is none of it."""


def index_html(manifest: Manifest, words: Words, *, reports: Sequence[Entry] | None = None) -> str:
    """The index of a run, which lies beside the files that it leads to.

    Parameters
    ----------
    reports : sequence of Entry, optional
        Only these, for whoever gets only these: then nothing on the page tells of any other.
        None is the whole run, for who looks after it.
    """
    own = reports is not None
    shown = manifest.reports if reports is None else tuple(reports)
    title, facts = _title(manifest, words)
    return fill(
        "batch_index",
        language=words.language,
        version=salestoolkit.__version__,
        policy=_policy(),
        style=_style(),
        script=_script(),
        title=title,
        kicker=_kicker(manifest, words, own=own),
        facts=facts,
        notices=[plain(notice, length=SENTENCE_LENGTH) for notice in manifest.notices],
        counts=list(_counts(shown, words)),
        failed=failures(shown, words, own=own),
        since=_since(manifest, shown, words, own=own),
        search=_search(shown, words),
        columns=_columns(manifest, words),
        groups=index_groups(shown, words),
        no_page=words.text("batch_index.row.no_page"),
        nothing=words.text("batch_index.page.none"),
        colophon=words.text("batch_index.page.colophon", version=salestoolkit.__version__),
    )


def _title(manifest: Manifest, words: Words) -> tuple[str, list[str]]:
    started = manifest.started
    day = words.date(started.date())
    made = words.text("batch_index.page.made", date=day, time=f"{started:%H:%M}")
    if manifest.as_of is None:
        return words.text("batch_index.page.title"), [made]
    return words.text("batch_index.page.title_day", date=manifest.as_of), [made]


def _kicker(manifest: Manifest, words: Words, *, own: bool) -> str:
    if own:
        return words.text("batch_index.page.kicker_own")
    return plain(manifest.batch) or words.text("batch_index.page.kicker")


def _counts(shown: Sequence[Entry], words: Words) -> Iterator[tuple[str, str, str]]:
    found = Counter[str](entry.status for entry in shown)
    yield "reports", words.text("batch_index.count.reports"), words.number(len(shown))
    for name in COUNTED:
        if found[name] or name in ALWAYS:
            yield name, words.text(f"batch_index.count.{name}"), words.number(found[name])


def _since(
    manifest: Manifest, shown: Sequence[Entry], words: Words, *, own: bool
) -> dict[str, Any]:
    before = manifest.compared_with
    sentences = [] if own else list(_for_who_looks_after(manifest, words))
    if before is None:
        return {
            "title": words.text("batch_index.column.no_changes"),
            "sentences": [words.text("batch_index.since.first"), *sentences],
        }
    day = words.date(date.fromisoformat(before["day"]))
    groups = list(_moved(shown, words))
    if not groups and not sentences and all(entry.status != "failed" for entry in shown):
        groups = [words.text("batch_index.since.nothing")]
    return {
        "title": words.text("batch_index.since.title", date=day),
        "sentences": [
            *groups,
            *sentences,
            words.text("batch_index.since.compared", date=day),
        ],
    }


def _moved(shown: Sequence[Entry], words: Words) -> Iterator[str]:
    """Reports that are new, or that failed at one of the two times."""
    groups = {
        "new": [entry for entry in shown if entry.then == ABSENT],
        "fixed": [e for e in shown if e.then == "failed" and e.status in ("made", "unchanged")],
        "broken": [e for e in shown if e.then in ("made", "unchanged") and e.status == "failed"],
    }
    called = labels(shown, words.language)
    for name, entries in groups.items():
        if entries:
            reports = list(dict.fromkeys(called[entry.key] for entry in entries))
            yield words.text(f"batch_index.since.{name}", reports=names(words, reports))


def _for_who_looks_after(manifest: Manifest, words: Words) -> Iterator[str]:
    gone = list(dict.fromkeys(one["label"] for one in manifest.gone))
    for name, reports in (("gone", gone), ("edited", list(manifest.edited))):
        if reports:
            yield words.text(f"batch_index.since.{name}", reports=names(words, reports))


def _search(shown: Sequence[Entry], words: Words) -> dict[str, Any]:
    found = {entry.status for entry in shown}
    said = {name: words.text(f"batch_index.search.{name}") for name in ("label", "status", "all")}
    # the script puts the numbers in
    counted = words.text("batch_index.search.found", n="{n}", of="{of}")
    statuses = [(one, words.text(f"batch_index.status.{one}")) for one in WORST_FIRST]
    return {
        **said,
        "found": counted,
        "none": words.text("batch_index.search.none"),
        "statuses": [(name, text) for name, text in statuses if name in found],
    }


def _columns(manifest: Manifest, words: Words) -> list[str]:
    before = manifest.compared_with
    columns = [
        words.text(f"batch_index.column.{name}")
        for name in ("report", "files", "status", "headline")
    ]
    if before is None:
        return [*columns, words.text("batch_index.column.no_changes")]
    day = words.date(date.fromisoformat(before["day"]), short=True)
    return [*columns, words.text("batch_index.column.changes", date=day)]


@lru_cache
def _policy() -> Markup:
    """Only our own script runs, and nothing is fetched."""
    # the script as it stands in the page, with the line ends of the template around it
    digest = hashlib.sha256(f"\n{_script()}\n".encode()).digest()
    return Markup(
        f"default-src 'none'; script-src 'sha256-{base64.b64encode(digest).decode()}';"
        " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )


@lru_cache
def _script() -> Markup:
    return Markup((TEMPLATES / "batch_index.js").read_text(encoding="utf-8").strip())


@lru_cache
def _style() -> Markup:
    parts = ("page/parts.css", "page/page.css", "batch_index.css")
    return Markup("\n".join((TEMPLATES / part).read_text(encoding="utf-8") for part in parts))
