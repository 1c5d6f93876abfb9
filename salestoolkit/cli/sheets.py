"""`salestoolkit sheet`: a sheet to print, empty or filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of
from salestoolkit.cli.process import chosen_processes
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salestoolkit.core.sheets import Entry, Sheet
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
    process: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Process file that fills the sheets process and raci."),
    ] = None,
    pipeline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which process, where the file holds several."),
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
    from salestoolkit.sources.sheets import load_sheet

    found = load_sheet(name, words.language)
    if pipeline is not None and process is None:
        raise InvalidValue("option_missing", option="--process FILE")
    if process is not None:
        if filled is not None:
            raise InvalidValue("one_of_two_options", allowed="--filled FILE, --process FILE")
        entries: Sequence[Entry] | None = _of_process(name, process, pipeline, words)
    else:
        entries = None if filled is None else _filled(filled, found)
    written = write_sheet(found, to, entries)
    print(words.text("sheets.made", path=str(written.path)))
    if written.copy is not None:
        print(words.text("sheets.copy", path=str(written.copy)))


def _filled(path: Path, sheet: Sheet) -> Sequence[Entry]:
    from salestoolkit.sources.sheets import read_sheet

    if not path.exists():
        raise BookError("file_missing", file=str(path))
    return read_sheet(path, sheet)


def _of_process(name: str, path: Path, pipeline: str | None, words: Words) -> Sequence[Entry]:
    """The rows of the sheets that a process file fills by itself."""
    from salestoolkit.core.process_language import in_language
    from salestoolkit.core.process_sheets import process_entries, raci_entries

    filling = {"process": process_entries, "raci": raci_entries}
    if name not in filling:
        raise InvalidValue("sheet_not_of_process", value=name, allowed=", ".join(filling))
    found = chosen_processes(path, pipeline)
    if len(found) > 1:
        names = ", ".join(one.pipeline or one.name for one in found)
        raise InvalidValue("process_of_which", file=str(path), allowed=names)
    return filling[name](in_language(found[0], words.language))


def _list(words: Words) -> None:
    from salestoolkit.sources.sheets import load_sheet, sheet_names

    for name in sheet_names():
        title = load_sheet(name, words.language).title
        print(words.text("sheets.list_line", name=name, title=title))
