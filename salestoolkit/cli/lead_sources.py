"""`salestoolkit leads`: where good leads come from, what they cost, how fast they are answered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.book.deal_book import DealBook
    from salestoolkit.core.lead_source_parts import LeadSources

leads_app = typer.Typer(
    name="leads",
    help="Where leads come from, what they cost, and how fast they are answered.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(leads_app)

BookOption = Annotated[
    Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="First day of the leads.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Last day of the leads.")
]
PipelineOption = Annotated[
    str | None,
    typer.Option("--pipeline", metavar="NAME", help="Pipeline to use; else the largest."),
]
HourCostOption = Annotated[
    float | None, typer.Option("--hour-cost", metavar="AMOUNT", help="Price of an hour.")
]
WarmOption = Annotated[
    str | None, typer.Option("--warm", metavar="STAGE", help="Stage that makes a lead warm.")
]
InboundOption = Annotated[
    list[str] | None, typer.Option("--inbound", metavar="SOURCE", help="This source is inbound.")
]
OwnOption = Annotated[
    list[str] | None, typer.Option("--own", metavar="SOURCE", help="This one is our own search.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="See the book at this day's end.")
]


@leads_app.command("sources")
def sources(
    book: BookOption,
    since: SinceOption = None,
    until: UntilOption = None,
    hour_cost: HourCostOption = None,
    warm: WarmOption = None,
    inbound: InboundOption = None,
    own: OwnOption = None,
    pipeline: PipelineOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Rank lead sources by what is known of them, with what a won deal costs and an hour brings."""
    from salestoolkit.words.lead_sources import (
        lead_sources_headline,
        lead_sources_notes,
        source_lines,
    )

    words = words_of(language)
    found = _sources(
        _opened(book, as_of),
        (since, until),
        hour_cost=hour_cost,
        warm=warm,
        inbound=inbound,
        own=own,
        pipeline=pipeline,
    )
    print(lead_sources_headline(words, found))
    for line, details in source_lines(words, found):
        print(f"  {line}")
        for detail in details:
            print(f"     {detail}")
    for note in lead_sources_notes(words, found):
        print(note)


@leads_app.command("move")
def move(
    book: BookOption,
    from_: Annotated[str, typer.Option("--from", metavar="SOURCE", help="Fewer hours on this.")],
    to: Annotated[str, typer.Option("--to", metavar="SOURCE", help="More hours on this.")],
    hours: Annotated[float, typer.Option("--hours", metavar="NUMBER", help="Hours moved.")],
    since: SinceOption = None,
    until: UntilOption = None,
    warm: WarmOption = None,
    pipeline: PipelineOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Say what hours spent on one source instead of another would bring."""
    from salestoolkit.core.lead_hours import move_hours
    from salestoolkit.words.lead_sources import lead_sources_notes, moved_lines

    words = words_of(language)
    found = _sources(_opened(book, as_of), (since, until), warm=warm, pipeline=pipeline)
    moved = move_hours(found, from_=from_, to=to, hours=hours)
    for line in (*moved_lines(words, moved, found), lead_sources_notes(words, found)[0]):
        print(line)


@leads_app.command("response")
def response(
    book: BookOption,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="SOURCE", help="Only this source; else the inbound ones."),
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Leads of all sources.")] = False,
    pipeline: PipelineOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Hold the time to the first answer against what became of inbound leads."""
    from salestoolkit.book.lead_tables import activities_of
    from salestoolkit.core.lead_response import lead_response
    from salestoolkit.words.lead_response import (
        band_lines,
        lead_response_headline,
        lead_response_notes,
    )

    words = words_of(language)
    opened = _opened(book, as_of)
    chosen = None if everyone else _inbound(opened.parts("source"), source)
    found = lead_response(
        opened,
        activities_of(opened),
        sources=chosen,
        pipeline=pipeline,
        timezone=opened.timezone,
    )
    print(lead_response_headline(words, found))
    for line in band_lines(words, found):
        print(f"  {line}")
    for note in lead_response_notes(words, found):
        print(note)


def _opened(path: Path, as_of: str | None) -> DealBook:
    from salestoolkit.sources.books.store import open_book

    day = parse_date(as_of, "--as-of")
    book = open_book(path)
    return book if day is None else book.at(day)


def _sources(
    book: DealBook,
    period: tuple[str | None, str | None],
    *,
    hour_cost: float | None = None,
    warm: str | None = None,
    inbound: list[str] | None = None,
    own: list[str] | None = None,
    pipeline: str | None = None,
) -> LeadSources:
    """The sources of a book with the costs that it holds."""
    from salestoolkit.book.lead_tables import costs_of
    from salestoolkit.core.lead_sources import lead_sources
    from salestoolkit.sources.lead_directions import directions_of

    since, last = parse_date(period[0], "--since"), parse_date(period[1], "--until")
    costs, currency = costs_of(book)
    names = list(dict.fromkeys([*book.parts("source"), *(cost.source for cost in costs)]))
    return lead_sources(
        book,
        costs=costs,
        currency=currency,
        hour_cost=hour_cost,
        warm_stage=warm,
        since=since,
        until=last + timedelta(days=1) if last else None,
        directions=directions_of(names, inbound=inbound, own=own),
        pipeline=pipeline,
    )


def _inbound(names: list[str], wanted: list[str] | None) -> list[str]:
    """Sources that are asked for, else those that are listed as inbound."""
    from salestoolkit.sources.lead_directions import directions_of

    if wanted:
        asked = {name.strip().casefold() for name in wanted}
        found = [name for name in names if name.casefold() in asked]
    else:
        found = [name for name, side in directions_of(names).items() if side == "inbound"]
    if not found:
        allowed = ", ".join(name for name in names if name)
        raise InvalidValue(
            "no_inbound_source", value=", ".join(wanted or []) or "\N{EN DASH}", allowed=allowed
        )
    return found
