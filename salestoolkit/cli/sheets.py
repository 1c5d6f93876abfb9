"""`salestoolkit sheet`: a sheet to print, empty or filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.words import Words


@app.command()
def sheet(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Name of a sheet, or the TOML file of your own."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Page to write: .html or .pdf.")
    ] = None,
    filled: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML file in which it is filled in.")
    ] = None,
    list_sheets: Annotated[
        bool, typer.Option("--list", help="Say which sheets there are.")
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Print a sheet on A4: empty to fill in with a pen, or filled."""
    words = words_of(language)
    if list_sheets:
        _list(words)
        return
    if name is None:
        raise InvalidValue("option_missing", option="NAME")
    if to is None:
        raise InvalidValue("option_missing", option="--to FILE")
    from salestoolkit.reports.sheets import write_sheet
    from salestoolkit.sources.sheets import load_sheet, read_sheet

    found = load_sheet(name, words.language)
    if filled is not None and not filled.exists():
        raise BookError("file_missing", file=str(filled))
    written = write_sheet(found, to, None if filled is None else read_sheet(filled, found))
    print(words.text("sheets.made", path=str(written.path)))
    if written.copy is not None:
        print(words.text("sheets.copy", path=str(written.copy)))


def _list(words: Words) -> None:
    from salestoolkit.sources.sheets import load_sheet, sheet_names

    for name in sheet_names():
        title = load_sheet(name, words.language).title
        print(words.text("sheets.list_line", name=name, title=title))
