"""`salestoolkit deals`: the deals behind a number, on the screen or in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import (
    AnyBookOption,
    AudienceOption,
    MappingOption,
    any_book,
    known_values,
    owners_for_leader,
)
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.drill import CanSelect, Selection
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.words import Words

PLAIN_WIDTH = 160
"""Columns of text where the output is no screen."""


@app.command("deals")
def deals(
    book: AnyBookOption,
    mapping: MappingOption = None,
    select: Annotated[
        str | None,
        typer.Option("--select", metavar="TEXT", help="Selection that a page or its JSON names."),
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help="A stage's key or name.")
    ] = None,
    what: Annotated[
        str | None,
        typer.Option("--what", metavar="WHAT", help="Such as won, lost_here, advanced, dropped."),
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="TEAM", help="Only this team's deals.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="COLUMN=VALUE", help="Only these deals; may be repeated."),
    ] = None,
    begun_from: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Begun on this day or later.")
    ] = None,
    begun_before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Begun before this day.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The one with most deals if not given.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="As of the end of this day.")
    ] = None,
    rows: Annotated[
        int, typer.Option("--rows", metavar="N", min=1, help="Rows to show on the screen.")
    ] = 20,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write them all to a .csv or .xlsx file."),
    ] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
) -> None:
    """Show or save the deals behind a number: "lost at the offer, team North" as a table."""
    from salestoolkit.core.drill import CanSelect
    from salestoolkit.core.process_language import in_language

    words = words_of(language)
    options = {
        "what": what,
        "stage": stage,
        "from": begun_from,
        "before": begun_before,
        "pipeline": pipeline,
        "as_of": as_of,
        "team": team,
    }
    chosen = _selection(select, options, where or [])
    owners_for_leader(chosen.filters, audience)
    opened = any_book(book, mapping)
    if not isinstance(opened, CanSelect):
        raise BookError("deals_only_counted", value=book)
    known_values(opened, chosen.where)
    process = in_language(opened.process_of(chosen.pipeline), words.language)
    if to is None:
        _show(opened, chosen, words, process, rows)
    else:
        _save(opened, chosen, words, process, to)


def _selection(text: str | None, options: dict[str, str | None], where: list[str]) -> Selection:
    """The selection that the text, or the other options, name."""
    from salestoolkit.core.drill import Selection, joined

    given = {key: value for key, value in options.items() if value is not None}
    first, behind = (parse_date(given.get(key), f"--{key}") for key in ("from", "before"))
    if first is not None and behind is not None and first >= behind:
        raise InvalidValue("selection_no_day", value=first, allowed=behind)
    if text is None:
        given.setdefault("what", "reached" if "stage" in given else "deals")
        return Selection.parse(joined([*(f"{key}={one}" for key, one in given.items()), *where]))
    if given or where:
        raise InvalidValue("deals_selected_twice", allowed=", ".join([*given, *where]))
    return Selection.parse(text)


def _show(
    book: CanSelect, chosen: Selection, words: Words, process: SalesProcess, most: int
) -> None:
    """Print what was chosen, and the first deals as a table."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from salestoolkit.words.drill import drill_cells, drill_more, drill_title

    n = book.count_selected(chosen)
    print(drill_title(words, chosen, process, n))
    if not n:
        return
    header, rows = drill_cells(words, book.select(chosen, limit=most), process)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(Text(name))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH).print(table)
    if n > most:
        print(drill_more(words, chosen, most, n))


def _save(
    book: CanSelect, chosen: Selection, words: Words, process: SalesProcess, path: Path
) -> None:
    """Write the deals to a file, and say how many."""
    from salestoolkit.sources.row_files import write_rows
    from salestoolkit.words.drill import drill_count, drill_header, drill_rows, drill_sentence

    n = book.count_selected(chosen)
    pieces = book.select_pieces(chosen)
    rows = (drill_rows(words, piece, process) for piece in pieces)
    copy = write_rows(
        path, drill_header(words, chosen.columns), rows, sheet=words.text("drill.list.sheet")
    )
    print(drill_sentence(words, chosen, process))
    print(words.text("drill.list.saved", count=drill_count(words, chosen, n), path=str(path)))
    if copy is not None:
        print(words.text("drill.list.copy", path=str(copy)))
