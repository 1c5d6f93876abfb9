"""`salestoolkit contacts`: lists of those who may be contacted, objections, the rules of a market."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, past_day, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.consent import ConsentSplit
    from salestoolkit.sources.contacts import ContactList
    from salestoolkit.words import Words

contacts_app = typer.Typer(
    name="contacts",
    help="Consent first: who may be contacted, who objected, what a market's rules ask for.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(contacts_app)

BookOption = Annotated[
    Path | None, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
ContactsOption = Annotated[
    Path | None,
    typer.Option("--contacts", metavar="FILE", help="A list of contacts instead of a book."),
]
MarketOption = Annotated[
    str | None,
    typer.Option(metavar="pl|uk|us|de|eu", help="Market whose rules apply; else the language's."),
]
ObjectedOption = Annotated[
    Path | None,
    typer.Option(
        "--objected", metavar="FILE", help="Who objected; else objected.csv beside the contacts."
    ),
]
MOST_NAMED = 100
"""People left out whom the screen names; the file of --to names all of them."""
OWN_MARKET = {"pl": "pl", "en": "uk"}
"""The market of a language where none is named."""


@contacts_app.command("list")
def list_contacts(
    channel: Annotated[str, typer.Option(metavar="email|phone|sms|social", help="Channel to use.")],
    book: BookOption = None,
    contacts: ContactsOption = None,
    market: MarketOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.csv", help="Write both lists.")
    ] = None,
    objected: ObjectedOption = None,
    register: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Numbers on a do-not-call register.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Day of the list; else today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """List who may be contacted by a channel; count and name those left out, each with the reason."""
    from salestoolkit.core.consent import split_by_consent
    from salestoolkit.sources.contact_rules import contact_rules
    from salestoolkit.sources.contacts import read_register
    from salestoolkit.sources.objected import read_objected
    from salestoolkit.words.consent import consent_notes

    words, day = words_of(language), parse_date(as_of, "--as-of") or date.today()
    rules = contact_rules(market or OWN_MARKET[words.language])
    read = contacts_from(book, contacts, rules.market)
    known = read_objected(known_objected(book, contacts, objected), market=rules.market)
    found = split_by_consent(
        read.frame,
        channel=channel,
        rules=rules,
        as_of=day,
        objections=known.objections,
        registered=None if register is None else read_register(register),
    )
    _tell(words, found)
    if to is not None:
        _write(words, found, to)
    notes = consent_notes(words, found, objected=known, register=str(register or ""))
    for note in (*notes, *_broken(words, read, contacts)):
        print(note)


@contacts_app.command("object")
def object_to_marketing(
    who: Annotated[str, typer.Argument(metavar="NAME|EMAIL|PHONE", help="Who wants no marketing.")],
    book: BookOption = None,
    contacts: ContactsOption = None,
    objected: ObjectedOption = None,
    channel: Annotated[
        str, typer.Option(metavar="all|email|phone|sms|social", help="Channel they object to.")
    ] = "all",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When it came; else today.")
    ] = None,
    source: Annotated[str, typer.Option(metavar="TEXT", help="How the person said so.")] = "",
    language: LanguageOption = None,
) -> None:
    """Note for good that somebody does not want marketing; no newer list overrides it."""
    from salestoolkit.sources.contacts import objection_of
    from salestoolkit.sources.objected import note_objection

    words, day = words_of(language), past_day(on, "--on")
    path = objected_beside(book, contacts, objected)
    market = OWN_MARKET[words.language]
    listed = None if book is None and contacts is None else contacts_from(book, contacts, market)
    objection, on_list = objection_of(
        who, listed, channel=channel, noted_on=day, source=source.strip()
    )
    new = note_objection(path, objection, language=words.language, market=market)
    key = "noted" if new else "already"
    if listed is not None and not on_list:
        print(words.text("consent.object.not_on_list"))
    said = words.text(f"consent.channel.{objection.channel}")
    name = objection.name or objection.email or objection.phone
    print(words.text(f"consent.object.{key}", name=name, channel=said, on=day, path=str(path)))


@contacts_app.command("rules")
def rules_of_market(market: MarketOption = None, language: LanguageOption = None) -> None:
    """Say what a market asks for before a marketing contact, by channel, with the articles."""
    from salestoolkit.sources.contact_rules import contact_rules
    from salestoolkit.words.consent import rule_lines

    words = words_of(language)
    for line in rule_lines(words, contact_rules(market or OWN_MARKET[words.language])):
        print(line)


def contacts_from(
    book: Path | None,
    contacts: Path | None,
    market: str | None,
    *,
    allowed: str = "--book BOOK, --contacts FILE",
) -> ContactList:
    """Contacts of a deal book or of a list; InvalidValue ``one_of_two_options`` for both or neither."""
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.contacts import contacts_of, read_contacts

    if (book is None) == (contacts is None):
        raise InvalidValue("one_of_two_options", allowed=allowed)
    if contacts is not None:
        return read_contacts(contacts, market=market)
    assert book is not None
    return contacts_of(open_book(book))


def objected_beside(book: Path | None, contacts: Path | None, objected: Path | None) -> Path:
    """Where objections are kept: the file named, else the one beside the contacts."""
    from salestoolkit.sources.objected import objected_path

    beside = contacts or book
    if objected is None and beside is None:
        allowed = "--book BOOK, --contacts FILE, --objected FILE"
        raise InvalidValue("one_of_two_options", allowed=allowed)
    return objected if objected is not None else objected_path(beside or Path())


def known_objected(book: Path | None, contacts: Path | None, objected: Path | None) -> Path:
    """As `objected_beside`; BookError ``file_missing`` where a file was named and is not there.

    With a name misspelt, those who objected would be contacted.
    """
    if objected is not None and not objected.exists():
        raise BookError("file_missing", file=str(objected))
    return objected_beside(book, contacts, objected)


def _tell(words: Words, found: ConsentSplit) -> None:
    from salestoolkit.words.consent import consent_headline, consent_reasons, left_out_people

    print(consent_headline(words, found))
    for line in consent_reasons(words, found):
        print(f"  {line}")
    if len(found.left_out):
        print(words.text("consent.heading.left_out"))
    for line in left_out_people(words, found, most=MOST_NAMED):
        print(f"  {line}")


def _write(words: Words, found: ConsentSplit, to: Path) -> None:
    """Write the list, and beside it the list of those left out."""
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.consent import allowed_rows, left_out_rows

    beside = to.with_name(f"{to.stem}.{words.text('consent.file.left_out')}.csv")
    for path, rows in ((to, allowed_rows), (beside, left_out_rows)):
        copy = write_keeping(path, safe_csv(*rows(words, found)))
        if copy is not None:
            print(words.text("consent.note.copied", path=str(copy)))
    print(words.text("consent.note.written", path=str(to), left_out=str(beside)))


def _broken(words: Words, read: ContactList, path: Path | None) -> list[str]:
    if not read.broken:
        return []
    lines = ", ".join(str(line) for line, _ in read.broken)
    return [words.text("consent.note.broken", path=str(path), lines=lines)]
