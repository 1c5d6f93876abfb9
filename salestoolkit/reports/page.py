"""What the funnel audit's notebook calls: one page of a deal book, section by section."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from altair.utils.schemapi import debug_mode

import salestoolkit
from salestoolkit.book.deal_book import DealBook
from salestoolkit.charts.curves import win_curve_chart
from salestoolkit.charts.funnel import funnel_chart
from salestoolkit.charts.leaks import leak_chart
from salestoolkit.charts.render import spec
from salestoolkit.charts.time_in_stage import time_in_stage_chart
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit, Part, audit_funnel
from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.reports import tables
from salestoolkit.reports.blocks import Chart, Html, Record, Section, html, notebook_style
from salestoolkit.reports.figures import audit_record
from salestoolkit.reports.labels import name_of, part_title, value_label
from salestoolkit.sources.store import open_book
from salestoolkit.words import Finding, Words, load_words

KEY_FIGURES = ("win_probability", "cycle_days", "open_value", "largest_leak")
WAYS_TO_COUNT = (
    *("win_probability", "win_rate_closed", "win_rate_lowest", "win_rate_highest"),
    *("win_rate_mature", "win_probability_stale_lost"),
    *("cycle_days", "cycle_days_won", "cycle_days_lost"),
    *("mean_won_value", "won_value", "open_value", "deals", "won", "lost", "open"),
)
WIDE, NARROW = 720, 340
"""Widths of a chart in pixels, on paper and on a phone."""
MOST_ACTIONS = 3
SECTIONS = (
    *("headline", "key_figures", "funnel", "next_steps", "more_findings"),
    *("stages", "time_in_stage", "leaks", "win_curve", "win_rates"),
    *("limits", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""

Draw = Callable[..., Any]


@lru_cache(maxsize=4)
def read_book(path: str, as_of: str | None = None, currency: str | None = None) -> DealBook:
    """The book that pages are made of; read once by a process and all that are forked from it.

    Parameters
    ----------
    as_of : str, optional
        Day as at whose end the book is seen, YYYY-MM-DD; that of the last export where not given.
    currency : str, optional
        Only deals in this currency; ``""`` for deals without one.
    """
    book = open_book(path, as_of=_day(as_of))
    return book if currency is None else book.where(currency=currency or None)


def open_page(
    book: str | Path,
    *,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
) -> FunnelPage:
    """The page of all deals, or of those with one value of a column.

    Parameters
    ----------
    book : path
        Folder of the deal book.
    dimension : str, optional
        Column of the deals; None for the page of all deals.
    value : str
        The column's value; ``""`` for the deals without one.
    language : str
        ``en`` or ``pl``.
    currency, as_of : str, optional
        See `read_book`.
    pipeline : str, optional
        Name of the pipeline; the one with the most deals where not given.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book or a parameter.
    """
    opened = read_book(str(book), as_of, currency)
    part = None if dimension is None else Part(dimension=dimension, value=value)
    audit = audit_funnel(opened, pipeline=pipeline, part=part, currency=currency)
    return FunnelPage(
        audit=audit,
        words=load_words(language),
        currency=currency,
        pipeline=pipeline,
        book=_origin(opened),
    )


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: what its libraries set up once is then there for all pages.

    What is wrong with the parameters is left for the page itself to say.
    """
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


@dataclass(frozen=True, kw_only=True)
class FunnelPage:
    """One page. Each method is a section, shown by being a cell's last value."""

    audit: FunnelAudit
    words: Words
    currency: str | None = None
    pipeline: str | None = None
    book: dict[str, Any]

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.audit.part
        if part is None:
            return self._text("page.title")
        return part_title(self.words, part.dimension, part.value)

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        small = "few_deals" in self.audit.limits
        head = html(
            "headline",
            kicker=self.title,
            headline=self.words.headline(self.audit),
            facts=self._facts(),
            small=self._text("page.small") if small else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Four figures, each with its interval, n and date."""
        figures = [self._key_figure(self.audit.figures[name]) for name in KEY_FIGURES]
        return Section((html("figures", title=self._text("section.figures"), figures=figures),))

    def funnel(self) -> Section:
        """The funnel as people know it."""
        return Section((self._chart(funnel_chart),))

    def next_steps(self) -> Section:
        """The largest leak, and what to do about it."""
        leak, source = self._leading_findings()
        steady = self.words.texts("actions.steady") if self.audit.figures["deals"].n else ()
        block = html(
            "advice",
            leak_title=self._text("section.leak"),
            leak=leak.sentence if leak else self._text("leak.none"),
            evidence=leak.evidence if leak else None,
            actions_title=self._text("section.actions"),
            about=source.sentence if source and source is not leak else None,
            actions=source.actions[:MOST_ACTIONS] if source else steady,
        )
        return Section((block,))

    def more_findings(self) -> Section:
        """What else stands out."""
        rest = self._other_findings()
        if not rest:
            return Section()
        return Section((html("findings", title=self._text("section.findings"), findings=rest),))

    def stages(self) -> Section:
        """Stage by stage."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        return Section((title, self._table(tables.stage_table(self.audit, self.words))))

    def time_in_stage(self) -> Section:
        """How long deals stay at each stage."""
        return Section((self._chart(time_in_stage_chart),))

    def win_curve(self) -> Section:
        """How many are won by each day since they began."""
        return Section((self._chart(win_curve_chart),))

    def leaks(self) -> Section:
        """What each stage costs."""
        table = tables.leak_table(self.audit, self.words)
        if not table.rows:
            return Section()
        return Section((self._chart(leak_chart), self._table(table)))

    def win_rates(self) -> Section:
        """The figures that people usually quote, beside those that allow for open deals."""
        title = self._text("section.win_rates")
        table = tables.figure_table(self.audit, self.words, WAYS_TO_COUNT, title=title)
        return Section((self._table(table),))

    def limits(self) -> Section:
        """What this book cannot tell, and how far its dates can be trusted."""
        blocks: list[Html] = []
        if self.audit.limits:
            items = [self.words.text(f"limits.{code}") for code in self.audit.limits]
            blocks.append(html("list", title=self._text("section.limits"), items=items))
        if len(self.audit.trust):
            blocks.append(self._table(tables.trust_table(self.audit, self.words)))
        return Section(tuple(blocks))

    def definitions(self) -> Section:
        """How each figure is computed, and what the page was made of."""
        defined = [figure.definition for figure in self.audit.figures.values()]
        terms = [
            (self.words.text(f"report.figure.{key}"), self.words.text(f"definitions.{key}"))
            for key in dict.fromkeys(defined)
        ]
        terms.append(
            (self._text("section.funnel"), self.words.text(f"definitions.{self.audit.definition}"))
        )
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=self._colophon())))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/funnel_audit.schema.json``."""
        return audit_record(
            self.audit,
            self.words,
            title=self.title,
            headline=self.words.headline(self.audit),
            pipeline=self.pipeline,
            book=self.book,
            version=salestoolkit.__version__,
        )

    def _key_figure(self, figure: Figure) -> dict[str, Any]:
        unknown = figure.value is None
        lines = [tables.note_of(figure, self.words) if unknown else self._leak_stage(figure)]
        shown, interval = tables.about(figure, self.words)
        if interval is not None and not unknown:
            lines.append(self._text("page.interval", interval=interval))
        elif figure.note == "census":
            lines.append(self._text("page.census"))
        day = self.words.date(figure.as_of, short=True)
        missing = "page.none" if figure.note == "no_leak_named" else "page.unknown"
        return {
            "label": self._text(f"figure.{figure.name}"),
            "value": self._text(missing) if unknown else shown,
            "unknown": unknown,
            "lines": [line for line in lines if line],
            "rests": f"{self._text('page.n', n=figure.n)} · {day}",
        }

    def _leak_stage(self, figure: Figure) -> str | None:
        if figure.name != "largest_leak" or not self.audit.leak_stage:
            return None
        stage = self.audit.process.stage(self.audit.leak_stage)
        return self._text("page.stage_name", stage=name_of(stage.name))

    def _leading_findings(self) -> tuple[Finding | None, Finding | None]:
        """The largest leak, and the finding that says what to do: the leak, where it is known."""
        findings = self.words.findings(self.audit)
        leak = next((one for one in findings if one.kind == "leak"), None)
        return leak, next((one for one in findings if one.actions), None)

    def _other_findings(self) -> list[Finding]:
        """Findings that the page has not told yet, at its head or beside what to do."""
        told = self._leading_findings()
        findings = self.words.findings(self.audit)
        return [one for one in findings if one.kind != "headline" and one not in told]

    def _facts(self) -> list[str]:
        """What the page is about, in a line: part, count and date, pipeline, currency."""
        deals = self.words.count("deal", self.audit.figures["deals"].n)
        day = self.words.date(self.audit.as_of)
        facts = [self._text("page.deals", deals=deals, date=day)]
        if self.audit.part is None:
            facts.insert(0, self._text("page.all"))
        if self.pipeline is not None:
            facts.append(self._text("page.pipeline", pipeline=name_of(self.pipeline)))
        return [*facts, *self._money_fact()]

    def _money_fact(self) -> list[str]:
        """In which currency the amounts are; on the page of deals without one, that it is so."""
        if self.currency == "":
            return [value_label(self.words, "currency", "")]
        if self.audit.currency:
            return [self._text("page.currency", currency=name_of(self.audit.currency))]
        valued = any(self.audit.figures[name].value for name in ("won_value", "open_value"))
        return [self._text("page.no_currency")] if valued else []

    def _colophon(self) -> list[str]:
        level = self.words.percent(self.audit.figures["win_probability"].level)
        lines = [self._text("page.level", level=level)]
        for name, days in self.book["sources"].items():
            day = date.fromisoformat(days["last"])
            lines.append(self._text("page.source", name=name_of(name), day=day))
        if self.book["rows"]:
            lines.append(self._text("page.rows", **self.book["rows"]))
        return [*lines, self._text("page.made", version=salestoolkit.__version__)]

    def _chart(self, draw: Draw) -> Chart:
        # Altair checks every piece of a chart as it is made, and the whole again in the end.
        with debug_mode(False):
            charts = [draw(self.audit, self.words, width=width) for width in (WIDE, NARROW)]
            wide, narrow = (spec(chart) for chart in charts)
        return Chart(wide, narrow)

    def _table(self, table: tables.Table) -> Html:
        return html("table", table=table)

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"report.{key}", **fields)


def _origin(book: DealBook) -> dict[str, Any]:
    """Where the book comes from: its sources with their first and last export, and the rows read."""
    read = [entry["rows"] for entry in book.provenance.get("imports", ())]
    names = ("read", "in_book", "repeated", "quarantined")
    return {
        "timezone": book.timezone,
        "sources": dict(book.provenance.get("sources", {})),
        "rows": {name: sum(rows[name] for rows in read) for name in names} if read else None,
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue("not_a_date", field="as_of", value=text) from error
