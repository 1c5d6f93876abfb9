"""`salestoolkit remote`: look at a deal book in a database, or draft what its names mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of


@app.command()
def remote(
    address: Annotated[
        str,
        typer.Argument(metavar="ADDRESS", help="postgresql://USER@HOST/DATABASE or duckdb://FILE"),
    ],
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What the database's own names mean.")
    ] = None,
    write_mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a mapping to fill in.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Tell what is read from a database, or draft the mapping that this needs."""
    from salestoolkit.sources.remote_books.address import read_address
    from salestoolkit.sources.remote_books.opening import look_at, write_draft

    words = words_of(language)
    place = read_address(address, mapping=mapping)
    place.hand_on_password()
    if write_mapping is not None:
        write_draft(place, write_mapping, language=words.language)
        command = f"salestoolkit remote {place.shown} --mapping {write_mapping}"
        print(words.text("remote.drafted", path=str(write_mapping), command=command))
        return
    seen = look_at(str(place))
    print(words.text("remote.seen", address=place.shown, day=words.date(seen.as_of)))
    deals = words.count("deal", seen.deals)
    ends = {name: words.number(getattr(seen, name)) for name in ("won", "lost", "open")}
    print(words.text("remote.deals", deals=deals, **ends))
    numbers = {name: words.number(getattr(seen, name)) for name in ("used", "entries")}
    print(words.text("remote.entries", **numbers))
    if seen.used < seen.entries:
        left = {"n": words.number(seen.no_stage), "strangers": words.number(seen.strangers)}
        print(words.text("remote.left_out", **left))
