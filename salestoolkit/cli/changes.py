"""`salestoolkit changes`: what changed in the share won between two periods."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import (
    AnyBookOption,
    AudienceOption,
    MappingOption,
    any_book,
    named_part,
)
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.change_results import FunnelChanges
    from salestoolkit.core.funnel_counts import Source
    from salestoolkit.words import Words

PLAIN_WIDTH = 160
"""Columns of text where the output is no screen."""
PeriodOption = tuple[str, str] | None


@app.command("changes")
def changes(
    book: AnyBookOption,
    mapping: MappingOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Compare before and from this day."),
    ] = None,
    earlier: Annotated[
        PeriodOption,
        typer.Option("--earlier", metavar="FIRST LAST", help="First and last day of a period."),
    ] = None,
    later: Annotated[
        PeriodOption,
        typer.Option("--later", metavar="FIRST LAST", help="First and last day of the later one."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="COLUMN", help="Column whose parts are told apart."),
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", metavar="COLUMN=VALUE", help="Only these deals.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", min=1, help="Days that deals have to be won in."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose values size bands are named in.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The one with most deals if not given.")
    ] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
) -> None:
    """What changed between two periods: the mix of deals, and each stage, adding up exactly."""
    from salestoolkit.core.funnel_counts import Source
    from salestoolkit.core.funnel_limits import currencies

    words = words_of(language)
    first, second = _period(earlier, "--earlier"), _period(later, "--later")
    start = parse_date(since, "--since")
    given = [start is not None, first is not None or second is not None, days is not None]
    if sum(given) > 1 or (first is None) != (second is None):
        allowed = "--since, --earlier --later, --days"
        raise InvalidValue("one_of_two_options", allowed=allowed)
    opened = any_book(book, mapping)
    chosen = named_part(opened, part, audience=audience)
    named = (chosen.dimension, chosen.value) if chosen else (None, None)
    source = Source(opened, pipeline, *named)
    money = currency or next(iter(currencies(source.everyone())), None)
    periods = (first, second) if first and second else None
    _tell(words, _compared(source, start, periods, by=by, days=days, currency=money))


def _period(days: PeriodOption, option: str) -> tuple[date, date] | None:
    """A period by its first and last day, as the days from the one on and before the next."""
    if days is None:
        return None
    first, last = (parse_date(text, option) for text in days)
    assert first is not None and last is not None
    return first, last + timedelta(days=1)


def _compared(
    source: Source,
    since: date | None,
    periods: tuple[tuple[date, date], tuple[date, date]] | None,
    *,
    by: str | None,
    days: int | None,
    currency: str | None,
) -> FunnelChanges:
    """The comparison that was asked for; the last two periods where none was."""
    from salestoolkit.core.funnel_changes import around, what_changed, what_changed_between

    if since is not None:
        periods = around(source, since)
    if periods is None:
        return what_changed(source, dimension=by, days=days, currency=currency)
    first, second = periods
    return what_changed_between(source, first=first, second=second, dimension=by, currency=currency)


def _tell(words: Words, result: FunnelChanges) -> None:
    """Print the answer, the pieces, the parts and what they rest on."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from salestoolkit.reports.tables_changes import change_parts_table, change_table
    from salestoolkit.words.changes import changes_headline, changes_notes

    print(changes_headline(words, result))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    for table in (change_table(result, words), change_parts_table(result, words)):
        if not table.rows:
            continue
        shown = Table(box=SIMPLE_HEAD, pad_edge=False, title=table.title, title_justify="left")
        for name in table.columns:
            shown.add_column(Text(name))
        for row in table.rows:
            shown.add_row(*(Text("\n".join(filter(None, (cell.text, cell.note)))) for cell in row))
        console.print(shown)
    for note in changes_notes(words, result):
        print(f"  {note}")
