"""`salestoolkit retention`: who stays, what comes up, and whom to contact this month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.retention import Retention
    from salestoolkit.words import Words

retention_app = typer.Typer(
    name="retention",
    help="Who stays, what comes up for renewal, and whom to contact this month.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(retention_app)

BookOption = Annotated[
    str | None, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
]
CurrencyOption = Annotated[
    str | None, typer.Option(metavar="CODE", help="Only contracts in this currency.")
]
PartOption = Annotated[
    str | None, typer.Option("--part", metavar="COLUMN=VALUE", help="Such as segment=Small.")
]
AudienceOption = Annotated[
    str | None, typer.Option("--for", metavar="leader", help="Needed for customers by owner.")
]
MOST = 10
"""Customers at risk that the screen names; the page lists more."""


@retention_app.callback()
def retention(
    context: typer.Context,
    book: BookOption = None,
    part: PartOption = None,
    audience: AudienceOption = None,
    currency: CurrencyOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Tell who stays, what was renewed, what revenue stayed, what comes up and what is at risk."""
    if context.invoked_subcommand is not None:
        return
    words = words_of(language)
    found = _found(book, as_of, currency, part=part, audience=audience)
    _tell(words, found)


@retention_app.command("contacts")
def contacts(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the lists.")],
    book: BookOption = None,
    month: Annotated[
        str | None, typer.Option(metavar="2026-11|2026-Q4", help="What to plan; else this month.")
    ] = None,
    per: Annotated[
        str | None, typer.Option(metavar="owner", help="A list and a calendar for each owner.")
    ] = None,
    part: PartOption = None,
    audience: AudienceOption = None,
    currency: CurrencyOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Write whom to contact in a month, as CSV and as a calendar."""
    from salestoolkit.reports.retention_contacts import write_contacts
    from salestoolkit.words.retention import planned_name

    words = words_of(language)
    if per not in (None, "owner"):
        raise InvalidValue("unknown_choice", field="--per", value=per, allowed="owner")
    planned = _month(month)
    found = _found(book, as_of, currency, part=part, audience=audience, planned=planned)
    name = planned_name(words, found)
    if not found.contacts:
        print(words.text("retention.moment.none", month=name))
        return
    written = write_contacts(found, words, to, written_on=found.as_of, per_owner=per == "owner")
    customers = words.count("customer", len({one.customer for one in found.contacts}))
    told = words.count("contact", len(found.contacts))
    print(words.text("retention.cli.contacts", month=name, contacts=told, customers=customers))
    for one in written:
        print(words.text("cli.report.file", path=str(one.path)))
        if one.copy is not None:
            print(words.text("cli.report.copy", path=str(one.copy)))


def _month(text: str | None) -> tuple[date, date] | None:
    from datetime import timedelta

    from salestoolkit.core.periods import a_period

    if text is None:
        return None
    first, last = a_period(text)
    return first, last + timedelta(days=1)


def _found(
    book: str | None,
    as_of: str | None,
    currency: str | None,
    *,
    part: str | None,
    audience: str | None,
    planned: tuple[date, date] | None = None,
) -> Retention:
    from salestoolkit.book.deal_book import DealBook
    from salestoolkit.cli.books import is_for_leader, named_part
    from salestoolkit.reports.plan import check_day
    from salestoolkit.reports.retention_book import retention_of
    from salestoolkit.sources.remote_books.opening import open_any_book

    if book is None:
        raise InvalidValue("option_missing", option="--book BOOK")
    opened = open_any_book(book, as_of=parse_date(as_of, "--as-of"))
    if not isinstance(opened, DealBook):
        raise BookError("deals_only_counted", value=book)
    check_day(opened)
    return retention_of(
        opened,
        part=named_part(opened, part, audience=audience),
        currency=currency,
        for_leader=is_for_leader(audience),
        planned=planned,
    )


def _tell(words: Words, found: Retention) -> None:
    from salestoolkit.reports.retention_figures import retention_cards
    from salestoolkit.words.retention import (
        at_risk_sentence,
        check_in_sentence,
        next_steps,
        note_sentences,
        retention_headline,
    )

    print(retention_headline(words, found))
    for card in retention_cards(found, words):
        lines = "; ".join([str(card["value"]), *card["lines"], str(card["rests"])])
        print(f"  {card['label']}: {lines}")
    if found.most_at_risk:
        print(words.text("retention.section.at_risk"))
        for one in found.most_at_risk[:MOST]:
            print(f"  {at_risk_sentence(words, one)}")
    print(words.text("retention.section.actions"))
    for step in next_steps(words, found):
        print(f"  {step}")
    said = check_in_sentence(words, found)
    for note in (*([said] if said else []), *note_sentences(words, found)):
        print(note)
