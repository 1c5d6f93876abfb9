"""A request for a report: checked, and turned into pages, before anything is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from salestoolkit.core.periods import a_period
from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.reports.kinds import FORMATS, FROM_DATABASES, KINDS, ReportKind, kind_of
from salestoolkit.reports.plan import PageSpec, check_day, plan_pages
from salestoolkit.sources.remote_books.address import is_address
from salestoolkit.sources.remote_books.opening import open_any_book
from salestoolkit.words import load_words


def check_formats(kind: ReportKind | None, formats: Sequence[str]) -> None:
    """Refuse a format that no page of this kind has; ReportError ``unknown_format``.

    None stands for a notebook of the team's own, whose record has no lists that we know.
    """
    lists = kind is not None and kind.lists
    known = [one for one in FORMATS if one != "csv" or lists]
    unknown = [given for given in formats if given not in known]
    if unknown or not formats:
        raise ReportError("unknown_format", value=", ".join(unknown), allowed=", ".join(known))


def requested_pages(
    name: str,
    *,
    book: Path | str | None = None,
    per: str | None = None,
    languages: Sequence[str] = ("en",),
    as_of: date | None = None,
    currency: str | None = None,
    pipeline: str | None = None,
    for_leader: bool = False,
    about: Mapping[str, Path] | None = None,
    since: date | None = None,
    period: str | None = None,
    told: Mapping[str, str] | None = None,
    within: Mapping[str, str | None] | None = None,
) -> list[PageSpec]:
    """The pages of a request, once it is known to be good: see `salestoolkit.reports.plan.plan_pages`.

    Parameters
    ----------
    book : Path or str, optional
        Folder of the deal book, or the address of a database. May be left out where the pages are not
        made of deals.
    about : mapping, optional
        What the page is about beside the deals, by parameter: ``{"goals": Path("goals.toml")}``.
    since : date, optional
        The earlier day that a page compares with.
    period : str, optional
        The month, quarter or year that a page is about: ``2026-10``, ``2026-Q4``, ``2026``.
    told : mapping, optional
        What else a kind may be told, by the name of its parameter.
    within : mapping, optional
        Further columns whose values the pages of ``per`` are made for, each with one value or None.

    Raises
    ------
    SalesToolkitError
        What is wrong with the request: the report, the book, the column, the file.
    """
    kind = kind_of(name)
    subject = kind.subject_in(about or {})
    options: dict[str, Any] = {"as_of": as_of, "about": subject}
    if since is not None:
        _check_takes(kind, "since")
        options["since"] = since
    if period is not None:
        _check_takes(kind, "period")
        a_period(period)
        options["period"] = period
    if within:
        _check_takes(kind, "within")
        if per is None:
            raise ReportError("within_alone", value=", ".join(within))
        options["within"] = within
    options["options"] = _told(kind, told or {})
    parts = {"per": per, "currency": currency, "pipeline": pipeline}
    codes = [load_words(language).language for language in languages]
    if kind.of_deals:
        return _pages_of_deals(kind, book, codes, for_leader=for_leader, **parts, **options)
    _no_parts(kind, parts)
    if book is not None:
        open_any_book(book, as_of=as_of)
    return [PageSpec(report=name, language=code, **options) for code in codes]


def _pages_of_deals(
    kind: ReportKind, book: Path | str | None, languages: Sequence[str], **options: Any
) -> list[PageSpec]:
    if is_address(book) and kind.name not in FROM_DATABASES:
        allowed = ", ".join(FROM_DATABASES)
        raise ReportError("remote_report", value=kind.name, allowed=allowed)
    if book is None:
        raise ReportError("report_needs", value=kind.name, option="--book BOOK")
    opened = open_any_book(book, as_of=options["as_of"])
    check_day(opened)
    since = options.get("since")
    if since is not None and since >= opened.as_of:
        raise InvalidValue("review_since", field="since", value=since, allowed=opened.as_of)
    return [
        page
        for language in languages
        for page in plan_pages(opened, kind.name, language=language, **options)
    ]


def _check_takes(kind: ReportKind, option: Literal["since", "period", "within"]) -> None:
    """Refuse an earlier day, a period or further columns where the page knows of none."""
    if not getattr(kind, option):
        allowed = ", ".join(one.name for one in KINDS.values() if getattr(one, option))
        raise ReportError("report_without", value=kind.name, option=f"--{option}", allowed=allowed)


def _told(kind: ReportKind, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What else a page is told; refused where the page knows of none of it."""
    for name in told:
        if name not in kind.options:
            allowed = ", ".join(one.name for one in KINDS.values() if name in one.options)
            option = f"--{name.replace('_', '-')}"
            raise ReportError("report_without", value=kind.name, option=option, allowed=allowed)
    return tuple(sorted(told.items()))


def _no_parts(kind: ReportKind, parts: Mapping[str, str | None]) -> None:
    """Refuse to make pages of parts where there is one page only."""
    for name, value in parts.items():
        if value is not None:
            allowed = ", ".join(one.name for one in KINDS.values() if one.of_deals)
            raise ReportError(
                "report_without", value=kind.name, option=f"--{name}", allowed=allowed
            )
