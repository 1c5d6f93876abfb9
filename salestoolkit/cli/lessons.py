"""`salestoolkit lessons`: the folder of a workshop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of


@app.command()
def lessons(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the workshop.")],
    market: Annotated[
        str | None, typer.Option(metavar="pl|uk|us", help="Where the team sells.")
    ] = None,
    industry: Annotated[
        str | None, typer.Option(metavar="NAME", help="Template to start from, e.g. real_estate.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Make a workshop folder with the lessons, or bring one up to date; the team's work stays."""
    from salestoolkit.lessons.folder import language_of, make_workshop

    words = words_of(language or language_of(folder))
    made = make_workshop(folder, language=words.language, market=market, industry=industry)
    print(words.text("lessons.made.folder", path=str(made.folder)))
    for name in ("written", "unchanged", "kept"):
        names = getattr(made, name)
        if names:
            print(words.text(f"lessons.made.{name}", names=", ".join(names)))
    print(words.text("lessons.made.next", path=str(made.folder)))
