"""The sections of a funnel page: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import salestoolkit
from salestoolkit.charts.curves import win_curve_chart
from salestoolkit.charts.funnel import funnel_chart
from salestoolkit.charts.leaks import leak_chart
from salestoolkit.charts.time_in_stage import time_in_stage_chart
from salestoolkit.core.drill_counts import Drill
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.reports import drill, tables
from salestoolkit.reports.blocks import Chart, Html, Record, Section, html, notebook_style
from salestoolkit.reports.detail_sections import CHAPTERS
from salestoolkit.reports.drawn import Draw, drawn
from salestoolkit.reports.facts import card, colophon, facts
from salestoolkit.reports.figures import audit_record
from salestoolkit.reports.labels import part_label
from salestoolkit.reports.plain_results import details_record
from salestoolkit.reports.tables_flow import flow_definitions
from salestoolkit.words import Finding, Words
from salestoolkit.words.changes import changes_notes
from salestoolkit.words.what_works import what_works_limits

KEY_FIGURES = ("win_probability", "cycle_days", "open_value", "largest_leak")
WAYS_TO_COUNT = (
    *("win_probability", "win_rate_closed", "win_rate_lowest", "win_rate_highest"),
    *("win_rate_mature", "win_probability_stale_lost"),
    *("cycle_days", "cycle_days_won", "cycle_days_lost"),
    *("mean_won_value", "won_value", "open_value", "deals", "won", "lost", "open"),
)
MOST_ACTIONS = 3
PLAIN = ("drop_out", "stale", "slow", "open", "biased")
"""Kinds of findings that describe rather than claim."""
SECTIONS = (
    *("headline", "key_figures", "funnel", "next_steps", "more_findings"),
    *("stages", "time_in_stage", "leaks"),
    *("win_curve", "win_rates"),
    *("limits", "definitions", "record"),
)
"""Sections in the order of the notebook, the chapters between the leaks and the win curve; the first
five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class FunnelPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``whole`` is whether its audit is a whole one, with chapters to be listed.
    """

    audit: FunnelAudit
    words: Words
    currency: str | None = None
    pipeline: str | None = None
    book: Mapping[str, Any]
    for_leader: bool = False
    whole: bool = True

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.audit.part
        if part is None:
            return self._text("page.title")
        return self._text("page.title_part", part=part_label(self.words, part.columns))

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        small = "few_deals" in self.audit.limits
        head = html(
            "headline",
            kicker=self.title,
            headline=self.words.headline(self.audit),
            facts=facts(self.audit, self.words, pipeline=self.pipeline, currency=self.currency),
            small=self._text("page.small") if small else "",
            leader=self._text("page.leader") if self.for_leader else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Four figures, each with its interval, n and date."""
        figures = [card(self.audit.figures[name], self.audit, self.words) for name in KEY_FIGURES]
        return Section((html("figures", title=self._text("section.figures"), figures=figures),))

    def funnel(self) -> Section:
        """The funnel as people know it."""
        return Section((self._chart(funnel_chart),))

    def next_steps(self) -> Section:
        """What costs most, and what to do about it."""
        leak, source = self._leading_findings()
        first = leak or (source if source and source.kind not in PLAIN else None)
        steady = self.words.texts("actions.steady") if self.audit.figures["deals"].n else ()
        block = html(
            "advice",
            leak_title=self._text("section.first" if first and not leak else "section.leak"),
            leak=first.sentence if first else self._text("leak.none"),
            evidence=first.evidence if first else None,
            actions_title=self._text("section.actions"),
            about=source.sentence if source and source is not first else None,
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
        contents = (self._contents(),) if self.whole else ()
        table = tables.stage_table(self.audit, self.words)
        if not table.rows:
            return Section((title, *contents))
        return Section((title, *contents, self._table(table)))

    def _contents(self) -> Html:
        """The chapters that have anything to say."""
        told = [
            (name, self._text(f"section.{name}"))
            for name, one in self._chapters.items()
            if one.blocks
        ]
        told.append(("win_rates", self._text("section.win_rates")))
        return html("contents", title=self._text("section.details"), chapters=told)

    def time_in_stage(self) -> Section:
        """How long deals stay at each stage; nothing where no stay has a known time."""
        if not self.audit.stages["timed"].fillna(0).any():
            return Section()
        return Section((self._chart(time_in_stage_chart),))

    def chapter(self, name: str) -> Section:
        """One of the chapters in `salestoolkit.reports.detail_sections`; empty where it says nothing."""
        return self._chapters[name]

    @cached_property
    def _chapters(self) -> dict[str, Section]:
        """Each is made once: the list of chapters must know which have anything to say."""
        return {name: make(self.audit, self.words) for name, make in CHAPTERS.items()}

    def win_curve(self) -> Section:
        """How many are won by each day since they began; opens the chapter of all figures."""
        title = self._text("section.win_rates")
        head = html("chapter", name="win_rates", title=title, notes=())
        return Section((head, self._chart(win_curve_chart)))

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
        """What this book cannot tell."""
        items = [self.words.text(f"limits.{code}") for code in self.audit.limits]
        if self.audit.works is not None:
            items += what_works_limits(self.words, self.audit.works)
        if not items:
            return Section()
        return Section((html("list", title=self._text("section.limits"), items=items),))

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
        if self.audit.flow is not None:
            terms += flow_definitions(self.audit.flow, self.words)
        if self.audit.changes is not None:
            compared = " ".join(changes_notes(self.words, self.audit.changes))
            terms.append((self._text("section.changes"), compared))
        listed = drill.deals_note(self._drill, self.words, self.currency)
        if listed is not None:
            terms.append((self.words.text("drill.page.title"), listed))
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=colophon(self.audit, self.words, self.book))))

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
            details=details_record(self.audit, self.words),
            deals=drill.selection_record(self._drill, self.currency),
        )

    @cached_property
    def _findings(self) -> list[Finding]:
        return self.words.findings(self.audit)

    def _leading_findings(self) -> tuple[Finding | None, Finding | None]:
        """The largest leak, and the finding that says what to do: the leak, where it is known."""
        findings = self._findings
        leak = next((one for one in findings if one.kind == "leak"), None)
        # good news may weigh more in money, but what stands beside a leak must be about the leak
        first = [leak, *findings] if leak is not None else findings
        return leak, next((one for one in first if one.actions), None)

    def _other_findings(self) -> list[Finding]:
        """Findings that the page has not told yet, at its head or beside what to do."""
        told = self._leading_findings()
        return [one for one in self._findings if one.kind != "headline" and one not in told]

    @property
    def _drill(self) -> Drill:
        """The way from the page's numbers to the deals behind them."""
        return Drill(audit=self.audit, pipeline=self.pipeline)

    def _chart(self, draw: Draw) -> Chart:
        return drawn(draw, self.audit, self.words)

    def _table(self, table: tables.Table) -> Html:
        return html("table", table=table)

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"report.{key}", **fields)
