"""The sections of a team's own page: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import salestoolkit
from salestoolkit.charts.text import wrap
from salestoolkit.charts.theme import TITLE_SIZE
from salestoolkit.core.figures import Figure, Unit
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.figures import figure_record, plain_value
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.page import origin_of
from salestoolkit.reports.tables import Cell, Table, about
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from salestoolkit.book.deal_book import DealBook

FORMAT = "salestoolkit/own_report/1"
"""Name and number of the layout of an own page's record."""


@dataclass(frozen=True, kw_only=True)
class OwnFigure:
    """A figure with what the page calls it, and the rule by which it was counted."""

    figure: Figure
    label: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``texts`` are the notebook's own words in the page's language. ``only`` are the columns of the deals
    that the page is about one value of; ``""`` is the page of the deals without one.
    """

    name: str
    texts: Mapping[str, str]
    words: Words
    book: DealBook
    only: Mapping[str, str]

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.say("title")

    @property
    def as_of(self) -> date:
        """Day at whose end the deals are seen."""
        return self.book.as_of

    @cached_property
    def deals(self) -> pd.DataFrame:
        """One row a deal: see `salestoolkit.book.frames.deals_frame`."""
        return self.book.deals_frame()

    def say(self, key: str, /, **fields: Any) -> str:
        """One of the notebook's texts; numbers and dates in it are written as the language does.

        Raises
        ------
        ReportError
            ``own_text_missing``, ``own_text_field``.
        """
        if key not in self.texts:
            raise ReportError("own_text_missing", value=key, language=self.words.language)
        shown = {name: self._shown(value) for name, value in fields.items()}
        try:
            return self.texts[key].format(**shown)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise ReportError("own_text_field", value=self.texts[key], field=str(error)) from error

    def figure(
        self,
        name: str,
        value: float | None,
        *,
        n: int,
        unit: Unit = "deals",
        currency: str | None = None,
        low: float | None = None,
        high: float | None = None,
    ) -> OwnFigure:
        """A figure with everything that it rests on.

        Parameters
        ----------
        name : str
            Key of its label among the texts; with ``_rule`` behind it, of how it is counted.
        value : float or None
            The value; a share is 0-1, None is not known.
        n : int
            The denominator, or how many deals are behind it.
        low, high : float, optional
            Ends of its 95 % interval; left out for what was counted rather than estimated.
        """
        figure = Figure(
            name=name,
            value=None if is_unknown(value) else value,
            low=low,
            high=high,
            n=n,
            unit=unit,
            as_of=self.as_of,
            definition=name,
            currency=currency,
        )
        return OwnFigure(figure=figure, label=self.say(name), rule=self.say(f"{name}_rule"))

    def headline(self, sentence: str) -> Section:
        """The sentence to repeat, and what it is about."""
        head = html("headline", kicker=self.title, headline=sentence, facts=self._facts(), small="")
        return Section((notebook_style(), head))

    def figures(self, *figures: OwnFigure) -> Section:
        """Figures side by side, each with its interval, n and date."""
        title = self.words.text("report.section.figures")
        return Section(
            (html("figures", title=title, figures=[self._card(one) for one in figures]),)
        )

    def chart(self, chart: alt.TopLevelMixin, *, title: str, says: str | None = None) -> Section:
        """A chart in our look, drawn for paper and for a phone; nothing is fetched.

        Parameters
        ----------
        chart : altair chart
            One of aggregated rows; its width and its title are set here.
        says : str, optional
            What it shows, for those who do not see it; else its title.
        """
        return Section((drawn(_fitted, chart, title, says or title),))

    def table(self, frame: pd.DataFrame, *, title: str, note: str | None = None) -> Section:
        """A table: the first column names the rows, numbers are written as the language does."""
        rows = [
            tuple(Cell(self._shown(value)) for value in row)
            for row in frame.itertuples(index=False, name=None)
        ]
        columns = [name_of(column) for column in frame.columns]
        table = Table(title=title, columns=columns, rows=rows, note=note)
        return Section((html("table", table=table),))

    def definitions(self, *figures: OwnFigure) -> Section:
        """How each figure is counted, and where the data come from."""
        terms = [(one.label, one.rule) for one in figures]
        title = self.words.text("report.section.definitions")
        return Section(
            (
                html("definitions", title=title, terms=terms),
                html("colophon", lines=origin_lines(origin_of(self.book), self.words)),
            )
        )

    def record(self, *figures: OwnFigure, headline: str = "", **more: Any) -> Section:
        """What the page says for a program, under ``content/schemas/own_report.schema.json``.

        The index of a batch shows the headline, and how the first figures have changed since last week.

        Parameters
        ----------
        more
            Whatever else a program should read, by name.
        """
        content = {
            "format": FORMAT,
            "version": salestoolkit.__version__,
            "language": self.words.language,
            "report": self.name,
            "title": self.title,
            "headline": headline,
            "as_of": self.as_of.isoformat(),
            "book": plain_value(origin_of(self.book)),
            "only": dict(self.only),
            "figures": {
                one.figure.name: {
                    "label": one.label,
                    **figure_record(one.figure, self.words, one.rule),
                }
                for one in figures
            },
            "more": plain_value(more),
        }
        return Section((Record(content),))

    def _facts(self) -> Sequence[str]:
        words = self.words
        deals = words.count("deal", len(self.deals))
        told = [
            f"{dimension_label(words, column)}: {value_label(words, column, value)}"
            for column, value in self.only.items()
        ]
        return [
            *(told or [words.text("report.page.all")]),
            words.text("report.page.deals", deals=deals, date=words.date(self.as_of)),
        ]

    def _card(self, own: OwnFigure) -> dict[str, Any]:
        figure, words = own.figure, self.words
        shown, interval = about(figure, words)
        unknown = figure.value is None
        counted = "report.page.census" if interval is None else "report.page.interval"
        count = words.text("report.page.n", n=figure.n)
        return {
            "label": own.label,
            "value": words.text("report.page.unknown") if unknown else shown,
            "unknown": unknown,
            "lines": [] if unknown else [words.text(counted, interval=interval)],
            "rests": f"{count} · {words.date(figure.as_of, short=True)}",
        }

    def _shown(self, value: Any) -> str:
        if isinstance(value, str):
            return name_of(value)
        if isinstance(value, date):
            return self.words.date(value, short=True)
        return self.words.number(value)


def _fitted(chart: alt.TopLevelMixin, title: str, says: str, *, width: int) -> Any:
    """The chart, its axes included, as wide as its place, under a title that is never cut."""
    import altair as alt

    heading = alt.TitleParams(text=wrap(title, width, TITLE_SIZE, bold=True), frame="bounds")
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    return chart.properties(width=width, autosize=fit, description=says, title=heading)
