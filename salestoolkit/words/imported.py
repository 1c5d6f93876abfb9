"""What an import did, in words: for the command line and for the widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salestoolkit.sources.books.names import PROCESS
from salestoolkit.sources.books.store import QUARANTINE_FOR_PEOPLE
from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words

if TYPE_CHECKING:
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.sources.import_summary import FileSummary, ImportSummary

ARROW = " → "
SHOWN = 25
"""Columns and stages listed before the rest is only counted."""


@dataclass(frozen=True)
class Section:
    """A heading with lines below it, and counts in a column of their own."""

    title: str
    lines: tuple[str, ...] = ()
    counts: tuple[tuple[str, str], ...] = ()


def import_sections(summary: ImportSummary, words: Words) -> tuple[Section, ...]:
    """All that an import has to say, section by section, in the order of reading."""
    say = _Says(summary, words)
    found = (
        Section(say("title", book=plain(summary.book), source=plain(summary.source))),
        Section(say("read"), tuple(say.files())),
        Section(say("process"), tuple(say.process())),
        Section(say("flags"), counts=say.counts("flags", summary.flags)),
        Section(say("reasons"), tuple(say.quarantine()), say.counts("reasons", summary.reasons)),
        Section(say("notes"), tuple(say.notes())),
        Section(say("changes"), tuple(say.changes())),
        Section(say("sum"), tuple(say.sum())),
    )
    return (found[0], *(part for part in found[1:] if part.lines or part.counts))


class _Says:
    """Sentences about one summary."""

    def __init__(self, summary: ImportSummary, words: Words) -> None:
        self.summary = summary
        self.words = words

    def __call__(self, key: str, **fields: Any) -> str:
        return self.words.text(f"import.summary.{key}", **fields)

    def counts(self, table: str, tally: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
        return tuple((self._named(table, key), self.words.number(n)) for key, n in tally.items())

    def files(self) -> Iterator[str]:
        for file in self.summary.files:
            kind = self._named("kinds", file.kind)
            name = plain(file.file)
            if file.sheet:
                name = self("sheet", file=name, sheet=plain(file.sheet))
            yield self("file", file=name, kind=kind, rows=self.words.count("row", file.rows))
            yield from self._columns(file)

    def _columns(self, file: FileSummary) -> Iterator[str]:
        used = [
            self("column", header=plain(header), field=self._named("fields", name))
            for header, name in file.used.items()
        ]
        yield self("used", columns=self._listed(used))
        if file.ignored:
            yield self("not_used", columns=self._listed([plain(name) for name in file.ignored]))
        missing = [self._named("fields", name) for name in file.missing]
        yield self("missing", fields=self._listed(missing)) if missing else self("all_found")

    def process(self) -> Iterator[str]:
        path = plain(self.summary.book / PROCESS, length=300)
        for process in self.summary.processes if self.summary.first else ():
            yield self._process(process)
        if self.summary.first and any(process.stages for process in self.summary.processes):
            yield self("process_edit", path=path)
        for stages in self.summary.stages_added.values():
            yield self("stages_added", path=path, stages=self._listed(stages, ARROW))
        if self.summary.process_copy:
            yield self("process_copy", path=plain(self.summary.process_copy, length=300))

    def _process(self, process: SalesProcess) -> str:
        name = plain(process.name)
        if not process.stages:
            return self("no_stages", name=name)
        stages = [plain(stage.name) for stage in process.stages]
        return self("process_line", name=name, stages=self._listed(stages, ARROW))

    def quarantine(self) -> Iterator[str]:
        if self.summary.reasons:
            path = self.summary.book / QUARANTINE_FOR_PEOPLE
            yield self("reasons_path", path=plain(path, length=300))

    def notes(self) -> Iterator[str]:
        for note in self.summary.notes:
            fields = {
                name: plain(value, length=400) if isinstance(value, str) else value
                for name, value in note.fields.items()
            }
            yield self.words.text(f"import.notes.{note.code}", **fields)
        told = any(note.code == "several_currencies" for note in self.summary.notes)
        if len(self.summary.currencies) > 1 and not told:
            named = [currency or "?" for currency in self.summary.currencies]
            yield self("currencies", currencies=self._listed(named))
        for source, day in self.summary.other_sources.items():
            yield self("other_sources", source=plain(source), date=day)

    def changes(self) -> Iterator[str]:
        summary = self.summary
        if summary.first:
            yield self("first")
            return
        if summary.older and summary.nothing_new and not summary.already_read:
            yield self("older")
            return
        if summary.already_read or summary.nothing_new:
            yield self("already_read" if summary.already_read else "nothing_new")
            return
        for key in ("added", "changed", "moved", "absent"):
            if key != "absent" or summary.absent:
                yield self(key, n=getattr(summary, key))
        if summary.older:
            yield self("older")

    def sum(self) -> Iterator[str]:
        summary, words = self.summary, self.words
        yield self(
            "rows",
            read=words.count("row", summary.rows),
            in_book=summary.in_book,
            repeated=summary.repeated,
            quarantined=summary.quarantined,
        )
        for table, n in summary.tables.items():
            yield self("table", table=table, rows=words.count("row", n))
        deals = words.count("deal", summary.deals)
        yield self("deals", deals=deals, won=summary.won, lost=summary.lost, open=summary.open)
        path = plain(summary.book, length=300)
        if summary.deals:
            yield self("as_of", date=summary.as_of, zone=summary.timezone)
        yield self("place", path=path)
        if summary.deals:
            yield self("next", path=path)

    def _named(self, table: str, key: str) -> str:
        """Words for a key; the key itself where a team's own mapping made it up."""
        name = f"import.{table}.{key}"
        return self.words.text(name) if self.words.has(name) else key

    def _listed(self, parts: list[str], separator: str = ", ") -> str:
        shown = separator.join(parts[:SHOWN])
        rest = len(parts) - SHOWN
        return f"{shown}{separator}… (+{self.words.number(rest)})" if rest > 0 else shown
