"""`salestoolkit process people`: who does what, department by department, and the client's own path."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.process import chosen_processes, process_app
from salestoolkit.cli.process_files import FileArgument, PipelineOption

if TYPE_CHECKING:
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.words import Words

PLAIN_WIDTH = 160
"""Columns where nobody reads a terminal."""
ACTIVITY_WIDTH, LANE_WIDTH = 44, 12


@process_app.command("people")
def people(
    file: FileArgument,
    stage: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this stage, by key or name.")
    ] = None,
    pipeline: PipelineOption = None,
    language: LanguageOption = None,
) -> None:
    """Print who does what: activities against departments, with the client's own path."""
    from salestoolkit.core.process_checks import check_people
    from salestoolkit.core.process_language import in_language
    from salestoolkit.words.process_checks import check_sentences

    words = words_of(language)
    for process in chosen_processes(file, pipeline):
        shown = in_language(process, words.language, mark=f"{{text}} ({process.language})")
        print(shown.name)
        print(words.text("process_people.legend"))
        _print_table(process, words, stage)
        for sentence in check_sentences(check_people(process), shown, words):
            print(sentence)


def _print_table(process: SalesProcess, words: Words, stage: str | None) -> None:
    """A table for each stage, the client's path below it; columns as wide as in every other."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from salestoolkit.words.process_people import people_table

    found = people_table(process, words, stage=stage)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    first, *lanes = found.header
    for part in found.stages:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column(Text(first), width=ACTIVITY_WIDTH)
        for lane in lanes:
            table.add_column(Text(lane), width=LANE_WIDTH, overflow="fold")
        for row in part.activities:
            table.add_row(*(Text(cell) for cell in row))
        console.print(Text(part.stage, style="bold"))
        if part.activities:
            console.print(table)
        if part.path:
            console.print(Text(part.path))
        console.print()
