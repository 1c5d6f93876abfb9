"""The sections of a page about goals: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.charts.goal_pace import goal_pace_chart
from salestoolkit.charts.goal_plan import goal_plan_chart
from salestoolkit.core.goal_check import GoalCheck
from salestoolkit.core.goal_watch import Watched
from salestoolkit.core.part import Part
from salestoolkit.reports.blocks import Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.goal_figures import goal_cards, goal_record, goal_table, watch_table
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.words import Words
from salestoolkit.words.goal_check import check_headline, luck, next_steps
from salestoolkit.words.goal_progress import standing_sentences
from salestoolkit.words.goals import goal_sentence

TERMS = ("chance", "end", "pace", "luck")
SECTIONS = (
    *("headline", "key_figures", "pace", "next_steps", "all_goals"),
    *("watch", "plan", "sentences", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class GoalPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``checks`` are the page's own goals, the first of them its headline; ``teams`` the teams' goals
    beside them on the page for all.
    """

    part: Part | None
    as_of: date
    words: Words
    checks: tuple[GoalCheck, ...]
    teams: tuple[GoalCheck, ...] = ()
    watched: tuple[Watched, ...] = ()
    totals: Mapping[str, int]
    currency: str | None = None
    pipeline: str | None = None
    book: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the page is about."""
        if self.part is None:
            return self._text("page.title")
        return self._text(
            "page.title_part",
            dimension=dimension_label(self.words, self.part.dimension),
            value=value_label(self.words, self.part.dimension, self.part.value),
        )

    @property
    def main(self) -> GoalCheck | None:
        """The goal that the page begins with: its own, else the first of a team."""
        return next(iter((*self.checks, *self.teams)), None)

    @property
    def headline_text(self) -> str:
        """The sentence to repeat."""
        if self.main is None:
            return self._text("page.no_goal")
        return check_headline(self.words, self.main)

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        small = ""
        if self.main is not None and self.main.small:
            cases = self.words.count("past_case.genitive", self.main.n, digits=0)
            small = self._text("page.small", cases=cases)
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            small=small,
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """What is reached, the chance, where it will end, and the pace that it takes."""
        if self.main is None or self.main.reason is not None:
            return Section()
        cards = goal_cards(self.main, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def pace(self) -> Section:
        """What is reached month by month, and where it will end."""
        if self.main is None or len(self.main.path) < 2:
            return Section()
        return Section((drawn(goal_pace_chart, self.main, self.words),))

    def next_steps(self) -> Section:
        """Whether what is missing is luck, and what to do about it."""
        if self.main is None:
            what = "no_goal_all" if self.part is None else "no_goal_what"
            value = "" if self.part is None else name_of(self.part.value)
            told = self._text(f"page.{what}", value=value)
            title, steps = self._text("page.no_goal"), ["set_goal", "write_down"]
            actions = [self._text(f"action.{step}") for step in steps]
        else:
            told = luck(self.words, self.main) or goal_sentence(self.words, self.main.goal)
            missing = self.main.standing is not None and self.main.standing.left
            title = self._text("section.luck" if missing else "figure.goal")
            actions = next_steps(self.words, self.main)
        block = html(
            "advice",
            leak_title=title,
            leak=told,
            evidence=None,
            actions_title=self._text("section.actions"),
            about=None,
            actions=actions,
        )
        return Section((block,))

    def all_goals(self) -> Section:
        """Every goal of the page in a line, where there is more than one; never those of people."""
        if len(self.checks) + len(self.teams) < 2:
            return Section()
        title = self._text("section.goals")
        table = goal_table((*self.checks, *self.teams), self.words, title=title)
        return Section((html("table", table=table),))

    def watch(self) -> Section:
        """What the goals of the page ask to be watched on the way."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        if not self.watched:
            return Section((title,))
        return Section((title, html("table", table=watch_table(self.watched, self.words))))

    def plan(self) -> Section:
        """The attempts that are needed from today, month by month."""
        found = self.main.standing if self.main else None
        if found is None or not found.plan.months or found.plan.done:
            return Section()
        return Section((drawn(goal_plan_chart, found.plan, self.words),))

    def sentences(self) -> Section:
        """Each goal of the page in sentences."""
        blocks: list[Html] = []
        for check in self.checks or self.teams[:1]:
            if check.standing is None:
                continue
            said = standing_sentences(self.words, check.standing)
            title = self._text("page.goal", name=name_of(check.goal.name))
            sentences = [goal_sentence(self.words, check.goal), *said]
            blocks.append(html("list", title=title, items=sentences))
        return Section(tuple(blocks))

    def definitions(self) -> Section:
        """How each figure is computed, and what the page was made of."""
        terms = [
            (self._text(f"definition.{term}_term"), self._text(f"definition.{term}"))
            for term in TERMS
        ]
        lines = [self._text("page.level"), *origin_lines(self.book, self.words)]
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=lines)))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/goal_check.schema.json``."""
        return goal_record(self)

    def _facts(self) -> list[str]:
        words = self.words
        deals = words.count("deal", self.totals["deals"])
        told = [words.text("report.page.deals", deals=deals, date=words.date(self.as_of))]
        if self.part is None:
            told.insert(0, words.text("report.page.all"))
        if self.pipeline is not None:
            told.append(words.text("report.page.pipeline", pipeline=name_of(self.pipeline)))
        if self.main is None:
            return told
        goal = self.main.goal
        told.append(self._text("page.goal", name=name_of(goal.name)))
        if goal.who and self.part is None:
            told.append(self._text("page.who", who=name_of(goal.who)))
        if goal.start and goal.until:
            days = {"start": words.date(goal.start), "until": words.date(goal.until)}
            told.append(self._text("page.period", **days))
        return told

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"goal_check.{key}", **fields)
