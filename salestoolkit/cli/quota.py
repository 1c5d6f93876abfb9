"""`salestoolkit quota`: who makes quota, as a table on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import AudienceOption, is_for_leader
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.quota_result import QuotaCheck
    from salestoolkit.words import Words


WIDTH = 120
"""Columns of the table: on a narrower terminal lines go on below."""


@app.command("quota")
def quota(
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    period: Annotated[
        str | None, typer.Option(metavar="2026-10|2026-Q4|2026", help="Else the present quarter.")
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="NAME", help="Only this team.")] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="revenue|deals|margin", help="What the quotas are in.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Needed where there are several.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Else the one with the most deals.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
    ] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
) -> None:
    """Say what is closed of each quota, the chance of making it, and what the rest takes."""
    from salestoolkit.core.part import Part
    from salestoolkit.reports.quota_page import quotas_of, teams_of
    from salestoolkit.words.quota import (
        apart_rows,
        cannot_sentences,
        next_sentences,
        quota_headline,
    )

    words, leader = words_of(language), is_for_leader(audience)
    parse_date(as_of, "--as-of")
    part = None if team is None else Part(dimension="team", value=team)
    if team is not None and team not in (known := teams_of(book, as_of)):
        raise InvalidValue(
            "quota_unknown_team", field="team", value=team, allowed=", ".join(known) or "–"
        )
    found = quotas_of(
        book,
        period=period,
        part=part,
        metric=metric,
        currency=currency,
        pipeline=pipeline,
        as_of=as_of,
    )
    print(quota_headline(words, found))
    print()
    for kind in ("team", "territory", "product", *(("owner",) if leader else ())):
        _table(words, found, kind)
    for line in next_sentences(words, found):
        print(line)
    for reason, n in apart_rows(words, found):
        print(words.text("quota.cli.apart", n=words.count("row", n), reason=reason))
    for line in cannot_sentences(words, found):
        print(line)


def _table(words: Words, found: QuotaCheck, kind: str) -> None:
    """One table: those of a kind with their figures, as the page has them."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from salestoolkit.reports.quota_tables import terminal_table

    table = terminal_table(found, words, kind)
    if not table.rows:
        return
    grid = Grid(title=table.title, title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(table.columns):
        header = Text(column.replace("\u00ad", ""))
        grid.add_column(header, justify="right" if place else "left", no_wrap=True)
    for row in table.rows:
        # as text: a name in square brackets is no markup
        grid.add_row(*(Text(cell.text) for cell in row))
    Console(width=WIDTH, soft_wrap=True, highlight=False).print(grid)
    print()
