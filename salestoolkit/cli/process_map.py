"""`salestoolkit process map`: a team's process as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.process import chosen_processes, process_app
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.charts.process_map import Layout
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.core.process_numbers import ProcessNumbers

MERMAID = ".mmd"


@process_app.command("map")
def map_command(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The process file.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="The picture: .svg, .png, .pdf or .mmd.")
    ],
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="BOOK", help="Deal book whose numbers the map carries."),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(metavar="wall|half|phone", help="A4 across, half of it, or 360 pixels wide."),
    ] = "wall",
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this one; else all of the file.")
    ] = None,
    paper: Annotated[str, typer.Option(metavar="a4|a3", help="Paper of the PDF.")] = "a4",
    language: LanguageOption = None,
) -> None:
    """Draw a process as a cycle: SVG, PNG or PDF for the wall, Mermaid text for a wiki."""
    from salestoolkit.charts.process_map import process_maps
    from salestoolkit.charts.process_mermaid import mermaids
    from salestoolkit.charts.process_save import FORMATS, save_map
    from salestoolkit.sources.whole_files import write_keeping

    words = words_of(language)
    suffix = to.suffix.lower()
    if suffix not in (*FORMATS, MERMAID):
        allowed = ", ".join((*FORMATS, MERMAID))
        raise InvalidValue("process_map_suffix", value=to.name, allowed=allowed)
    processes = chosen_processes(file, pipeline)
    if suffix == MERMAID:
        copy = write_keeping(to, mermaids(processes, words).encode())
    else:
        numbers = _numbers(processes, book)
        drawn = process_maps(processes, words, numbers=numbers, layout=cast("Layout", layout))
        copy = save_map(drawn, to, paper=paper)
    print(words.text("process_map.saved.map", path=str(to)))
    if copy is not None:
        print(words.text("process_map.saved.copy", path=str(copy)))


def _numbers(processes: list[SalesProcess], book: Path | None) -> list[ProcessNumbers | None]:
    """What a book says of each process; none where no book is named."""
    if book is None:
        return [None] * len(processes)
    from salestoolkit.core.process_reality import live_numbers
    from salestoolkit.sources.books.store import open_book

    opened = open_book(book)
    return [live_numbers(process, opened) for process in processes]
