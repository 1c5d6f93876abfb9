"""Kinds of page: the module that makes each, and what it is about beside a deal book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salestoolkit.errors import BookError, ReportError

FORMATS = ("html", "json", "pdf", "ipynb", "csv", "xlsx")
"""Kinds of file that a page is written as."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a page is about beside the deals: a file, or a folder, of the team's.

    ``parameter`` is its name in the notebook, and after two dashes on the command line. ``check``
    raises what is wrong with it before a page is begun. ``required`` is whether there is no page
    without it.
    """

    parameter: str
    metavar: str
    check: Callable[[Path], None]
    required: bool = True

    @property
    def option(self) -> str:
        """How it is asked for on the command line."""
        return f"--{self.parameter}"


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """A kind of page: its module opens a page, and rehearses one.

    ``of_deals`` is whether it is made from a deal book, for all deals and for parts of them; else the
    book is what it may look things up in, and there is one page. ``since`` is whether it compares with
    an earlier day that may be named, ``period`` whether it is about a month, quarter or year that may
    be named, ``lists`` whether its deals can be written as CSV, ``people`` whether a leader's page breaks
    deals down by owner too, ``within`` whether its page of a part can be seen among the deals with
    certain values of other columns alone. ``by_currency`` is whether each currency gets a page of its
    own, ``own_amounts`` whether amounts beside the deals have currencies of their own, so that one may
    be chosen that does not tell the deals apart. ``columns`` are those that pages can be made by where
    these are not the usual ones: its module then says the values that each has (``parts``).
    ``options`` are names of further things that it may be told, as text. ``after`` is called with the
    book's folder and the record of each page once its files are written.
    """

    name: str
    module: str
    subject: Subject | None = None
    of_deals: bool = True
    since: bool = False
    period: bool = False
    lists: bool = False
    people: bool = False
    within: bool = False
    by_currency: bool = True
    own_amounts: bool = False
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    after: Callable[[Path, Mapping[str, Any]], None] | None = None

    @property
    def path(self) -> str:
        """The module's full name."""
        return f"salestoolkit.reports.{self.module}"

    def subject_in(self, given: Mapping[str, Path]) -> Path | None:
        """The subject among what was given by parameter, once it is known to be good.

        Raises
        ------
        ReportError
            ``report_needs`` where it is missing, ``report_without`` where another was given, and what
            the subject's own check finds.
        BookError
            ``file_missing``.
        """
        own = self.subject
        for name in given:
            if own is None or name != own.parameter:
                users = [kind.name for kind in KINDS.values() if kind.takes(name)]
                allowed = ", ".join(users)
                raise ReportError(
                    "report_without", value=self.name, option=f"--{name}", allowed=allowed
                )
        if own is None:
            return None
        path = given.get(own.parameter)
        if path is None:
            if not own.required:
                return None
            raise ReportError("report_needs", value=self.name, option=f"{own.option} {own.metavar}")
        if not path.exists():
            raise BookError("file_missing", file=str(path))
        own.check(path)
        return path

    def takes(self, parameter: str) -> bool:
        """Whether its pages are about something given by this parameter."""
        return self.subject is not None and self.subject.parameter == parameter


def _goals(path: Path) -> None:
    from salestoolkit.sources.goals import read_goals

    if not path.is_file():
        raise BookError("file_missing", file=str(path))
    if not read_goals(path):
        raise ReportError("goals_empty", value=str(path))


def _rules(path: Path) -> None:
    from salestoolkit.sources.territory_rules import read_rules

    read_rules(path)


def _channel_test(path: Path) -> None:
    from salestoolkit.sources.channel_folder import read_folder

    read_folder(path)


def _mined(path: Path) -> None:
    from salestoolkit.sources.mined_files import read_mined_file

    read_mined_file(path)


def _keep_forecast(book: Path, record: Mapping[str, Any]) -> None:
    from salestoolkit.reports.forecast_keep import keep_page

    keep_page(book, record)


KINDS = {
    kind.name: kind
    for kind in (
        ReportKind(name="funnel", module="funnel_page", within=True, options=("targets",)),
        ReportKind(
            name="funnel_audit",
            module="page",
            people=True,
            within=True,
            options=("targets",),
        ),
        ReportKind(
            name="goal_check",
            module="goal_page",
            subject=Subject(parameter="goals", metavar="FILE", check=_goals),
        ),
        ReportKind(
            name="pipeline_review",
            module="review_page",
            subject=Subject(parameter="goals", metavar="FILE", check=_goals, required=False),
            since=True,
            lists=True,
            within=True,
        ),
        ReportKind(
            name="forecast",
            module="forecast_page",
            subject=Subject(parameter="goals", metavar="FILE", check=_goals, required=False),
            period=True,
            within=True,
            options=("metric", "target"),
            after=_keep_forecast,
        ),
        ReportKind(
            name="quota",
            module="quota_page",
            period=True,
            people=True,
            own_amounts=True,
            columns=("team", "territory", "product", "owner"),
            options=("metric",),
        ),
        ReportKind(
            name="territory",
            module="territory_page",
            subject=Subject(parameter="rules", metavar="FILE", check=_rules, required=False),
            period=True,
            people=True,
            by_currency=False,
            own_amounts=True,
            columns=("territory", "owner"),
            options=("first", "last", "geo", "geo_name", "geo_regions"),
        ),
        ReportKind(name="retention", module="retention_page", people=True, own_amounts=True),
        ReportKind(
            name="channel_test",
            module="channel_test_page",
            subject=Subject(parameter="test", metavar="DIR", check=_channel_test),
            of_deals=False,
        ),
        ReportKind(
            name="objections",
            module="objections_page",
            subject=Subject(parameter="mined", metavar="FILE", check=_mined),
            of_deals=False,
        ),
    )
}


FROM_DATABASES = ("funnel", "funnel_audit")
"""Kinds of page that counts are enough for."""


def kind_of(report: str) -> ReportKind:
    """The kind of page with this name.

    Raises
    ------
    ReportError
        ``unknown_report``, with the names that there are.
    """
    if report not in KINDS:
        raise ReportError("unknown_report", value=report, allowed=", ".join(KINDS))
    return KINDS[report]
