"""`salestoolkit cadence read`: replies by touch, and after which one another no longer pays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.contacts import BookOption
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.cadence import Definition
    from salestoolkit.core.cadence_stop import ReplyWorth
    from salestoolkit.core.cadence_worth import ValueKind
    from salestoolkit.sources.touches import TouchLog
    from salestoolkit.words import Words

cadence_app = typer.Typer(
    name="cadence",
    help="How often to ask: replies by touch, when to stop, and the plan of a sequence.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(cadence_app)


@cadence_app.command("read")
def read(
    book: BookOption = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="A log of touches instead of the book."),
    ] = None,
    cost: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Cost of a touch, working time included.")
    ] = None,
    cost_of: Annotated[
        list[str] | None,
        typer.Option(
            "--cost-of", metavar="CHANNEL=AMOUNT", help="A channel with a cost of its own."
        ),
    ] = None,
    chance: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Chance of winning; else the book's.")
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Margin of a won deal; else the book's.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Currency of the amounts.")
    ] = None,
    definition: Annotated[
        str | None, typer.Option(metavar="outcome|stage", help="What counts as a reply.")
    ] = None,
    window: Annotated[int, typer.Option(metavar="DAYS", help="Time to reply.")] = 14,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="Judge by smoothed shares that never rise.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Else the book's day, or today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Say how many reply to each touch, and when another one no longer pays."""
    from salestoolkit.core.cadence import read_cadence
    from salestoolkit.core.cadence_stop import when_to_stop
    from salestoolkit.words.cadence import cadence_headline, cadence_notes, touch_lines

    words = words_of(language)
    touches, book_day = _touches(book, log, definition, window)
    day = parse_date(as_of, "--as-of") or book_day or date.today()
    found = read_cadence(
        touches.frame, as_of=day, definition=touches.definition, window_days=window
    )
    told = _worth(words, book, cost, cost_of or [], chance, value, currency)
    rule = None if told is None else when_to_stop(found, told[0], smoothed=smooth)
    print(cadence_headline(words, found, rule))
    for line in touch_lines(words, found, rule):
        print(f"  {line}")
    if rule is not None and rule.stop_after:
        print(words.text("cadence.headline.then"))
    for line in cadence_notes(words, found, rule, kind=told[1] if told else "given", log=touches):
        print(line)


def _touches(
    book: Path | None, log: Path | None, definition: str | None, window: int
) -> tuple[TouchLog, date | None]:
    """The touches of a book or of a log, and the book's day."""
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.touches import read_touches, touches_of

    if log is None and book is None:
        raise InvalidValue("one_of_two_options", allowed="--book BOOK, --log FILE")
    known: dict[str | None, Definition | None] = {
        None: None,
        "outcome": "outcome",
        "stage": "stage",
    }
    if definition not in known:
        raise InvalidValue("cadence_outcome", value=definition, allowed="outcome, stage")
    opened = None if book is None else open_book(book)
    if log is not None:
        return read_touches(log), None if opened is None else opened.as_of
    assert opened is not None
    found = touches_of(opened, definition=known[definition], window_days=window)
    return found, opened.as_of


def _worth(
    words: Words,
    book: Path | None,
    cost: str | None,
    costs: list[str],
    chance: str | None,
    value: str | None,
    currency: str | None,
) -> tuple[ReplyWorth, ValueKind] | None:
    """What a reply is worth and a touch costs; None where nobody says what it costs."""
    from salestoolkit.core.cadence_stop import ReplyWorth
    from salestoolkit.core.cadence_worth import worth_from_book
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.words.negotiation_typed import typed_amount, typed_share

    if cost is None:
        return None
    a_touch = float(typed_amount(cost, "--cost", words))
    by_channel = _costs(words, costs)
    share = None if chance is None else float(typed_share(chance, "--chance"))
    worth = None if value is None else float(typed_amount(value, "--value", words))
    if book is not None:
        return worth_from_book(
            open_book(book),
            cost=a_touch,
            costs=by_channel,
            chance=share,
            value=worth,
            currency=currency,
        )
    if share is None or worth is None:
        option = "--chance SHARE" if share is None else "--value AMOUNT"
        raise InvalidValue("option_missing", option=option)
    made = ReplyWorth(chance=share, value=worth, cost=a_touch, costs=by_channel, currency=currency)
    return made, "given"


def _costs(words: Words, pairs: list[str]) -> dict[str, float]:
    from salestoolkit.core.marketing_objections import CHANNELS
    from salestoolkit.words.negotiation_typed import typed_amount

    found = {}
    for pair in pairs:
        channel, _, amount = pair.partition("=")
        if channel.strip() not in CHANNELS:
            raise InvalidValue("unknown_channel", value=channel, allowed=", ".join(CHANNELS))
        found[channel.strip()] = float(typed_amount(amount, "--cost-of", words))
    return found
