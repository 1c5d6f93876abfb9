"""`salestoolkit workshop`: the room in which a workshop is held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of

workshop = typer.Typer(help="Hold a workshop: make its folders, open or serve them, check first.")
app.add_typer(workshop, name="workshop")

RoomArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the workshop.")]
PortOption = Annotated[int | None, typer.Option(metavar="NUMBER", help="Port; else a free one.")]
AppOption = Annotated[
    bool, typer.Option("--app", help="What-ifs and worksheets as pages without any code.")
]


@workshop.command()
def new(
    folder: RoomArgument,
    teams: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="How many teams; 4 in a new room.")
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A team's name; once for each.")
    ] = None,
    market: Annotated[
        str | None, typer.Option(metavar="pl|uk|us", help="Where the teams sell.")
    ] = None,
    industry: Annotated[
        str | None, typer.Option(metavar="NAME", help="Template to start from, e.g. real-estate.")
    ] = None,
    book: Annotated[
        Path | None, typer.Option(metavar="BOOK", help="Own deals: each team gets a copy.")
    ] = None,
    process: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Process that each team starts from.")
    ] = None,
    goals: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Goals that each team starts from.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Make a folder for each team, or add teams; what a team has written is never touched."""
    from salestoolkit.lessons.room.making import Given, make_room, tell_made
    from salestoolkit.lessons.room.teams import is_room, read_room

    before = read_room(folder).language if is_room(folder) else None
    words = words_of(language or before)
    made = make_room(
        folder,
        language=words.language,
        market=market,
        industry=industry,
        teams=teams,
        names=team or (),
        given=Given(book=book, process=process, goals=goals),
    )
    tell_made(made, words)


@workshop.command()
def start(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the workshop or of a team.")
    ] = Path(),
    app_view: AppOption = False,
    reading: Annotated[
        bool, typer.Option("--reading", help="Lessons as slides: no code, all of it large.")
    ] = False,
    port: PortOption = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    language: LanguageOption = None,
) -> None:
    """Open JupyterLab, or the tools without code, for this computer alone; Ctrl+C ends it."""
    from salestoolkit.lessons.room.opening import start, workshop_language

    words = words_of(language or workshop_language(folder))
    start(folder, words, app=app_view, reading=reading, port=port, browser=browser)


@workshop.command()
def serve(
    folder: RoomArgument,
    host: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address of this computer in the room's network."),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="NUMBER", help="Port of the first team; the next ones follow.")
    ] = 8801,
    app_view: AppOption = False,
    cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate, to encrypt what is sent.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Key of the certificate.")
    ] = None,
    new_links: Annotated[
        bool, typer.Option("--new-links", help="New links; those given out before open nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="The warning was read.")] = False,
    language: LanguageOption = None,
) -> None:
    """Serve the teams' folders to a room: a link and a QR code a team; Ctrl+C ends all."""
    from salestoolkit.lessons.room.opening import workshop_language
    from salestoolkit.lessons.room.serving import Serving, confirmed, serve

    words = words_of(language or workshop_language(folder))
    serving = Serving(
        host=host, port=port, app=app_view, certificate=cert, key=key, new_links=new_links
    )
    if confirmed(serving, words, yes=yes):
        serve(folder, serving, words)


@workshop.command()
def check(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the workshop, made or not.")
    ] = Path(),
    people: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=1, help="How many work at once; else one a team."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Check this computer before people come, and say what to do; ends with 1 where something is wrong."""
    from salestoolkit.lessons.room.checking import check_room, tell_checked
    from salestoolkit.lessons.room.teams import is_room, read_room
    from salestoolkit.reports.pdf import find_browser

    before = read_room(folder) if is_room(folder) else None
    words = words_of(language or (before.language if before else None))
    teams = max(len(before.teams), 1) if before else 1
    number = people or teams
    now, browser = datetime.now().astimezone(), find_browser()
    speaks = before.language if before else words.language
    found = check_room(
        folder, language=speaks, people=number, teams=teams, now=now, browser=browser
    )
    raise typer.Exit(tell_checked(found, words, folder=folder, people=number))
