"""`salestoolkit lessons`: the folder of a workshop."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of

if TYPE_CHECKING:
    from salestoolkit.words import Words


@app.command()
def lessons(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the workshop.")],
    market: Annotated[
        str | None, typer.Option(metavar="pl|uk|us", help="Where the team sells.")
    ] = None,
    industry: Annotated[
        str | None, typer.Option(metavar="NAME", help="Template to start from, e.g. real_estate.")
    ] = None,
    begin_again: Annotated[
        str | None,
        typer.Option(
            "--start-over",
            metavar="NN|all",
            help="Begin a lesson again, such as 03, or all; what there was is copied first.",
        ),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Make a workshop folder with the lessons, or bring one up to date; the team's work stays."""
    from salestoolkit.lessons.folder import language_of, make_workshop

    words = words_of(language or language_of(folder))
    if begin_again is not None:
        _start_over(folder, begin_again, words)
        return
    made = make_workshop(folder, language=words.language, market=market, industry=industry)
    print(words.text("lessons.made.folder", path=str(made.folder)))
    for name in ("written", "unchanged", "kept"):
        names = getattr(made, name)
        if names:
            print(words.text(f"lessons.made.{name}", names=", ".join(names)))
    print(words.text("lessons.made.next", path=shlex.quote(str(made.folder))))


def _start_over(folder: Path, lesson: str, words: Words) -> None:
    from salestoolkit.lessons.start_over import ALL, start_over

    done = start_over(folder, lesson, today=date.today())
    print(words.text(f"progress.anew.{'all' if lesson == ALL else 'one'}", lesson=lesson))
    print(words.text("progress.anew.done", names=", ".join(done.lessons)))
    print(words.text("progress.anew.copy", copy=str(done.copy)))
