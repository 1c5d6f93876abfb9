"""`salestoolkit workshop collect`: what all teams have written, in one summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.workshop import RoomArgument, workshop

if TYPE_CHECKING:
    from salestoolkit.lessons.collect.teams import TeamWork
    from salestoolkit.reports.workshop_summary import SummaryMade
    from salestoolkit.words import Words


@workshop.command()
def collect(
    folder: RoomArgument,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="OUT", help="Folder to write to; else leader/ in the room."),
    ] = None,
    paper: Annotated[str, typer.Option(metavar="a4|a3", help="Paper of the PDF.")] = "a4",
    language: LanguageOption = None,
) -> None:
    """Gather all teams' maps, goals, objections and sheets: a page, a PDF and an Excel file."""
    from salestoolkit.lessons.collect.summary import summary_of
    from salestoolkit.lessons.collect.teams import gather, room_language
    from salestoolkit.lessons.room.teams import LEADER
    from salestoolkit.reports.workshop_summary import write_summary

    words, today = words_of(language or room_language(folder)), date.today()
    teams = gather(folder, words, today=today)
    summary = summary_of(teams, words, today=today)
    made = write_summary(summary, to or folder / LEADER, paper=paper)
    _tell(teams, made, words)


def _tell(teams: Sequence[TeamWork], made: SummaryMade, words: Words) -> None:
    """Print whose work is in the summary, where it lies, and what could not be read."""

    def say(key: str, **fields: object) -> None:
        print(words.text(f"workshop_collect.said.{key}", **fields))

    say("read", names=", ".join(team.name for team in teams))
    for key, written in (("page", made.page), ("pdf", made.pdf), ("excel", made.excel)):
        if written is not None:
            say(key, path=str(written.path))
            if written.copy is not None:
                say("copy", path=str(written.copy))
    if made.no_pdf is not None:
        say("no_pdf", sentence=words.error(made.no_pdf))
    if faults := sum(len(team.faults) for team in teams):
        say("faults", faults=words.count("file", faults))
