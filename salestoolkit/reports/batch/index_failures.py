"""What an index says of reports that failed: first what was wrong, then what there is instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from salestoolkit.reports.batch.index_rows import Link, day_made, label_of
from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.batch.subjects import by_subject, in_language
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

SENTENCE_LENGTH = 600


def failures(shown: Sequence[Entry], words: Words, *, own: bool) -> dict[str, Any]:
    """Reports that failed; those about one subject, for one reason, together.

    ``own`` is whether the reader only gets reports: what was wrong is for who looks after them.
    """
    return {
        "title": words.text("batch_index.failed.title"),
        "lead": words.text("batch_index.failed.lead"),
        "reports": [
            _failure(same, failed, sentence, words, own=own)
            for same in by_subject(shown)
            for sentence, failed in _by_sentence(same, words, own=own).items()
        ],
    }


def _by_sentence(same: Sequence[Entry], words: Words, *, own: bool) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in same:
        if entry.status == "failed":
            sentence = words.text("batch_index.failed.own")
            if not own and entry.error is not None:
                sentence = plain(entry.error["sentence"], length=SENTENCE_LENGTH)
            found.setdefault(sentence, []).append(entry)
    return found


def _failure(
    same: Sequence[Entry], failed: Sequence[Entry], sentence: str, words: Words, *, own: bool
) -> dict[str, Any]:
    pages = any(entry.files for entry in failed)
    return {
        "label": label_of(in_language(same, words.language)),
        "sentence": sentence,
        "links": [
            link
            for entry in failed
            for link in _links(entry, words, several=len(same) > 1, own=own)
        ],
        "texts": [] if pages else [words.text("batch_index.failed.no_last")],
    }


def _links(entry: Entry, words: Words, *, several: bool, own: bool) -> Iterator[Link]:
    ways = []
    if entry.partial and not own:
        ways.append((entry.partial, words.text("batch_index.failed.partial")))
    if entry.files:
        day = day_made(entry, words)
        ways.append((entry.files[0].name, words.text("batch_index.failed.last", date=day)))
    for name, text in ways:
        shown = f"{text} ({entry.language.upper()})" if several else text
        yield Link(quote(name), shown, f"{label_of(entry)}: {shown}")
