"""The sections of a page about a channel test: each is shown by being a cell's last value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from salestoolkit.charts.channel_tests import channel_test_chart
from salestoolkit.core.channel_reading import Reading
from salestoolkit.reports.blocks import Record, Section, html, notebook_style
from salestoolkit.reports.channel_test_figures import looks_table, test_cards
from salestoolkit.reports.channel_test_record import reading_record
from salestoolkit.reports.drawn import drawn
from salestoolkit.sources.channel_folder import FolderReading
from salestoolkit.words import Words
from salestoolkit.words.channel_accounts import account_lines, old_results, reading_notes
from salestoolkit.words.channel_headline import reading_headline
from salestoolkit.words.channel_looks import look_lines
from salestoolkit.words.channel_said import say
from salestoolkit.words.channel_tests import meaning_line, next_steps, reading_details
from salestoolkit.words.errors import plain

TERMS = ("rate", "difference", "p", "chance", "loss", "looks", "sizes")
SECTIONS = (
    *("headline", "key_figures", "chart", "next_steps"),
    *("sentences", "looks", "accounts", "definitions", "record"),
)
"""Sections in the order of the notebook; the first four are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class ChannelTestPage:
    """One page. Each method is a section, shown by being a cell's last value."""

    found: FolderReading
    words: Words

    @property
    def reading(self) -> Reading:
        """The test as it was read."""
        return self.found.reading

    @property
    def title(self) -> str:
        """What the page is about."""
        return self._text("page.title", name=plain(self.reading.test.name))

    def headline(self) -> Section:
        """The verdict, and what it is about."""
        reading, words = self.reading, self.words
        successes = sum(arm.successes for arm in reading.arms)
        small = reading.small and successes and not reading.blocked
        head = html(
            "headline",
            kicker=self.title,
            headline=reading_headline(words, reading),
            facts=self._facts(),
            small=self._text("note.small", n=words.number(successes)) if small else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Each variant, the difference, the chance to be better, and what is still needed."""
        cards = test_cards(self.reading, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def chart(self) -> Section:
        """The variants with their intervals, and what sets them apart."""
        if self.reading.blocked or self.reading.money is not None:
            return Section()
        return Section((drawn(channel_test_chart, self.reading, self.words),))

    def next_steps(self) -> Section:
        """What the verdict means, and what to do."""
        block = html(
            "advice",
            leak_title=self._text("section.means"),
            leak=meaning_line(self.words, self.reading),
            evidence=" ".join(look_lines(self.words, self.reading)),
            actions_title=self._text("section.next"),
            about=None,
            actions=next_steps(self.words, self.reading),
        )
        return Section((block,))

    def sentences(self) -> Section:
        """The figures in sentences."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        lines = [*reading_details(self.words, self.reading), *self._notes()]
        return Section((title, html("list", title=self._text("section.said"), items=lines)))

    def looks(self) -> Section:
        """Every look so far, where there was more than one."""
        if len(self.reading.history) < 2 or self.reading.blocked:
            return Section()
        table = looks_table(self.reading, self.words, title=self._text("section.looks"))
        return Section((html("table", table=table),))

    def accounts(self) -> Section:
        """Where every lead and every row went."""
        lines = account_lines(self.words, self.reading.back)
        return Section((html("list", title=self._text("section.accounts"), items=lines),))

    def definitions(self) -> Section:
        """How each figure is computed."""
        terms = [
            (self._text(f"definition.{term}_term"), self._text(f"definition.{term}"))
            for term in TERMS
        ]
        level = self._text("page.level", level=self.words.percent(self.reading.test.level))
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=[level])))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/channel_test.schema.json``."""
        return reading_record(self.words, self.found)

    def _notes(self) -> list[str]:
        warning = old_results(self.words, self.reading.back, self.found.latest)
        own = self._text("note.own_arms") if self.found.own_arms else None
        unlogged = None if self.found.logged else self._text("note.unlogged")
        found = (*reading_notes(self.words, self.reading), warning, own, unlogged)
        return [note for note in found if note]

    def _facts(self) -> list[str]:
        words, reading = self.words, self.reading
        drawn = words.count("lead", reading.back.assigned, digits=0)
        counted = words.count("lead", len(reading.back.counted), digits=0)
        facts = [
            self._text("page.drawn", leads=drawn),
            self._text("page.counted", leads=counted),
            self._text("page.as_of", date=words.date(reading.back.as_of)),
        ]
        if reading.test.who:
            facts.insert(0, self._text("page.who", who=plain(reading.test.who, length=120)))
        return facts

    def _text(self, key: str, /, **fields: Any) -> str:
        return say(self.words, key, **fields)
