"""Which pages a report has: one for all deals, and one for each value of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.core.counts import Counts
from salestoolkit.errors import ReportError
from salestoolkit.reports.kinds import ReportKind, kind_of
from salestoolkit.reports.names import page_stem
from salestoolkit.reports.within import Within, narrowed, occurring

PEOPLE = "owner"
"""Pages about a person are for that person and for who leads them, never for the whole team."""

DIMENSIONS = (
    *("team", "territory", "segment", "source", "channel", "product", "organization", PEOPLE),
    "source_name",
)
"""Columns that stand before a deal's outcome, so that its pages compare like with like."""


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """One page to make.

    ``dimension`` is None for the page of all deals; ``value`` is ``""`` for deals without one.
    ``currency`` is None where all deals share one, ``""`` for deals without one. ``about`` is the
    file that the page is about beside the deals, None for a page about deals alone; ``since`` the
    earlier day that it compares with, ``period`` the month, quarter or year that it is about, None
    for the kind's own. ``options`` are what else it is told: pairs of name and text. ``within`` are further
    columns with the one value that all deals it looks at have.
    """

    report: str
    dimension: str | None = None
    value: str = ""
    language: str = "en"
    currency: str | None = None
    pipeline: str | None = None
    as_of: date | None = None
    about: Path | None = None
    since: date | None = None
    period: str | None = None
    for_leader: bool = False
    options: tuple[tuple[str, str], ...] = ()
    within: Within = ()

    @property
    def columns(self) -> Within:
        """Columns that its deals are chosen by with their values, its own the last."""
        return () if self.dimension is None else (*self.within, (self.dimension, self.value))

    @property
    def stem(self) -> str:
        """Name of its files without their ending."""
        return page_stem(
            self.report,
            dimension=self.dimension,
            value=self.value,
            language=self.language,
            pipeline=self.pipeline,
            currency=self.currency,
            period=self.period,
            for_leader=self.tells_people,
            within=self.within,
        )

    @property
    def tells_people(self) -> bool:
        """Whether it says how each owner's deals go: only who leads them may read that."""
        one_person = PEOPLE in dict(self.columns)
        return self.for_leader and kind_of(self.report).people and not one_person

    def parameters(self, book: Path | str | None) -> dict[str, Any]:
        """What the notebook is given."""
        kind = kind_of(self.report)
        part = {
            "dimension": self.dimension,
            "value": self.value,
            **({"within": dict(self.within) or None} if kind.within else {}),
            "language": self.language,
            "currency": self.currency,
            "pipeline": self.pipeline,
        }
        given: dict[str, Any] = {
            "book": str(book.absolute()) if isinstance(book, Path) else book,
            **(part if kind.of_deals else {"language": self.language}),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
        }
        if kind.subject is not None and self.about is not None:
            given[kind.subject.parameter] = str(self.about.absolute())
        if kind.since and self.since is not None:
            given["since"] = self.since.isoformat()
        if kind.period and self.period is not None:
            given["period"] = self.period
        if self.tells_people:
            given["for_leader"] = True
        return {**given, **dict(self.options)}


def plan_pages(
    book: DealBook | RemoteBook,
    report: str,
    *,
    per: str | None = None,
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: date | None = None,
    for_leader: bool = False,
    about: Path | None = None,
    since: date | None = None,
    period: str | None = None,
    options: tuple[tuple[str, str], ...] = (),
    within: Mapping[str, str | None] | None = None,
) -> list[PageSpec]:
    """Pages of a report, the one for all deals first; one set for each currency.

    Pages about a file of the team's are not kept apart by currency: a goal names its own. Pages that
    only look at such a file are.

    Parameters
    ----------
    per : str, optional
        Column of the deals: a page for each value, and for the deals without one.
    currency : str, optional
        Only the pages of this currency.
    for_leader : bool
        Whether the pages go to who leads the people they are about; needed for pages by owner.
    within : mapping, optional
        Further columns: pages for each combination that has deals, seen among those with the same
        values of these columns. One that is given a value has only that. There is no page of all deals.

    Raises
    ------
    ReportError
        ``people_for_leader``, ``unknown_page_column``, ``page_column_empty``, ``unknown_currency``,
        ``within_no_deals``.
    BookError
        ``unknown_pipeline``.
    """
    counts = book.counts(pipeline=pipeline)
    kind = kind_of(report)
    among = dict(within or {})
    for column in (*among, *(() if per is None else (per,))):
        taken = among if column == per else {}
        _check_column(book, column, pipeline, kind, for_leader=for_leader, taken=taken)
    pages: list[PageSpec] = []
    subject = kind.subject
    apart = about is None or currency is not None or not (subject and subject.required)
    own = kind.own_amounts and currency is not None
    split = own or (apart and kind.by_currency)
    for chosen in _currencies(counts, currency, own=own) if split else [None]:
        shared: dict[str, Any] = {
            "report": report,
            "language": language,
            "currency": chosen,
            "pipeline": pipeline,
            "as_of": as_of,
            "about": about,
            "since": since,
            "period": period,
            "for_leader": for_leader,
            "options": options,
        }
        if not among:
            pages.append(PageSpec(**shared))
        if per is not None:
            alike = narrowed(book, () if chosen is None else (("currency", chosen),))
            pages += [
                PageSpec(dimension=per, value=value, within=inside, **shared)
                for inside, value in _parts(alike, per, kind, pipeline, among)
            ]
    if not pages:
        asked = ", ".join(f"{name}={value or '–'}" for name, value in among.items())
        there = [f"{name}={value or '–'}" for name in among for value in book.parts(name)]
        raise ReportError("within_no_deals", value=asked, allowed=", ".join(there))
    return pages


def check_day(book: DealBook | RemoteBook) -> None:
    """Refuse a day after the last export: what was open then may be closed by now."""
    exported = book.exported_on or book.as_of
    if book.as_of > exported:
        raise ReportError("as_of_after_export", value=book.as_of.isoformat(), allowed=exported)


def _parts(
    book: DealBook | RemoteBook,
    per: str,
    kind: ReportKind,
    pipeline: str | None,
    among: Mapping[str, str | None],
) -> Iterator[tuple[Within, str]]:
    """Values of a column that have deals, with the values of the further columns."""
    if kind.columns:
        yield from (((), value) for value in import_module(kind.path).parts(book, per))
        return
    for inside in occurring(book, among):
        counts = narrowed(book, inside).counts(pipeline=pipeline, dimension=per)
        yield from ((inside, value) for value in counts.parts())


def _check_column(
    book: DealBook | RemoteBook,
    per: str,
    pipeline: str | None,
    kind: ReportKind,
    *,
    for_leader: bool,
    taken: Iterable[str] = (),
) -> None:
    allowed = [name for name in kind.columns or DIMENSIONS if name not in taken]
    if per not in allowed:
        raise ReportError("unknown_page_column", value=per, allowed=", ".join(allowed))
    if per == PEOPLE and not for_leader:
        raise ReportError("people_for_leader", value=per)
    if kind.columns:
        return
    if not any(book.counts(pipeline=pipeline, dimension=per).parts()):
        filled = [name for name in DIMENSIONS if any(book.parts(name))]
        raise ReportError("page_column_empty", value=per, allowed=", ".join(filled) or "–")


def _currencies(counts: Counts, wanted: str | None, *, own: bool) -> list[str | None]:
    """Currencies that get pages of their own; None alone where there is nothing to keep apart.

    With ``own`` amounts the one that is wanted counts even where all deals share it, or name none.
    """
    deals = counts.deals
    tally = deals.assign(currency=deals["currency"].fillna("")).groupby("currency")["n"].sum()
    sizes = {str(name): int(n) for name, n in tally.items()}
    named = sorted((name for name in sizes if name), key=lambda name: (-sizes[name], name))
    if own and wanted is not None and (wanted in named or not named):
        return [wanted]
    if wanted is not None:
        if wanted not in named:
            raise ReportError("unknown_currency", value=wanted, allowed=", ".join(named) or "–")
        return [wanted] if len(sizes) > 1 else [None]
    if len(named) <= 1:
        return [None]
    return [*named, *([""] if "" in sizes else [])]
