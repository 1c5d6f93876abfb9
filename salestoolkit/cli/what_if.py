"""`salestoolkit what-if`: a what-if as one page that opens from an e-mail on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.what_if_funnel import WhatIf
    from salestoolkit.words import Words


@app.command("what-if")
def what_if(
    to: Annotated[Path, typer.Option("--to", metavar="FILE.html", help="The page to write.")],
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE.toml", help="Scenario to start from."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Which scenario of the file; else the first."),
    ] = None,
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="BOOK", help="Deal book to start from."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="COLUMN=VALUE", help="Only these deals of the book."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last day; else that of the quarter."),
    ] = None,
    goal: Annotated[
        float | None, typer.Option("--goal", metavar="NUMBER", help="Goal in won deals.")
    ] = None,
    revenue: Annotated[
        float | None, typer.Option("--revenue", metavar="AMOUNT", help="Goal in revenue.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose deals; else those of the largest.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose values are looked at.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Sliders for rates, volume, value and days on one page: no server, no network, no Python."""
    from salestoolkit.reports.what_if_handout import write_what_if

    words = words_of(language)
    if scenario is not None and book is not None:
        raise InvalidValue("one_of_two_options", allowed="--scenario FILE.toml, --book BOOK")
    if goal is not None and revenue is not None:
        raise InvalidValue("one_of_two_options", allowed="--goal NUMBER, --revenue AMOUNT")
    if scenario is not None:
        start = _from_file(scenario, name)
    elif book is not None:
        start = _from_book(book, pipeline, part, until, currency)
    else:
        start = _example(words)
    written = write_what_if(_wanted(start, goal, revenue), to, language=words.language)
    print(words.text("what_if.page.written", path=str(written.path)))
    if written.copy is not None:
        print(words.text("what_if.page.copy", path=str(written.copy)))


def _from_file(file: Path, name: str | None) -> WhatIf:
    from salestoolkit.sources.scenarios import read_scenarios

    if not file.exists():
        raise BookError("file_missing", file=str(file))
    scenarios = read_scenarios(file)
    if not scenarios:
        raise BookError("scenario_file_empty", file=str(file))
    found = [one for one in scenarios if name is None or one.name == name]
    if not found:
        known = ", ".join(one.name for one in scenarios)
        raise InvalidValue("scenario_unknown", file=str(file), value=name or "", allowed=known)
    return found[0].what_if


def _from_book(
    book: Path, pipeline: str | None, part: str | None, until: str | None, currency: str | None
) -> WhatIf:
    from salestoolkit.core.part import Part
    from salestoolkit.core.what_if_book import what_if_from_book
    from salestoolkit.sources.books.store import open_book

    chosen = None
    if part is not None:
        column, sign, value = part.partition("=")
        if not sign or not column.strip():
            raise InvalidValue("part_not_a_pair", value=part, allowed="COLUMN=VALUE")
        chosen = Part(dimension=column.strip(), value=value.strip())
    return what_if_from_book(
        open_book(book),
        pipeline=pipeline,
        part=chosen,
        until=parse_date(until, "--until"),
        currency=currency,
    )


def _example(words: Words) -> WhatIf:
    from salestoolkit.words.what_if import example_what_if

    return example_what_if(words)


def _wanted(start: WhatIf, goal: float | None, revenue: float | None) -> WhatIf:
    """The what-if with the goal that was named on the command line."""
    from dataclasses import replace

    if goal is not None:
        return replace(start, metric="deals", goal=goal)
    return start if revenue is None else replace(start, metric="revenue", goal=revenue)
